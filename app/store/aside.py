"""What phones sent that could not become an event: kept for a person to look at, never in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.store.sight import ON_TEAM


@dataclass(frozen=True, slots=True)
class Aside:
    """One text that was kept aside; `visit_id` is None when nobody can say where it belongs."""

    person_id: int
    visit_id: int | None
    dev: str
    reason: str
    sha256: str
    raw: str
    received_at: int


@dataclass(frozen=True, slots=True)
class Usage:
    """How much of one person is kept aside for one visit."""

    rows: int
    characters: int


def put(db: Database, kept: Sequence[Aside]) -> None:
    """Keep them; the same text of the same person is kept once."""
    db.conn.executemany(
        """
        INSERT INTO events_aside (person_id, visit_id, dev, reason, sha256, raw, received_at)
        VALUES (:person_id, :visit_id, :dev, :reason, :sha256, :raw, :received_at)
        ON CONFLICT (sha256, person_id) DO NOTHING
        """,
        [{name: getattr(one, name) for name in Aside.__slots__} for one in kept],
    )


def list_of(db: Database, visit_id: int, *, limit: int = 200) -> list[Aside]:
    """What was kept aside for this visit, oldest first."""
    rows = db.query(
        """
        SELECT person_id, visit_id, dev, reason, sha256, raw, received_at
          FROM events_aside WHERE visit_id = :visit_id ORDER BY id LIMIT :limit
        """,
        {"visit_id": visit_id, "limit": limit},
    )
    return [Aside(**row) for row in rows]


def count(db: Database, visit_id: int) -> int:
    """How many texts are kept aside for this visit."""
    return int(
        db.execute("SELECT COUNT(*) FROM events_aside WHERE visit_id = :visit_id", {"visit_id": visit_id}).fetchone()[0]
    )


def usage(db: Database, person_id: int) -> dict[int | None, Usage]:
    """Visit id, or None for no visit, to what is kept aside of this person."""
    rows = db.query(
        """
        SELECT visit_id, COUNT(*) AS rows, SUM(LENGTH(raw)) AS characters
          FROM events_aside WHERE person_id = :person_id GROUP BY visit_id
        """,
        {"person_id": person_id},
    )
    return {row["visit_id"]: Usage(row["rows"], row["characters"]) for row in rows}


def kept(db: Database, person_id: int, sha256s: Iterable[str]) -> set[str]:
    """Those of the hashes whose text is kept aside of this person already."""
    names = {f"v{n}": value for n, value in enumerate(sorted(set(sha256s)))}
    if not names:
        return set()
    rows = db.query(
        f"""
        SELECT sha256 FROM events_aside
         WHERE person_id = :person_id AND sha256 IN ({", ".join(f":{name}" for name in names)})
        """,
        {**names, "person_id": person_id},
    )
    return {row["sha256"] for row in rows}


def homes(db: Database, uids: Iterable[str], *, person_id: int) -> dict[str, int]:
    """Uid to id of those visits where this person's texts belong: they are, or once were, on its team."""
    names = {f"v{n}": value for n, value in enumerate(sorted(set(uids)))}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT v.uid, v.id FROM visits v
         WHERE v.uid IN ({", ".join(f":{name}" for name in names)})
           AND ({ON_TEAM.format(visit="v")}
                OR EXISTS (SELECT 1 FROM phones h WHERE h.visit_id = v.id AND h.person_id = :person_id)
                OR EXISTS (SELECT 1 FROM events e WHERE e.visit_id = v.id AND e.person_id = :person_id))
        """,
        {**names, "person_id": person_id},
    )
    return {row["uid"]: row["id"] for row in rows}
