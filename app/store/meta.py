"""Facts about this installation: its sync epoch, whether it holds the demo district."""

from sqlite_utils import Database


def find(db: Database, key: str) -> str | None:
    """The value kept under `key`, or None."""
    for row in db.query("SELECT value FROM meta WHERE key = :key", {"key": key}):
        return str(row["value"])
    return None


def put(db: Database, key: str, value: str) -> None:
    """Keep `value` under `key`."""
    db.execute(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"key": key, "value": value},
    )
