"""What the filling page is told of its visit, and who is told."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import today
from app.config import Config
from app.domain.finding_life import FindingState
from app.domain.workdays import workdays_after
from app.services import evidence
from app.store import findings, orgs, settings
from app.store.blobs import BlobStore
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, District
from tests.phones import Phone, TeamVisit, checklist_reading, make_visit, open_original, set_state
from tests.pictures import encode, scene
from tests.visits import submitted_visit

FINDING = "6f1c1f3e-0000-4000-8000-000000000001"
AT_ITEM, OF_FINDING, ELSEWHERE, GONE = (f"0a1b2c3d-0000-4000-8000-00000000000{n}" for n in range(4))
JPEG = encode(scene(320, 240))


@pytest.fixture
def earlier(db: Database, district: District, config: Config) -> TeamVisit:
    """A visit of the quarter before, by its lead alone, submitted, with two answers, photos and one open finding."""
    done = make_visit(db, district, on="2026-08-20")
    lead = Phone(district.ketua, done)
    sha256 = evidence.receive(db, BlobStore(config.uploads), JPEG, actor=district.ketua, at=NOON)
    photo = {"sha": sha256, "size": len(JPEG), "type": "image/jpeg"}
    lead.push(
        db,
        lead.event("A02.answer", "C"),
        lead.event("A02.note", "belum ada"),
        lead.event(f"A02.finding.{FINDING}", {"condition": "Rencana aksi tidak ada", "severity": "moderate"}),
        lead.event("A03.answer", "B"),
        lead.event(f"A02.photo.{AT_ITEM}", photo, op="attach"),
        lead.event(f"A02.photo.{OF_FINDING}", {**photo, "finding": FINDING}, op="attach"),
        lead.event(f"A03.photo.{ELSEWHERE}", photo, op="attach"),
        lead.event(f"A03.photo.{GONE}", {**photo, "sha": "a" * 64}, op="attach"),
    )
    with writing(db):
        db.execute("DELETE FROM visit_members WHERE visit_id = :id", {"id": done.id})
    finding = findings.find(db, FINDING)
    assert finding is not None
    with writing(db):
        findings.set_issued(db, finding.id, due_on="2026-09-20", repeat_of=None, at=NOON)
    set_state(db, done, "submitted")
    return done


def context(client: FlaskClient, visit: TeamVisit, status: int = 200) -> Any:
    answer = client.get(f"/api/visits/{visit.uid}/context")
    assert answer.status_code == status, answer.text
    return answer.json


def test_tells_the_head_the_team_and_what_applies(client_of: ClientOf, visit: TeamVisit) -> None:
    told = context(client_of("anggota1"), visit)
    assert told["proto"] == "fieldsync/1"
    assert told["visit"]["station"] == {"code": "polsek-senori", "name": "Polsek Senori", "tz": "Asia/Jakarta"}
    assert told["visit"]["switches"] == ["melayani_skck", "penyidikan"]
    assert (told["visit"]["state"], told["visit"]["order_number"]) == ("planned", "Sprin/1/XI/2026")
    assert told["visit"]["lead"] == {"username": "ketua", "name": "AKP Ketua"}
    assert [(one["username"], one["parts"], one["is_lead"]) for one in told["team"]] == [
        ("ketua", [], True),
        ("anggota1", ["A"], False),
        ("anggota2", ["B"], False),
    ]
    reading = checklist_reading()
    assert reading.checklist is not None
    assert told["checklist"]["sha256"] == reading.sha256
    applicable = reading.checklist.applicable({"penyidikan", "melayani_skck"})
    assert told["items"] == [item.code for item in applicable.items]
    assert len(told["items"]) < len(reading.checklist.items)
    assert told["people"]["anggota2"] == "Bripka Anggota2"
    assert (told["previous"], told["findings"], told["last"]) == ({}, {}, None)


def test_brings_last_visits_answers_and_the_open_findings(
    client_of: ClientOf, earlier: TeamVisit, visit: TeamVisit
) -> None:
    told = context(client_of("anggota1"), visit)
    assert told["previous"] == {
        "A02": {"value": "C", "note": "belum ada", "on": "2026-08-20", "photos": [AT_ITEM, OF_FINDING]},
        "A03": {"value": "B", "note": "", "on": "2026-08-20", "photos": [ELSEWHERE]},
    }
    assert told["findings"] == {
        "A02": [
            {
                "uid": FINDING,
                "number": 1,
                "condition": "Rencana aksi tidak ada",
                "severity": "moderate",
                "state": FindingState.ISSUED,
                "due_on": "2026-09-20",
                "on": "2026-08-20",
                "photos": [OF_FINDING],
            }
        ]
    }
    assert told["again"] == {"A02": ["2026-08-20", 1, 0, 0]}


def test_brings_what_the_last_visit_came_to(client_of: ClientOf, db: Database, district: District) -> None:
    submitted_visit(db, district, planned_on="2026-08-20")
    told = context(client_of("anggota1"), make_visit(db, district))["last"]
    assert (told["on"], told["total"]) == ("2026-08-20", {"value": "100", "shown": "100.00"})
    assert told["areas"]["IV"] == {"value": "100", "shown": "100.00"}


def test_says_what_the_district_gives_for_an_answer(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    with writing(db):
        settings.put(db, orgs.parent_of(db, district.senori.id).id, "days_minor", "30")
    told = context(client_of("anggota1"), visit)["due"]
    assert {severity: one["days"] for severity, one in told.items()} == {"minor": 30, "moderate": 20, "serious": 10}
    assert told["serious"]["on"] == workdays_after(today(), 10)


class TestThePhotosItNames:
    def seen(self, client: FlaskClient) -> list[int]:
        return [client.get(f"/evidence/{uid}/thumb").status_code for uid in (AT_ITEM, OF_FINDING, ELSEWHERE)]

    def test_are_shown_to_the_team_and_to_no_other_inspector(
        self, client_of: ClientOf, db: Database, earlier: TeamVisit, visit: TeamVisit
    ) -> None:
        assert self.seen(client_of("anggota1")) == [200, 200, 200]
        with writing(db):
            db.execute("DELETE FROM visit_members WHERE visit_id = :id", {"id": visit.id})
        assert self.seen(client_of("anggota1")) == [404, 404, 404]

    def test_are_not_given_as_originals(self, client_of: ClientOf, earlier: TeamVisit, visit: TeamVisit) -> None:
        assert open_original(client_of("anggota1"), AT_ITEM).status_code == 404

    def test_are_no_longer_shown_for_a_cancelled_visit(
        self, client_of: ClientOf, db: Database, earlier: TeamVisit, visit: TeamVisit
    ) -> None:
        with writing(db):
            db.execute(
                "UPDATE visits SET state = 'cancelled', cancelled_at = :at WHERE id = :id",
                {"id": visit.id, "at": NOON},
            )
        assert self.seen(client_of("anggota1")) == [404, 404, 404]

    def test_are_only_those_at_open_findings_once_another_visit_came_between(
        self, client_of: ClientOf, db: Database, district: District, earlier: TeamVisit, visit: TeamVisit
    ) -> None:
        between = make_visit(db, district, on="2026-10-20", state="open")
        with writing(db):
            db.execute("DELETE FROM visit_members WHERE visit_id = :id", {"id": between.id})
        set_state(db, between, "submitted")
        assert self.seen(client_of("anggota1")) == [200, 200, 404]
        assert context(client_of("anggota1"), visit)["findings"]["A02"][0]["photos"] == [OF_FINDING]


def test_a_visit_that_was_not_submitted_is_no_previous_one(
    client_of: ClientOf, db: Database, earlier: TeamVisit, visit: TeamVisit
) -> None:
    set_state(db, earlier, "open")
    assert context(client_of("anggota1"), visit)["previous"] == {}


def test_the_previous_answers_of_another_station_stay_there(
    client_of: ClientOf, db: Database, district: District, earlier: TeamVisit
) -> None:
    elsewhere = make_visit(db, district, org_id=district.jenu.id)
    told = context(client_of("anggota1"), elsewhere)
    assert (told["previous"], told["findings"]) == ({}, {})


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("ketua", 200),
        ("anggota2", 200),
        ("bagren", 403),
        ("kapolres", 404),
        ("admin", 404),
        ("kapolsek.senori", 404),
        ("kapolsek.jenu", 404),
        ("bagren.lamongan", 404),
    ],
)
def test_is_for_the_team_alone(client_of: ClientOf, db: Database, visit: TeamVisit, username: str, status: int) -> None:
    context(client_of(username), visit, status)
    set_state(db, visit, "submitted")
    context(client_of(username), visit, status)
