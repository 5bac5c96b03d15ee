"""Open the database: one connection per thread of work, with the pragmas that durability rests on."""

import errno
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the module sqlite-utils itself uses

from app.domain.errors import Refused, StoreBusy, StoreFull

_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT})

PRAGMAS = (
    "synchronous=FULL",  # what a phone was told is stored survives a power cut
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "cache_size=-16000",
)


def connect(path: Path | str) -> Database:
    """The database at `path`, made when missing (its folder must exist), in WAL mode with explicit transactions.

    Foreign keys are on. The connection belongs to the thread that opened it.
    """
    connection = sqlite3.connect(str(path), timeout=10, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL").fetchall()
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return Database(connection, execute_plugins=False, recursive_triggers=True)


def schema_version(db: Database) -> int:
    """How many migrations the database carries. Raises when it cannot be read."""
    row = db.execute("SELECT COUNT(*) FROM _sqlite_migrations").fetchone()
    return int(row[0])


def refusal(error: BaseException) -> Refused | None:
    """The refusal that a fault of the store comes to: busy or full; None for every other fault."""
    if isinstance(error, OSError):
        return StoreFull(str(error)) if error.errno in _FULL_DISK else None
    if not isinstance(error, sqlite3.OperationalError):
        return None
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # without what SQLite adds in the upper bits
    if code in _BUSY:
        return StoreBusy(str(error))
    return StoreFull(str(error)) if code == sqlite3.SQLITE_FULL else None
