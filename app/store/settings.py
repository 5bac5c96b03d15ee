"""Settings of organisations: what is not set at one holds as at the nearest above it."""

from sqlite_utils import Database


def of_org(db: Database, org_id: int) -> dict[str, str]:
    """Name to value, as they hold at an organisation."""
    rows = db.query(
        """
        SELECT s.name, s.value FROM settings s JOIN org_closure c ON c.ancestor_id = s.org_id
         WHERE c.org_id = :org_id ORDER BY c.depth DESC
        """,
        {"org_id": org_id},
    )
    return {row["name"]: row["value"] for row in rows}


def put(db: Database, org_id: int, name: str, value: str) -> None:
    """Set one at an organisation."""
    db.execute(
        """
        INSERT INTO settings (org_id, name, value) VALUES (:org_id, :name, :value)
            ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value
        """,
        {"org_id": org_id, "name": name, "value": value},
    )
