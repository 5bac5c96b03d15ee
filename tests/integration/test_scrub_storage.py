"""Reading the store of photos again: what is wrong is named, and a kill costs little and hides nothing."""

import os
import signal
from collections.abc import Callable

import pytest
from flask import Flask
from sqlite_utils import Database

from app.config import Config
from app.domain.storage import Fault, ScrubUnderWay
from app.services import storage
from app.store import audit, scrubs, shelves
from app.store import evidence as rows
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.evidence import Blob
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON
from tests.pages import open_page

LATER = NOON + 365 * 24 * 3_600_000  # after every file that a test writes
PHOTOS = 40


@pytest.fixture
def blobs(config: Config) -> BlobStore:
    return BlobStore(config.uploads)


@pytest.fixture
def names(db: Database, blobs: BlobStore) -> list[str]:
    """The names of forty small photos, in order."""
    with writing(db):
        return sorted(keep(db, blobs, b"photo %d" % number) for number in range(PHOTOS))


def keep(db: Database, blobs: BlobStore, data: bytes) -> str:
    stored = blobs.put(data)
    rows.insert_blob(db, Blob(stored.sha256, stored.size, "image/jpeg", 1, 1, None, "", None, None, "", NOON))
    return stored.sha256


def rot(blobs: BlobStore, name: str) -> None:
    blobs.path(name).chmod(0o600)
    blobs.path(name).write_bytes(b"rotten!")


def read(db: Database, blobs: BlobStore, **how: object) -> scrubs.Scrub:
    return storage.scrub(db, blobs, clock=lambda: LATER, **how)  # type: ignore[arg-type]  # any argument of scrub


def killing_after(pieces: int) -> Callable[[int], None]:
    left = iter(range(pieces))

    def took(_size: int) -> None:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return took


def faults(db: Database) -> dict[str, Fault]:
    return {row.name: row.fault for row in scrubs.list_faults(db)}


def damage(blobs: BlobStore, names: list[str]) -> dict[str, Fault]:
    """One of every kind of damage, by name."""
    rot(blobs, names[3])
    blobs.path(names[20]).unlink()
    orphan = blobs.put(b"nobody knows me").sha256
    (blobs.root / names[30][:2] / "notes.txt").write_text("x")
    (blobs.root / "backup-old").mkdir()
    return {
        names[3]: Fault.ROTTEN,
        names[20]: Fault.MISSING,
        orphan: Fault.ORPHAN,
        f"{names[30][:2]}/notes.txt": Fault.STRANGE,
        "backup-old": Fault.STRANGE,
    }


def test_a_whole_store_is_found_whole_and_every_byte_was_read(db: Database, blobs: BlobStore, names: list[str]) -> None:
    taken: list[int] = []
    state = read(db, blobs, took=taken.append)
    assert (state.ended_at, state.files, faults(db)) == (LATER, PHOTOS, {})
    assert sum(taken) == state.bytes == sum(blobs.size(name) for name in names)


def test_every_kind_of_damage_is_named_and_what_hurts_evidence_is_in_the_audit_trail(
    db: Database, blobs: BlobStore, names: list[str]
) -> None:
    planted = damage(blobs, names)
    assert read(db, blobs).ended_at == LATER
    assert faults(db) == planted
    told = {entry.entity_id for entry in audit.list_stream(db, "system") if entry.action == "storage.damaged"}
    assert told == {names[3], names[20]}


def test_what_came_back_is_well_again(db: Database, blobs: BlobStore, names: list[str]) -> None:
    damage(blobs, names)
    read(db, blobs)
    for number in range(PHOTOS):
        blobs.put(b"photo %d" % number)  # the phones send them again
    (blobs.root / "backup-old").rmdir()
    assert storage.recheck(db, blobs, at=LATER + storage.RECHECK_MS) == 0, "too early"
    assert storage.recheck(db, blobs, at=LATER + storage.RECHECK_MS + 1) == 3
    assert set(faults(db).values()) == {Fault.ORPHAN, Fault.STRANGE}


def test_a_file_whose_row_may_still_come_is_no_orphan(db: Database, blobs: BlobStore) -> None:
    name = blobs.put(b"its row comes in a moment").sha256
    storage.scrub(db, blobs, clock=lambda: shelves.changed_at(blobs, name) + 1000)
    assert faults(db) == {}


def test_a_killed_reading_goes_on_where_it_was_and_finds_everything(
    db: Database, blobs: BlobStore, names: list[str], config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = damage(blobs, names)
    monkeypatch.setattr(storage, "KEEP_FILES", 4)
    killed = 0
    while killed < 5:
        child = os.fork()
        if not child:
            read(connect(config.database), blobs, took=killing_after(7))
            os._exit(0)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1]), "it came to its end"
        killed += 1
    taken: list[int] = []
    assert read(db, blobs, took=taken.append).ended_at
    assert len(taken) < PHOTOS - 4 * killed + 4, "it began anew"
    assert faults(db) == planted
    assert len([entry for entry in audit.list_stream(db, "system") if entry.action == "storage.scrub_begun"]) == 1


def test_two_do_not_read_at_once(db: Database, blobs: BlobStore) -> None:
    with shelves.alone(blobs), pytest.raises(ScrubUnderWay):
        read(db, blobs)
    assert read(db, blobs).ended_at


def test_the_background_reads_a_piece_a_minute_and_begins_anew_after_a_week(
    db: Database, blobs: BlobStore, names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "SLICE_BYTES", 100)
    at, minutes = LATER, 0
    while not scrubs.last_ended(db):
        storage.slice_of_the_week(db, blobs, clock=lambda: at)
        minutes += 1
    assert 2 < minutes < PHOTOS
    storage.slice_of_the_week(db, blobs, clock=lambda: at + storage.AGAIN_MS - 1)
    assert scrubs.newest(db) == scrubs.last_ended(db)
    storage.slice_of_the_week(db, blobs, clock=lambda: at + storage.AGAIN_MS)
    assert scrubs.newest(db) != scrubs.last_ended(db)


@pytest.mark.parametrize(
    ("harm", "code", "said"),
    [
        (lambda blobs, name: None, 0, "nothing is wrong"),
        (lambda blobs, name: (blobs.root / "strange").touch(), 0, "1 strange"),
        (rot, 1, "rotten"),
        (lambda blobs, name: blobs.path(name).unlink(), 1, "missing"),
    ],
)
def test_the_command_says_by_its_exit_whether_evidence_is_harmed(
    app: Flask, blobs: BlobStore, names: list[str], harm: Callable[[BlobStore, str], None], code: int, said: str
) -> None:
    harm(blobs, names[7])
    done = app.test_cli_runner().invoke(args=["evidence", "scrub", "--rate", "100"])
    assert done.exit_code == code and said in done.output, done.output
    assert (names[7] in done.output) == bool(code)
    assert f"{PHOTOS} photos" in done.output


def test_the_command_ends_with_two_when_somebody_else_is_reading(app: Flask, blobs: BlobStore) -> None:
    with shelves.alone(blobs):
        assert app.test_cli_runner().invoke(args=["evidence", "scrub"]).exit_code == 2


def test_an_administrator_reads_on_the_first_page_that_evidence_is_harmed(
    db: Database, blobs: BlobStore, names: list[str], district: object, client_of: ClientOf
) -> None:
    damage(blobs, names)
    read(db, blobs)
    admin = client_of("admin")
    assert "2 foto di penyimpanan hilang atau berubah" in open_page(admin, "/stations").get_text(" ", strip=True)
    page = open_page(admin, "/care").get_text(" ", strip=True)
    assert names[3][:12] in page and names[20][:12] in page and "notes.txt" in page
    assert "disk penuh" not in page
