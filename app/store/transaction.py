"""The one way to write: a unit that commits whole or leaves nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One write unit: commits on success, rolls back on any exception. Nested units join the outer one.

    The lock file is a fair queue (SQLite's own busy handler polls and starves) and keeps each commit and its
    checkpoint alone among our processes. BEGIN IMMEDIATE, because a deferred transaction that reads first
    fails at once when another writer got in between, whatever the busy timeout.
    """
    if db.conn.in_transaction:
        with db.atomic():
            yield db
        return
    descriptor = _lock(db)
    try:
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.conn.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.conn.execute("ROLLBACK")
            raise
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _lock(db: Database) -> int | None:
    path = db.conn.execute("PRAGMA database_list").fetchone()[2]
    if not path:  # a database in memory has one connection and no rivals
        return None
    descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
