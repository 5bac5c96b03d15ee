"""How far the store of photos has been read again, and what was found wrong in it."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.storage import Fault
from app.store.orgs import VISIBLE


@dataclass(frozen=True, slots=True)
class Scrub:
    """One reading of the whole store; `cursor` is the last name that was looked at."""

    id: int
    begun_at: int
    ended_at: int | None
    cursor: str
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One name that is wrong; visit, station and item say where the photo is used, '' when nowhere."""

    name: str
    fault: Fault
    size: int
    found_at: int
    visit_uid: str = ""
    station_name: str = ""
    item_code: str = ""


_SCRUB = "SELECT id, begun_at, ended_at, cursor, files, bytes FROM scrubs"


def newest(db: Database) -> Scrub | None:
    """The reading under way, or the last one."""
    for row in db.query(f"{_SCRUB} ORDER BY id DESC LIMIT 1"):
        return Scrub(**row)
    return None


def last_ended(db: Database) -> Scrub | None:
    """The last reading that came to its end."""
    for row in db.query(f"{_SCRUB} WHERE ended_at IS NOT NULL ORDER BY id DESC LIMIT 1"):
        return Scrub(**row)
    return None


def begin(db: Database, *, at: int) -> Scrub:
    """A new reading, from the first name on."""
    row = next(
        db.query(
            """
            INSERT INTO scrubs (begun_at) VALUES (:at)
            RETURNING id, begun_at, ended_at, cursor, files, bytes
            """,
            {"at": at},
        )
    )
    return Scrub(**row)


def keep(db: Database, scrub: Scrub) -> None:
    """Remember how far a reading has come."""
    db.execute(
        "UPDATE scrubs SET ended_at = :ended_at, cursor = :cursor, files = :files, bytes = :bytes WHERE id = :id",
        {name: getattr(scrub, name) for name in ("id", "ended_at", "cursor", "files", "bytes")},
    )


def expected(db: Database, prefix: str) -> dict[str, int]:
    """SHA-256 to bytes of the photos that must be there, of those whose name begins with `prefix`, by name."""
    rows = db.query(
        """
        SELECT sha256, size FROM blobs
         WHERE sha256 >= :low AND sha256 < :high AND destroyed_at IS NULL ORDER BY sha256
        """,
        {"low": prefix, "high": prefix + "g"},  # 'g' comes after every hex digit
    )
    return {row["sha256"]: row["size"] for row in rows}


def is_expected(db: Database, sha256: str) -> bool:
    """Whether a photo of this name must be there."""
    return sha256 in expected(db, sha256)


def totals(db: Database) -> tuple[int, int]:
    """How many photos must be there, and their bytes together."""
    row = next(
        db.query("SELECT COUNT(*) AS photos, COALESCE(SUM(size), 0) AS bytes FROM blobs WHERE destroyed_at IS NULL")
    )
    return row["photos"], row["bytes"]


def fault_names(db: Database, prefix: str) -> set[str]:
    """The names with a fault that begin with `prefix`."""
    rows = db.query(
        "SELECT name FROM storage_faults WHERE name >= :low AND name < :high", {"low": prefix, "high": prefix + "g"}
    )
    return {row["name"] for row in rows}


def faults_to_check(db: Database, *, before: int, most: int) -> list[tuple[str, int]]:
    """Names with a fault that nobody looked at since `before`, and the bytes each should have."""
    rows = db.query(
        "SELECT name, size FROM storage_faults WHERE seen_at < :before ORDER BY seen_at, name LIMIT :most",
        {"before": before, "most": most},
    )
    return [(row["name"], row["size"]) for row in rows]


def put_fault(db: Database, name: str, fault: Fault, size: int, *, at: int) -> bool:
    """Note what is wrong with a name; whether that is new."""
    found = next(
        db.query(
            """
            INSERT INTO storage_faults (name, fault, size, found_at, seen_at) VALUES (:name, :fault, :size, :at, :at)
            ON CONFLICT (name) DO UPDATE SET fault = excluded.fault, size = excluded.size, seen_at = excluded.seen_at
            RETURNING found_at
            """,
            {"name": name, "fault": fault, "size": size, "at": at},
        )
    )
    return bool(found["found_at"] == at)


def remove_fault(db: Database, name: str) -> None:
    """The name was found well, or is gone for good reason."""
    db.execute("DELETE FROM storage_faults WHERE name = :name", {"name": name})


def count_faults(db: Database) -> dict[Fault, int]:
    """How many names have each fault; those that none has are left out."""
    rows = db.query("SELECT fault, COUNT(*) AS names FROM storage_faults GROUP BY fault")
    return {Fault(row["fault"]): row["names"] for row in rows}


def list_faults(db: Database, *, most: int = 200, seen_by: int | None = None, today: str = "") -> list[FaultRow]:
    """What is wrong now, by kind and name, with the first visit that uses each photo.

    With `seen_by` only visits at stations that this person may see today are named.
    """
    seen = "" if seen_by is None else f"AND {VISIBLE.format(org='v.org_id')}"
    rows = db.query(
        f"""
        SELECT f.name, f.fault, f.size, f.found_at, COALESCE(v.uid, '') AS visit_uid,
               COALESCE(o.name, '') AS station_name,
               CASE WHEN v.id IS NULL THEN '' ELSE e.item_code END AS item_code
          FROM storage_faults f
          LEFT JOIN evidence e ON e.id = (SELECT MIN(u.id) FROM evidence u WHERE u.sha256 = f.name)
          LEFT JOIN visits v ON v.id = e.visit_id {seen}
          LEFT JOIN orgs o ON o.id = v.org_id
         ORDER BY CASE f.fault WHEN 'missing' THEN 0 WHEN 'rotten' THEN 1 WHEN 'unreadable' THEN 2
                               WHEN 'orphan' THEN 3 ELSE 4 END, f.name
         LIMIT :most
        """,
        {"most": most, "seen_by": seen_by, "today": today},
    )
    return [FaultRow(**{**row, "fault": Fault(row["fault"])}) for row in rows]
