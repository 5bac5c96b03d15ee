"""Planning a visit."""

import uuid

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.visits import VisitState
from app.services import visits
from app.services.stations import StationDetails
from app.services.visits import PlanRefused
from app.store import audit, orgs
from app.store import visits as stored
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District, make_person, make_station
from tests.visits import a_plan, make_visit, parts_of

UID = "5f0c5b0e-6f0a-4a39-8d0a-0d9f7a3c1e11"


def refused(db: Database, district: District, **changes: object) -> PlanRefused:
    with pytest.raises(PlanRefused) as caught:
        make_visit(db, district, UID, **changes)
    assert stored.find(db, UID) is None
    return caught.value


def test_a_planned_visit_keeps_its_plan_and_leaves_an_audit_line(db: Database, district: District) -> None:
    visit = make_visit(db, district, UID)
    assert (visit.state, visit.period, visit.station_code) == (VisitState.PLANNED, "2026Q4", "polsek-senori")
    team = stored.members(db, visit.id)
    assert [member.username for member in team] == ["ketua", "anggota1", "anggota2"]
    assert sorted(part for member in team for part in member.parts) == sorted(parts_of(db, district))
    (line,) = audit.list_stream(db, audit.visit_stream(UID))
    assert (line.action, line.person_id, line.entity_id) == ("visit.planned", district.bagren.id, UID)


def test_sending_the_form_twice_makes_one_visit(db: Database, district: District) -> None:
    assert make_visit(db, district, UID).id == make_visit(db, district, UID).id
    assert len(audit.list_stream(db, audit.visit_stream(UID))) == 1


def test_the_uid_of_another_visit_is_refused(db: Database, district: District) -> None:
    make_visit(db, district, UID)
    with pytest.raises(Conflict):
        make_visit(db, district, UID, station_code="polsek-jenu")


def test_what_is_no_uuid_is_no_uid(db: Database, district: District) -> None:
    with pytest.raises(Invalid, match="bad_uid"):
        make_visit(db, district, "kunjungan-1")


def test_the_switches_are_those_of_the_day_of_planning(db: Database, district: District) -> None:
    with writing(db):
        details = StationDetails("Polsek Senori", frozenset({"melayani_skck"}))
        orgs.set_details(db, district.senori.id, name=details.name, switches=details.switches, lat=None, lon=None)
    plan = a_plan(db, district)
    everything = plan.members[district.anggota1.id] + plan.members[district.anggota2.id] + ("H",)
    visit = make_visit(db, district, UID, members={district.anggota1.id: tuple(dict.fromkeys(everything))})
    with writing(db):
        orgs.set_details(db, district.senori.id, name="Polsek Senori", switches=frozenset(), lat=None, lon=None)
    assert stored.get_by_id(db, visit.id).switches == {"melayani_skck"}


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"planned_on": "2026-11-21"}, "planned_on", "day_past"),
        ({"planned_on": "22-11-2026"}, "planned_on", "bad_day"),
        ({"planned_time": "25:00"}, "planned_time", "bad_time"),
        ({"planned_time": "9"}, "planned_time", "bad_time"),
        ({"order_number": "  "}, "order_number", "order_missing"),
        ({"checklist_version_id": 99}, "checklist", "not_published"),
        ({"station_code": "polres-tuban"}, "station", "not_a_station"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    db: Database, district: District, changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(PlanRefused) as caught:
        visits.plan(db, UID, a_plan(db, district, **changes), actor=district.bagren, at=NOON, today=TODAY)
    assert caught.value.problems[field] == code


def test_parts_nobody_fills_are_named(db: Database, district: District) -> None:
    parts = parts_of(db, district)
    error = refused(db, district, members={district.anggota1.id: parts[2:]})
    assert error.problems == {"parts": "parts_missing"}
    assert error.clash.parts == parts[:2]


def test_a_part_the_station_does_not_have_is_refused(db: Database, district: District) -> None:
    error = refused(db, district, members={district.anggota1.id: (*parts_of(db, district), "ZZ")})
    assert error.problems == {"parts": "unknown_part"}


def test_somebody_of_another_district_cannot_be_in_the_team(db: Database, district: District) -> None:
    error = refused(db, district, lead_id=district.stranger.id)
    assert error.problems["lead"] == "not_of_district"
    error = refused(db, district, members={district.stranger.id: parts_of(db, district)})
    assert error.problems["members"] == "not_of_district"


def test_a_station_chief_cannot_lead(db: Database, district: District) -> None:
    assert refused(db, district, lead_id=district.kapolsek_senori.id).problems["lead"] == "not_of_district"


def test_a_team_has_at_most_eight(db: Database, district: District) -> None:
    parts = parts_of(db, district)
    seven = {make_person(db, f"tambahan{n}").id: parts for n in range(7)}
    make_visit(db, district, UID, members=seven)
    eight = {**seven, district.anggota1.id: parts}
    with pytest.raises(PlanRefused, match="team_too_large"):
        make_visit(db, district, station_code="polsek-jenu", planned_on="2026-11-23", members=eight)


def test_nobody_is_booked_twice_on_a_day(db: Database, district: District) -> None:
    make_visit(db, district)
    error = refused(db, district, station_code="polsek-jenu")
    assert error.problems == {"members": "booked"}
    assert [(b.person_name, b.station_name) for b in error.clash.bookings] == [
        ("Aipda Anggota1", "Polsek Senori"),
        ("Bripka Anggota2", "Polsek Senori"),
        ("AKP Ketua", "Polsek Senori"),
    ]


def test_a_cancelled_visit_books_nobody_and_frees_the_day(db: Database, district: District) -> None:
    first = make_visit(db, district)
    visits.cancel(db, first.uid, reason="Kapolres menunda", actor=district.bagren, at=NOON, today=TODAY)
    assert make_visit(db, district).state is VisitState.PLANNED


def test_a_station_has_one_visit_a_day(db: Database, district: District) -> None:
    first = make_visit(db, district)
    other = make_person(db, "ketua2")
    error = refused(db, district, lead_id=other.id, members={other.id: parts_of(db, district)})
    assert error.problems == {"planned_on": "day_taken"}
    assert error.clash.visit is not None and error.clash.visit.uid == first.uid


def test_a_foreign_station_is_not_found(db: Database, district: District) -> None:
    make_station(db, "polsek-babat", parent="polres-lamongan")
    with pytest.raises(NotFound):
        make_visit(db, district, UID, station_code="polsek-babat")


@pytest.mark.parametrize("who", ["ketua", "kapolsek_senori", "kapolres", "admin"])
def test_only_planning_staff_plan(db: Database, district: District, who: str) -> None:
    with pytest.raises(NotAllowed):
        visits.plan(
            db,
            str(uuid.uuid4()),
            a_plan(db, district),
            actor=getattr(district, who),
            at=NOON,
            today=TODAY,
        )
