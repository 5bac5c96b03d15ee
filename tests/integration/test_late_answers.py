"""What phones send after a visit's end is kept and shown, and counts for nothing."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import answers, aside, audit, evidence
from app.store import events as log
from tests.phones import Phone, TeamVisit, eid_of, set_state, sha256

SHA = "a" * 64


@pytest.mark.parametrize(("state", "flag"), [("submitted", "late"), ("cancelled", "cancelled")])
def test_it_is_stored_with_a_flag_and_changes_no_answer(
    db: Database, visit: TeamVisit, phone: Phone, state: str, flag: str
) -> None:
    early = phone.event("A01.answer", "Ya")
    phone.push(db, early)
    set_state(db, visit, state)
    late = [phone.event("A01.answer", "Tidak", base=[eid_of(early)]), phone.event("A02.answer", "A")]
    receipts = phone.push(db, early, *late)
    assert [(one.st, one.rev, one.why) for one in receipts] == [("dup", 1, ""), ("ok", 2, flag), ("ok", 3, flag)]
    assert [one.sha256 for one in receipts[1:]] == [sha256(text) for text in late]
    assert [(one.raw, one.flag) for one in log.pull(db, visit.id, since=1, limit=9)] == [(one, flag) for one in late]
    assert {code: row.value for code, row in answers.list_of(db, visit.id).items()} == {"A01": "Ya"}
    assert {cell: [head.event.eid for head in found] for cell, found in log.heads(db, visit.id).items()} == {
        "A01.answer": [eid_of(early)]
    }
    assert log.conflicts(db, visit.id) == {}
    assert audit.list_stream(db, audit.visit_stream(visit.uid))[-1].action == "answers.received_late"
    assert db.execute("SELECT state FROM visits").fetchone()[0] == state


def test_it_gets_one_number_however_often_it_is_sent(db: Database, visit: TeamVisit, phone: Phone) -> None:
    set_state(db, visit, "submitted")
    late = phone.event("A02.answer", "A")
    assert [(one.st, one.rev) for _ in range(3) for one in phone.push(db, late)] == [("ok", 1), ("dup", 1), ("dup", 1)]


def test_under_a_seal_it_is_kept_aside(db: Database, visit: TeamVisit, phone: Phone) -> None:
    set_state(db, visit, "sealed")
    late = phone.event("A02.answer", "A")
    for _ in range(3):
        assert [(one.st, one.why) for one in phone.push(db, late)] == [("quarantined", "late")]
    assert [(one.reason, one.raw) for one in aside.list_of(db, visit.id)] == [("late", late)]


def test_a_photo_that_came_late_opens_for_the_team_and_counts_nowhere(
    db: Database, visit: TeamVisit, phone: Phone
) -> None:
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    phone.push(db, phone.event(f"A01.photo.{first}", {"sha": SHA}, op="attach"))
    set_state(db, visit, "submitted")
    phone.push(db, phone.event(f"A01.photo.{first}", {"sha": "b" * 64}, op="attach"))
    phone.push(db, phone.event(f"A01.photo.{second}", {"sha": "c" * 64}, op="attach"))
    rows = db.execute("SELECT uid, sha256, withdrawn_at IS NULL FROM evidence ORDER BY id").fetchall()
    assert rows == [(first, SHA, 1), (second, "c" * 64, 0)]
    assert evidence.uids_here(db, visit.id) == []


def test_a_member_who_left_the_team_is_still_heard_by_its_lead(
    db: Database, visit: TeamVisit, phone: Phone, client_of: Callable[[str], FlaskClient]
) -> None:
    phone.push(db, phone.event("A01.answer", "Ya"))
    with db.conn:
        db.execute("DELETE FROM visit_members WHERE person_id = :id", {"id": phone.person.id})
    text = phone.event("A02.note", "sudah telanjur ditulis")
    assert phone.push(db, text)[0].why == "not a member of this visit"
    assert [one.raw for one in aside.list_of(db, visit.id)] == [text]
    assert "sudah telanjur ditulis" in client_of("ketua").get(f"/visits/{visit.uid}").text
