"""`python -m tests.kills`: receiving photos, killed at random steps; nothing acknowledged is lost, nothing half kept.

A child receives photos piece by piece over a database and a folder. Before each write, flush, rename, removal and SQL
statement it counts, and at a number drawn by chance it kills itself with SIGKILL. Then everything on disk is looked at,
and the next child goes on where phones would: with whatever was not acknowledged.
"""

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.domain.people import Person
from app.media import photos
from app.services import evidence, installation
from app.store import audit, people
from app.store import evidence as rows
from app.store.blobs import BlobStore
from app.store.connection import connect
from tests.documents import paper
from tests.factories import NOON, TODAY, make_district
from tests.pictures import encode, scene

STEPS_OF_A_PHOTO = 40  # about as many are counted for each
WATCHED = ("write", "fsync", "rename", "unlink", "ftruncate", "mkdir")


def photo(number: int) -> bytes:
    """Different bytes for every number; every seventh is a document."""
    return paper() + b"%" * number if number % 7 == 6 else encode(scene(48 + number % 40, 48 + number // 40))


def main() -> int:
    """Print what was tried; 1 with the reason when something was lost or half kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--database", type=Path, help="a database with the tests' district; made when left out")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        database, uploads = Path(folder) / "siap.db", Path(folder) / "uploads"
        _prepare(database, options.database)
        told: set[str] = set()
        for kill in range(options.kills + 1):
            at = dice.randint(1, 3 * STEPS_OF_A_PHOTO) if kill < options.kills else 0
            todo = [data for number in range(2 * options.kills + 3) if _name(data := photo(number)) not in told]
            todo = todo[:4] if at else todo[:8]
            said = _receive(database, uploads, todo, at)
            told |= said
            faults = _faults(database, uploads, told)
            if faults or (not at and len(said) != len(todo)):
                print(f"seed {options.seed}, kill {kill} at step {at}: {faults or 'not all were received'}")
                return 1
    print(f"seed {options.seed}: {options.kills} kills, {len(told)} photos acknowledged, none lost, none half kept")
    return 0


def _prepare(database: Path, template: Path | None) -> None:
    if template:
        shutil.copy(template, database)
        return
    db = connect(database)
    installation.migrate(db, at=NOON)
    make_district(db)
    db.close()


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _receive(database: Path, uploads: Path, todo: list[bytes], kill_at: int) -> set[str]:
    """What a child acknowledged before it was killed at that step, or ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.close(reading)
            _child(database, uploads, todo, kill_at, writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        lines = told.read().decode().split()
    _, status = os.waitpid(child, 0)
    ended = os.waitstatus_to_exitcode(status)
    assert ended in (0, -signal.SIGKILL), f"the child ended with {ended}"
    return {line for line in lines if len(line) == 64}


def _child(database: Path, uploads: Path, todo: list[bytes], kill_at: int, out: int) -> None:
    db, blobs = connect(database), BlobStore(uploads)
    actor = people.get_by_username(db, "anggota1", today=TODAY)
    photos.inspect(photo(0))  # the decoder starts before the steps are counted
    tell = os.write
    _count_to(kill_at, db)
    for data in todo:
        if _send(db, blobs, data, actor):
            tell(out, f"{_name(data)}\n".encode())


def _count_to(kill_at: int, db: Any) -> None:
    left = kill_at

    def step() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(does: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **kwargs: Any) -> Any:
            step()
            return does(*args, **kwargs)

        return done

    for name in WATCHED:
        setattr(os, name, watched(getattr(os, name)))
    db.conn.set_trace_callback(lambda _sql: step())


def _send(db: Any, blobs: BlobStore, data: bytes, actor: Person) -> bool:
    """One photo as a phone sends it, from where it broke off."""
    name, third = _name(data), max(1, len(data) // 3)
    upload = evidence.begin(db, blobs, name, len(data), actor=actor, at=NOON)
    while not upload.is_complete:
        piece = data[upload.offset : upload.offset + third]
        upload = evidence.append(db, blobs, name, upload.offset, piece, actor=actor, at=NOON)
    return upload.is_complete


def _faults(database: Path, uploads: Path, told: set[str]) -> list[str]:
    """What is not as it must be, whatever happened."""
    db, blobs = connect(database), BlobStore(uploads)
    found = [f"{name} was acknowledged and is not known" for name in told if rows.find_blob(db, name) is None]
    for row in db.query("SELECT sha256 FROM blobs"):
        name = row["sha256"]
        if not (blobs.exists(name) and blobs.verify(name)):
            found.append(f"{name} is known, and its bytes are not here")
    for path in uploads.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"):
        if _name(path.read_bytes()) != path.name:
            found.append(f"{path.name} holds other bytes")
    if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        found.append("the database is damaged")
    if audit.first_broken(db) is not None:
        found.append("the audit trail is broken")
    db.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
