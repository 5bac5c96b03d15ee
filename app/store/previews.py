"""Previews: the small pictures that stand for photos whose bytes have not come yet. No evidence, and soon gone."""

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.store.sight import HOLDS, MAY_READ, ON_TEAM, OVERSEERS


def is_awaited(db: Database, sha256: str, *, person_id: int) -> bool:
    """Whether this person attached a photo of that hash to a visit, and its bytes are not here."""
    rows = db.query(
        """
        SELECT 1 AS one FROM evidence e
         WHERE e.sha256 = :sha256 AND e.person_id = :person_id AND e.step_uid IS NULL
           AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = e.sha256)
         LIMIT 1
        """,
        {"sha256": sha256, "person_id": person_id},
    )
    return any(True for _ in rows)


def exists(db: Database, sha256: str, *, person_id: int) -> bool:
    """Whether this person's preview of that photo is here."""
    found = db.execute(
        "SELECT 1 FROM previews WHERE sha256 = :sha256 AND person_id = :person_id",
        {"sha256": sha256, "person_id": person_id},
    )
    return found.fetchone() is not None


def count(db: Database, *, person_id: int, since: int = 0) -> int:
    """How many previews of this person are kept, of those stored since that moment (ms UTC)."""
    found = db.execute(
        "SELECT COUNT(*) FROM previews WHERE person_id = :person_id AND stored_at >= :since",
        {"person_id": person_id, "since": since},
    )
    return int(found.fetchone()[0])


def put(db: Database, sha256: str, picture: bytes, *, person_id: int, at: int) -> None:
    """Keep a preview; one that is there stays as it is."""
    db.execute(
        """
        INSERT INTO previews (sha256, person_id, picture, stored_at) VALUES (:sha256, :person_id, :picture, :at)
        ON CONFLICT (sha256, person_id) DO NOTHING
        """,
        {"sha256": sha256, "person_id": person_id, "picture": picture, "at": at},
    )


def remove(db: Database, sha256: str) -> None:
    """Drop everybody's previews of a photo: it has come itself."""
    db.execute("DELETE FROM previews WHERE sha256 = :sha256", {"sha256": sha256})


def remove_older(db: Database, before: int) -> None:
    """Drop the previews stored before that moment (ms UTC): their photos did not come."""
    db.execute("DELETE FROM previews WHERE stored_at < :before", {"before": before})


def uids_here(db: Database, visit_id: int) -> list[str]:
    """The photos of a visit that a preview stands for, oldest first."""
    rows = db.query(
        """
        SELECT e.uid FROM evidence e JOIN previews p ON p.sha256 = e.sha256 AND p.person_id = e.person_id
         WHERE e.visit_id = :visit_id AND e.withdrawn_at IS NULL ORDER BY e.id
        """,
        {"visit_id": visit_id},
    )
    return [row["uid"] for row in rows]


# a picture taken back is shown to the team and to overseers, never to the station
_PREVIEW = f"""
    SELECT p.picture FROM evidence e
      JOIN visits v ON v.id = e.visit_id
      JOIN previews p ON p.sha256 = e.sha256 AND p.person_id = e.person_id
     WHERE {MAY_READ.format(visit="v")} AND e.uid = :uid
       AND (e.withdrawn_at IS NULL OR {ON_TEAM.format(visit="v")} OR {HOLDS.format(visit="v", roles=OVERSEERS)})
"""


def get(db: Database, uid: str, *, person_id: int, today: str) -> bytes:
    """The JPEG that stands for a photo. Raises NotFound, also when its visit is not this person's to see."""
    for row in db.query(_PREVIEW, {"uid": uid, "person_id": person_id, "today": today}):
        return bytes(row["picture"])
    raise NotFound(f"preview of {uid}")
