"""Links by which a station's chief answers one finding without an account; the token itself is never stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

_LINK = """
    SELECT l.id, l.uid, l.finding_id, l.person_id, p.rank, p.full_name, l.made_by, m.rank AS made_rank,
           m.full_name AS made_full_name, l.made_at, l.expires_at, l.revoked_at, l.opened, l.opened_at,
           l.refused_at, l.refused_why
      FROM finding_links l
      JOIN people p ON p.id = l.person_id
      JOIN people m ON m.id = l.made_by
"""


@dataclass(frozen=True, slots=True)
class Link:
    """One link: for whom, until when, and how it was used; times in ms UTC."""

    id: int
    uid: str
    finding_id: int
    person_id: int
    person_name: str
    made_by: int
    made_by_name: str
    made_at: int
    expires_at: int
    revoked_at: int | None
    opened: int
    opened_at: int | None
    refused_at: int | None
    refused_why: str

    def is_live(self, at: int) -> bool:
        """Neither revoked nor expired; whether it still opens anything is asked besides."""
        return self.revoked_at is None and at < self.expires_at


def insert(
    db: Database,
    *,
    uid: str,
    token_sha256: str,
    finding_id: int,
    person_id: int,
    made_by: int,
    made_at: int,
    expires_at: int,
) -> None:
    """Add a link."""
    db.execute(
        """
        INSERT INTO finding_links (uid, token_sha256, finding_id, person_id, made_by, made_at, expires_at)
        VALUES (:uid, :token_sha256, :finding_id, :person_id, :made_by, :made_at, :expires_at)
        """,
        {
            "uid": uid,
            "token_sha256": token_sha256,
            "finding_id": finding_id,
            "person_id": person_id,
            "made_by": made_by,
            "made_at": made_at,
            "expires_at": expires_at,
        },
    )


def find_by_token(db: Database, token_sha256: str) -> Link | None:
    """The link whose token has that SHA-256, whatever became of it, or None."""
    for row in db.query(f"{_LINK} WHERE l.token_sha256 = :token_sha256", {"token_sha256": token_sha256}):
        return _link(row)
    return None


def find(db: Database, uid: str) -> Link | None:
    """A link by its uid, or None."""
    for row in db.query(f"{_LINK} WHERE l.uid = :uid", {"uid": uid}):
        return _link(row)
    return None


def is_live(db: Database, link_id: int, *, at: int) -> bool:
    """Whether a link is neither taken back nor expired."""
    rows = db.query(
        "SELECT 1 AS live FROM finding_links WHERE id = :id AND revoked_at IS NULL AND expires_at > :at",
        {"id": link_id, "at": at},
    )
    return any(True for _ in rows)


def list_of_finding(db: Database, finding_id: int) -> list[Link]:
    """A finding's links, newest first."""
    rows = db.query(f"{_LINK} WHERE l.finding_id = :id ORDER BY l.made_at DESC, l.id DESC", {"id": finding_id})
    return [_link(row) for row in rows]


def revoke(db: Database, link_id: int, *, by: int, at: int) -> bool:
    """Take a link back; whether it was not taken back before."""
    cursor = db.execute(
        "UPDATE finding_links SET revoked_by = :by, revoked_at = :at WHERE id = :id AND revoked_at IS NULL",
        {"id": link_id, "by": by, "at": at},
    )
    return cursor.rowcount == 1


def note_opening(db: Database, link_id: int, *, at: int) -> None:
    """Count one more opening."""
    db.execute(
        "UPDATE finding_links SET opened = opened + 1, opened_at = :at WHERE id = :id", {"id": link_id, "at": at}
    )


def note_refusal(db: Database, link_id: int, *, why: str, at: int) -> None:
    """Note that it was used in vain."""
    db.execute(
        "UPDATE finding_links SET refused_at = :at, refused_why = :why WHERE id = :id",
        {"id": link_id, "at": at, "why": why},
    )


def _link(row: Mapping[str, object]) -> Link:
    fields = dict(row)
    person = f"{fields.pop('rank')} {fields.pop('full_name')}".strip()
    maker = f"{fields.pop('made_rank')} {fields.pop('made_full_name')}".strip()
    return Link(**fields, person_name=person, made_by_name=maker)  # type: ignore[arg-type]  # rows carry no types
