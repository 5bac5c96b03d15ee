"""Open the database: one connection per thread of work, with the pragmas that durability rests on."""

from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the module sqlite-utils itself uses

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
