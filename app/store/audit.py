"""The audit trail: append-only hash chains, one stream per visit and one for everything else."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlite_utils import Database

ZERO = "0" * 64
SYSTEM = "system"
VISIT = "visit:"
EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed as it was recorded."""

    stream: str
    seq: int
    at: int
    person_id: int | None
    action: str
    entity: str
    entity_id: str
    detail_json: str
    prev_hash: str
    hash: str

    @property
    def detail(self) -> dict[str, Any]:
        """What was written down beside the deed."""
        found: dict[str, Any] = json.loads(self.detail_json)
        return found

    @property
    def visit_uid(self) -> str:
        """The visit whose stream it stands in, or ''."""
        return self.stream.removeprefix(VISIT) if self.stream.startswith(VISIT) else ""


def visit_stream(visit_uid: str) -> str:
    """The name of a visit's own stream; what has no visit ('') stands in that of the installation."""
    return f"{VISIT}{visit_uid}" if visit_uid else SYSTEM


def record(
    db: Database,
    action: str,
    entity: str,
    entity_id: str | int,
    *,
    actor_id: int | None,
    at: int,
    stream: str = SYSTEM,
    **detail: object,
) -> None:
    """Append one deed to its stream. Call it last in a write unit: the stream's head row orders the writers."""
    head = next(
        iter(
            db.query(
                """
                INSERT INTO audit_heads (stream, seq, hash) VALUES (:stream, 1, :zero)
                ON CONFLICT (stream) DO UPDATE SET seq = audit_heads.seq + 1
                RETURNING seq, hash
                """,
                {"stream": stream, "zero": ZERO},
            )
        )
    )
    row = {
        "stream": stream,
        "seq": head["seq"],
        "at": at,
        "person_id": actor_id,
        "action": action,
        "entity": entity,
        "entity_id": str(entity_id),
        "detail_json": json.dumps(detail, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    }
    digest = _digest(head["hash"], row)
    db.execute(
        """
        INSERT INTO audit_log (stream, seq, at, person_id, action, entity, entity_id, detail_json, prev_hash, hash)
        VALUES (:stream, :seq, :at, :person_id, :action, :entity, :entity_id, :detail_json, :prev_hash, :hash)
        """,
        {**row, "prev_hash": head["hash"], "hash": digest},
    )
    db.execute("UPDATE audit_heads SET hash = :hash WHERE stream = :stream", {"hash": digest, "stream": stream})


def list_stream(db: Database, stream: str) -> list[Entry]:
    """Every entry of one stream, oldest first."""
    return list(_entries(db, stream))


def first_broken(db: Database) -> tuple[str, int] | None:
    """The first (stream, seq) whose link, digest or number does not hold, or None when all chains are whole."""
    return next(broken(db), None)


def broken(db: Database, heard: Callable[[int], None] = lambda _lines: None) -> Iterator[tuple[str, int]]:
    """Of each stream that does not hold, its name and the first number where it does not; reads every line once.

    Nothing but one line is held in memory. `heard` is told after each EVERY lines how many were read.
    """
    heads = {row["stream"]: (row["seq"], row["hash"]) for row in db.query("SELECT stream, seq, hash FROM audit_heads")}
    for stream, entries in groupby(_counted(_entries(db), heard), key=lambda entry: entry.stream):
        fault = _fault(entries, heads.pop(stream, (0, ZERO)))
        if fault:
            yield stream, fault
    yield from ((stream, 1) for stream in sorted(heads))  # a head without a line: all of them are gone


def fault_of(db: Database, stream: str) -> int | None:
    """The first number of one stream that does not hold, or None when it is whole."""
    rows = db.query("SELECT seq, hash FROM audit_heads WHERE stream = :stream", {"stream": stream})
    head = next(((row["seq"], row["hash"]) for row in rows), (0, ZERO))
    return _fault(_entries(db, stream), head) or None


def count(db: Database) -> tuple[int, int]:
    """How many streams and lines the heads speak of."""
    row = next(db.query("SELECT COUNT(*) AS streams, COALESCE(SUM(seq), 0) AS lines FROM audit_heads"))
    return row["streams"], row["lines"]


def _counted(entries: Iterable[Entry], heard: Callable[[int], None]) -> Iterator[Entry]:
    for number, entry in enumerate(entries, 1):
        if number % EVERY == 0:
            heard(number)
        yield entry


def _fault(entries: Iterable[Entry], head: tuple[int, str]) -> int:
    """The first number that does not hold, 0 when all do; every entry is taken in any case."""
    seq, previous, fault = 0, ZERO, 0
    for entry in entries:
        seq += 1
        if not fault and not _follows(entry, seq, previous):
            fault = seq
        previous = entry.hash
    return fault if fault or head == (seq, previous) else seq + 1


def _follows(entry: Entry, expected: int, previous: str) -> bool:
    body = {name: getattr(entry, name) for name in Entry.__slots__ if name not in ("prev_hash", "hash")}
    return (entry.seq, entry.prev_hash, entry.hash) == (expected, previous, _digest(previous, body))


def _entries(db: Database, stream: str | None = None) -> Iterator[Entry]:
    where = "" if stream is None else "WHERE stream = :stream"
    for row in db.query(
        f"""
        SELECT stream, seq, at, person_id, action, entity, entity_id, detail_json, prev_hash, hash
          FROM audit_log {where} ORDER BY stream, seq
        """,
        {"stream": stream},
    ):
        yield Entry(**row)


def _digest(previous: str, row: dict[str, object]) -> str:
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + text).encode()).hexdigest()
