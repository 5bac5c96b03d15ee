"""The commands on seals: what somebody brings is checked, and the key is looked after."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlite_utils import Database

from app.domain import bundle
from app.domain.errors import Conflict
from app.domain.visits import Visit
from app.services import bundles, checkpoints, keys
from app.store import seal_log
from app.store.connection import connect
from tests.factories import District
from tests.sealing import key_file, signer_of
from tests.unit.test_bundle import NEW, sample
from tests.visits import submitted_visit


@pytest.fixture
def file(app: Flask, sealed_visit: Visit, tmp_path: Path) -> Path:
    path = tmp_path / "visit.siap.json"
    done = run(app, "bundle", sealed_visit.uid, str(path))
    assert done.exit_code == 0, done.output
    return path


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["seal", *words])


def test_a_genuine_bundle_ends_with_nothing_and_says_what_it_holds(app: Flask, db: Database, file: Path) -> None:
    done = run(app, "verify", str(file))
    assert (done.exit_code, done.output.splitlines()[0]) == (
        0,
        "genuine: visit " + json.loads(file.read_text())["entry"]["visit"] + " of polsek-senori, 2026-11-22",
    )
    key = keys.history(db)[0].key.text
    assert run(app, "verify", str(file), "--key", key).exit_code == 0


def test_an_altered_bundle_ends_with_one_naming_what_and_where(app: Flask, file: Path) -> None:
    file.write_text(file.read_text().replace('"by":"ketua","points"', '"by":"kasat","points"', 1))
    done = run(app, "verify", str(file))
    assert done.exit_code == 1
    assert "altered: answer A01: was altered" in done.output


def test_what_is_no_bundle_or_no_key_ends_with_two(app: Flask, file: Path, tmp_path: Path) -> None:
    assert run(app, "verify", str(tmp_path / "none")).exit_code == 2
    assert run(app, "verify", str(file), "--key", "x").exit_code == 2
    for content in ("", "{}", "\0\0", '{"v":1}', "[" * 9_000):
        file.write_text(content)
        assert run(app, "verify", str(file)).exit_code == 2


def test_archives_without_a_bundle_broken_ones_and_locked_ones_end_with_two(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("visit.siap.json", sample().data)
    whole = path.read_bytes()
    assert run(app, "verify", str(path), "--key", NEW.key.text).exit_code == 0
    locked, broken = bytearray(whole), bytearray(whole)
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(header) + flags] |= 1
    broken[200:300] = bytes(100)
    for data in (locked, broken, whole.replace(b"siap.json", b"siap.text")):
        path.write_bytes(data)
        assert run(app, "verify", str(path), "--key", NEW.key.text).exit_code == 2


def test_an_archive_is_checked_with_the_originals_it_carries(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "rest").mkdir()
    for name, data, code, said in (
        ("bukti/u1.jpg", b"photo", 0, "evidence files checked"),
        ("bukti/u1.jpg", b"phota", 1, "evidence u1: the file is not the one"),
        ("bukti/u2.jpg", b"other", 1, "evidence u1: the file is missing"),
        ("salinan/A01-u1.jpg", b"a clean copy", 0, "evidence files not looked at"),
    ):
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.writestr("visit.siap.json", sample().data)
            archive.writestr(name, data)
        done = run(app, "verify", str(tmp_path / "all.zip"), "--key", NEW.key.text)
        assert (done.exit_code, said in done.output) == (code, True), done.output
    assert run(app, "verify", str(tmp_path / "all.zip"), str(tmp_path / "rest"), "--key", NEW.key.text).exit_code == 1


def test_an_item_is_withheld_and_the_rest_still_proves(app: Flask, db: Database, file: Path) -> None:
    uid = json.loads(file.read_text())["entry"]["visit"]
    run(app, "bundle", uid, str(file), "--withhold", "witness:strokes.lead")
    assert "strokes.lead" not in file.read_text()
    assert ", 1 withheld" in run(app, "verify", str(file)).output


def test_a_rotated_key_still_proves_to_whoever_holds_the_old_one(app: Flask, db: Database, file: Path) -> None:
    uid = json.loads(file.read_text())["entry"]["visit"]
    old = keys.history(db)[0].key.text
    done = run(app, "rotate")
    assert done.exit_code == 0, done.output
    assert done.output.strip() == keys.history(db)[-1].key.text != old
    assert run(app, "bundle", uid, str(file)).exit_code == 0
    assert run(app, "verify", str(file), "--key", old).exit_code == 0
    assert key_file(db).stat().st_mode & 0o777 == 0o600
    assert len(run(app, "key").output.splitlines()) == 2


def test_a_change_of_key_that_was_killed_half_way_is_finished(db: Database, sealed_visit: Visit) -> None:
    old, before = signer_of(db), key_file(db).read_bytes()
    keys.rotate(db, key_file(db), actor_id=None, at=1)
    key_file(db).rename(key_file(db).with_name("seal-key.next"))  # as when it ended before the last rename
    key_file(db).write_bytes(before)
    trusted = [change.key for change in keys.history(db)]
    assert bundle.verify(bundle.read(bundles.bundle(db, sealed_visit.uid)), trusted[:1]) == []
    with pytest.raises(Conflict):
        checkpoints.newest(db, old, at=2)
    assert signer_of(db).key == trusted[1] and not key_file(db).with_name("seal-key.next").exists()
    checkpoints.newest(db, signer_of(db), at=2)
    assert bundle.verify(bundle.read(bundles.bundle(db, sealed_visit.uid)), trusted[:1]) == []


def test_a_key_that_others_may_read_signs_nothing(db: Database, sealed_visit: Visit) -> None:
    key_file(db).chmod(0o640)
    with pytest.raises(keys.KeyMissing, match="others may read"):
        signer_of(db)


def test_a_lost_key_is_replaced_for_everybody_to_see(app: Flask, db: Database, file: Path) -> None:
    uid = json.loads(file.read_text())["entry"]["visit"]
    assert "not lost" in run(app, "lost", "--reason", "x", "--yes").output
    key_file(db).unlink()
    assert run(app, "checkpoint").exit_code == 1
    assert run(app, "lost", "--reason", "Disk server rusak", "--yes").exit_code == 0
    old, new = keys.history(db)
    assert (new.kind, new.reason) == ("key.lost", "Disk server rusak")
    assert run(app, "verify", str(file), "--key", old.key.text).exit_code == 0, "what was handed out stays proved"
    assert run(app, "bundle", uid, str(file)).exit_code == 0
    assert run(app, "verify", str(file), "--key", new.key.text).exit_code == 0
    assert run(app, "verify", str(file), "--key", old.key.text).exit_code == 1


def test_a_checkpoint_is_signed_when_the_log_grew(app: Flask, db: Database, district: District) -> None:
    first = run(app, "checkpoint").output
    assert run(app, "checkpoint").output == first
    submitted_visit(db, district)
    assert run(app, "checkpoint").output.splitlines()[1] == str(seal_log.size(db)) == "2"


def test_a_new_installation_begins_its_log_with_a_key(app: Flask, db: Database) -> None:
    assert app.test_cli_runner().invoke(args=["db", "migrate"]).exit_code == 0
    (change,) = keys.history(connect(app.config["SIAP"].database))
    assert change.kind == "log.begin" and app.config["SIAP"].seal_key.stat().st_mode & 0o777 == 0o600
