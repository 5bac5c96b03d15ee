"""Submitting a visit."""

import uuid

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.domain.errors import IllegalTransition, NotAllowed, NotFound
from app.domain.finding_life import FindingState
from app.domain.findings import Severity
from app.domain.visits import Visit, VisitState
from app.services import submission
from app.services.submission import NotReady
from app.store import audit, finding_steps, findings, reports, scores
from app.store import visits as stored
from app.store.findings import NewFinding
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.phones import Phone
from tests.visits import fill, items_of, make_visit, submitted_visit


def submit(db: Database, district: District, visit: Visit, *, accept_gaps: bool = False) -> Visit:
    return submission.submit(db, visit.uid, accept_gaps=accept_gaps, actor=district.ketua, at=NOON, today=TODAY)


def draft(db: Database, district: District, visit: Visit, item: str, **changes: object) -> int:
    new = {
        "uid": str(uuid.uuid4()),
        "visit_id": visit.id,
        "org_id": visit.org_id,
        "item_code": item,
        "area": "I",
        "severity": Severity.MODERATE,
        "condition": "Papan belum dipasang",
        "raised_by": district.anggota1.id,
        "raised_at": NOON,
        **changes,
    }
    with writing(db):
        return findings.insert_draft(db, NewFinding(**new))


def test_a_full_visit_is_scored_and_kept_with_its_areas_and_gates(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    assert (visit.state, visit.submitted_at) == (VisitState.SUBMITTED, NOON)
    total = scores.get(db, visit.id)
    assert total is not None
    assert (total.value_exact, total.shown, total.max_exact, total.colour) == ("100", "100.00", "100", "green")
    assert total.answered == total.items
    nodes = reports.nodes_of(db, [visit.id])[visit.id]
    assert {nodes[code].percent_shown for code in ("I", "II", "III", "IV", "V", "VI")} == {"100.00"}
    gates = db.execute("SELECT COUNT(*), MIN(passed) FROM gate_results").fetchone()
    assert gates[0] > 6 and gates[1] == 1


def test_submitting_leaves_an_audit_line_with_the_score(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    line = audit.list_stream(db, audit.visit_stream(visit.uid))[-1]
    assert (line.action, line.person_id) == ("visit.submitted", district.ketua.id)
    assert '"score":"100"' in line.detail_json


def test_an_answer_below_full_marks_is_kept_exactly(db: Database, district: District) -> None:
    visit = make_visit(db, district)
    items = [item for item in items_of(db, visit) if item.part == "D" and item.scored]
    fill(db, visit, district.ketua, **{items[0].code: items[0].letters[-1]})
    submit(db, district, visit)
    node = reports.nodes_of(db, [visit.id])[visit.id]["IV"]
    peers = [item for item in items_of(db, visit) if item.node == items[0].node and item.scored]
    assert len(peers) == 4 and node.value_exact == "7.5", "three of four full, of 10 points"


def test_gaps_stop_the_visit_until_the_lead_accepts_them(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua, but=("A01", "B02"))
    with pytest.raises(NotReady) as caught:
        submit(db, district, visit)
    assert (caught.value.code, caught.value.facts["items"]) == ("gaps", ["A01", "B02"])
    assert scores.get(db, visit.id) is None
    submit(db, district, visit, accept_gaps=True)
    total = scores.get(db, visit.id)
    assert total is not None and total.answered == total.items - 2
    assert float(total.value_exact) < 100, "a blank item earns nothing"


def test_a_disagreement_stops_the_visit_even_when_gaps_are_accepted(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua, but=("A01",))
    for person, letter in ((district.anggota1, "Ya"), (district.anggota2, "Tidak")):
        phone = Phone(person, visit)
        phone.push(db, phone.event("A01.answer", letter))
    with pytest.raises(NotReady) as caught:
        submit(db, district, visit, accept_gaps=True)
    assert (caught.value.code, caught.value.facts["items"]) == ("disagreements", ["A01"])


def test_a_visit_where_nothing_applies_has_no_score_to_submit(db: Database, district: District) -> None:
    visit = make_visit(db, district)
    nothing = {item.code: {"na": "Tidak ada di sini"} for item in items_of(db, visit)}
    visit = fill(db, visit, district.ketua, **nothing)
    with pytest.raises(NotReady, match="nothing_scored"):
        submit(db, district, visit)


def test_submitting_twice_submits_once(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    assert submit(db, district, visit) == visit
    lines = [line for line in audit.list_stream(db, audit.visit_stream(visit.uid)) if "submitted" in line.action]
    assert len(lines) == 1


def test_a_visit_that_has_not_begun_cannot_be_submitted(db: Database, district: District) -> None:
    with pytest.raises(IllegalTransition):
        submit(db, district, make_visit(db, district), accept_gaps=True)


@pytest.mark.parametrize("who", ["anggota1", "bagren"])
def test_only_the_lead_submits(db: Database, district: District, who: str) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    with pytest.raises(NotAllowed):
        submission.submit(db, visit.uid, accept_gaps=True, actor=getattr(district, who), at=NOON, today=TODAY)


def test_a_visit_of_another_district_is_not_found(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    with pytest.raises(NotFound):
        submission.submit(db, visit.uid, accept_gaps=True, actor=district.stranger, at=NOON, today=TODAY)


def test_drafts_are_numbered_by_the_checklist_and_issued_with_their_due_days(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    later = draft(db, district, visit, "B02", severity=Severity.SERIOUS)
    first = draft(db, district, visit, "A01")
    critical = draft(db, district, visit, "E02", is_critical=True, severity=Severity.MINOR)
    chosen = draft(db, district, visit, "F01", due_on="2026-11-23")
    over = draft(db, district, visit, "F02", due_on="2026-11-21")  # proposed on the phone, and over by now
    submit(db, district, visit)
    issued = findings.list_of_visit(db, visit.id)
    assert [(f.id, f.number, f.state, f.due_on) for f in issued] == [
        (first, 1, FindingState.ISSUED, "2026-12-18"),
        (later, 2, FindingState.ISSUED, "2026-12-04"),
        (critical, 3, FindingState.ISSUED, "2026-12-04"),
        (chosen, 4, FindingState.ISSUED, "2026-11-23"),
        (over, 5, FindingState.ISSUED, "2026-12-18"),
    ]
    (step,) = finding_steps.of(db, [first])[first]
    assert (step.action, step.to_state, step.person_id) == ("issue", FindingState.ISSUED, district.ketua.id)


def test_an_open_critical_finding_keeps_the_station_from_green(db: Database, district: District) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    draft(db, district, visit, "E02", is_critical=True)
    submit(db, district, visit)
    total = scores.get(db, visit.id)
    assert total is not None and total.colour == "yellow"


def test_a_finding_that_comes_back_names_the_earlier_one(db: Database, district: District) -> None:
    first = fill(db, make_visit(db, district), district.ketua)
    earlier = draft(db, district, first, "A01")
    submit(db, district, first)
    second = fill(db, make_visit(db, district, planned_on="2026-11-23"), district.ketua)
    again = draft(db, district, second, "A01")
    other = draft(db, district, second, "A02")
    submit(db, district, second)
    assert findings.get_by_id(db, again).repeat_of == earlier
    assert findings.get_by_id(db, other).repeat_of is None


def test_answers_after_submission_are_kept_and_the_score_stays(db: Database, district: District) -> None:
    visit = submitted_visit(db, district)
    phone = Phone(district.anggota1, visit)
    (receipt,) = phone.push(db, phone.event("A01.answer", "Tidak"))
    assert (receipt.st, receipt.why) == ("ok", "late")
    total = scores.get(db, visit.id)
    assert total is not None and total.value_exact == "100"


def test_a_stored_score_cannot_be_changed_in_the_database(db: Database, district: District) -> None:
    submitted_visit(db, district)
    for statement in ("UPDATE visit_scores SET shown = '1'", "DELETE FROM visit_scores", "DELETE FROM gate_results"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)


def test_a_failure_on_the_way_leaves_the_visit_open_and_nothing_issued(
    db: Database, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    finding = draft(db, district, visit, "A01")
    monkeypatch.setattr(stored, "set_submitted", lambda *_args, **_kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        submit(db, district, visit)
    assert stored.get_by_id(db, visit.id).state is VisitState.OPEN
    assert findings.get_by_id(db, finding).state is FindingState.DRAFT
    assert scores.get(db, visit.id) is None
