"""What every connection to the database promises before the first statement."""

from pathlib import Path

import pytest

from app.store.connection import connect

FULL = 2


@pytest.mark.parametrize("pragma", ["journal_mode", "synchronous", "foreign_keys", "recursive_triggers"])
def test_a_commit_is_flushed_before_anybody_is_told_and_the_guards_are_up(tmp_path: Path, pragma: str) -> None:
    db = connect(tmp_path / "siap.db")
    promised = {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": 1, "recursive_triggers": 1}
    assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == promised[pragma]
    db.close()
