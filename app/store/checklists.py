"""Published checklist versions: their text, pinned by SHA-256, and the instrument read out of it."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.checklist import Checklist, Item
from app.domain.errors import NotFound
from app.store import checklist_files
from app.store.sight import MAY_READ

READINESS = "kesiapan-polsek"  # the instrument of a station's visit
_KEPT = 32
_parsed: dict[str, Checklist] = {}  # by SHA-256: a version never changes, so what was read once stays true


@dataclass(frozen=True, slots=True)
class ChecklistVersion:
    """One published version, without its text."""

    id: int
    checklist: str
    version: str
    title: str
    kind: str
    sha256: str
    status: str
    published_by: int | None
    published_at: int


_VERSION = "SELECT id, checklist, version, title, kind, sha256, status, published_by, published_at"


def get(db: Database, version_id: int) -> Checklist:
    """The instrument of one version, read once per process. Raises NotFound."""
    return parsed(db, get_version(db, version_id))


def find_item(db: Database, version_id: int | None, code: str) -> Item | None:
    """An item of a version; None without a version or a code."""
    return get(db, version_id).item(code) if version_id is not None and code else None


def parsed(db: Database, version: ChecklistVersion) -> Checklist:
    """The instrument of a version, read once per process."""
    known = _parsed.get(version.sha256)
    if known is None:
        known = checklist_files.parse(text_of(db, version.id))
        while len(_parsed) >= _KEPT:
            _parsed.pop(next(iter(_parsed)))
        _parsed[version.sha256] = known
    return known


def text_of(db: Database, version_id: int) -> str:
    """The file of one version as it was published. Raises NotFound."""
    for row in db.query("SELECT yaml FROM checklist_versions WHERE id = :id", {"id": version_id}):
        return str(row["yaml"])
    raise NotFound(f"checklist version {version_id}")


def get_version(db: Database, version_id: int) -> ChecklistVersion:
    """One version, without its text. Raises NotFound."""
    for row in db.query(f"{_VERSION} FROM checklist_versions WHERE id = :id", {"id": version_id}):
        return ChecklistVersion(**row)
    raise NotFound(f"checklist version {version_id}")


def get_of_visits(db: Database, sha256: str, *, person_id: int, today: str) -> ChecklistVersion:
    """The version of that SHA-256. Raises NotFound, also when the person may look into no visit that uses it."""
    rows = db.query(
        f"""
        {_VERSION} FROM checklist_versions c
         WHERE c.sha256 = :sha256
           AND EXISTS (SELECT 1 FROM visits v WHERE v.checklist_version_id = c.id AND {MAY_READ.format(visit="v")})
        """,
        {"sha256": sha256, "person_id": person_id, "today": today},
    )
    for row in rows:
        return ChecklistVersion(**row)
    raise NotFound(f"checklist {sha256}")


def find(db: Database, checklist: str, version: str) -> ChecklistVersion | None:
    """The version of that name, or None."""
    rows = db.query(
        f"{_VERSION} FROM checklist_versions WHERE checklist = :checklist AND version = :version",
        {"checklist": checklist, "version": version},
    )
    for row in rows:
        return ChecklistVersion(**row)
    return None


def list_published(db: Database, *, kind: str | None = None) -> list[ChecklistVersion]:
    """The versions in use, by checklist, newest first; of one kind when asked for."""
    rows = db.query(
        f"""
        {_VERSION} FROM checklist_versions
         WHERE status = 'published' AND kind = COALESCE(:kind, kind)
         ORDER BY checklist, published_at DESC, id DESC
        """,
        {"kind": kind},
    )
    return [ChecklistVersion(**row) for row in rows]


def list_all(db: Database) -> list[ChecklistVersion]:
    """Every version ever published, by checklist, newest first."""
    rows = db.query(f"{_VERSION} FROM checklist_versions ORDER BY checklist, published_at DESC, id DESC")
    return [ChecklistVersion(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A version with who published it ('' on the command line) and how many visits use it."""

    version: ChecklistVersion
    published_by: str
    visits: int


def list_shelf(db: Database) -> list[Shelved]:
    """Every version ever published with its use, those in use first, then by checklist, newest first."""
    rows = db.query(
        """
        SELECT c.id, c.checklist, c.version, c.title, c.kind, c.sha256, c.status, c.published_by, c.published_at,
               p.rank, p.full_name, (SELECT COUNT(*) FROM visits v WHERE v.checklist_version_id = c.id) AS visits
          FROM checklist_versions c
          LEFT JOIN people p ON p.id = c.published_by
         ORDER BY CASE c.status WHEN 'published' THEN 0 ELSE 1 END, c.checklist, c.published_at DESC, c.id DESC
        """
    )
    return [
        Shelved(
            visits=row.pop("visits"),
            published_by=f"{row.pop('rank') or ''} {row.pop('full_name') or ''}".strip(),
            version=ChecklistVersion(**row),
        )
        for row in rows
    ]


def newest(db: Database, checklist: str = READINESS) -> ChecklistVersion | None:
    """The version of a checklist that was published last, or None."""
    return next((version for version in list_published(db) if version.checklist == checklist), None)


def insert(
    db: Database, checklist: Checklist, *, text: str, sha256: str, published_by: int | None, at: int
) -> ChecklistVersion:
    """Keep a version for good."""
    rows = db.query(
        """
        INSERT INTO checklist_versions (checklist, version, title, kind, sha256, yaml, status, published_by,
                                        published_at)
        VALUES (:checklist, :version, :title, :kind, :sha256, :yaml, 'published', :published_by, :at)
        RETURNING id, checklist, version, title, kind, sha256, status, published_by, published_at
        """,
        {
            "checklist": checklist.id,
            "version": checklist.version,
            "title": checklist.title,
            "kind": str(checklist.kind),
            "sha256": sha256,
            "yaml": text,
            "published_by": published_by,
            "at": at,
        },
    )
    return ChecklistVersion(**next(iter(rows)))


def set_status(db: Database, version_id: int, status: str) -> None:
    """'published' or 'retired': whether new visits may use it."""
    db.execute("UPDATE checklist_versions SET status = :status WHERE id = :id", {"status": status, "id": version_id})
