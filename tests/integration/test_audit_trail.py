"""The audit trail cannot be changed quietly."""

import pytest
from flask import Flask
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.store import audit
from app.store.transaction import writing
from tests.factories import NOON


@pytest.fixture
def trail(db: Database) -> Database:
    with writing(db):
        for number in range(3):
            audit.record(
                db, "visit.opened", "visit", number, actor_id=None, at=NOON + number, stream="visit:a", n=number
            )
            audit.record(db, "person.added", "person", number, actor_id=None, at=NOON)
    return db


def unguarded(db: Database) -> None:
    for trigger in ("audit_log_no_update", "audit_log_no_delete"):
        db.execute(f"DROP TRIGGER {trigger}")


def test_a_whole_trail_is_found_whole(trail: Database) -> None:
    assert audit.first_broken(trail) is None
    assert [entry.seq for entry in audit.list_stream(trail, "visit:a")] == [1, 2, 3]


@pytest.mark.parametrize("statement", ["UPDATE audit_log SET at = 1", "DELETE FROM audit_log"])
def test_the_database_refuses_to_change_a_line(trail: Database, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        trail.execute(statement)


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ("UPDATE audit_log SET detail_json = '{}' WHERE stream = 'visit:a' AND seq = 2", ("visit:a", 2)),
        ("DELETE FROM audit_log WHERE stream = 'visit:a' AND seq = 2", ("visit:a", 2)),
        ("DELETE FROM audit_log WHERE stream = 'visit:a' AND seq = 3", ("visit:a", 3)),
    ],
)
def test_a_change_behind_the_guards_is_found_at_its_place(trail: Database, damage: str, where: tuple[str, int]) -> None:
    unguarded(trail)
    trail.execute(damage)
    assert audit.first_broken(trail) == where


def test_a_rolled_back_deed_leaves_no_line(trail: Database) -> None:
    with pytest.raises(ZeroDivisionError), writing(trail):
        audit.record(trail, "visit.opened", "visit", 9, actor_id=None, at=NOON, stream="visit:a")
        raise ZeroDivisionError
    assert len(audit.list_stream(trail, "visit:a")) == 3
    assert audit.first_broken(trail) is None


def test_every_broken_stream_is_named_and_a_trail_that_lost_all_its_lines_too(trail: Database) -> None:
    unguarded(trail)
    trail.execute("UPDATE audit_log SET at = 1 WHERE stream = 'system' AND seq = 1")
    trail.execute("DELETE FROM audit_log WHERE stream = 'visit:a'")
    trail.execute(
        "INSERT INTO audit_log SELECT 'visit:b', 1, at, person_id, action, entity, entity_id, detail_json,"
        " prev_hash, hash FROM audit_log WHERE seq = 2"
    )
    assert list(audit.broken(trail)) == [("system", 1), ("visit:b", 1), ("visit:a", 1)]
    assert [audit.fault_of(trail, stream) for stream in ("system", "visit:a", "visit:b", "none")] == [1, 1, 1, None]


def test_the_command_names_what_is_broken_and_ends_with_one(trail: Database, app: Flask) -> None:
    whole = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (whole.exit_code, whole.output) == (0, "7 lines in 2 streams: whole\n")
    unguarded(trail)
    trail.execute("UPDATE audit_log SET entity_id = '9' WHERE stream = 'visit:a' AND seq = 2")
    broken = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert broken.output.splitlines() == ["broken: visit:a, line 2", "7 lines in 2 streams: 1 streams broken"]
