"""What is done to an installation as a whole: its schema and its sync epoch."""

import uuid

from sqlite_utils import Database

from app.domain import seal
from app.domain.seal import EntryKind
from app.store import audit, finding_search, meta, migrations, seal_log, sessions
from app.store.transaction import writing


def migrate(db: Database, *, at: int) -> list[str]:
    """Bring the database to the newest schema; the names of the steps that were run."""
    with writing(db):
        steps = migrations.apply(db)
        if steps or not finding_search.is_there(db):
            finding_search.build(db)
        if meta.find(db, "epoch") is None:
            meta.put(db, "epoch", str(uuid.uuid4()))
        if steps:
            audit.record(db, "database.migrated", "database", "", actor_id=None, at=at, steps=steps)
    return steps


def index_findings(db: Database, *, at: int) -> int:
    """Make the index of the words of findings anew; how many findings it holds."""
    with writing(db):
        number = finding_search.build(db)
        audit.record(db, "database.indexed", "database", "", actor_id=None, at=at, findings=number)
    return number


def new_epoch(db: Database, *, at: int) -> None:
    """Call after a restore: phones then offer again everything they still hold, and everybody signs in again.

    Otherwise sessions that were ended after the backup was taken would live again. The log of seals says what was
    found in the backup: what it had gained since is missing, and phones that have seen more will say so.
    """
    with writing(db):
        sessions.delete_all(db)
        meta.put(db, "epoch", str(uuid.uuid4()))
        size = seal_log.size(db)
        found = {"at": at, "size": size, "root": seal_log.root(db, size).hex()}
        seal_log.append(db, seal.entry(EntryKind.RESTORE, found), at=at)
        audit.record(db, "database.restored", "database", "", actor_id=None, at=at)
