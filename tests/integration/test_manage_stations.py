"""What an administrator does to stations."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.people import Person
from app.services import stations
from app.services.stations import StationDetails
from app.store import orgs
from tests.factories import NOON, TODAY, District


def add(db: Database, actor: Person, code: str = "polsek-soko", parent: str = "polres-tuban") -> None:
    details = StationDetails("Polsek Soko", frozenset({"penyidikan"}), -7.07, 111.95)
    stations.add(db, details, code=code, parent_code=parent, actor=actor, at=NOON, today=TODAY)


def test_a_new_station_is_seen_by_its_district_alone(db: Database, district: District) -> None:
    add(db, district.admin)
    assert orgs.get(db, "polsek-soko", seen_by=district.bagren.id, today=TODAY).switches == {"penyidikan"}
    for outsider in (district.stranger, district.kapolsek_senori):
        with pytest.raises(NotFound):
            orgs.get(db, "polsek-soko", seen_by=outsider.id, today=TODAY)


def test_a_taken_code_is_refused(db: Database, district: District) -> None:
    with pytest.raises(Conflict):
        add(db, district.admin, "polsek-senori")


@pytest.mark.parametrize("code", ["", "Polsek Soko", "../soko", "soko-", "é"])
def test_an_odd_code_is_refused(db: Database, district: District, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(db, district.admin, code)
    assert list(refused.value.problems) == ["code"]


def test_a_station_is_not_put_below_another_district(db: Database, district: District) -> None:
    with pytest.raises(NotFound):
        add(db, district.admin, parent="polres-lamongan")


def test_only_an_administrator_changes_stations(db: Database, district: District) -> None:
    with pytest.raises(NotAllowed):
        add(db, district.bagren)


def test_a_changed_station_keeps_its_code(db: Database, district: District) -> None:
    details = StationDetails("Polsek Senori Baru", frozenset({"melayani_skck"}))
    stations.change(db, "polsek-senori", details, actor=district.admin, at=NOON, today=TODAY)
    station = orgs.get(db, "polsek-senori", seen_by=district.bagren.id, today=TODAY)
    assert (station.name, station.switches) == ("Polsek Senori Baru", {"melayani_skck"})


@pytest.mark.parametrize(("lat", "lon", "field"), [(91.0, 0.0, "lat"), (0.0, 181.0, "lon"), (1.0, None, "lon")])
def test_an_impossible_point_is_refused(
    db: Database, district: District, lat: float | None, lon: float | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        stations.change(
            db, "polsek-senori", StationDetails("X", lat=lat, lon=lon), actor=district.admin, at=NOON, today=TODAY
        )
    assert list(refused.value.problems) == [field]


def test_an_ended_station_leaves_the_list_and_can_come_back(db: Database, district: District) -> None:
    def names() -> list[str]:
        return [org.code for org in orgs.list_stations(db, seen_by=district.bagren.id, today=TODAY)]

    stations.set_active(db, "polsek-jenu", active=False, actor=district.admin, at=NOON, today=TODAY)
    assert names() == ["polsek-senori"]
    stations.set_active(db, "polsek-jenu", active=True, actor=district.admin, at=NOON, today=TODAY)
    assert names() == ["polsek-jenu", "polsek-senori"]


@pytest.mark.parametrize("code", ["new", "own"])
def test_a_code_that_stands_in_an_address_is_reserved(db: Database, district: District, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(db, district.admin, code)
    assert refused.value.problems == {"code": "reserved"}


def test_a_unit_that_is_no_station_is_neither_changed_nor_ended(db: Database, district: District) -> None:
    with pytest.raises(NotFound):
        stations.change(db, "polres-tuban", StationDetails("X"), actor=district.admin, at=NOON, today=TODAY)
    with pytest.raises(NotFound):
        stations.set_active(db, "polres-tuban", active=False, actor=district.admin, at=NOON, today=TODAY)
