"""Finalised minutes of follow-up: written once, read for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.errors import NotFound

_ROW = "SELECT m.uid, m.org_id, o.code AS station_code, m.snapshot, m.sha256 FROM followup_minutes m"
_STATION = "JOIN orgs o ON o.id = m.org_id"


@dataclass(frozen=True, slots=True)
class StoredMinutes:
    """One row: the canonical text as it was finalised, and its SHA-256 of that moment."""

    uid: str
    org_id: int
    station_code: str
    snapshot: str
    sha256: str


def insert(
    db: Database, uid: str, org_id: int, *, held_on: str, snapshot: str, sha256: str, person_id: int, at: int
) -> None:
    """Keep minutes for good."""
    db.execute(
        """
        INSERT INTO followup_minutes (uid, org_id, held_on, snapshot, sha256, finalised_by, finalised_at)
        VALUES (:uid, :org_id, :held_on, :snapshot, :sha256, :person_id, :at)
        """,
        {
            "uid": uid,
            "org_id": org_id,
            "held_on": held_on,
            "snapshot": snapshot,
            "sha256": sha256,
            "person_id": person_id,
            "at": at,
        },
    )


def find(db: Database, uid: str) -> StoredMinutes | None:
    """One row whoever asks, or None."""
    for row in db.query(f"{_ROW} {_STATION} WHERE m.uid = :uid", {"uid": uid}):
        return _stored(row)
    return None


def get(db: Database, uid: str) -> StoredMinutes:
    """One row; whether its station is theirs to see is asked of it. Raises NotFound."""
    found = find(db, uid)
    if found is None:
        raise NotFound(f"minutes {uid}")
    return found


def list_of(db: Database, org_id: int, *, limit: int = 100) -> list[StoredMinutes]:
    """A station's minutes, newest first."""
    rows = db.query(
        f"{_ROW} {_STATION} WHERE m.org_id = :org_id ORDER BY m.finalised_at DESC, m.id DESC LIMIT :limit",
        {"org_id": org_id, "limit": limit},
    )
    return [_stored(row) for row in rows]


def _stored(row: Mapping[str, Any]) -> StoredMinutes:
    return StoredMinutes(**row)
