"""Copies of the whole database while it is in use, and what can be asked of such a copy."""

import os
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the module sqlite-utils itself uses

SQLITE = sqlite3.sqlite_version


def copy(source: Path, target: Path) -> None:
    """Write one self-contained file holding the database as it is at one moment; writers go on meanwhile.

    The file is on disk for good when this returns. Raises sqlite3.OperationalError when `source` is no database.
    """
    reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=10, isolation_level=None)
    copied = sqlite3.connect(str(target), isolation_level=None)
    try:
        # the open read transaction pins the moment: a commit in between would make the copy start again
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM meta").fetchone()
        reader.backup(copied)
        reader.execute("ROLLBACK")
        copied.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        copied.close()
        reader.close()
    with target.open("rb") as file:
        os.fsync(file.fileno())


def open_copy(path: Path) -> Database:
    """A copy, to read from only; nothing beside it is written. Nobody may change the file meanwhile."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return Database(connection, execute_plugins=False)


def faults(db: Database) -> list[str]:
    """What is wrong with the file and its foreign keys, in SQLite's words; [] for a sound one."""
    try:
        said = [str(row[0]) for row in db.execute("PRAGMA integrity_check").fetchall()]
        orphans = [str(row[0]) for row in db.execute("PRAGMA foreign_key_check").fetchall()]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in said if line != "ok"] + [f"{table}: a row points nowhere" for table in orphans]


def list_blobs(db: Database) -> list[tuple[str, int]]:
    """(SHA-256, bytes) of every photo the database knows, by name."""
    rows = db.query("SELECT sha256, size FROM blobs WHERE destroyed_at IS NULL ORDER BY sha256")
    return [(row["sha256"], row["size"]) for row in rows]


def audit_anchor(db: Database) -> list[str]:
    """The head of every audit stream as 'stream seq hash': the whole history in a few lines."""
    rows = db.query("SELECT stream, seq, hash FROM audit_heads ORDER BY stream")
    return [f"{row['stream']} {row['seq']} {row['hash']}" for row in rows]
