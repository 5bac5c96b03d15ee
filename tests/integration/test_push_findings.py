"""Findings as a phone words them: drafts of the visit that follow the log."""

import pytest
from sqlite_utils import Database

from app.domain.finding_life import FindingState
from app.store import events as log
from app.store import findings
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.phones import Phone, TeamVisit, eid_of, make_visit

UID = "6f1c1f3e-0000-4000-8000-000000000001"
CELL = f"A02.finding.{UID}"
WORDS = {
    "condition": "Rencana aksi tidak ada",
    "severity": "moderate",
    "recommendation": "Susun",
    "due_on": "2026-12-20",
}


def drafted(db: Database, uid: str = UID) -> findings.Finding:
    found = findings.find(db, uid)
    assert found is not None
    return found


def test_becomes_a_draft_with_its_area_and_number(db: Database, district: District, phone: Phone) -> None:
    second = "6f1c1f3e-0000-4000-8000-000000000000"
    phone.push(db, phone.event(CELL, WORDS), phone.event(f"A01.finding.{second}", {**WORDS, "severity": "serious"}))
    found = drafted(db)
    assert (found.state, found.number, found.area, found.severity) == (FindingState.DRAFT, 1, "I", "moderate")
    assert (found.condition, found.recommendation, found.due_on) == ("Rencana aksi tidak ada", "Susun", "2026-12-20")
    assert (found.raised_by, found.raised_at) == (district.anggota1.id, NOON)
    assert drafted(db, second).number == 2


def test_is_reworded_in_place(db: Database, phone: Phone) -> None:
    first = phone.event(CELL, {**WORDS, "criterion": "Perkap"})
    phone.push(db, first)
    phone.push(db, phone.event(CELL, {"condition": "Rencana ada, belum lengkap", "severity": "minor"}, [eid_of(first)]))
    found = drafted(db)
    assert (found.condition, found.severity, found.number) == ("Rencana ada, belum lengkap", "minor", 1)
    assert (found.recommendation, found.criterion, found.due_on) == ("", "", None)


def test_a_due_day_that_is_over_is_flagged_and_left_to_the_rule(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event(CELL, {**WORDS, "due_on": "2026-11-21"})
    phone.push(db, first)
    assert [one.flag for one in log.pull(db, visit.id, since=0, limit=9)] == ["due day is past"]
    assert (drafted(db).due_on, drafted(db).condition) == (None, "Rencana aksi tidak ada")
    phone.push(db, phone.event(CELL, {**WORDS, "due_on": TODAY}, [eid_of(first)]))
    assert [one.flag for one in log.pull(db, visit.id, since=1, limit=9)] == [""]
    assert drafted(db).due_on == TODAY


def test_everything_that_a_member_says_of_it_arrives(db: Database, phone: Phone) -> None:
    more = {
        "criterion": "Enam area",
        "cause": "Belum ditugasi",
        "cause_kind": "people",
        "effect": "Tidak ada arah",
        "service": "skck",
        "maladministration": "M05",
        "owner_name": "Kasium",
        "severity_reason": "Sudah dijanjikan dua kali",
    }
    phone.push(db, phone.event(CELL, {**WORDS, **more}))
    found = drafted(db)
    assert {name: getattr(found, name) for name in more} == more


def test_is_withdrawn_and_may_come_back(db: Database, visit: TeamVisit, phone: Phone) -> None:
    first = phone.event(CELL, WORDS)
    gone = phone.event(CELL, None, [eid_of(first)], op="clear")
    phone.push(db, first)
    phone.push(db, gone)
    assert drafted(db).state is FindingState.VOID
    assert findings.list_of_visit(db, visit.id) == []
    phone.push(db, phone.event(CELL, WORDS, [eid_of(gone)]))
    assert (drafted(db).state, drafted(db).closed_at) == (FindingState.DRAFT, None)


def test_withdrawing_what_was_never_there_is_harmless(db: Database, phone: Phone) -> None:
    assert phone.push(db, phone.event(CELL, None, op="clear"))[0].st == "ok"
    assert findings.find(db, UID) is None


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_wordings_the_graver_one_stands_until_settled(
    db: Database, district: District, visit: TeamVisit, order: tuple[int, int]
) -> None:
    phones = [Phone(district.anggota1, visit), Phone(district.anggota2, visit)]
    texts = [phones[0].event(CELL, WORDS), phones[1].event(CELL, {**WORDS, "severity": "serious"})]
    for n in order:
        phones[n].push(db, texts[n])
    assert drafted(db).severity == "serious"
    assert list(log.conflicts(db, visit.id)) == [CELL]


@pytest.mark.parametrize(
    "val",
    [
        None,
        "text",
        {"condition": "x"},
        {"condition": " ", "severity": "minor"},
        {"condition": "x", "severity": "grave"},
        {"condition": ["x"], "severity": "minor"},
        {"condition": "x", "severity": "minor", "cause": 7},
        {"condition": "x" * 4001, "severity": "minor"},
        {"condition": "x", "severity": "minor", "due_on": "2026-13-01"},
        {"condition": "x", "severity": "minor", "due_on": "20261201"},
    ],
)
def test_what_is_no_finding_is_flagged_and_makes_none(
    db: Database, visit: TeamVisit, phone: Phone, val: object
) -> None:
    assert phone.push(db, phone.event(CELL, val))[0].st == "ok"
    assert [one.flag for one in log.pull(db, visit.id, since=0, limit=9)] == ["impossible value"]
    assert findings.find(db, UID) is None


def test_an_issued_finding_no_longer_follows(db: Database, phone: Phone) -> None:
    first = phone.event(CELL, WORDS)
    phone.push(db, first)
    with writing(db):
        findings.set_issued(db, drafted(db).id, due_on="2026-12-20", repeat_of=None, at=NOON)
    phone.push(db, phone.event(CELL, {**WORDS, "condition": "lain"}, [eid_of(first)]))
    assert drafted(db).condition == "Rencana aksi tidak ada"


def test_the_finding_of_another_visit_is_left_alone(db: Database, district: District, phone: Phone) -> None:
    phone.push(db, phone.event(CELL, WORDS))
    other = Phone(district.anggota1, make_visit(db, district, org_id=district.jenu.id))
    theft = other.event(CELL, {**WORDS, "condition": "lain"})
    assert other.push(db, theft, other.event(CELL, None, [eid_of(theft)], op="clear"))[0].st == "ok"
    assert (drafted(db).condition, drafted(db).state) == ("Rencana aksi tidak ada", FindingState.DRAFT)
