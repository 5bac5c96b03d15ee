"""The random secret under which the items of a visit are salted until it is sealed."""

from sqlite_utils import Database


def find(db: Database, visit_id: int) -> bytes | None:
    """The secret of a visit that is not sealed, or None when it has none yet."""
    for row in db.query("SELECT secret FROM seal_secrets WHERE visit_id = :id", {"id": visit_id}):
        return bytes.fromhex(row["secret"])
    return None


def put(db: Database, visit_id: int, secret: bytes) -> None:
    """Keep a visit's secret unless it has one."""
    db.execute(
        "INSERT INTO seal_secrets (visit_id, secret) VALUES (:id, :secret) ON CONFLICT (visit_id) DO NOTHING",
        {"id": visit_id, "secret": secret.hex()},
    )


def delete(db: Database, visit_id: int) -> None:
    """The salts stand in the sealed items; what made them goes."""
    db.execute("DELETE FROM seal_secrets WHERE visit_id = :id", {"id": visit_id})
