"""Witnesses: what phones are told of the log, the alarms they raise when it contradicts itself, and who clears them.

Rule: docs/witnesses.md.
"""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import alarms as rules
from app.domain import merkle, notes
from app.domain.alarms import Report, Weight
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.people import Action, Person, require
from app.services import accounts, keys
from app.services.passwords import Passwords
from app.store import alarms, audit, seal_log
from app.store.alarms import Alarm
from app.store.transaction import writing


class TooMany(Invalid):
    """So many alarms of one person are open that another says nothing new."""


@dataclass(frozen=True, slots=True)
class Told:
    """The newest checkpoint, the key that signed it, and the proof that it continues what a phone has."""

    note: str
    key: str
    proof: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """An alarm with what its two notes are worth as evidence."""

    alarm: Alarm
    weight: Weight


def newest(db: Database, *, known: int, root: str) -> Told | None:
    """What a phone that has the first `known` entries is told; `root` begins as theirs does in base64.

    None when that is the newest already. An empty proof of a shorter or other log proves nothing: the phone notices.
    Raises NotFound while nothing was sealed yet.
    """
    last = seal_log.checkpoint(db)
    if last is None:
        raise NotFound("no checkpoint yet")
    if last.size == known and root and notes.b64(bytes.fromhex(last.root)).startswith(root):
        return None
    key = next(change.key.text for change in keys.history(db) if change.key.id.hex() == last.key_id)
    is_older = 0 < known <= last.size
    proof = merkle.consistency_path(seal_log.nodes(db), known, last.size) if is_older else []
    return Told(last.note, key, [notes.b64(step) for step in proof])


def take(db: Database, report: Report, *, actor: Person, at: int, today: str) -> Alarm:
    """Keep what a phone reports, once; the alarm with the word on it, if one was spoken.

    A word that was spoken on the same history after this phone last saw the old one holds for it too.
    Raises TooMany.
    """
    require(actor, Action.FILL_VISIT)
    found = alarms.find(db, report.uid, seen_by=actor.id, today=today)
    if found is None:
        _raise(db, report, actor=actor, at=at, today=today)
    elif report.cleared_at is not None and found.word and found.report.cleared_at is None:
        with writing(db):
            alarms.set_cleared(db, report.uid, at=at)
            audit.record(db, "alarm.cleared", "alarm", report.uid, actor_id=actor.id, at=at)
    kept = alarms.find(db, report.uid, seen_by=actor.id, today=today)
    if kept is None:
        raise NotFound(f"alarm {report.uid}")
    return kept


def settle(
    db: Database,
    uids: Collection[str],
    *,
    why: str,
    password: str,
    passwords: Passwords,
    actor: Person,
    at: int,
    today: str,
) -> str:
    """Speak a superior's word on alarms that are open; the code that clears the phones, 8 digits.

    Raises NotAllowed for whoever is no superior of them all, Invalid naming 'why', 'password' or 'alarms',
    TooManyFailures.
    """
    require(actor, Action.SETTLE_ALARM)
    said = " ".join(why.split())
    if not 10 <= len(said) <= rules.LONGEST_WHY:
        raise Invalid({"why": "length"})
    accounts.confirm(db, actor, password, passwords=passwords, actor=actor, at=at)
    with writing(db):
        seen = {one.report.uid: one for one in alarms.list_seen(db, seen_by=actor.id, today=today) if one.word is None}
        chosen = [seen[uid] for uid in dict.fromkeys(uids) if uid in seen]
        if not chosen:
            raise Invalid({"alarms": "none_open"})
        if not all(one.may_settle for one in chosen):
            raise NotAllowed(f"{actor.username} is no superior of every phone")
        code = f"{secrets.randbelow(10**8):08}"
        word = alarms.insert_word(db, person_id=actor.id, why=said, code=code, at=at)
        alarms.put_word(db, word, [one.report.uid for one in chosen])
        for one in chosen:
            audit.record(db, "alarm.settled", "alarm", one.report.uid, actor_id=actor.id, at=at, why=said)
    return code


def list_seen(db: Database, *, actor: Person, today: str) -> list[Shown]:
    """The alarms that a person is to know of, each weighed with the keys of this installation."""
    own = [change.key for change in keys.history(db)]
    seen = alarms.list_seen(db, seen_by=actor.id, today=today)
    return [Shown(one, rules.weigh(one.report, own)) for one in seen]


def check_of(uid: str, code: str) -> str:
    """What a phone compares the code with that somebody types: SHA-256, so that it need not be told the code."""
    return hashlib.sha256(f"{uid} {code}".encode()).hexdigest()


def _raise(db: Database, report: Report, *, actor: Person, at: int, today: str) -> None:
    if not actor.assignments:
        raise NotAllowed(f"{actor.username} serves nowhere today")
    if alarms.count_of(db, actor.id) >= alarms.MOST_OF_ONE:
        raise TooMany({"uid": "too_many"})
    weight = rules.weigh(report, [change.key for change in keys.history(db)])
    org_id = actor.assignments[0].org_id
    with writing(db):
        if not alarms.insert(db, report, person_id=actor.id, org_id=org_id, at=at):
            return
        audit.record(
            db,
            "alarm.raised",
            "alarm",
            report.uid,
            actor_id=actor.id,
            at=at,
            why=str(report.why),
            kept=_named(weight.kept),
            told=_named(weight.told),
            is_proof=weight.is_proof,
        )
        spoken = alarms.words(db, org_id=org_id, at=report.kept_at, today=today)
        if spoken and _is_settled_history(db, weight):
            alarms.put_word(db, spoken[0], [report.uid])


def _is_settled_history(db: Database, weight: Weight) -> bool:
    """Whether the phone was shown the log as it stands now: then a word younger than its note holds for it too."""
    told = weight.told
    if told is None or not weight.told_signed or not 0 < told.size <= seal_log.size(db):
        return False
    return seal_log.root(db, told.size) == told.root


def _named(checkpoint: notes.Checkpoint | None) -> str:
    return f"{checkpoint.size} {checkpoint.root.hex()}" if checkpoint else ""
