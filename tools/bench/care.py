"""Keeping an installation whole: reading the store again, walking the audit trail, taking up background work."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlite_utils import Database

from app.services import installation, storage
from app.store import audit, jobs
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.evidence import Blob, insert_blob
from app.store.transaction import writing
from tools.bench.figures import Figure, in_turns

PHOTOS, LINES, JOBS = 50, 20_000, 100
PHOTO = bytes(400_000)


def measure(folder: Path) -> Iterator[Figure]:
    """Each against the bare work: the hashes alone, or one empty write unit."""
    db = connect(folder / "care.db")
    installation.migrate(db, at=0)
    blobs = BlobStore(folder / "care-uploads")
    names = _photos(db, blobs)
    read, bare = in_turns(lambda: storage.scrub(db, blobs, clock=lambda: 1), lambda: _hash_all(blobs, names), rounds=5)
    yield Figure(f"{PHOTOS} photos of 400 KB read again (baseline: hashes)", read, "ms", bare)
    _lines(db)
    walked, bare = in_turns(lambda: list(audit.broken(db)), lambda: _hash_lines(db), rounds=3)
    yield Figure(f"{LINES:,} audit lines walked (baseline: hashes)", walked, "ms", bare)
    done, bare = in_turns(lambda: _work(db), lambda: _nothing(db), rounds=5)
    yield Figure(f"{JOBS} jobs asked for, taken up, done (two units each)", done, "ms", bare)
    db.close()


def _photos(db: Database, blobs: BlobStore) -> list[str]:
    names = []
    with writing(db):
        for number in range(PHOTOS):
            stored = blobs.put(PHOTO + number.to_bytes(2))
            insert_blob(db, Blob(stored.sha256, stored.size, "image/jpeg", 1, 1, None, "", None, None, "", 0))
            names.append(stored.sha256)
    return names


def _hash_all(blobs: BlobStore, names: list[str]) -> None:
    for name in names:
        hashlib.sha256(blobs.read(name)).hexdigest()


def _lines(db: Database) -> None:
    with writing(db):
        for number in range(LINES):
            audit.record(db, "photo.received", "blob", f"{number:064}", actor_id=None, at=number, size=400_000)


def _hash_lines(db: Database) -> None:
    for row in db.execute("SELECT prev_hash, detail_json, entity_id FROM audit_log ORDER BY stream, seq"):
        hashlib.sha256("".join(row).encode()).hexdigest()


def _work(db: Database) -> None:
    for number in range(JOBS):
        with writing(db):
            jobs.put(db, "bench", str(number), at=0)
        with writing(db):
            job = jobs.claim(db, at=1)
            assert job is not None  # noqa: S101  it was just asked for
            jobs.finish(db, job, at=1)


def _nothing(db: Database) -> None:
    for _number in range(2 * JOBS):
        with writing(db):
            db.execute("UPDATE meta SET value = value WHERE key = 'epoch'")
