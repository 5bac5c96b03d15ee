"""The audit trail: append-only hash chains, one stream per visit and one for everything else."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

ZERO = "0" * 64
SYSTEM = "system"


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


def visit_stream(visit_uid: str) -> str:
    """The name of a visit's own stream."""
    return f"visit:{visit_uid}"


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
    for head in list(db.query("SELECT stream, seq, hash FROM audit_heads ORDER BY stream")):
        expected, previous = 0, ZERO
        for entry in _entries(db, head["stream"]):
            expected += 1
            body = {name: getattr(entry, name) for name in Entry.__slots__ if name not in ("prev_hash", "hash")}
            if (entry.seq, entry.prev_hash, entry.hash) != (expected, previous, _digest(previous, body)):
                return entry.stream, expected
            previous = entry.hash
        if (expected, previous) != (head["seq"], head["hash"]):
            return head["stream"], expected + 1
    return None


def _entries(db: Database, stream: str) -> Iterator[Entry]:
    for row in db.query(
        """
        SELECT stream, seq, at, person_id, action, entity, entity_id, detail_json, prev_hash, hash
          FROM audit_log WHERE stream = :stream ORDER BY seq
        """,
        {"stream": stream},
    ):
        yield Entry(**row)


def _digest(previous: str, row: dict[str, object]) -> str:
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + text).encode()).hexdigest()
