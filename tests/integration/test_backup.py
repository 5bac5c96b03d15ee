"""A backup taken while people work comes back whole, or says exactly what is wrong with it."""

import json
import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Conflict, NotFound
from app.services import backup
from app.store import audit, meta, sessions
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.transaction import writing
from tests.factories import NOON, District

HOUR = 3_600_000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "target"


def add_photo(db: Database, config: Config, data: bytes) -> str:
    stored = BlobStore(config.uploads).put(data)
    with writing(db):
        db.execute(
            "INSERT INTO blobs (sha256, size, mime, width, height, stored_at) VALUES (?, ?, 'image/jpeg', 4, 3, ?)",
            [stored.sha256, stored.size, NOON],
        )
    return stored.sha256


def restored(config: Config, folder: Path, elsewhere: Path) -> Database:
    backup.restore(folder, elsewhere / "siap.db", elsewhere / "uploads", at=NOON + HOUR)
    return connect(elsewhere / "siap.db")


def test_everything_comes_back(db: Database, district: District, config: Config, target: Path, tmp_path: Path) -> None:
    photo = add_photo(db, config, b"a photo")
    folder, manifest = backup.take(config.database, config.uploads, target, at=NOON)
    assert (manifest.photos, manifest.photos_new, manifest.missing) == (1, 1, ())
    assert backup.verify(folder) == []

    copy = restored(config, folder, tmp_path / "new")
    assert [row["username"] for row in copy["people"].rows] == [row["username"] for row in db["people"].rows]
    assert BlobStore(tmp_path / "new" / "uploads").read(photo) == b"a photo"
    assert audit.first_broken(copy) is None
    copy.close()


def test_a_restore_renews_the_sync_epoch_ends_all_sessions_and_is_recorded(
    db: Database, district: District, config: Config, target: Path, tmp_path: Path
) -> None:
    with writing(db):
        sessions.insert(db, sessions.Session("0" * 64, district.bagren.id, "", NOON, NOON, NOON + 9 * HOUR))
        lost = sessions.Session("1" * 64, district.ketua.id, "", NOON, NOON, NOON + 9 * HOUR, revoked_at=NOON)
        sessions.insert(db, lost)
    folder, _ = backup.take(config.database, config.uploads, target, at=NOON)
    copy = restored(config, folder, tmp_path / "new")
    assert meta.find(copy, "epoch") not in (None, meta.find(db, "epoch"))
    assert [row["token_sha256"] for row in copy["sessions"].rows] == [lost.token_sha256]  # its phone is still told
    assert audit.list_stream(copy, audit.SYSTEM)[-1].action == "database.restored"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["siap.db", "siap.db-shm", "siap.db-wal"]
    copy.close()


def test_photos_are_copied_only_once(db: Database, config: Config, target: Path) -> None:
    add_photo(db, config, b"first")
    backup.take(config.database, config.uploads, target, at=NOON)
    add_photo(db, config, b"second")
    folder, manifest = backup.take(config.database, config.uploads, target, at=NOON + HOUR)
    assert (manifest.photos, manifest.photos_new) == (2, 1)
    assert backup.verify(folder) == []


def test_each_backup_taken_while_people_write_is_whole_and_of_one_moment(
    db: Database, config: Config, target: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        mine, n = connect(config.database), 0
        while not stop.is_set():
            n += 1
            with writing(mine):
                meta.put(mine, "left", str(n))
                meta.put(mine, "right", str(n))
                audit.record(mine, "test.written", "meta", n, actor_id=None, at=NOON)
        mine.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        seen = []
        for second in range(8):
            folder, _ = backup.take(config.database, config.uploads, target, at=NOON + second * 1000)
            assert backup.verify(folder) == []
            copy = connect(folder / "siap.db")
            assert meta.find(copy, "left") == meta.find(copy, "right")
            seen.append(int(meta.find(copy, "left") or 0))
            copy.close()
    finally:
        stop.set()
        writer.join()
    assert seen[-1] > seen[0], "nothing was written meanwhile: the test proves nothing"


def test_a_restore_never_overwrites_a_database(db: Database, config: Config, target: Path) -> None:
    folder, _ = backup.take(config.database, config.uploads, target, at=NOON)
    with pytest.raises(Conflict, match="move it away"):
        backup.restore(folder, config.database, config.uploads, at=NOON)


def test_a_restore_refuses_the_log_of_another_database(
    db: Database, config: Config, target: Path, tmp_path: Path
) -> None:
    folder, _ = backup.take(config.database, config.uploads, target, at=NOON)
    (tmp_path / "new.db-wal").write_bytes(b"left behind")
    with pytest.raises(Conflict, match=r"new\.db-wal"):
        backup.restore(folder, tmp_path / "new.db", config.uploads, at=NOON)


def alter(path: Path, at: int) -> None:
    path.chmod(0o600)
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(data)


def test_a_changed_database_a_changed_photo_and_a_lost_photo_are_named(
    db: Database, config: Config, target: Path, tmp_path: Path
) -> None:
    changed, lost = add_photo(db, config, b"will change"), add_photo(db, config, b"will be lost")
    folder, _ = backup.take(config.database, config.uploads, target, at=NOON)
    photos = BlobStore(target / "photos")
    alter(photos.path(changed), 3)
    photos.path(lost).unlink()
    assert backup.verify(folder) == [f"photo {lost} is missing", f"photo {changed} is damaged"]

    alter(folder / "siap.db", 60)  # in the header's user version: the file opens as if nothing were wrong
    assert "siap.db differs from the manifest" in backup.verify(folder)
    with pytest.raises(backup.NotWhole):
        backup.restore(folder, tmp_path / "new.db", tmp_path / "new", at=NOON)
    assert not (tmp_path / "new.db").exists()


def test_a_torn_database_page_and_a_forged_history_are_found(
    db: Database, district: District, config: Config, target: Path
) -> None:
    with writing(db):
        audit.record(db, "test.done", "meta", 1, actor_id=None, at=NOON)
    folder, _ = backup.take(config.database, config.uploads, target, at=NOON)
    forged = connect(folder / "siap.db")
    forged.execute("DROP TRIGGER audit_log_no_update")
    forged.execute("UPDATE audit_log SET action = 'test.undone' WHERE action = 'test.done'")
    forged.execute("PRAGMA journal_mode=DELETE").fetchall()
    forged.close()
    assert any("audit trail broken at system" in problem for problem in backup.verify(folder))

    with (folder / "siap.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    assert len(backup.verify(folder)) >= 2


def test_photos_that_the_live_folder_lost_are_reported_and_the_rest_is_kept(
    db: Database, config: Config, target: Path
) -> None:
    kept, lost = add_photo(db, config, b"kept"), add_photo(db, config, b"lost")
    BlobStore(config.uploads).path(lost).unlink()
    folder, manifest = backup.take(config.database, config.uploads, target, at=NOON)
    assert manifest.missing == (lost,)
    assert BlobStore(target / "photos").read(kept) == b"kept"
    assert backup.verify(folder) == [f"photo {lost} is missing"]


def test_only_the_newest_backups_are_kept_and_every_photo(db: Database, config: Config, target: Path) -> None:
    photo = add_photo(db, config, b"a photo")
    folders = [backup.take(config.database, config.uploads, target, at=NOON + n * HOUR)[0] for n in range(3)]
    (target / "20200101T000000Z.part").mkdir()
    assert backup.keep_newest(target, 2) == [folders[0].name, "20200101T000000Z.part"]
    assert backup.newest(target) == folders[2]
    assert BlobStore(target / "photos").exists(photo)


def test_a_backup_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        backup.take(tmp_path / "no.db", tmp_path, tmp_path / "target", at=NOON)
    assert not (tmp_path / "target").exists()


def test_the_three_commands_say_what_they_did(app: Flask, db: Database, config: Config, target: Path) -> None:
    runner = app.test_cli_runner()
    taken = runner.invoke(args=["backup", "take", str(target), "--keep", "1"])
    assert taken.exit_code == 0
    assert "0 photos" in taken.output
    assert runner.invoke(args=["backup", "verify", str(target)]).exit_code == 0

    refused = runner.invoke(args=["backup", "restore", str(target)])
    assert refused.exit_code == 1
    assert "move it away first" in refused.output

    manifest = backup.newest(target) / "manifest.json"
    manifest.chmod(0o600)
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "database_sha256": "0"}))
    broken = runner.invoke(args=["backup", "verify", str(target)])
    assert broken.exit_code == 1
    assert "siap.db differs from the manifest" in broken.output
    assert runner.invoke(args=["backup", "verify", str(target / "nowhere")]).exit_code == 1
