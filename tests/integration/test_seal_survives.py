"""The log of seals through kills, backups and hands that change the database."""

import os
import random
import shutil
import signal
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.config import Config
from app.domain import bundle
from app.domain.visits import Visit, VisitState
from app.services import backup, bundles, checkpoints, keys, seal_check, sealing
from app.store import seal_log, visits
from app.store.connection import connect
from tests.factories import NOON, TODAY, District
from tests.sealing import key_file, sign_both, signer_of
from tests.visits import submitted_visit

HOUR = 3_600_000


def sealed_in(db: Database, district: District, visit: Visit) -> Visit:
    return sealing.seal(
        db, signer_of(db), visit.uid, accept_missing=False, actor=district.ketua, at=NOON + 2, today=TODAY
    )


def killed_at(path: Path, district: District, visit: Visit, statement: int) -> bool:
    """Seal in a process of its own that is killed before so many statements are done; whether it came that far."""
    child = os.fork()
    if not child:
        db, left = connect(path), iter(range(statement))

        def count(_statement: str) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)

        db.conn.set_trace_callback(count)
        sealed_in(db, district, visit)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_a_kill_while_sealing_leaves_nothing_half(db: Database, district: District, tmp_path: Path) -> None:
    visit = submitted_visit(db, district)
    sign_both(db, visit, district.ketua, district.kapolsek_senori)
    signer_of(db)
    size = seal_log.size(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    chance = random.Random(3)  # where the kills fall
    for turn, statement in enumerate(chance.sample(range(1, 60), 4)):
        folder = tmp_path / str(turn)
        folder.mkdir()
        shutil.copy(key_file(db), folder)
        path = Path(shutil.copy(tmp_path / "siap.db", folder))
        was_killed = killed_at(path, district, visit, statement)
        copy = connect(path)
        state = visits.get_by_id(copy, visit.id).state
        assert (state, seal_log.size(copy)) in ((VisitState.SUBMITTED, size), (VisitState.SEALED, size + 1))
        assert was_killed or state is VisitState.SEALED
        assert seal_check.faults(copy) == []
        assert sealed_in(copy, district, visit).state is VisitState.SEALED
        whole = bundle.read(bundles.bundle(copy, visit.uid))
        assert bundle.verify(whole, [signer_of(copy).key]) == []
        copy.close()


def test_a_backup_holds_no_key_and_a_restored_log_says_so_and_goes_on(
    db: Database, district: District, sealed_visit: Visit, config: Config, tmp_path: Path
) -> None:
    folder, _ = backup.take(config.database, config.uploads, tmp_path / "target", at=NOON)
    private = key_file(db).read_bytes()
    assert not any(private in path.read_bytes() for path in (tmp_path / "target").rglob("*") if path.is_file())
    key = keys.current(db)
    assert key is not None
    sealing.note_export(db, sealed_visit.uid, what="zip", actor=district.bagren, at=NOON)
    checkpoints.newest(db, signer_of(db), at=NOON)  # of this the backup knows nothing

    home = tmp_path / "new"
    backup.restore(folder, home / "siap.db", home / "uploads", at=NOON + HOUR)
    copy = connect(home / "siap.db")
    assert [entry.kind for entry in seal_log.entries(copy)][-1] == "restore"
    assert seal_check.faults(copy) == []
    with pytest.raises(keys.KeyMissing):
        signer_of(copy)
    for name in ("seal-key", "seal-key.signed"):
        shutil.copy(key_file(db).with_name(name), home)
    checkpoints.newest(copy, signer_of(copy), at=NOON + HOUR)
    assert bundle.verify(bundle.read(bundles.bundle(copy, sealed_visit.uid)), [key]) == []
    copy.close()


def test_an_installation_that_begins_anew_beside_an_old_key_signs_its_own_log(
    db: Database, sealed_visit: Visit, migrated: Path, tmp_path: Path
) -> None:
    checkpoints.newest(db, signer_of(db), at=NOON)
    fresh = connect(shutil.copy(migrated, tmp_path / "fresh.db"))
    signer = keys.signer(fresh, key_file(db), at=NOON)
    assert signer.key.public == signer_of(db).key.public and signer.key.name != signer_of(db).key.name
    assert checkpoints.newest(fresh, signer, at=NOON).splitlines()[:2] == [signer.key.name, "1"]
    fresh.close()


def test_whoever_drops_the_triggers_is_still_found(db: Database, sealed_visit: Visit) -> None:
    for row in list(db.query("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'seal_%'")):
        db.execute(f"DROP TRIGGER {row['name']}")
    db.execute("PRAGMA foreign_keys=OFF")
    db.execute("PRAGMA ignore_check_constraints=ON")
    for statement, said in (
        ("UPDATE seal_entries SET text = REPLACE(text, 'ketua', 'kasat') WHERE kind = 'visit.seal'", "was altered"),
        ("UPDATE seal_items SET text = REPLACE(text, 'ketua', 'kasat') WHERE kind = 'answer'", "answer A01 was alter"),
        ("UPDATE seal_items SET leaf = 'ab' WHERE position = 0", "do not lead to its root"),
        ("UPDATE seal_nodes SET hash = (SELECT root FROM seal_checkpoints) WHERE level = 0 AND idx = 2", "the tree"),
        ("DELETE FROM seal_entries WHERE idx = 0", "entry 0 is missing"),
        ("UPDATE seal_checkpoints SET note = REPLACE(note, 'siap/', 'siop/')", "checkpoint 3"),
    ):
        db.execute("BEGIN")
        db.execute(statement)
        assert said in "; ".join(seal_check.faults(db)), statement
        db.execute("ROLLBACK")
    assert seal_check.faults(db) == []


def test_the_log_only_grows(db: Database, sealed_visit: Visit) -> None:
    for statement in (
        "UPDATE seal_entries SET at = 1",
        "DELETE FROM seal_entries",
        "INSERT OR REPLACE INTO seal_entries SELECT * FROM seal_entries",
        "UPDATE seal_nodes SET hash = hash",
        "DELETE FROM seal_nodes",
        "INSERT OR REPLACE INTO seal_nodes SELECT * FROM seal_nodes",
        "UPDATE seal_items SET text = 'x'",
        "UPDATE seal_items SET leaf = leaf, text = NULL, kind = 'x'",
        "DELETE FROM seal_items",
        "INSERT OR REPLACE INTO seal_items SELECT * FROM seal_items",
        "UPDATE seal_checkpoints SET at = 1",
        "DELETE FROM seal_checkpoints",
        "INSERT OR REPLACE INTO seal_checkpoints SELECT * FROM seal_checkpoints",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(statement)
    assert seal_check.faults(db) == []
