"""A member who forges events harms nobody but their own phone."""

import json
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import answers, findings
from app.store import events as log
from tests.factories import District
from tests.phones import Phone, TeamVisit, csrf_of, post_events

SHA, OTHER_SHA = "a" * 64, "b" * 64


@pytest.fixture
def other(district: District, visit: TeamVisit) -> Phone:
    return Phone(district.anggota2, visit)


def nested(text: str, depth: int) -> str:
    """The event with brackets `depth` deep where it says DEEP."""
    return text.replace('"DEEP"', "[" * depth + "]" * depth)


@pytest.mark.parametrize("depth", [17, 900])
@pytest.mark.parametrize("cell", ["A01.answer", "A01.note", "ZZZ.answer"])
def test_brackets_in_brackets_are_kept_aside(db: Database, phone: Phone, cell: str, depth: int) -> None:
    (receipt,) = phone.push(db, nested(phone.event(cell, "DEEP"), depth))
    assert receipt.st == "quarantined"


def test_deep_brackets_close_no_page_of_the_visit(
    visit: TeamVisit, phone: Phone, client_of: Callable[[str], FlaskClient]
) -> None:
    assert post_events(client_of("anggota1"), nested(phone.event("ZZZ.answer", "DEEP"), 900)).status_code == 200
    assert client_of("ketua").get(f"/visits/{visit.uid}").status_code == 200


@pytest.mark.parametrize("body", ["[" * 200_000, '{"events":' + "[" * 200_000 + "]" * 200_000 + "}"])
def test_a_body_of_endless_brackets_is_refused(
    body: str, visit: TeamVisit, client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of("anggota1")
    headers = {"X-CSRFToken": csrf_of(client)}
    answer = client.post("/api/push", data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["error"]) == (400, "envelope")


def test_half_a_surrogate_pair_in_the_text_itself_stops_nobody_else_in_the_batch(
    db: Database, visit: TeamVisit, phone: Phone
) -> None:
    broken = phone.event("A01.note", "HALF").replace("HALF", "\ud800")
    receipts = phone.push(db, broken, phone.event("A01.answer", "Ya"))
    assert [(one.st, one.why) for one in receipts] == [("quarantined", "not JSON"), ("ok", "")]
    assert answers.list_of(db, visit.id)["A01"].value == "Ya"


@pytest.mark.parametrize("finding", ["\ud800", "\0", "x" * 9000, ["a"], {"a": 1}, 5])
def test_a_photo_of_an_impossible_finding_belongs_to_none(
    finding: object, db: Database, visit: TeamVisit, phone: Phone
) -> None:
    uid = str(uuid.uuid4())
    (receipt,) = phone.push(db, phone.event(f"A01.photo.{uid}", {"sha": SHA, "finding": finding}, op="attach"))
    assert receipt.st == "ok"
    assert db.execute("SELECT uid, finding_id FROM evidence").fetchall() == [(uid, None)]


def test_nobody_uses_up_the_counters_of_another_phone(
    db: Database, visit: TeamVisit, phone: Phone, other: Phone
) -> None:
    phone.push(db, phone.event("A01.answer", "Ya"))
    forged = [other.event("B01.note", "x", dev=phone.dev, n=n) for n in range(2, 6)]
    assert {one.why for one in other.push(db, *forged)} == {"device of somebody else"}
    (receipt,) = phone.push(db, phone.event("A02.answer", "B"))
    assert receipt.st == "ok"
    assert answers.list_of(db, visit.id)["A02"].value == "B"


def test_a_finding_cannot_be_reworded_or_withdrawn_from_another_item(
    db: Database, visit: TeamVisit, phone: Phone, other: Phone
) -> None:
    uid = str(uuid.uuid4())
    phone.push(db, phone.event(f"A01.finding.{uid}", {"condition": "Papan belum ada", "severity": "serious"}))
    cell = f"B01.finding.{uid}"
    set_it = other.event(cell, {"condition": "Sudah baik", "severity": "minor"})
    other.push(db, set_it)
    other.push(db, other.event(cell, op="clear", base=[json.loads(set_it)["eid"]]))
    found = findings.find(db, uid)
    assert found is not None
    assert (found.item_code, found.condition, found.severity, found.state) == (
        "A01",
        "Papan belum ada",
        "serious",
        "draft",
    )


def test_a_photo_cannot_be_changed_or_withdrawn_from_another_item(
    db: Database, visit: TeamVisit, phone: Phone, other: Phone
) -> None:
    uid = str(uuid.uuid4())
    phone.push(db, phone.event(f"A01.photo.{uid}", {"sha": SHA}, op="attach"))
    attach = other.event(f"B01.photo.{uid}", {"sha": OTHER_SHA}, op="attach")
    other.push(db, attach)
    other.push(db, other.event(f"B01.photo.{uid}", op="detach", base=[json.loads(attach)["eid"]]))
    rows = db.execute("SELECT item_code, sha256, withdrawn_at FROM evidence").fetchall()
    assert rows == [("A01", SHA, None)]
    assert len(log.pull(db, visit.id, since=0, limit=9)) == 3
