"""Photos of items: what a phone claims becomes a row of evidence, and who is shown the picture."""

import json
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.services import evidence as deeds
from app.store import audit, finding_steps, findings
from app.store.blobs import BlobStore
from app.store.findings import set_issued
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, District
from tests.phones import Phone, eid_of, make_visit, open_original, set_state
from tests.pictures import TUBAN, encode, exif, scene

JPEG = encode(scene(640, 480), exif=exif(gps=TUBAN))
UID = "0a1b2c3d-0000-4000-8000-000000000001"
FINDING = "6f1c1f3e-0000-4000-8000-000000000001"
CELL = f"A02.photo.{UID}"


@pytest.fixture
def sha256(db: Database, district: District, config: Config) -> str:
    """The name of a photo whose bytes are here."""
    return deeds.receive(db, BlobStore(config.uploads), JPEG, actor=district.anggota1, at=NOON)


def attach(phone: Phone, sha256: str = "a" * 64, cell: str = CELL, base: list[str] | None = None, **claims: Any) -> str:
    return phone.event(cell, {"sha": sha256, "size": 5, "type": "image/jpeg", **claims}, base, op="attach")


def row(db: Database, uid: str = UID) -> dict[str, Any] | None:
    rows = db.query(
        """
        SELECT sha256, item_code, finding_id, person_id, caption, source, phone_at, taken_from, delay_s,
               original_sha256, original_size, lat, lon, accuracy_m, place_age_s, withdrawn_at
          FROM evidence WHERE uid = :uid
        """,
        {"uid": uid},
    )
    return next(iter(rows), None)


class TestRows:
    def test_carry_what_the_phone_claims(self, db: Database, district: District, phone: Phone) -> None:
        phone.push(
            db,
            attach(
                phone,
                taken="2026-11-22T12:00:00+07:00",
                lat=-6.9,
                lon=112.05,
                acc=12.5,
                age=31,
                source="camera",
                taken_from="exif",
                delay=4,
                orig_sha="b" * 64,
                orig_size=4_100_000,
                of_tomorrow={"nobody": "knows this"},
                caption=" Papan ",
            ),
        )
        assert row(db) == {
            "sha256": "a" * 64,
            "item_code": "A02",
            "finding_id": None,
            "person_id": district.anggota1.id,
            "caption": "Papan",
            "source": "camera",
            "phone_at": NOON,
            "taken_from": "exif",
            "delay_s": 4,
            "original_sha256": "b" * 64,
            "original_size": 4_100_000,
            "lat": -6.9,
            "lon": 112.05,
            "accuracy_m": 12.5,
            "place_age_s": 31,
            "withdrawn_at": None,
        }

    @pytest.mark.parametrize(
        "claims",
        [
            {"lat": 0, "lon": 0, "acc": 5},
            {"lat": 91, "lon": 5},
            {"lat": "x", "lon": 5},
            {"lat": 10**400, "lon": 5},
            {"lat": -6.9},
            {"lat": True, "lon": True},
            {"source": "moon", "taken": "yesterday", "caption": 7},
            {"taken_from": "dream", "delay": 10**12, "orig_sha": "b", "orig_size": -1, "age": 5},
            {"taken": 10**400},
            {"taken": "2026-11-22T12:00:00"},
        ],
    )
    def test_leave_out_claims_that_cannot_be_true(self, db: Database, phone: Phone, claims: dict[str, Any]) -> None:
        assert phone.push(db, attach(phone, **claims))[0].st == "ok"
        found = row(db)
        assert found is not None
        assert (found["lat"], found["lon"], found["accuracy_m"], found["source"]) == (None, None, None, "")
        record = (found["taken_from"], found["delay_s"], found["original_sha256"], found["original_size"])
        assert (*record, found["place_age_s"]) == ("", None, None, None, None)
        assert found["phone_at"] == NOON  # the phone's clock when it wrote the event

    @pytest.mark.parametrize("val", [None, "x", {}, {"sha": "A" * 64}, {"sha": ["a"]}])
    def test_need_the_name_of_the_bytes(self, db: Database, phone: Phone, val: Any) -> None:
        assert phone.push(db, phone.event(CELL, val, op="attach"))[0].st == "ok"
        assert row(db) is None

    def test_are_withdrawn_and_kept(self, db: Database, phone: Phone) -> None:
        first = attach(phone)
        phone.push(db, first)
        gone = phone.event(CELL, None, [eid_of(first)], op="detach")
        phone.push(db, gone, at=NOON + 7)
        found = row(db)
        assert found is not None and found["withdrawn_at"] == NOON + 7
        phone.push(db, attach(phone, base=[eid_of(gone)]))
        found = row(db)
        assert found is not None and found["withdrawn_at"] is None

    @pytest.mark.parametrize("photo_first", [True, False])
    def test_belong_to_their_finding_whichever_comes_first(self, db: Database, phone: Phone, photo_first: bool) -> None:
        photo = attach(phone, finding=FINDING)
        words = phone.event(f"A02.finding.{FINDING}", {"condition": "Tidak ada", "severity": "minor"})
        for text in (photo, words) if photo_first else (words, photo):
            phone.push(db, text)
        finding, found = findings.find(db, FINDING), row(db)
        assert finding is not None and found is not None
        assert found["finding_id"] == finding.id

    def test_of_another_visit_are_left_alone(self, db: Database, district: District, phone: Phone) -> None:
        phone.push(db, attach(phone))
        other = Phone(district.anggota1, make_visit(db, district, org_id=district.jenu.id))
        theft = attach(other, "b" * 64)
        other.push(db, theft)
        other.push(db, other.event(CELL, None, [eid_of(theft)], op="detach"))
        found = row(db)
        assert found is not None and (found["sha256"], found["withdrawn_at"]) == ("a" * 64, None)


class TestPictures:
    @pytest.mark.parametrize("size", ["thumb", "screen"])
    def test_are_clean_jpegs_that_nothing_keeps(
        self, client_of: ClientOf, db: Database, phone: Phone, sha256: str, size: str
    ) -> None:
        phone.push(db, attach(phone, sha256))
        answer = client_of("anggota2").get(f"/evidence/{UID}/{size}")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert b"Exif" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]

    def test_are_made_again_when_they_are_missing(
        self, client_of: ClientOf, db: Database, phone: Phone, sha256: str, config: Config
    ) -> None:
        phone.push(db, attach(phone, sha256))
        client = client_of("ketua")
        first = client.get(f"/evidence/{UID}/thumb").data
        BlobStore(config.uploads).derived_path(sha256, "thumb").unlink()
        assert client.get(f"/evidence/{UID}/thumb").data == first

    def test_come_back_to_the_phone_by_their_hash(
        self, client_of: ClientOf, db: Database, phone: Phone, sha256: str
    ) -> None:
        assert client_of("anggota2").get(f"/api/photo/{sha256}").status_code == 404
        phone.push(db, attach(phone, sha256))
        answer = client_of("anggota2").get(f"/api/photo/{sha256}", query_string={"size": "thumb"})
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        assert client_of("kapolsek.senori").get(f"/api/photo/{sha256}").status_code == 404

    def test_that_are_still_on_a_phone_are_not_found(self, client_of: ClientOf, db: Database, phone: Phone) -> None:
        phone.push(db, attach(phone))
        assert client_of("ketua").get(f"/evidence/{UID}/thumb").status_code == 404

    @pytest.mark.parametrize(
        ("username", "while_open", "once_submitted", "original"),
        [
            ("ketua", 200, 200, 200),
            ("anggota2", 200, 200, 200),
            ("bagren", 200, 200, 200),
            ("admin", 200, 200, 200),
            ("kapolres", 200, 200, 404),
            ("kapolsek.senori", 404, 200, 404),
            ("kapolsek.jenu", 404, 404, 404),
            ("bagren.lamongan", 404, 404, 404),
        ],
    )
    def test_are_shown_to_those_who_may_see_the_visit(
        self,
        client_of: ClientOf,
        db: Database,
        phone: Phone,
        sha256: str,
        username: str,
        while_open: int,
        once_submitted: int,
        original: int,
    ) -> None:
        phone.push(db, attach(phone, sha256))
        client = client_of(username)
        assert client.get(f"/evidence/{UID}/thumb").status_code == while_open
        set_state(db, phone.visit, "submitted")
        assert client.get(f"/evidence/{UID}/screen").status_code == once_submitted
        assert open_original(client, UID).status_code == original

    def test_that_were_taken_back_are_not_shown_to_the_station(
        self, client_of: ClientOf, db: Database, phone: Phone, sha256: str
    ) -> None:
        first = attach(phone, sha256)
        phone.push(db, first)
        phone.push(db, phone.event(CELL, None, [eid_of(first)], op="detach"))
        set_state(db, phone.visit, "submitted")
        assert client_of("kapolsek.senori").get(f"/evidence/{UID}/thumb").status_code == 404
        assert client_of("bagren").get(f"/evidence/{UID}/thumb").status_code == 200

    def test_need_a_sign_in(self, client: FlaskClient) -> None:
        assert client.get(f"/evidence/{UID}/thumb").status_code == 303


def test_the_original_is_the_bytes_as_received_and_each_opening_is_written_down(
    client_of: ClientOf, db: Database, district: District, phone: Phone, sha256: str
) -> None:
    phone.push(db, attach(phone, sha256))
    answer = open_original(client_of("bagren"), UID, "Memeriksa  pelat nomor")
    assert answer.data == JPEG
    assert answer.headers["Content-Disposition"] == "attachment; filename=A02-0a1b2c3d.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    last = audit.list_stream(db, audit.visit_stream(phone.visit.uid))[-1]
    assert (last.action, last.person_id, last.entity_id) == ("evidence.original_opened", district.bagren.id, UID)
    assert json.loads(last.detail_json)["reason"] == "Memeriksa pelat nomor"


def test_nobody_opens_an_original_without_saying_why(
    client_of: ClientOf, db: Database, phone: Phone, sha256: str
) -> None:
    phone.push(db, attach(phone, sha256))
    answer = open_original(client_of("ketua"), UID, "  ")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "untuk apa" in answer.text
    assert not any(e.action == "evidence.original_opened" for e in audit.list_stream(db, f"visit:{phone.visit.uid}"))


def test_the_lead_the_planners_and_the_one_who_took_it_read_who_opened_the_original(
    client_of: ClientOf, db: Database, phone: Phone, sha256: str
) -> None:
    phone.push(db, attach(phone, sha256))
    open_original(client_of("anggota2"), UID, "Mencocokkan pelat")
    read = {who: client_of(who).get(f"/evidence/{UID}").text for who in ("ketua", "bagren", "anggota1", "anggota2")}
    assert {who: "Mencocokkan pelat" in text for who, text in read.items()} == {
        "ketua": True,
        "bagren": True,
        "anggota1": True,
        "anggota2": False,
    }


def test_a_responses_photos_are_evidence_of_the_station(
    client_of: ClientOf, db: Database, district: District, phone: Phone, sha256: str
) -> None:
    phone.push(db, phone.event(f"A02.finding.{FINDING}", {"condition": "Tidak ada", "severity": "minor"}))
    finding = findings.find(db, FINDING)
    assert finding is not None
    set_state(db, phone.visit, "submitted")
    step_uid = str(uuid.uuid4())
    with writing(db):
        set_issued(db, finding.id, due_on="2026-12-20", repeat_of=None, at=NOON)
        finding_steps.insert(
            db,
            finding,
            uid=step_uid,
            action="answer",
            to_state=finding.state,
            note="Sudah",
            person_id=district.kapolsek_senori.id,
            at=NOON,
        )
        for _ in range(2):  # a form sent twice
            deeds.attach_to_response(db, finding, step_uid, [sha256], actor=district.kapolsek_senori, at=NOON)
    rows = list(db.query("SELECT uid, finding_id, step_uid, person_id FROM evidence"))
    assert [(one["finding_id"], one["step_uid"], one["person_id"]) for one in rows] == [
        (finding.id, step_uid, district.kapolsek_senori.id)
    ]
    for username, status in (("kapolsek.senori", 200), ("ketua", 200), ("kapolsek.jenu", 404)):
        assert client_of(username).get(f"/evidence/{rows[0]['uid']}/thumb").status_code == status
