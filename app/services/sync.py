"""Filling: take in what phones send, one receipt per event, and keep what is answered now in step.

Nothing is refused for its content. What cannot become an event is kept aside; what is odd, or comes after the
visit's end, is stored with a flag. Rule: docs/offline.md.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from app.domain import events, filling
from app.domain.events import Event, Malformed
from app.domain.filling import Scope
from app.domain.people import Action, Person, require
from app.domain.phones import Left, Report
from app.services import projection
from app.store import aside, audit, checklists, phones, visits
from app.store import events as log
from app.store.aside import Aside, Usage
from app.store.events import LockedVisit
from app.store.transaction import writing

ENDED = {"submitted": "late", "cancelled": "cancelled"}  # states that store an event without counting it, and its flag
SEALED = "late"  # why a sealed visit cannot store it even so
MOST_ASIDE = Usage(rows=1_000, characters=4_000_000)  # of one person for one visit: no phone can fill the disk


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one event.

    st: ok (new), dup (was here, same bytes), clash (same id, other bytes), quarantined (kept aside), held (not
    kept here: too much of this phone is aside already), bad (no text). `sha256` is that of the text as received,
    '' for bad; `rev` is 0 unless stored; `why` of an ok says that it came late.
    """

    st: str
    eid: str | None = None
    sha256: str = ""
    rev: int = 0
    why: str = ""


@dataclass
class _Batch:
    """One push under way: what is known before it, and what comes of it."""

    db: Database
    actor: Person
    at: int
    visits: Mapping[str, LockedVisit]
    known: dict[str, log.Known]
    used: set[tuple[str, int]]
    owners: Mapping[str, int]
    homes: Mapping[str, int]  # of all visits that are named, so that a text is found where it belongs
    stored: dict[str, list[Event]] = field(default_factory=dict)
    aside: dict[str, Aside] = field(default_factory=dict)  # by SHA-256 of the text
    usage: dict[int | None, Usage] | None = None

    def keep(self, raw: str, reason: str, *, eid: str | None, dev: str, visit: str) -> Receipt:
        """Put a text aside, as long as there is room for more of this person's."""
        sha256 = events.digest(raw)
        text = str(filling.cleaned(raw))[: events.MAX_RAW_BYTES]
        home = self.homes.get(visit)
        if sha256 not in self.aside:
            if not self._take_room(home, sha256, len(text)):
                return Receipt("held", eid, sha256, why="too much kept aside")
            self.aside[sha256] = Aside(self.actor.id, home, dev, reason, sha256, text, self.at)
        return Receipt("quarantined", eid, sha256, why=reason)

    def _take_room(self, home: int | None, sha256: str, characters: int) -> bool:
        if self.usage is None:
            self.usage = aside.usage(self.db, self.actor.id)
        used = self.usage.get(home, Usage(0, 0))
        more = Usage(used.rows + 1, used.characters + characters)
        if more.rows > MOST_ASIDE.rows or more.characters > MOST_ASIDE.characters:
            return bool(aside.kept(self.db, self.actor.id, [sha256]))
        self.usage[home] = more
        return True


def push(
    db: Database, texts: Sequence[object], *, actor: Person, at: int, report: Report | None = None, home: str = ""
) -> list[Receipt]:
    """Store a batch in one write unit; one receipt per text, in the same order. Raises NotAllowed.

    `report` is what the phone says of itself; `home` the uid of the visit it shows, where unreadable texts are kept.
    """
    require(actor, Action.FILL_VISIT)
    read = [_read(text) for text in texts]
    shaped = [one for one in read if isinstance(one, Event)]
    named = {one.visit for one in read if one is not None} | {home}
    with writing(db):
        locked = log.lock_visits(db, {event.visit for event in shaped}, person_id=actor.id)
        batch = _Batch(
            db,
            actor,
            at,
            locked,
            log.known(db, [event.eid for event in shaped]),
            log.used_counters(db, [(event.dev, event.n) for event in shaped]),
            log.owners(db, [event.dev for event in shaped]),
            aside.homes(db, named - {""}, person_id=actor.id),
        )
        receipts = [_judge(batch, text, one, home) for text, one in zip(texts, read, strict=True)]
        aside.put(db, list(batch.aside.values()))
        for uid in sorted(batch.stored):
            _store(db, batch, locked[uid], batch.stored[uid])
        if report is not None:
            left = report.left if report.dev else dict.fromkeys(report.left or ())  # only a phone with a name holds
            heard: dict[str, Left | None] = {**dict.fromkeys(batch.stored), **(left or {})}
            phones.note(db, heard, person_id=actor.id, dev=report.dev, skew_ms=report.skew_ms, at=at)
    return receipts


def greet(db: Database, visit_id: int, uid: str, report: Report, *, actor: Person, at: int) -> None:
    """Note that a member's phone was heard; once a minute, however often it asks."""
    if not phones.met(db, visit_id, actor.id, report.dev, at=at):
        with writing(db):
            phones.note(db, {uid: None}, person_id=actor.id, dev=report.dev, skew_ms=report.skew_ms, at=at)


def _read(text: object) -> Event | Malformed | None:
    if not isinstance(text, str):
        return None
    try:
        return events.read(text)
    except Malformed as malformed:
        return malformed


def _judge(batch: _Batch, text: object, one: Event | Malformed | None, home: str) -> Receipt:
    if not isinstance(text, str) or one is None:
        return Receipt("bad", why="event is not a string")
    if isinstance(one, Malformed):
        return batch.keep(text, one.reason, eid=one.eid, dev=one.dev, visit=one.visit or home)
    visit = batch.visits.get(one.visit)
    known = batch.known.get(one.eid)
    if known is not None and known.sha256 == one.sha256:
        return Receipt("dup", one.eid, one.sha256, known.rev)
    if known is not None:
        kept = batch.keep(text, "same id, other content", eid=one.eid, dev=one.dev, visit=one.visit)
        return replace(kept, st="clash") if kept.st == "quarantined" else kept
    reason = _why_not(batch, one, visit)
    if reason or visit is None:
        return batch.keep(text, reason, eid=one.eid, dev=one.dev, visit=one.visit)
    return _accept(batch, visit, one)


def _why_not(batch: _Batch, event: Event, visit: LockedVisit | None) -> str:
    if event.by != batch.actor.username:
        return "author is not the signed-in user"
    if visit is None:
        return "not a member of this visit"
    if batch.owners.get(event.dev, batch.actor.id) != batch.actor.id:
        return "device of somebody else"  # else one member could use up the counters of another's phone
    if (event.dev, event.n) in batch.used:
        return "device counter used twice"
    return SEALED if visit.state == "sealed" else ""


def _accept(batch: _Batch, visit: LockedVisit, event: Event) -> Receipt:
    accepted = batch.stored.setdefault(visit.uid, [])
    event = replace(event, rev=visit.last_rev + len(accepted) + 1, is_late=visit.state in ENDED)
    accepted.append(event)
    batch.known[event.eid] = log.Known(event.eid, event.sha256, event.rev)
    batch.used.add((event.dev, event.n))
    return Receipt("ok", event.eid, event.sha256, event.rev, why=ENDED.get(visit.state, ""))


def _store(db: Database, batch: _Batch, visit: LockedVisit, new: Sequence[Event]) -> None:
    scope = _scope(db, visit, batch.actor)
    log.append(db, visit.id, new, _flags(db, batch, visit, new, scope), person_id=batch.actor.id, at=batch.at)
    log.count(db, visit.id, len(new))
    if visit.state in ENDED:
        projection.keep_late_photos(db, visit, scope, new, person_id=batch.actor.id, at=batch.at)
    else:
        projection.update(db, visit, scope, list(dict.fromkeys(event.cell for event in new)), at=batch.at)
    stream = audit.visit_stream(visit.uid)
    if visit.state == "planned":
        visits.set_open(db, visit.id, at=batch.at)
        audit.record(db, "visit.begun", "visit", visit.uid, actor_id=batch.actor.id, at=batch.at, stream=stream)
    audit.record(
        db,
        "answers.received_late" if visit.state in ENDED else "answers.received",
        "visit",
        visit.uid,
        actor_id=batch.actor.id,
        at=batch.at,
        stream=stream,
        first_rev=new[0].rev,
        last_rev=new[-1].rev,
        sha256=hashlib.sha256("".join(event.sha256 for event in new).encode()).hexdigest(),
    )


def _scope(db: Database, visit: LockedVisit, actor: Person) -> Scope:
    version = checklists.get_version(db, visit.checklist_version_id)
    checklist = checklists.parsed(db, version)
    return Scope(
        checklist,
        checklist.applicable(visit.switches),
        log.parts_of(db, visit.id, actor.id),
        frozenset({version.sha256, version.version, f"{version.checklist}/{version.version}"}),
    )


def _flags(db: Database, batch: _Batch, visit: LockedVisit, new: Sequence[Event], scope: Scope) -> dict[str, str]:
    """eid to why it is odd, for the odd ones."""
    found = {event.eid: filling.flag_of(event, scope, at=batch.at) for event in new}
    if batch.actor.id != visit.lead_id:
        merging = [event for event in new if len(event.base) > 1]
        before = log.heads(db, visit.id, {event.cell for event in merging})
        for event in merging:
            if filling.is_settling(event, [head.event for head in before.get(event.cell, ())]):
                found[event.eid] = "; ".join(filter(None, [found[event.eid], filling.SETTLED]))
    late = ENDED.get(visit.state, "")
    return {eid: "; ".join(filter(None, [late, flag])) for eid, flag in found.items()}
