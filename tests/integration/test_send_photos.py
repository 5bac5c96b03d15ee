"""A phone sends a photo in pieces: resumed, judged, kept for good, or refused with nothing left behind."""

import base64
import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.config import Config
from app.domain.errors import NotAllowed
from app.domain.evidence import PhotoBroken
from app.services import evidence as deeds
from app.store import audit, evidence
from app.store.blobs import BlobStore
from tests.clients import ClientOf
from tests.factories import NOON, District
from tests.phones import csrf_of
from tests.pictures import TUBAN, Base, encode, exif, scene

INDONESIAN = {
    "Hanya foto yang diterima: JPEG, PNG, WebP, HEIC, atau AVIF, dan bukan yang bergerak.",
    "Foto rusak atau tidak lengkap. Ambil lagi atau pilih foto lain.",
}
JPEG = encode(scene(), exif=exif(main={Base.Make: "Samsung"}, gps=TUBAN))


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


@pytest.fixture
def phone(client_of: ClientOf) -> FlaskClient:
    return client_of("anggota1")


def announce(client: FlaskClient, data: bytes, size: int | None = None) -> TestResponse:
    return client.post(
        f"/api/photo/{name_of(data)}",
        json={"size": len(data) if size is None else size, "type": "image/jpeg"},
        headers={"X-CSRFToken": csrf_of(client)},
    )


def send(client: FlaskClient, data: bytes, start: int = 0, end: int | None = None, **headers: str) -> TestResponse:
    piece = data[start:end]
    return client.patch(
        f"/api/photo/{name_of(data)}",
        data=piece,
        content_type=headers.pop("Content-Type", "application/partial-upload"),
        headers={
            "X-CSRFToken": csrf_of(client),
            "Upload-Offset": str(start),
            "Content-Digest": digest(piece),
            **headers,
        },
    )


def told(answer: TestResponse) -> tuple[int, str | None, str | None]:
    return answer.status_code, answer.headers.get("Upload-Offset"), answer.headers.get("Upload-Complete")


def files_in(config: Config) -> list[str]:
    return sorted(path.relative_to(config.uploads).as_posix() for path in config.uploads.rglob("*") if path.is_file())


def test_a_photo_comes_in_pieces_and_is_acknowledged_with_its_hash(
    phone: FlaskClient, config: Config, db: Database
) -> None:
    assert told(announce(phone, JPEG)) == (200, "0", "?0")
    assert told(send(phone, JPEG, 0, 1000)) == (200, "1000", "?0")
    answer = send(phone, JPEG, 1000)
    assert told(answer) == (200, str(len(JPEG)), "?1")
    assert answer.headers["Repr-Digest"] == digest(JPEG)
    assert (answer.headers["X-Fieldsync"], answer.headers["Cache-Control"]) == ("fieldsync/1", "no-store")
    name = name_of(JPEG)
    assert files_in(config) == [f"{name[:2]}/{name}"]
    assert (config.uploads / name[:2] / name).read_bytes() == JPEG
    blob = evidence.find_blob(db, name)
    assert blob is not None
    assert (blob.size, blob.mime, blob.width, blob.height, blob.camera) == (
        len(JPEG),
        "image/jpeg",
        400,
        300,
        "Samsung",
    )
    assert (round(blob.lat or 0, 3), round(blob.lon or 0, 3)) == (-6.898, 112.049)
    assert [entry.action for entry in audit.list_stream(db, audit.SYSTEM)][-1] == "photo.received"


def test_an_upload_goes_on_where_it_broke_off(phone: FlaskClient) -> None:
    announce(phone, JPEG)
    send(phone, JPEG, 0, 500)
    assert told(announce(phone, JPEG)) == (200, "500", "?0")
    assert told(phone.head(f"/api/photo/{name_of(JPEG)}")) == (200, "500", "?0")
    wrong = send(phone, JPEG, 700)
    assert told(wrong) == (409, "500", "?0")
    assert wrong.json["error"] == "photo_offset"
    assert told(send(phone, JPEG, 500)) == (200, str(len(JPEG)), "?1")


def test_sending_again_is_harmless(phone: FlaskClient, client_of: ClientOf, config: Config, db: Database) -> None:
    announce(phone, JPEG)
    send(phone, JPEG)
    before = files_in(config)
    again = announce(client_of("anggota2"), JPEG)
    assert told(again) == (200, str(len(JPEG)), "?1")
    assert again.headers["Repr-Digest"] == digest(JPEG)
    assert told(send(phone, JPEG)) == (409, str(len(JPEG)), "?1")
    assert files_in(config) == before


def test_a_piece_that_was_damaged_on_its_way_is_not_kept(phone: FlaskClient) -> None:
    announce(phone, JPEG)
    answer = send(phone, JPEG, 0, 1000, **{"Content-Digest": digest(b"other")})
    assert (told(answer), answer.json["error"]) == ((400, "0", "?0"), "digest")
    assert told(send(phone, JPEG)) == (200, str(len(JPEG)), "?1")


def test_bytes_that_are_not_those_announced_may_be_sent_again(phone: FlaskClient, config: Config) -> None:
    announce(phone, JPEG)
    other = bytes(reversed(JPEG))
    answer = phone.patch(
        f"/api/photo/{name_of(JPEG)}",
        data=other,
        content_type="application/partial-upload",
        headers={"X-CSRFToken": csrf_of(phone), "Upload-Offset": "0"},
    )
    assert (told(answer), answer.json["error"]) == ((422, "0", "?0"), "photo_mismatch")
    assert told(send(phone, JPEG)) == (200, str(len(JPEG)), "?1")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"MZ this is a program" * 20, 415, "photo_not_accepted"),
        (b"<html><script>alert(1)</script></html>", 415, "photo_not_accepted"),
        (encode(scene(), "GIF"), 415, "photo_not_accepted"),
        (JPEG[: len(JPEG) // 2], 422, "photo_broken"),
    ],
    ids=["program", "page", "gif", "cut off"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(
    phone: FlaskClient, config: Config, db: Database, data: bytes, status: int, code: str
) -> None:
    announce(phone, data)
    answer = send(phone, data)
    assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (status, code, "fieldsync/1")
    assert answer.json["message"] in INDONESIAN and "Upload-Offset" not in answer.headers
    assert files_in(config) == []
    assert evidence.find_blob(db, name_of(data)) is None


def test_a_photo_that_is_too_large_is_refused_before_it_is_sent(phone: FlaskClient, config: Config) -> None:
    answer = announce(phone, JPEG, size=15 * 1024 * 1024 + 1)
    assert (answer.status_code, answer.json["error"]) == (413, "photo_too_large")
    assert files_in(config) == []


def test_a_crash_between_file_and_row_is_made_good_on_the_next_try(
    phone: FlaskClient, config: Config, db: Database
) -> None:
    BlobStore(config.uploads).put(JPEG)
    assert told(phone.head(f"/api/photo/{name_of(JPEG)}")) == (200, str(len(JPEG)), "?0")
    assert told(announce(phone, JPEG)) == (200, str(len(JPEG)), "?1")
    assert evidence.find_blob(db, name_of(JPEG)) is not None


def test_a_crash_before_the_photo_was_judged_is_made_good_too(phone: FlaskClient, config: Config, db: Database) -> None:
    store = BlobStore(config.uploads)
    store.parts.begin(name_of(JPEG), len(JPEG))
    store.parts.append(name_of(JPEG), 0, JPEG)
    assert told(announce(phone, JPEG)) == (200, str(len(JPEG)), "?1")
    assert (config.uploads / name_of(JPEG)[:2] / name_of(JPEG)).read_bytes() == JPEG


class TestBadInput:
    @pytest.mark.parametrize("name", ["x", "A" * 64, "0" * 63, "..%2f..%2fetc", "0" * 64 + "g"])
    def test_what_is_no_hash_is_not_found(self, phone: FlaskClient, name: str) -> None:
        headers = {"X-CSRFToken": csrf_of(phone)}
        assert phone.post(f"/api/photo/{name}", json={"size": 5}, headers=headers).status_code == 404
        assert phone.head(f"/api/photo/{name}").status_code == 404
        assert phone.get(f"/api/photo/{name}").status_code == 404

    def test_an_upload_that_was_never_announced_is_not_found(self, phone: FlaskClient) -> None:
        assert send(phone, JPEG).status_code == 404
        assert phone.head(f"/api/photo/{name_of(JPEG)}").status_code == 404

    @pytest.mark.parametrize("size", [0, -1, "5", None, True, 1.5])
    def test_a_size_that_makes_no_sense_is_refused(self, phone: FlaskClient, size: object) -> None:
        headers = {"X-CSRFToken": csrf_of(phone)}
        answer = phone.post(f"/api/photo/{name_of(JPEG)}", json={"size": size}, headers=headers)
        assert answer.status_code in (400, 422) and answer.json["proto"] == "fieldsync/1"

    @pytest.mark.parametrize(
        ("headers", "status"),
        [({"Upload-Offset": "-1"}, 400), ({"Upload-Offset": "x"}, 400), ({"Content-Type": "image/jpeg"}, 415)],
    )
    def test_headers_that_make_no_sense_are_refused(
        self, phone: FlaskClient, headers: dict[str, str], status: int
    ) -> None:
        announce(phone, JPEG)
        answer = send(phone, JPEG, **headers)
        assert (answer.status_code, answer.json["proto"]) == (status, "fieldsync/1")

    def test_a_piece_that_is_too_large_is_refused_unread(self, phone: FlaskClient) -> None:
        announce(phone, JPEG, size=3_000_000)
        assert send(phone, b"x" * (1024 * 1024 + 1)).status_code == 413

    def test_every_write_needs_the_token(self, phone: FlaskClient) -> None:
        url = f"/api/photo/{name_of(JPEG)}"
        for answer in (phone.post(url, json={"size": 5}), phone.patch(url, data=b"x")):
            assert (answer.status_code, answer.json["error"]) == (400, "csrf")
            assert "X-Fieldsync" not in answer.headers

    @pytest.mark.parametrize("username", ["kapolres", "admin"])
    def test_is_for_those_who_fill_visits_or_answer_findings(self, client_of: ClientOf, username: str) -> None:
        client = client_of(username)
        assert announce(client, JPEG).status_code == 404
        assert send(client, JPEG).status_code == 404
        assert client.head(f"/api/photo/{name_of(JPEG)}").status_code in (403, 404)


class TestWholePhotos:
    def test_are_judged_and_kept_with_their_row(
        self, db: Database, district: District, config: Config, tmp_path: Path
    ) -> None:
        store = BlobStore(config.uploads)
        sha256 = deeds.receive(db, store, JPEG, actor=district.kapolsek_senori, at=NOON)
        assert sha256 == name_of(JPEG)
        assert evidence.find_blob(db, sha256) is not None
        assert store.read(sha256) == JPEG
        assert deeds.receive(db, store, JPEG, actor=district.kapolsek_senori, at=NOON) == sha256

    def test_leave_nothing_when_they_are_refused(self, db: Database, district: District, config: Config) -> None:
        with pytest.raises(PhotoBroken):
            deeds.receive(db, BlobStore(config.uploads), JPEG[:900], actor=district.kapolsek_senori, at=NOON)
        assert files_in(config) == []

    def test_are_not_taken_from_readers(self, db: Database, district: District, config: Config) -> None:
        with pytest.raises(NotAllowed):
            deeds.receive(db, BlobStore(config.uploads), JPEG, actor=district.kapolres, at=NOON)
