"""What the filling page is told of its visit, and who is told."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.findings import FindingState
from app.store import findings
from app.store.transaction import writing
from tests.factories import NOON, District
from tests.phones import Phone, TeamVisit, checklist_reading, make_visit, set_state

ClientOf = Callable[[str], FlaskClient]
FINDING = "6f1c1f3e-0000-4000-8000-000000000001"


@pytest.fixture
def visit(db: Database, district: District) -> TeamVisit:
    return make_visit(db, district)


@pytest.fixture
def earlier(db: Database, district: District) -> TeamVisit:
    """A visit of the quarter before, submitted, with one answer and one open finding."""
    done = make_visit(db, district, on="2026-08-20")
    lead = Phone(district.ketua, done)
    lead.push(
        db,
        lead.event("A02.answer", "C"),
        lead.event("A02.note", "belum ada"),
        lead.event(f"A02.finding.{FINDING}", {"condition": "Rencana aksi tidak ada", "severity": "moderate"}),
    )
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
    assert (told["previous"], told["findings"]) == ({}, {})


def test_brings_last_visits_answers_and_the_open_findings(
    client_of: ClientOf, earlier: TeamVisit, visit: TeamVisit
) -> None:
    told = context(client_of("anggota1"), visit)
    assert told["previous"] == {"A02": {"value": "C", "note": "belum ada", "on": "2026-08-20"}}
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
            }
        ]
    }


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
