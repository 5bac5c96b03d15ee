"""The instrument as a phone takes it along: whole, unchanging, and only for those who have a visit with it."""

from sqlite_utils import Database

from app.services import checklists
from tests.clients import ClientOf
from tests.factories import NOON
from tests.instruments import published, published_text
from tests.phones import TeamVisit, checklist_reading


def address(sha256: str = "") -> str:
    return f"/api/checklists/{sha256 or checklist_reading().sha256}"


def test_holds_what_scoring_and_the_page_without_signal_need(client_of: ClientOf, visit: TeamVisit) -> None:
    told = client_of("anggota1").get(address()).json
    checklist = published("kesiapan-polsek")
    assert (told["proto"], told["sha256"], told["label"]) == (
        "fieldsync/1",
        checklist_reading().sha256,
        checklist.label,
    )
    assert [area["code"] for area in told["areas"]] == [area.code for area in checklist.areas]
    items = [item for part in told["parts"] for item in part["items"]]
    assert [item["code"] for item in items] == [item.code for item in checklist.items]
    first, second = items[:2]
    assert (first["kind"], first["letters"], first["points"]) == ("yes_no", ["Ya", "Tidak"], {"Ya": "1", "Tidak": "0"})
    assert second["criteria"] == dict(checklist.item("A02").criteria)
    gates = told["predicates"][0]["gates"]
    assert gates[0] == {
        "code": "total",
        "title": "Nilai kesiapan",
        "on": "total",
        "needs": "75",
        "confirmed": True,
        "validFrom": "",
        "validTo": "",
    }


def test_is_kept_for_ever_and_not_sent_twice(client_of: ClientOf, visit: TeamVisit) -> None:
    client = client_of("anggota1")
    first = client.get(address())
    assert first.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    again = client.get(address(), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_is_not_for_inspectors_without_a_visit_of_it(client_of: ClientOf, db: Database, visit: TeamVisit) -> None:
    other = checklists.publish(db, published_text("lke-2021"), actor=None, at=NOON)
    assert client_of("anggota1").get(address(other.sha256)).status_code == 404
    assert client_of("anggota1").get(address("0" * 64)).status_code == 404
    assert client_of("bagren").get(address()).status_code == 200
    assert client_of("bagren.lamongan").get(address()).status_code == 404
    assert client_of("kapolsek.senori").get(address()).status_code == 404
