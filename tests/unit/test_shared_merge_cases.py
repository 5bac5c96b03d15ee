"""The server merges every shared case as it says, in any order, told twice, and split into any batches."""

import json
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from app.domain import events
from app.domain.events import Event
from app.store import events as log
from tests.factories import District
from tests.phones import Phone, make_visit

CASES = json.loads((Path(__file__).parent.parent / "shared" / "merge_cases.json").read_text())
NAMES = [case["name"] for case in CASES]
Told = dict[str, Any]


def event_of(one: Told, rev: int) -> Event:
    return Event(
        eid=one["eid"],
        dev="d",
        n=1,
        visit="v",
        cell=one["cell"],
        op=one["op"],
        by="ketua",
        base=tuple(parent for parent in one["base"] if parent != one["eid"]),
        at="",
        val=one["val"],
        is_late=one.get("late", False),
        rev=rev,
    )


def outcome(heads: list[Event], ids: dict[str, str] | None = None) -> Told:
    """Heads as a case words them; `ids` gives each its id in the case."""
    standing = events.values(heads)
    is_open = not standing or events.is_conflict(standing) or standing[0].op in events.GONE
    return {
        "heads": sorted((ids or {}).get(head.eid, head.eid) for head in standing),
        "conflict": events.is_conflict(standing),
        "value": None if is_open else standing[0].val,
    }


def orders(told: list[Told]) -> Iterator[list[Told]]:
    yield told
    yield told[::-1]
    chance = random.Random(len(told))
    for _ in range(4):
        yield chance.sample(told, len(told))


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_the_rule_says_what_the_case_says_in_any_order(case: Told) -> None:
    for order in orders(case["events"]):
        merged = events.heads(event_of(one, rev) for rev, one in enumerate(order, 1))
        assert {cell: outcome(merged.get(cell, [])) for cell in case["expect"]} == case["expect"]


def test_the_store_says_the_same_however_the_events_come(db: Database, district: District) -> None:
    db.execute("PRAGMA synchronous=OFF")  # durability has its own tests
    days = count(1)
    for case in CASES:
        if any(one.get("late") for one in case["events"]):
            continue  # test_late_answers.py
        for order in list(orders(case["events"]))[1:3]:
            visit = make_visit(
                db, district, on=f"2027-{1 + next(days) // 28:02}-{1 + next(days) % 28:02}", state="open"
            )
            phone = Phone(district.ketua, visit)
            ids = {one["eid"]: f"{one['eid']}-{visit.id}" for one in order}
            texts = [
                phone.event(
                    one["cell"],
                    one["val"],
                    op=one["op"],
                    eid=ids[one["eid"]],
                    base=[ids.get(parent, parent) for parent in one["base"]],
                )
                for one in order
            ]
            half = len(texts) // 2
            phone.push(db, *texts[:half], *texts[:half])
            phone.push(db, *texts)
            stored = log.heads(db, visit.id)
            back = {mine: told for told, mine in ids.items()}
            found = {cell: [head.event for head in stored.get(cell, [])] for cell in case["expect"]}
            assert {cell: outcome(heads, back) for cell, heads in found.items()} == case["expect"], case["name"]
