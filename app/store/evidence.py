"""Evidence: what is known of the stored bytes, and each use of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One use of a picture, as a phone or a station chief claims it; the bytes may still be on the way."""

    uid: str
    sha256: str
    visit_id: int
    org_id: int
    item_code: str
    person_id: int
    received_at: int
    caption: str = ""
    source: str = ""
    phone_at: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    withdrawn_at: int | None = None
    finding_uid: str = ""
    step_uid: str | None = None


def put(db: Database, rows: Sequence[NewEvidence]) -> None:
    """Write uses of pictures, each by its uid; a uid of another visit, or of a response, is left alone."""
    db.conn.executemany(
        """
        INSERT INTO evidence (uid, sha256, visit_id, org_id, item_code, finding_id, step_uid, person_id, caption,
                              source, phone_at, received_at, lat, lon, accuracy_m, withdrawn_at)
        VALUES (:uid, :sha256, :visit_id, :org_id, :item_code,
                (SELECT f.id FROM findings f WHERE f.uid = :finding_uid AND f.visit_id = :visit_id),
                :step_uid, :person_id, :caption, :source, :phone_at, :received_at, :lat, :lon, :accuracy_m,
                :withdrawn_at)
        ON CONFLICT (uid) DO UPDATE
           SET sha256 = excluded.sha256, finding_id = excluded.finding_id, caption = excluded.caption,
               source = excluded.source, phone_at = excluded.phone_at, lat = excluded.lat, lon = excluded.lon,
               accuracy_m = excluded.accuracy_m, withdrawn_at = excluded.withdrawn_at
         WHERE evidence.visit_id = excluded.visit_id AND evidence.step_uid IS NULL AND excluded.step_uid IS NULL
        """,
        [{name: getattr(row, name) for name in NewEvidence.__slots__} for row in rows],
    )


def withdraw(db: Database, visit_id: int, uids: Sequence[str], *, at: int) -> None:
    """Note that these pictures were taken back; the rows and the bytes stay."""
    db.conn.executemany(
        """
        UPDATE evidence SET withdrawn_at = :at
         WHERE uid = :uid AND visit_id = :visit_id AND step_uid IS NULL AND withdrawn_at IS NULL
        """,
        [{"uid": uid, "visit_id": visit_id, "at": at} for uid in uids],
    )


def cells_of_item(db: Database, visit_id: int, item_code: str) -> list[str]:
    """The names of the cells of an item's photos."""
    rows = db.query(
        """
        SELECT uid FROM evidence
         WHERE visit_id = :visit_id AND item_code = :item_code AND step_uid IS NULL ORDER BY id
        """,
        {"visit_id": visit_id, "item_code": item_code},
    )
    return [f"{item_code}.photo.{row['uid']}" for row in rows]
