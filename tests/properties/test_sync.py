"""Random histories of three phones with a hostile network, against the real store."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlite_utils import Database

from app.domain import events, filling
from app.domain.answers import plain
from app.domain.events import Event
from app.services import installation
from app.store import answers
from app.store import events as log
from app.store.connection import connect
from tests.factories import NOON, District, make_district
from tests.phones import Phone, TeamVisit, checklist_reading, eid_of, make_visit, sha256

CELLS = ("A01.answer", "A02.answer", "A01.note")
VALUES = {
    "A01.answer": ("Ya", "Tidak", "mungkin"),
    "A02.answer": ("A", "B", "C", {"na": "tidak ada"}),
    "A01.note": ("satu", "dua", ""),
}
PHONES = st.integers(0, 2)


@dataclass
class Holder:
    """A phone with what it wrote and what it has seen of others."""

    phone: Phone
    written: dict[str, str] = field(default_factory=dict)  # eid to text
    sent: dict[str, int] = field(default_factory=dict)  # eid to the number in its receipt
    pulled: dict[int, str] = field(default_factory=dict)

    def heads(self, cell: str) -> list[Event]:
        """What the person sees in a cell now."""
        texts = dict.fromkeys([*self.pulled.values(), *self.written.values()])
        return events.heads(events.read(text) for text in texts).get(cell, [])

    def waiting(self) -> list[str]:
        """The texts without a receipt."""
        return [text for eid, text in self.written.items() if eid not in self.sent]

    def take_receipts(self, texts: list[str], receipts: list[Any]) -> None:
        """Believe a receipt only when it carries the hash of our own bytes."""
        for text, receipt in zip(texts, receipts, strict=True):
            assert receipt.st in ("ok", "dup"), receipt
            assert receipt.sha256 == sha256(text)
            assert self.sent.setdefault(eid_of(text), receipt.rev) == receipt.rev, "a repeat got another number"


class Histories(RuleBasedStateMachine):
    """What a team of three can do to one visit."""

    db: Database
    district: District
    days = count()  # a station has one visit a day

    @initialize()
    def begin(self) -> None:
        day = date(2026, 11, 22) + timedelta(days=next(self.days))
        self.visit: TeamVisit = make_visit(self.db, self.district, on=day.isoformat())
        people = (self.district.ketua, self.district.anggota1, self.district.anggota2)
        self.holders = [Holder(Phone(person, self.visit)) for person in people]
        self.delivered: dict[str, str] = {}

    @rule(who=PHONES, cell=st.sampled_from(CELLS), choice=st.integers(0, 3), clears=st.booleans())
    def write(self, who: int, cell: str, choice: int, clears: bool) -> None:
        """Answer what the screen shows now."""
        base = [head.eid for head in self.holders[who].heads(cell)]
        self._write(who, cell, choice, base, "clear" if clears and choice == 0 else "set")

    @rule(who=PHONES, cell=st.sampled_from(CELLS), choice=st.integers(0, 3), seen=st.randoms(use_true_random=False))
    def write_from_an_old_screen(self, who: int, cell: str, choice: int, seen: random.Random) -> None:
        """Answer what the screen showed some time ago."""
        holder = self.holders[who]
        old = [eid_of(text) for text in [*holder.pulled.values(), *holder.written.values()]]
        self._write(who, cell, choice, seen.sample(old, seen.randint(0, min(2, len(old)))), "set")

    def _write(self, who: int, cell: str, choice: int, base: list[str], op: str) -> None:
        values = VALUES[cell]
        val = None if op == "clear" else values[choice % len(values)]
        text = self.holders[who].phone.event(cell, val, base, op=op)
        self.holders[who].written[eid_of(text)] = text

    @rule(who=PHONES, fate=st.sampled_from(["good", "request lost", "receipt lost"]), most=st.integers(1, 5))
    def push(self, who: int, fate: str, most: int) -> None:
        """Send what waits; the request or its answer may get lost."""
        holder = self.holders[who]
        texts = holder.waiting()[:most]
        if fate == "request lost" or not texts:
            return
        receipts = holder.phone.push(self.db, *texts)
        self.delivered |= {eid_of(text): text for text in texts}
        if fate == "good":
            holder.take_receipts(texts, receipts)

    @rule(who=PHONES, copies=st.integers(1, 3))
    def a_late_copy_arrives(self, who: int, copies: int) -> None:
        """The network hands over an old request once more."""
        holder = self.holders[who]
        texts = [text for eid, text in holder.written.items() if eid in self.delivered][-2:] * copies
        if texts:
            holder.take_receipts(texts, holder.phone.push(self.db, *texts))

    @rule(who=PHONES, poison=st.sampled_from(["{", "[]", '{"eid":"x"}', "1e999", "\x00"]))
    def poison_travels_along(self, who: int, poison: str) -> None:
        """A malformed text in the batch blocks nothing."""
        holder = self.holders[who]
        texts = holder.waiting()[:2]
        receipts = holder.phone.push(self.db, poison, *texts)
        assert receipts[0].st == "quarantined"
        self.delivered |= {eid_of(text): text for text in texts}
        holder.take_receipts(texts, receipts[1:])

    @rule(who=PHONES, limit=st.integers(1, 4))
    def pull(self, who: int, limit: int) -> None:
        """Fetch some of what others sent."""
        holder = self.holders[who]
        since = max(holder.pulled, default=0)
        for one in log.pull(self.db, self.visit.id, since=since, limit=limit):
            holder.pulled[one.rev] = one.raw

    @invariant()
    def numbers_have_no_holes_and_nothing_disappears(self) -> None:
        stored = log.pull(self.db, self.visit.id, since=0, limit=10_000)
        assert [one.rev for one in stored] == list(range(1, len(stored) + 1))
        assert {eid_of(one.raw): one.raw for one in stored} == self.delivered
        numbers = {eid_of(one.raw): one.rev for one in stored}
        for holder in self.holders:
            assert all(numbers[eid] == rev for eid, rev in holder.sent.items())

    @invariant()
    def heads_are_the_events_that_nobody_replaced_in_any_order(self) -> None:
        texts = list(self.delivered.values())
        random.Random(len(texts)).shuffle(texts)  # noqa: S311  a shuffle, not a secret
        expected = {cell: {head.eid for head in found} for cell, found in events.heads(map(events.read, texts)).items()}
        stored = log.heads(self.db, self.visit.id)
        assert {cell: {head.event.eid for head in found} for cell, found in stored.items()} == expected

    @invariant()
    def what_is_answered_is_what_the_heads_say(self) -> None:
        checklist = checklist_reading().checklist
        assert checklist is not None
        merged = events.heads(map(events.read, self.delivered.values()))
        rows = answers.list_of(self.db, self.visit.id)
        assert set(rows) == {cell.split(".")[0] for cell in merged}
        for code, row in rows.items():
            said = filling.filled(
                checklist.item(code), merged.get(f"{code}.answer", []), merged.get(f"{code}.note", [])
            )
            value = None if said.answer is None else json.loads(json.dumps(plain(said.answer)))
            assert (row.value, row.note, row.is_conflict) == (value, said.note, said.is_conflict)

    def teardown(self) -> None:
        """Once the network is good, every phone holds everything that anybody wrote."""
        if not hasattr(self, "holders"):
            return
        for holder in self.holders:
            texts = holder.waiting()
            holder.take_receipts(texts, holder.phone.push(self.db, *texts))
        everything = {eid: text for holder in self.holders for eid, text in holder.written.items()}
        stored = {eid_of(one.raw): one.raw for one in log.pull(self.db, self.visit.id, since=0, limit=10_000)}
        assert stored == everything


@pytest.fixture(scope="module")
def district_db(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for all histories; each of them is a visit of its own."""
    path = tmp_path_factory.mktemp("histories") / "siap.db"
    path.write_bytes(migrated.read_bytes())
    db = connect(path)
    db.execute("PRAGMA synchronous=OFF")  # thousands of commits; durability has its own tests
    installation.migrate(db, at=NOON)
    Histories.db, Histories.district = db, make_district(db)
    yield db
    db.close()


@pytest.mark.usefixtures("district_db")
def test_no_history_loses_or_reorders_anything() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Histories,
        settings=settings(
            max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
