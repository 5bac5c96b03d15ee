"""Evidence: what is known of the stored bytes, and each use of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.evidence import DOCUMENT_MIME
from app.store.sight import HOLDS, MAY_READ, ON_TEAM, OVERSEERS, PREVIOUS


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that passed the gate, and what the file says of itself; position in degrees, `taken_at` in ms UTC."""

    sha256: str
    size: int
    mime: str
    width: int
    height: int
    taken_at: int | None
    taken_text: str
    lat: float | None
    lon: float | None
    camera: str
    stored_at: int
    taken_tag: str = ""
    taken_offset: int | None = None  # minutes east of UTC
    offset_from: str = ""
    accuracy_m: float | None = None
    direction: float | None = None
    pages: int | None = None  # of a document


@dataclass(frozen=True, slots=True)
class Picture:
    """One use of a picture whose bytes are here, as one person may see it; without `may_see_plain`, blurred."""

    uid: str
    sha256: str
    mime: str
    visit_uid: str
    item_code: str
    caption: str
    may_see_original: bool
    may_see_plain: bool = True

    @property
    def is_document(self) -> bool:
        """Whether its thumbnail and screen size show but the first page."""
        return self.mime == DOCUMENT_MIME


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """One use of a picture, as a phone or a station chief claims it; the bytes may still be on the way."""

    uid: str
    sha256: str
    visit_id: int | None  # None for a response to a finding that came with a letter
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
    place_age_s: int | None = None
    taken_from: str = ""
    delay_s: int | None = None
    original_sha256: str | None = None
    original_size: int | None = None
    withdrawn_at: int | None = None
    finding_uid: str = ""
    step_uid: str | None = None


_INSERT = """
    INSERT INTO evidence (uid, sha256, visit_id, org_id, item_code, finding_id, step_uid, person_id, caption,
                          source, phone_at, taken_from, delay_s, original_sha256, original_size, received_at,
                          lat, lon, accuracy_m, place_age_s, withdrawn_at)
    VALUES (:uid, :sha256, :visit_id, :org_id, :item_code,
            (SELECT f.id FROM findings f
              WHERE f.uid = :finding_uid AND COALESCE(f.visit_id, 0) = COALESCE(:visit_id, 0)),
            :step_uid, :person_id, :caption, :source, :phone_at, :taken_from, :delay_s, :original_sha256,
            :original_size, :received_at, :lat, :lon, :accuracy_m, :place_age_s, :withdrawn_at)
"""


def put(db: Database, rows: Sequence[NewEvidence]) -> None:
    """Write uses of pictures, each by its uid; a uid of another visit or item, or of a response, is left alone."""
    db.conn.executemany(
        f"""
        {_INSERT}
        ON CONFLICT (uid) DO UPDATE
           SET sha256 = excluded.sha256, finding_id = excluded.finding_id, caption = excluded.caption,
               source = excluded.source, phone_at = excluded.phone_at, taken_from = excluded.taken_from,
               delay_s = excluded.delay_s, original_sha256 = excluded.original_sha256,
               original_size = excluded.original_size, lat = excluded.lat, lon = excluded.lon,
               accuracy_m = excluded.accuracy_m, place_age_s = excluded.place_age_s,
               withdrawn_at = excluded.withdrawn_at
         WHERE evidence.visit_id = excluded.visit_id AND evidence.item_code = excluded.item_code
           AND evidence.step_uid IS NULL AND excluded.step_uid IS NULL
        """,
        [{name: getattr(row, name) for name in NewEvidence.__slots__} for row in rows],
    )


def add(db: Database, rows: Sequence[NewEvidence]) -> None:
    """Write uses of pictures whose uids are new; the others stay as they are."""
    db.conn.executemany(
        f"{_INSERT} ON CONFLICT (uid) DO NOTHING",
        [{name: getattr(row, name) for name in NewEvidence.__slots__} for row in rows],
    )


def withdraw(db: Database, visit_id: int, gone: Sequence[tuple[str, str]], *, at: int) -> None:
    """Note that these pictures, each an item's code and a uid, were taken back; the rows and the bytes stay."""
    db.conn.executemany(
        """
        UPDATE evidence SET withdrawn_at = :at
         WHERE uid = :uid AND visit_id = :visit_id AND item_code = :item AND step_uid IS NULL
           AND withdrawn_at IS NULL
        """,
        [{"uid": uid, "item": item, "visit_id": visit_id, "at": at} for item, uid in gone],
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


def uids_here(db: Database, visit_id: int) -> list[str]:
    """The photos of a visit whose bytes have arrived, oldest first."""
    rows = db.query(
        """
        SELECT e.uid FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL
         WHERE e.visit_id = :visit_id AND e.withdrawn_at IS NULL ORDER BY e.id
        """,
        {"visit_id": visit_id},
    )
    return [row["uid"] for row in rows]


def uids_by_item(db: Database, visit_id: int) -> dict[str, list[str]]:
    """Item code to the photos its team took there, oldest first, of those whose bytes have arrived."""
    rows = db.query(
        """
        SELECT e.item_code, e.uid FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL
         WHERE e.visit_id = :visit_id AND e.step_uid IS NULL AND e.withdrawn_at IS NULL ORDER BY e.id
        """,
        {"visit_id": visit_id},
    )
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row["item_code"], []).append(row["uid"])
    return found


def insert_blob(db: Database, blob: Blob) -> None:
    """Note that these bytes are on disk for good; noting it again changes nothing."""
    db.execute(
        """
        INSERT INTO blobs (sha256, size, mime, width, height, taken_at, taken_text, lat, lon, camera, stored_at,
                           taken_tag, taken_offset, offset_from, accuracy_m, direction, pages)
        VALUES (:sha256, :size, :mime, :width, :height, :taken_at, :taken_text, :lat, :lon, :camera, :stored_at,
                :taken_tag, :taken_offset, :offset_from, :accuracy_m, :direction, :pages)
        ON CONFLICT (sha256) DO UPDATE
           SET stored_at = excluded.stored_at, taken_at = excluded.taken_at, taken_text = excluded.taken_text,
               lat = excluded.lat, lon = excluded.lon, camera = excluded.camera, destroyed_at = NULL
         WHERE blobs.destroyed_at IS NOT NULL
        """,
        {name: getattr(blob, name) for name in Blob.__slots__},
    )


def find_blob(db: Database, sha256: str) -> Blob | None:
    """What is known of these bytes, or None while they are not here."""
    rows = db.query(
        """
        SELECT sha256, size, mime, width, height, taken_at, taken_text, lat, lon, camera, stored_at,
               taken_tag, taken_offset, offset_from, accuracy_m, direction, pages
          FROM blobs WHERE sha256 = :sha256 AND destroyed_at IS NULL
        """,
        {"sha256": sha256},
    )
    for row in rows:
        return Blob(**row)
    return None


def is_used(db: Database, sha256: str) -> bool:
    """Whether these bytes are a picture of anything yet, whoever may see it."""
    rows = db.query("SELECT id FROM evidence WHERE sha256 = :sha256 LIMIT 1", {"sha256": sha256})
    return any(True for _row in rows)


def uses_by(db: Database, sha256: str, *, person_id: int) -> list[tuple[int, str]]:
    """Where a person put these bytes: the checklist version and the item's code of each use."""
    rows = db.query(
        """
        SELECT v.checklist_version_id, e.item_code
          FROM evidence e JOIN visits v ON v.id = e.visit_id
         WHERE e.sha256 = :sha256 AND e.person_id = :person_id
        """,
        {"sha256": sha256, "person_id": person_id},
    )
    return [(row["checklist_version_id"], row["item_code"]) for row in rows]


# what the team of another visit at the station compares with: photos of the visit before, and of open findings
_COMPARED = f"""
    (e.withdrawn_at IS NULL AND EXISTS (
       SELECT 1 FROM visits n
        WHERE n.org_id = v.org_id AND n.id <> v.id AND n.state <> 'cancelled' AND {ON_TEAM.format(visit="n")}
          AND ((v.id = {PREVIOUS.format(visit="n")} AND e.step_uid IS NULL)
               OR EXISTS (SELECT 1 FROM findings f
                           WHERE f.visit_id = v.id
                             AND f.state IN ('issued', 'answered', 'returned', 'accepted', 'followed_up')
                             AND (e.finding_id = f.id
                                  OR (e.finding_id IS NULL AND e.step_uid IS NULL
                                      AND e.item_code = f.item_code))))))
"""
# a picture taken back is shown to the team and to overseers, never to the station
SHOWN = f"""
    ({MAY_READ.format(visit="v")} OR {_COMPARED}
     OR (e.visit_id IS NULL AND {HOLDS.format(visit="e", roles=f"{OVERSEERS}, 'station_chief'")}))
    AND (e.withdrawn_at IS NULL OR {ON_TEAM.format(visit="v")} OR {HOLDS.format(visit="e", roles=OVERSEERS)})
"""
# the file as received, with all that is in it: the team and planning staff
_OPENS = f"""
    ({ON_TEAM.format(visit="v")} OR {HOLDS.format(visit="e", roles="'admin', 'planner'")})
"""
RIGHTS = f"""
    CASE WHEN {_OPENS} THEN 1 ELSE 0 END AS may_see_original,
    CASE WHEN {_OPENS} OR {HOLDS.format(visit="e", roles="'station_chief'")} THEN 1 ELSE 0 END AS may_see_plain
"""
_PICTURE = f"""
    SELECT e.uid, e.sha256, b.mime, COALESCE(v.uid, '') AS visit_uid, e.item_code, e.caption, {RIGHTS}
      FROM evidence e
      LEFT JOIN visits v ON v.id = e.visit_id
      JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL
     WHERE {SHOWN}
"""


def get(db: Database, uid: str, *, person_id: int, today: str) -> Picture:
    """One picture whose bytes are here. Raises NotFound, also when its visit is not this person's to see."""
    return _picture(db, f"{_PICTURE} AND e.uid = :key", uid, person_id=person_id, today=today)


def get_by_sha256(db: Database, sha256: str, *, person_id: int, today: str) -> Picture:
    """Any use of these bytes that the person may see. Raises NotFound."""
    return _picture(db, f"{_PICTURE} AND e.sha256 = :key ORDER BY e.id", sha256, person_id=person_id, today=today)


def _picture(db: Database, sql: str, key: str, *, person_id: int, today: str) -> Picture:
    for row in db.query(sql, {"key": key, "person_id": person_id, "today": today}):
        rights = {name: bool(row[name]) for name in ("may_see_original", "may_see_plain")}
        return Picture(**{**row, **rights})
    raise NotFound(f"picture {key}")
