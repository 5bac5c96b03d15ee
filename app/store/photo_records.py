"""The records of pictures: each use with its bytes' facts, its people, its station and the clocks of its phone."""

from collections.abc import Collection, Mapping, Sequence

from sqlite_utils import Database

from app.domain import events
from app.domain.errors import NotFound
from app.domain.photo_record import Clocks, PhotoRecord
from app.store.evidence import RIGHTS, SHOWN
from app.store.sight import HOLDS, ON_TEAM

_RECORD = f"""
    SELECT e.id, e.uid, e.sha256, e.item_code, e.caption, e.source, e.phone_at, e.taken_from, e.delay_s,
           e.original_sha256, e.original_size, e.received_at, e.lat, e.lon, e.accuracy_m, e.place_age_s,
           e.withdrawn_at, e.step_uid, f.uid AS finding_uid, f.number AS finding_number, e.person_id, p.username,
           p.rank, p.full_name, v.id AS visit_id, COALESCE(v.uid, '') AS visit_uid,
           COALESCE(v.state, '') AS visit_state, COALESCE(v.planned_on, l.letter_on) AS visited_on, v.lead_id,
           COALESCE(v.checklist_version_id, f.checklist_version_id) AS checklist_version_id, o.code AS station_code,
           o.name AS station_name, o.tz, o.lat AS station_lat, o.lon AS station_lon, b.size, b.mime, b.width, b.height,
           b.taken_at, b.taken_text, b.taken_tag, b.taken_offset, b.offset_from, b.lat AS file_lat, b.lon AS file_lon,
           b.accuracy_m AS file_accuracy_m, b.direction, b.camera, b.pages, b.stored_at, b.destroyed_at, {RIGHTS},
           CASE WHEN {ON_TEAM.format(visit="v")} OR {HOLDS.format(visit="e", roles="'planner'")}
                THEN 1 ELSE 0 END AS may_annotate
      FROM evidence e
      LEFT JOIN visits v ON v.id = e.visit_id
      JOIN orgs o ON o.id = e.org_id
      JOIN people p ON p.id = e.person_id
      LEFT JOIN findings f ON f.id = e.finding_id
      LEFT JOIN letters l ON l.id = f.letter_id
      LEFT JOIN blobs b ON b.sha256 = e.sha256
     WHERE {SHOWN}
"""
LAST_VISITS = 4  # of a station, whose pictures are its newest
_RIGHTS = ("may_see_original", "may_see_plain", "may_annotate")


def get(db: Database, uid: str, *, person_id: int, today: str) -> PhotoRecord:
    """One record, also while its bytes are on the way. Raises NotFound, also when it is not this person's to see."""
    for record in _records(db, f"{_RECORD} AND e.uid = :uid", {"uid": uid, "person_id": person_id, "today": today}):
        return record
    raise NotFound(f"picture {uid}")


def sha256_of(db: Database, uid: str) -> str:
    """The name of a picture's bytes, whoever asks. Raises NotFound."""
    for row in db.query("SELECT sha256 FROM evidence WHERE uid = :uid", {"uid": uid}):
        return str(row["sha256"])
    raise NotFound(f"picture {uid}")


def of_visit(db: Database, visit_id: int, *, person_id: int, today: str) -> list[PhotoRecord]:
    """The pictures of a visit that a person may see, those taken back left out: by item, oldest first."""
    return _records(
        db,
        f"{_RECORD} AND v.id = :visit_id AND e.withdrawn_at IS NULL ORDER BY e.item_code, e.received_at, e.id",
        {"visit_id": visit_id, "person_id": person_id, "today": today},
    )


def of_uids(db: Database, uids: Collection[str], *, person_id: int, today: str) -> list[PhotoRecord]:
    """Those of the named pictures that a person may see, oldest first."""
    names = {f"u{n}": uid for n, uid in enumerate(uids)}
    if not names:
        return []
    return _records(
        db,
        f"{_RECORD} AND e.uid IN ({', '.join(':' + name for name in names)}) ORDER BY e.received_at, e.id",
        {**names, "person_id": person_id, "today": today},
    )


def of_station(db: Database, org_id: int, *, person_id: int, today: str, limit: int) -> list[PhotoRecord]:
    """The newest pictures of a station's last submitted visits that a person may see and whose bytes are here."""
    return _records(
        db,
        f"""
        {_RECORD} AND e.withdrawn_at IS NULL
         AND e.visit_id IN (SELECT n.id FROM visits n
                             WHERE n.org_id = :org_id AND n.state IN ('submitted', 'sealed')
                             ORDER BY n.planned_on DESC, n.id DESC LIMIT {LAST_VISITS})
         AND b.destroyed_at IS NULL AND b.mime LIKE 'image/%' ORDER BY v.planned_on DESC, e.id DESC LIMIT :limit
        """,
        {"org_id": org_id, "person_id": person_id, "today": today, "limit": limit},
    )


def clocks(db: Database, visit_id: int, records: Collection[PhotoRecord]) -> dict[str, Clocks]:
    """Picture's uid to the clocks when it was attached; pictures that came with a form have none."""
    cells = {record.cell: record for record in records}
    names = {f"c{n}": cell for n, cell in enumerate(cells)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT cell, raw, received_at FROM events
         WHERE visit_id = :visit_id AND op = 'attach' AND cell IN ({", ".join(":" + name for name in names)})
         ORDER BY rev
        """,
        {**names, "visit_id": visit_id},
    )
    found: dict[str, Clocks] = {}
    for row in rows:
        event, record = events.read(row["raw"]), cells[row["cell"]]
        if isinstance(event.val, Mapping) and event.val.get("sha") == record.sha256:
            found[record.uid] = Clocks(event.at, event.skew_ms, row["received_at"])
    return found


def _records(db: Database, sql: str, values: Mapping[str, object]) -> list[PhotoRecord]:
    return [_record(row) for row in db.query(sql, dict(values))]


def _record(row: dict[str, object]) -> PhotoRecord:
    name = f"{row.pop('rank')} {row.pop('full_name')}".strip()
    rights: Sequence[tuple[str, bool]] = [(right, bool(row.pop(right))) for right in _RIGHTS]
    return PhotoRecord(**{**row, "person_name": name, **dict(rights)})  # type: ignore[arg-type]  # rows carry no types
