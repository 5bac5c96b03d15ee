"""Random histories of three phones with a hostile network, a submission and restored backups; a real store."""

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.domain import events, filling
from app.domain.answers import plain
from app.domain.events import Event
from app.services import installation
from app.store import answers
from app.store import events as log
from app.store.connection import connect
from tests.factories import NOON, District, make_district
from tests.phones import Phone, TeamVisit, checklist_reading, eid_of, make_visit, set_state, sha256

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
    kept: list[str] = field(default_factory=list)  # pulled from a server that has since come back from a backup
    late: set[str] = field(default_factory=set)  # ids that the server says came late
    epoch: int = 0

    def heads(self, cell: str) -> list[Event]:
        """What the person sees in a cell now."""
        texts = dict.fromkeys([*self.pulled.values(), *self.kept, *self.written.values()])
        return events.heads(read_all(texts, self.late)).get(cell, [])

    def meet(self, epoch: int) -> None:
        """Greet the server: when its data came back from a backup, offer everything again and read it anew."""
        if epoch != self.epoch:
            self.epoch = epoch
            self.kept += self.pulled.values()
            self.sent, self.pulled, self.late = {}, {}, set()

    def waiting(self) -> list[str]:
        """The texts without a receipt."""
        return [text for eid, text in self.written.items() if eid not in self.sent]

    def take_receipts(self, texts: list[str], receipts: list[Any]) -> None:
        """Believe a receipt only when it carries the hash of our own bytes; some may be missing."""
        for text, receipt in zip(texts, receipts, strict=False):
            assert receipt.st in ("ok", "dup"), receipt
            assert receipt.sha256 == sha256(text)
            assert self.sent.setdefault(eid_of(text), receipt.rev) == receipt.rev, "a repeat got another number"


def read_all(texts: Iterable[str], late: set[str]) -> list[Event]:
    """The events in these texts, those that came late marked as such."""
    return [replace(event, is_late=event.eid in late) for event in map(events.read, texts)]


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
        self.late: set[str] = set()  # ids of what was delivered after the submission
        self.is_over = False
        self.epoch = 0
        self.backup: tuple[Any, ...] | None = None

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

    def _holder(self, who: int) -> Holder:
        """A phone that has just greeted the server."""
        self.holders[who].meet(self.epoch)
        return self.holders[who]

    def _deliver(self, holder: Holder, texts: list[str]) -> list[Any]:
        """What the server answers; the model notes what it has now, and what came late."""
        receipts = holder.phone.push(self.db, *texts)
        new = {eid_of(text): text for text in texts if eid_of(text) not in self.delivered}
        self.delivered |= new
        self.late |= set(new) if self.is_over else set()
        return receipts

    @rule(
        who=PHONES,
        fate=st.sampled_from(["good", "request lost", "receipt lost", "some receipts lost"]),
        most=st.integers(1, 5),
    )
    def push(self, who: int, fate: str, most: int) -> None:
        """Send what waits; the request, its answer, or a part of that may get lost."""
        holder = self._holder(who)
        texts = holder.waiting()[:most]
        if fate == "request lost" or not texts:
            return
        receipts = self._deliver(holder, texts)
        if fate != "receipt lost":
            holder.take_receipts(texts, receipts if fate == "good" else receipts[: len(receipts) // 2])

    @rule(who=PHONES, cell=st.sampled_from(CELLS), choices=st.lists(st.integers(0, 3), min_size=1, max_size=4))
    def answer_with_good_signal(self, who: int, cell: str, choices: list[int]) -> None:
        """Answer and correct on a line that carries everything."""
        holder = self._holder(who)
        for choice in choices:
            self._write(who, cell, choice, [head.eid for head in holder.heads(cell)], "set")
            texts = holder.waiting()
            holder.take_receipts(texts, self._deliver(holder, texts))
            self._pull(holder, 50)

    @precondition(lambda self: not self.is_over and len(self.delivered) > 5)
    @rule()
    def the_lead_submits(self) -> None:
        """From now on everything comes late."""
        set_state(self.db, self.visit, "submitted")
        self.is_over = True

    @precondition(lambda self: self.delivered and self.backup is None)
    @rule()
    def a_backup_is_taken(self) -> None:
        """Everything the server has, set aside."""
        copy = sqlite3.connect(":memory:")
        self.db.conn.backup(copy)
        self.backup = (copy, dict(self.delivered), set(self.late), self.is_over)

    @precondition(lambda self: self.backup is not None and self.backup[1] != self.delivered)
    @rule()
    def the_backup_comes_back(self) -> None:
        """The server forgets what came since; it says so by another epoch."""
        assert self.backup
        copy, self.delivered, self.late, self.is_over = self.backup
        copy.backup(self.db.conn)
        copy.close()
        self.backup = None
        self.epoch += 1

    @rule(who=PHONES, copies=st.integers(1, 3))
    def a_late_copy_arrives(self, who: int, copies: int) -> None:
        """The network hands over an old request once more."""
        holder = self._holder(who)
        texts = [text for eid, text in holder.written.items() if eid in self.delivered][-2:] * copies
        if texts:
            holder.take_receipts(texts, self._deliver(holder, texts))

    @rule(who=PHONES, poison=st.sampled_from(["{", "[]", '{"eid":"x"}', "1e999", "\x00"]))
    def poison_travels_along(self, who: int, poison: str) -> None:
        """A malformed text in the batch blocks nothing."""
        holder = self._holder(who)
        texts = holder.waiting()[:2]
        assert holder.phone.push(self.db, poison)[0].st == "quarantined"
        receipts = holder.phone.push(self.db, poison, *texts)
        assert receipts[0].st == "quarantined"
        holder.take_receipts(texts, self._deliver(holder, texts))
        assert [one.rev for one in receipts[1:]] == [holder.sent[eid_of(text)] for text in texts]

    @rule(who=PHONES, limit=st.integers(1, 4))
    def pull(self, who: int, limit: int) -> None:
        """Fetch some of what others sent."""
        self._pull(self._holder(who), limit)

    def _pull(self, holder: Holder, limit: int) -> None:
        since = max(holder.pulled, default=0)
        for one in log.pull(self.db, self.visit.id, since=since, limit=limit):
            holder.pulled[one.rev] = one.raw
            if one.flag.startswith("late"):
                holder.late.add(eid_of(one.raw))

    @invariant()
    def numbers_have_no_holes_and_nothing_disappears(self) -> None:
        stored = log.pull(self.db, self.visit.id, since=0, limit=10_000)
        assert [one.rev for one in stored] == list(range(1, len(stored) + 1))
        assert {eid_of(one.raw): one.raw for one in stored} == self.delivered
        numbers = {eid_of(one.raw): one.rev for one in stored}
        for holder in self.holders:
            assert holder.epoch != self.epoch or all(numbers[eid] == rev for eid, rev in holder.sent.items())

    @invariant()
    def heads_are_the_events_that_nobody_replaced_in_any_order(self) -> None:
        texts = list(self.delivered.values())
        random.Random(len(texts)).shuffle(texts)
        merged = events.heads(read_all(texts, self.late))
        expected = {cell: {head.eid for head in found} for cell, found in merged.items() if found}
        stored = log.heads(self.db, self.visit.id)
        assert {cell: {head.event.eid for head in found} for cell, found in stored.items()} == expected

    @invariant()
    def what_is_answered_is_what_the_heads_say(self) -> None:
        checklist = checklist_reading().checklist
        assert checklist is not None
        merged = {
            cell: found for cell, found in events.heads(read_all(self.delivered.values(), self.late)).items() if found
        }
        rows = answers.list_of(self.db, self.visit.id)
        assert set(rows) == {cell.split(".")[0] for cell in merged}
        for code, row in rows.items():
            said = filling.filled(
                checklist.item(code), merged.get(f"{code}.answer", []), merged.get(f"{code}.note", [])
            )
            value = None if said.answer is None else json.loads(json.dumps(plain(said.answer)))
            assert (row.value, row.note, row.is_conflict) == (value, said.note, said.is_conflict)

    def teardown(self) -> None:
        """Once the network is good, the server holds all that was written, and every phone shows what it shows."""
        if not hasattr(self, "holders"):
            return
        for who in range(len(self.holders)):
            holder = self._holder(who)
            texts = holder.waiting()
            holder.take_receipts(texts, self._deliver(holder, texts))
        standing = events.heads(read_all(self.delivered.values(), self.late))
        for holder in self.holders:
            self._pull(holder, 10_000)
            for cell in CELLS:
                seen = {head.eid for head in holder.heads(cell)}
                assert seen == {head.eid for head in standing.get(cell, [])}
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
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
