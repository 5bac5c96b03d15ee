"""What is overdue by the rule of retention, and its end."""

import json
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.retention import Kind

# kind -> (table, what is overdue); the rows are deleted
_DELETED: dict[Kind, tuple[str, str]] = {
    Kind.SESSIONS: ("sessions", "expires_at < :before AND COALESCE(revoked_at, 0) < :before"),
    Kind.SIGN_INS: ("sign_in_failures", "last_at < :before"),
    Kind.PHONES: ("phones", "contact_at < :before"),
    Kind.PREVIEWS: ("previews", "stored_at < :before"),
    Kind.ASIDE: ("events_aside", "received_at < :before"),
    Kind.REMINDERS: ("mails", "made_at < :before"),
}
_ACCOUNTS = (
    "ended_at < :before AND (service_number IS NOT NULL OR position <> '' OR password_hash <> '' OR email <> '')"
)
_PLACE = ("lat", "lon", "acc", "age", "caption")


@dataclass(frozen=True, slots=True)
class OldPicture:
    """One use of a picture whose time is over."""

    id: int
    uid: str
    sha256: str
    visit_id: int | None  # None for a response to a finding that came with a letter
    item_code: str


def count(db: Database, kind: Kind, *, before: int) -> int:
    """How many rows of a kind are overdue; photos by their uses."""
    if kind is Kind.PHOTOS:
        sql = f"SELECT COUNT(*) AS n FROM ({_PICTURES}) d"
    elif kind is Kind.ACCOUNT:
        sql = f"SELECT COUNT(*) AS n FROM people WHERE {_ACCOUNTS}"
    else:
        table, overdue = _DELETED[kind]
        sql = f"SELECT COUNT(*) AS n FROM {table} WHERE {overdue}"
    return int(next(iter(db.query(sql, {"before": before})))["n"])


def delete(db: Database, kind: Kind, *, before: int) -> None:
    """Delete the overdue rows of a kind that ends whole."""
    table, overdue = _DELETED[kind]
    db.execute(f"DELETE FROM {table} WHERE {overdue}", {"before": before})


def clear_accounts(db: Database, *, before: int) -> None:
    """Take NRP, post, address and password from accounts that ended long ago; name and rank stay where they signed."""
    db.execute(
        f"UPDATE people SET service_number = NULL, position = '', password_hash = '', email = '' WHERE {_ACCOUNTS}",
        {"before": before},
    )


_PICTURES = """
    SELECT e.id, e.uid, e.sha256, e.visit_id, e.item_code
      FROM evidence e LEFT JOIN visits v ON v.id = e.visit_id
     WHERE e.destroyed_at IS NULL
       AND (v.submitted_at < :before OR (v.submitted_at IS NULL AND v.cancelled_at < :before)
            OR (e.visit_id IS NULL AND e.received_at < :before))
"""


def visits_with_old_pictures(db: Database, *, before: int) -> list[tuple[int, str]]:
    """Id and uid of the visits whose pictures are overdue."""
    rows = db.query(
        f"""
        SELECT v.id, v.uid FROM visits v WHERE v.id IN (SELECT d.visit_id FROM ({_PICTURES}) d) ORDER BY v.id
        """,
        {"before": before},
    )
    return [(row["id"], row["uid"]) for row in rows]


def old_pictures(db: Database, visit_id: int | None, *, before: int) -> list[OldPicture]:
    """The overdue pictures of a visit; None: of responses to findings that came with a letter."""
    rows = db.query(
        f"{_PICTURES} AND COALESCE(e.visit_id, 0) = :visit_id ORDER BY e.id",
        {"before": before, "visit_id": visit_id or 0},
    )
    return [OldPicture(**row) for row in rows]


def empty_picture(db: Database, picture: OldPicture, *, at: int) -> None:
    """Take from a picture's row and events what was said of it; the row, its uid and its hashes stay."""
    db.execute(
        """
        UPDATE evidence SET destroyed_at = :at, caption = '', lat = NULL, lon = NULL, accuracy_m = NULL,
                            place_age_s = NULL
         WHERE id = :id
        """,
        {"id": picture.id, "at": at},
    )
    cell = f"{picture.item_code}.photo.{picture.uid}"
    rows = db.query(
        """
        SELECT rev, raw FROM events
         WHERE visit_id = :visit_id AND cell = :cell AND op = 'attach' AND redacted_at IS NULL
        """,
        {"visit_id": picture.visit_id, "cell": cell},
    )
    for row in list(rows):
        db.execute(
            """
            UPDATE events SET raw = :raw, redacted_at = :at WHERE visit_id = :visit_id AND rev = :rev
            """,
            {"raw": _without_place(row["raw"]), "at": at, "visit_id": picture.visit_id, "rev": row["rev"]},
        )


def empty_blob(db: Database, sha256: str, *, at: int) -> bool:
    """Note that bytes are destroyed, when no use of them is left; whether they are."""
    rows = db.query(
        """
        UPDATE blobs SET destroyed_at = :at, taken_at = NULL, taken_text = '', lat = NULL, lon = NULL, camera = '',
                         accuracy_m = NULL, direction = NULL
         WHERE sha256 = :sha256 AND destroyed_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.sha256 = blobs.sha256 AND e.destroyed_at IS NULL)
        RETURNING sha256
        """,
        {"sha256": sha256, "at": at},
    )
    return any(True for _ in rows)


def destroyed(db: Database) -> list[str]:
    """The names of all bytes that were destroyed; their files must not be there."""
    return [row["sha256"] for row in db.query("SELECT sha256 FROM blobs WHERE destroyed_at IS NOT NULL")]


def _without_place(raw: str) -> str:
    """The event without what it said of the picture's place, and without its words."""
    event = json.loads(raw)
    if isinstance(event.get("val"), dict):
        event["val"] = {name: value for name, value in event["val"].items() if name not in _PLACE}
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
