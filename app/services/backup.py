"""Backup, verification and restore of one installation: its database and its photos.

TARGET/20261122T044012Z/siap.db         the database as it was at one moment
TARGET/20261122T044012Z/manifest.json   what belongs to it, with hashes
TARGET/photos/ab/abcd…                  every original once, shared by all backups in TARGET
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.domain.errors import Conflict, NotFound, Refused
from app.services import installation, seal_check
from app.store import audit, durable, snapshots
from app.store.blobs import BlobStore
from app.store.connection import connect

DATABASE, MANIFEST, PHOTOS, PART = "siap.db", "manifest.json", "photos", ".part"


class NotWhole(Refused):
    """A backup that must not be restored; facts['problems'] says what is wrong with it."""

    code = "backup_not_whole"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: hashes in lower-case hex, `missing` the photos that the live folder had lost."""

    taken_at: int
    database_sha256: str
    photos: int
    photos_new: int
    photos_sha256: str
    missing: tuple[str, ...]
    audit_sha256: str
    sqlite: str


def take(database: Path, uploads: Path, target: Path, *, at: int) -> tuple[Path, Manifest]:
    """Back up while SIAP is in use; the new folder in `target` and its manifest.

    The folder gets its name only when everything in it is on disk. Raises NotFound when there is no database,
    Conflict when a backup of this second is there already.
    """
    if not database.exists():
        raise NotFound(f"no database at {database}")
    final = target / datetime.fromtimestamp(at / 1000, UTC).strftime("%Y%m%dT%H%M%SZ")
    part = final.with_name(final.name + PART)
    if final.exists():
        raise Conflict(f"{final} is there already")
    part.mkdir(mode=0o700, parents=True)
    snapshots.copy(database, part / DATABASE)
    copy = snapshots.open_copy(part / DATABASE)
    try:
        names = [name for name, _size in snapshots.list_blobs(copy)]
        anchor = snapshots.audit_anchor(copy)
    finally:
        copy.close()
    new, missing = _copy_photos(names, BlobStore(uploads), BlobStore(target / PHOTOS))
    manifest = Manifest(
        taken_at=at,
        database_sha256=_file_sha256(part / DATABASE),
        photos=len(names),
        photos_new=new,
        photos_sha256=_lines_sha256(names),
        missing=tuple(missing),
        audit_sha256=_lines_sha256(anchor),
        sqlite=snapshots.SQLITE,
    )
    durable.write(part / MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
    part.rename(final)
    durable.flush_folder(target)
    return final, manifest


def verify(folder: Path) -> list[str]:
    """Everything wrong with a backup, each by its place; [] when it can be restored whole. Reads every byte."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, ValueError) as error:
        return [f"{MANIFEST}: {error}"]
    path = folder / DATABASE
    if not path.exists():
        return [f"{DATABASE} is missing"]
    problems = []
    if _file_sha256(path) != manifest["database_sha256"]:
        problems.append(f"{DATABASE} differs from the manifest")
    db = snapshots.open_copy(path)
    try:
        faults = snapshots.faults(db)
        if faults:
            return problems + [f"{DATABASE}: {fault}" for fault in faults]
        names = [name for name, _size in snapshots.list_blobs(db)]
        broken = audit.first_broken(db)
        problems += [f"log of seals: {fault}" for fault in seal_check.faults(db)]
        anchor = snapshots.audit_anchor(db)
    finally:
        db.close()
    if broken:
        problems.append(f"audit trail broken at {broken[0]}, entry {broken[1]}")
    if _lines_sha256(anchor) != manifest["audit_sha256"]:
        problems.append("audit trail differs from the manifest")
    if _lines_sha256(names) != manifest["photos_sha256"]:
        problems.append("list of photos differs from the manifest")
    return problems + _photo_problems(names, BlobStore(folder.parent / PHOTOS))


def restore(folder: Path, database: Path, uploads: Path, *, at: int) -> int:
    """Bring a backup back as a new installation; how many photos had to be copied.

    The schema is brought up to date, the sync epoch renewed, so that phones offer again what they still hold, and
    every session ended.
    Raises Conflict when a database is there already (move it away first, with its -wal and -shm), NotWhole when
    the backup is damaged.
    """
    for suffix in ("", "-wal", "-shm"):
        if Path(f"{database}{suffix}").exists():
            raise Conflict(f"{database}{suffix} exists: move it away first")
    problems = verify(folder)
    if problems:
        raise NotWhole("; ".join(problems[:5]), problems=problems)
    copy = snapshots.open_copy(folder / DATABASE)
    try:
        names = [name for name, _size in snapshots.list_blobs(copy)]
    finally:
        copy.close()
    copied, _missing = _copy_photos(names, BlobStore(folder.parent / PHOTOS), BlobStore(uploads))
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(database.name + PART)
    snapshots.copy(folder / DATABASE, draft)
    db = connect(draft)
    try:
        installation.migrate(db, at=at)
        installation.new_epoch(db, at=at)
        broken = audit.first_broken(db)
    finally:
        db.close()
    if broken:
        raise NotWhole(f"after the copy the audit trail is broken at {broken[0]}, entry {broken[1]}", problems=[broken])
    Path(f"{draft}.lock").unlink(missing_ok=True)
    draft.rename(database)
    durable.flush_folder(database.parent)
    return copied


def newest(target: Path) -> Path:
    """The newest whole backup in `target`, or `target` itself when it is one. Raises NotFound."""
    if (target / MANIFEST).exists():
        return target
    found = _whole(target)
    if not found:
        raise NotFound(f"no backup in {target}")
    return found[-1]


def keep_newest(target: Path, count: int) -> list[str]:
    """Remove all but the newest `count` (at least 1) backups from `target`; the names removed. Photos stay."""
    old = _whole(target)[: -max(count, 1)]
    unfinished = [path for path in target.glob(f"*{PART}") if _whole(target) and path < _whole(target)[-1]]
    for folder in old + unfinished:
        shutil.rmtree(folder)
    return [folder.name for folder in old + unfinished]


def _whole(target: Path) -> list[Path]:
    return sorted(path.parent for path in target.glob(f"[0-9]*Z/{MANIFEST}"))


def _copy_photos(names: list[str], source: BlobStore, target: BlobStore) -> tuple[int, list[str]]:
    new, missing = 0, []
    for name in names:
        if target.exists(name):
            continue
        try:
            target.put(source.read(name))
            new += 1
        except NotFound:
            missing.append(name)
    return new, missing


def _photo_problems(names: list[str], photos: BlobStore) -> list[str]:
    missing = [f"photo {name} is missing" for name in names if not photos.exists(name)]
    here = (name for name in names if photos.exists(name))
    return missing + [f"photo {name} is damaged" for name in here if not photos.verify(name)]


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines_sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
