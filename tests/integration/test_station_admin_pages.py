"""The administrator's pages on stations."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import orgs
from tests.factories import District
from tests.pages import check_page, open_page, submit
from tests.visits import make_visit, publish

GOOD = {
    "name": "Polsek Soko",
    "code": "polsek-soko",
    "parent": "polres-tuban",
    "switches": ["melayani_skck", "penyidikan"],
    "lat": "-7,0404",
    "lon": "111.9512",
}
NEW = "/manage/stations/new"
SENORI = "/manage/stations/polsek-senori"


@pytest.fixture
def admin(client_of: Callable[[str], FlaskClient], db: Database) -> FlaskClient:
    """An administrator, with the readiness instrument and its switches published."""
    publish(db)
    return client_of("admin")


def station(db: Database, code: str) -> orgs.Org:
    found = orgs.find(db, code)
    assert found is not None
    return found


def ticked(page: BeautifulSoup) -> set[str]:
    return {str(box["value"]) for box in page.select("input[name=switches][checked]")}


def test_the_list_tells_what_each_station_has(admin: FlaskClient, db: Database) -> None:
    db.execute("UPDATE orgs SET switches = 'melayani_skck' WHERE code = 'polsek-senori'")
    rows = [row.get_text(" ", strip=True) for row in open_page(admin, "/manage/stations").select(".list li")]
    assert len(rows) == 2
    assert "belum ada yang ditandai" in rows[0] and "Polsek melayani SKCK" in rows[1]


def test_an_empty_list_says_what_to_do(admin: FlaskClient, db: Database) -> None:
    db.execute("UPDATE orgs SET kind = 'satfung' WHERE kind = 'polsek'")
    assert "Belum ada Polsek" in open_page(admin, "/manage/stations").text


def test_a_station_is_added_with_its_switches_and_its_point(admin: FlaskClient, db: Database) -> None:
    answer = submit(admin, NEW, GOOD, action=NEW)
    assert (answer.status_code, answer.location) == (303, "/manage/stations")
    made = station(db, "polsek-soko")
    assert (made.name, made.switches) == ("Polsek Soko", {"melayani_skck", "penyidikan"})
    assert (made.lat, made.lon) == (-7.0404, 111.9512)
    assert "Polsek sudah ditambahkan" in open_page(admin, "/manage/stations").text


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"name": ""}, "name", "Isi nama Polsek"),
        ({"name": " "}, "name", "Isi nama Polsek"),
        ({"name": "x" * 121}, "name", "Paling banyak 120 karakter"),
        ({"code": ""}, "code", "Isi kode"),
        ({"code": "Polsek Soko"}, "code", "Pakai huruf kecil"),
        ({"code": "new"}, "code", "Kode ini dipakai sistem"),
        ({"code": "own"}, "code", "Kode ini dipakai sistem"),
        ({"code": "polsek-jenu"}, "code", "sudah dipakai"),
        ({"parent": "polres-lamongan"}, "parent", "Pilih dari daftar"),
        ({"lat": "tujuh"}, "lat", "Pakai derajat desimal"),
        ({"lat": "nan"}, "lat", "Pakai derajat desimal"),
        ({"lon": "1e999"}, "lon", "Pakai derajat desimal"),
        ({"lon": "181"}, "lon", "Pakai derajat desimal"),
        ({"lon": ""}, "lon", "Isi kedua angka"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    admin: FlaskClient, db: Database, change: dict[str, str], field: str, said: str
) -> None:
    sent = {**GOOD, **change}
    answer = submit(admin, NEW, sent, action=NEW)
    assert answer.status_code == 422
    page = check_page(answer, admin.application)
    error = page.select_one(f"#{field}-error")
    assert error is not None and said in error.text
    for name in ("name", "code", "lat", "lon"):
        assert page.select_one(f"#{name}").get("value", "") == sent[name]
    assert ticked(page) == set(GOOD["switches"])
    assert orgs.find(db, "polsek-soko") is None


def test_a_switch_that_does_not_exist_is_refused(admin: FlaskClient) -> None:
    answer = submit(admin, NEW, {**GOOD, "switches": ["helipad"]}, action=NEW)
    assert answer.status_code == 422
    assert "Pilih dari daftar" in check_page(answer, admin.application).text


def test_a_station_is_changed_and_planned_visits_keep_what_they_had(
    admin: FlaskClient, db: Database, district: District
) -> None:
    visit = make_visit(db, district)
    page = open_page(admin, SENORI)
    assert page.select_one("#name")["value"] == "Polsek Senori" and ticked(page) == set()
    changed = {"name": "Polsek Senori Kota", "switches": ["penyidikan"]}
    assert submit(admin, SENORI, changed, action=SENORI).status_code == 303
    assert station(db, "polsek-senori").switches == {"penyidikan"}
    kept = db.execute("SELECT switches FROM visits WHERE uid = :uid", {"uid": visit.uid}).fetchone()[0]
    assert kept == ""
    page = open_page(admin, SENORI)
    assert page.h1 is not None and page.h1.text == "Polsek Senori Kota" and ticked(page) == {"penyidikan"}


def test_a_refused_change_keeps_what_was_typed(admin: FlaskClient, db: Database) -> None:
    answer = submit(admin, SENORI, {"name": "", "switches": ["penyidikan"], "lat": "95", "lon": "1"}, action=SENORI)
    assert answer.status_code == 422
    page = check_page(answer, admin.application)
    assert page.select_one(".error-summary") and ticked(page) == {"penyidikan"}
    assert page.select_one("#lat")["value"] == "95"
    assert station(db, "polsek-senori").name == "Polsek Senori"


def test_an_ended_station_is_marked_and_can_come_back(
    admin: FlaskClient, db: Database, district: District, client_of: Callable[[str], FlaskClient]
) -> None:
    submit(admin, SENORI, {}, action=f"{SENORI}/end")
    rows = [row.get_text(" ", strip=True) for row in open_page(admin, "/manage/stations").select(".list li")]
    assert "Polsek Senori" in rows[-1] and "diakhiri" in rows[-1]
    page = open_page(admin, SENORI)
    assert "Polsek ini sudah diakhiri" in page.text
    shown = open_page(client_of("bagren"), "/stations").select("table tbody th")
    assert [head.get_text(strip=True) for head in shown] == ["Jenu"]
    submit(admin, SENORI, {}, action=f"{SENORI}/resume")
    assert station(db, "polsek-senori").active


@pytest.mark.parametrize("code", ["polres-tuban", "polres-lamongan", "polsek-mana", "mabes-polri"])
def test_what_is_no_station_of_ones_own_does_not_exist(admin: FlaskClient, code: str) -> None:
    open_page(admin, f"/manage/stations/{code}", 404)
