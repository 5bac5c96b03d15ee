"""Filling: take in what phones send, one receipt per event, and keep what is answered now in step.

Nothing is refused for its content. What cannot become an event is kept aside; what is odd is flagged.
Rule: docs/offline.md.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlite_utils import Database

from app.domain import events, filling
from app.domain.events import Event, Malformed
from app.domain.filling import Scope
from app.domain.people import Action, Person, require
from app.services import projection
from app.store import audit, checklists, visits
from app.store import events as log
from app.store.events import Aside, LockedVisit
from app.store.transaction import writing

CLOSED = {"submitted": "late", "sealed": "late", "cancelled": "cancelled"}  # why an event comes too late


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one event.

    st: ok (new), dup (was here, same bytes), clash (same id, other bytes), quarantined (kept aside), bad (no
    text). `sha256` is that of the text as received, '' for bad; `rev` is 0 unless stored.
    """

    st: str
    eid: str | None = None
    sha256: str = ""
    rev: int = 0
    why: str = ""


@dataclass
class _Batch:
    """One push under way: what is known before it, and what comes of it."""

    actor: Person
    at: int
    visits: Mapping[str, LockedVisit]
    known: dict[str, log.Known]
    used: set[tuple[str, int]]
    owners: Mapping[str, int]
    stored: dict[str, list[Event]] = field(default_factory=dict)
    aside: list[Aside] = field(default_factory=list)

    def keep(self, raw: str, reason: str, *, eid: str | None, dev: str, visit: LockedVisit | None = None) -> Receipt:
        """Put a text aside."""
        sha256 = events.digest(raw)
        text = str(filling.cleaned(raw))[: events.MAX_RAW_BYTES]
        visit_id = visit.id if visit else None
        self.aside.append(Aside(self.actor.id, visit_id, dev, reason, sha256, text, self.at))
        return Receipt("quarantined", eid, sha256, why=reason)


def push(db: Database, texts: Sequence[object], *, actor: Person, at: int) -> list[Receipt]:
    """Store a batch in one write unit; one receipt per text, in the same order. Raises NotAllowed."""
    require(actor, Action.FILL_VISIT)
    read = [_read(text) for text in texts]
    shaped = [one for one in read if isinstance(one, Event)]
    with writing(db):
        locked = log.lock_visits(db, {event.visit for event in shaped}, person_id=actor.id)
        batch = _Batch(
            actor,
            at,
            locked,
            log.known(db, [event.eid for event in shaped]),
            log.used_counters(db, [(event.dev, event.n) for event in shaped]),
            log.owners(db, [event.dev for event in shaped]),
        )
        receipts = [_judge(batch, text, one) for text, one in zip(texts, read, strict=True)]
        log.put_aside(db, batch.aside)
        for uid in sorted(batch.stored):
            _store(db, batch, locked[uid], batch.stored[uid])
    return receipts


def _read(text: object) -> Event | Malformed | None:
    if not isinstance(text, str):
        return None
    try:
        return events.read(text)
    except Malformed as malformed:
        return malformed


def _judge(batch: _Batch, text: object, one: Event | Malformed | None) -> Receipt:
    if not isinstance(text, str) or one is None:
        return Receipt("bad", why="event is not a string")
    if isinstance(one, Malformed):
        return batch.keep(text, one.reason, eid=one.eid, dev=one.dev)
    visit = batch.visits.get(one.visit)
    known = batch.known.get(one.eid)
    if known is not None and known.sha256 == one.sha256:
        return Receipt("dup", one.eid, one.sha256, known.rev)
    if known is not None:
        kept = batch.keep(text, "same id, other content", eid=one.eid, dev=one.dev, visit=visit)
        return replace(kept, st="clash")
    reason = _why_not(batch, one, visit)
    if reason or visit is None:
        return batch.keep(text, reason, eid=one.eid, dev=one.dev, visit=visit)
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
    return CLOSED.get(visit.state, "")


def _accept(batch: _Batch, visit: LockedVisit, event: Event) -> Receipt:
    accepted = batch.stored.setdefault(visit.uid, [])
    event = replace(event, rev=visit.last_rev + len(accepted) + 1)
    accepted.append(event)
    batch.known[event.eid] = log.Known(event.eid, event.sha256, event.rev)
    batch.used.add((event.dev, event.n))
    return Receipt("ok", event.eid, event.sha256, event.rev)


def _store(db: Database, batch: _Batch, visit: LockedVisit, new: Sequence[Event]) -> None:
    scope = _scope(db, visit, batch.actor)
    log.append(db, visit.id, new, _flags(db, batch, visit, new, scope), person_id=batch.actor.id, at=batch.at)
    log.count(db, visit.id, len(new))
    projection.update(db, visit, scope, list(dict.fromkeys(event.cell for event in new)), at=batch.at)
    stream = audit.visit_stream(visit.uid)
    if visit.state == "planned":
        visits.set_open(db, visit.id, at=batch.at)
        audit.record(db, "visit.begun", "visit", visit.uid, actor_id=batch.actor.id, at=batch.at, stream=stream)
    audit.record(
        db,
        "answers.received",
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
    found = {event.eid: filling.flag_of(event, scope) for event in new}
    if batch.actor.id != visit.lead_id:
        merging = [event for event in new if len(event.base) > 1]
        before = log.heads(db, visit.id, {event.cell for event in merging})
        for event in merging:
            if filling.is_settling(event, [head.event for head in before.get(event.cell, ())]):
                found[event.eid] = "; ".join(filter(None, [found[event.eid], filling.SETTLED]))
    return found
