"""Personal data: what is held, how long, and its end, after which a sealed visit still says what it was."""

import json
import uuid
from sqlite3 import IntegrityError

import pytest
from flask import Flask
from sqlite_utils import Database

from app.config import Config
from app.domain import bundle as bundles
from app.domain.retention import OF, RULES, SWEPT, Kind
from app.services import advice, evidence, findings, privacy, seal_check, sealing, submission
from app.services.findings import Response
from app.store import audit, photo_records, seal_log
from app.store.blobs import BlobStore
from app.store.holdings import COLUMNS
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District
from tests.integration.test_enter_advice import ADVICE
from tests.pages import open_page
from tests.phones import Phone, TeamVisit, make_visit, open_original, set_state
from tests.pictures import phone_photo
from tests.sealing import seal, signer_of
from tests.visits import fill
from tests.visits import make_visit as make_planned

UID = "0a1b2c3d-0000-4000-8000-000000000001"
PHOTO = phone_photo()
YEAR_MS = 365 * 86_400_000
LATER = NOON + 5 * YEAR_MS + 86_400_000


@pytest.fixture
def blobs(config: Config) -> BlobStore:
    return BlobStore(config.uploads)


@pytest.fixture
def sealed(db: Database, district: District, blobs: BlobStore) -> TeamVisit:
    """A sealed visit with one photo, of which everything is said."""
    visit = make_visit(db, district)
    sha256 = evidence.receive(db, blobs, PHOTO, actor=district.anggota1, at=NOON)
    phone = Phone(district.anggota1, visit)
    claim = {"sha": sha256, "size": 5, "type": "image/jpeg", "lat": -6.9, "lon": 112.05, "caption": "Bripka Budi"}
    phone.push(db, phone.event(f"A02.photo.{UID}", claim, op="attach"), phone.event("A02.answer", "Ya"))
    set_state(db, visit, "submitted")
    set_state(db, visit, "sealed")
    return visit


def test_every_kind_stands_in_the_table_once_and_those_that_end_are_swept() -> None:
    assert [rule.kind for rule in RULES] == list(Kind)
    assert {rule.kind for rule in RULES if rule.days is not None} == set(SWEPT)


def test_the_photos_of_a_visit_end_after_five_years_and_nothing_of_them_is_left_but_hashes(
    db: Database, client_of: ClientOf, sealed: TeamVisit, blobs: BlobStore, config: Config
) -> None:
    client_of("ketua").get(f"/evidence/{UID}/screen")
    before = photo_records.get(db, UID, person_id=1, today=TODAY)
    assert privacy.overdue(db, at=LATER - 2 * 86_400_000).get(Kind.PHOTOS) is None
    assert privacy.sweep(db, blobs, signer_of(db), at=LATER)[Kind.PHOTOS] == 1
    assert [path for path in config.uploads.rglob("*") if path.is_file() and before.sha256 in path.name] == []
    after = photo_records.get(db, UID, person_id=1, today=TODAY)
    assert (after.sha256, after.destroyed_at, after.is_here) == (before.sha256, LATER, False)
    assert (after.caption, after.place, after.camera, after.taken_text) == ("", None, "", "")
    everything = json.dumps(
        [list(db.query("SELECT raw, sha256 FROM events")), list(db.query("SELECT caption FROM evidence"))]
    )
    assert "Budi" not in everything
    assert "112.05" not in everything
    assert audit.list_stream(db, audit.visit_stream(sealed.uid))[-1].action == "retention.destroyed"
    assert audit.first_broken(db) is None
    assert privacy.sweep(db, blobs, signer_of(db), at=LATER).get(Kind.PHOTOS) is None


def test_the_photo_of_an_answer_to_a_letter_ends_five_years_after_it_came(
    db: Database, district: District, blobs: BlobStore
) -> None:
    advice.enter(db, UID, ADVICE, actor=district.bagren, at=NOON, today=TODAY)
    chief, step = district.kapolsek_senori, str(uuid.uuid4())
    sha256 = evidence.receive(db, blobs, PHOTO, actor=chief, at=NOON)
    findings.answer(db, UID, step, Response("", (sha256,)), actor=chief, at=NOON, today=TODAY)
    assert privacy.sweep(db, blobs, signer_of(db), at=LATER - 2 * 86_400_000).get(Kind.PHOTOS) is None
    assert blobs.exists(sha256)
    assert privacy.sweep(db, blobs, signer_of(db), at=LATER)[Kind.PHOTOS] == 1
    assert not blobs.exists(sha256)
    assert privacy.sweep(db, blobs, signer_of(db), at=LATER).get(Kind.PHOTOS) is None


def test_a_destroyed_photo_has_a_page_that_says_so_and_no_picture(
    db: Database, client_of: ClientOf, sealed: TeamVisit, blobs: BlobStore
) -> None:
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    client = client_of("ketua")
    assert "Dimusnahkan pada" in open_page(client, f"/evidence/{UID}").get_text()
    assert client.get(f"/evidence/{UID}/screen").status_code == 404
    assert open_original(client, UID).status_code == 404


def test_the_seal_of_a_visit_holds_when_its_photos_are_destroyed(
    db: Database, district: District, client_of: ClientOf, blobs: BlobStore
) -> None:
    visit = fill(db, make_planned(db, district), district.ketua)
    sha256 = evidence.receive(db, blobs, PHOTO, actor=district.ketua, at=NOON)
    phone = Phone(district.ketua, TeamVisit(visit.id, visit.uid))
    claim = {"sha": sha256, "size": 5, "type": "image/jpeg", "caption": "Bripka Budi"}
    phone.push(db, phone.event(f"A02.photo.{UID}", claim, op="attach"))
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    seal(db, district, visit)
    assert "Bripka Budi" in sealing.bundle(db, visit.uid).decode()
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    found = sealing.bundle(db, visit.uid).decode()
    assert "Bripka Budi" not in found
    assert sha256 not in found
    assert bundles.verify(json.loads(found), [signer_of(db).key]) == []
    assert seal_check.faults(db) == []
    last = list(seal_log.entries(db))[-1]
    assert (last.kind, json.loads(last.text)["count"]) == ("retention.destroy", 1)
    assert open_page(client_of("ketua"), f"/visits/{visit.uid}").find("a", href=f"/evidence/{UID}")


def test_bytes_that_a_younger_visit_uses_too_stay(
    db: Database, district: District, sealed: TeamVisit, blobs: BlobStore
) -> None:
    younger = make_visit(db, district, on="2031-11-01")
    phone = Phone(district.anggota1, younger)
    sha256 = photo_records.sha256_of(db, UID)
    phone.push(db, phone.event(f"A02.photo.{UID[:-1]}9", {"sha": sha256, "size": 5, "type": "image/jpeg"}, op="attach"))
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    assert blobs.exists(sha256)
    assert photo_records.get(db, UID, person_id=1, today=TODAY).place is not None  # what the file says is still here


def test_destroyed_bytes_may_be_received_again(
    db: Database, district: District, sealed: TeamVisit, blobs: BlobStore
) -> None:
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    sha256 = evidence.receive(db, blobs, PHOTO, actor=district.anggota1, at=LATER)
    assert blobs.read(sha256) == PHOTO
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    assert blobs.exists(sha256)


def test_a_killed_sweep_is_ended_by_the_next(db: Database, sealed: TeamVisit, blobs: BlobStore) -> None:
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    sha256 = photo_records.sha256_of(db, UID)
    blobs.put(PHOTO)  # as if it had died before the file went
    privacy.sweep(db, blobs, signer_of(db), at=LATER)
    assert not blobs.exists(sha256)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence SET caption = 'lain'",
        "UPDATE evidence SET destroyed_at = 5, caption = '', lat = NULL, lon = NULL, source = 'gallery'",
        "UPDATE evidence SET destroyed_at = 5",  # with its place still there
        "UPDATE events SET raw = '{}'",
        "UPDATE events SET raw = '{}', redacted_at = 5 WHERE op = 'set'",
        "UPDATE events SET sha256 = raw, redacted_at = 5 WHERE op = 'attach'",
    ],
)
def test_nothing_else_of_a_sealed_photo_can_be_changed(db: Database, sealed: TeamVisit, change: str) -> None:
    with pytest.raises(IntegrityError), writing(db):
        db.execute(change)


def test_an_account_that_ended_loses_what_no_paper_needs(db: Database, district: District, blobs: BlobStore) -> None:
    with writing(db):
        db.execute(
            "UPDATE people SET active = 0, ended_at = :at, service_number = '8501', position = 'Kanit' WHERE id = :id",
            {"at": NOON, "id": district.anggota2.id},
        )
    privacy.sweep(db, blobs, signer_of(db), at=NOON + 364 * 86_400_000)
    assert _person(db, district)["service_number"] == "8501"
    assert privacy.sweep(db, blobs, signer_of(db), at=NOON + 366 * 86_400_000)[Kind.ACCOUNT] == 1
    assert _person(db, district) == {"service_number": None, "position": "", "password_hash": "", "rank": "Bripka"}


def test_people_read_what_is_held_on_them_and_who_opened_what_they_took(client_of: ClientOf, sealed: TeamVisit) -> None:
    open_original(client_of("bagren"), UID, "Mencocokkan pelat")
    text = open_page(client_of("anggota1"), "/account/data").get_text(" ", strip=True)
    assert "Mencocokkan pelat" in text
    assert "5 tahun setelah" in text
    assert "Mencocokkan pelat" not in open_page(client_of("anggota2"), "/account/data").get_text()


def test_the_commands_say_what_they_do(db: Database, client_of: ClientOf, sealed: TeamVisit, app: Flask) -> None:
    open_original(client_of("bagren"), UID, "Mencocokkan pelat")
    with writing(db):
        db.execute("UPDATE sign_in_failures SET last_at = 5")
        db.execute("INSERT INTO sign_in_failures (key, failures, last_at) VALUES ('account:anggota1', 2, 5)")
    runner = app.test_cli_runner()
    said = runner.invoke(args=["privacy", "report", "anggota1"]).output
    assert f"{OF[Kind.PHOTOS].title} ({OF[Kind.PHOTOS].holds})" in said
    assert "Mencocokkan pelat" in said
    assert "nobody" in runner.invoke(args=["privacy", "report", "nobody"]).output
    dry = runner.invoke(args=["privacy", "sweep", "--dry-run"]).output
    assert "Failed sign-ins" in dry
    assert "nothing was changed" in dry
    assert "Failed sign-ins" in runner.invoke(args=["privacy", "sweep"]).output
    assert "nothing is past its time" in runner.invoke(args=["privacy", "sweep"]).output


def _person(db: Database, district: District) -> dict[str, object]:
    rows = db.query(
        "SELECT service_number, position, password_hash, rank FROM people WHERE id = :id",
        {"id": district.anggota2.id},
    )
    return next(iter(rows))


def test_every_column_that_names_a_person_belongs_to_a_kind(db: Database) -> None:
    named = {
        (table, key[3])
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for key in db.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        if key[2] == "people"
    }
    told = {(table, column) for columns in COLUMNS.values() for table, column, _ in columns}
    assert told == named | {("people", "id"), ("audit_log", "person_id")}  # the trail outlives what it names
