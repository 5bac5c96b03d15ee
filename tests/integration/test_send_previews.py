"""A phone sends small pictures ahead of its photos: shown as previews, no evidence, gone with the photo."""

import hashlib
import uuid
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.clock import now
from app.config import Config
from app.domain import evidence as limits
from app.domain.evidence import PreviewQuota
from app.services import evidence as deeds
from app.store import previews
from app.store.blobs import BlobStore
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, District
from tests.phones import Phone, TeamVisit, csrf_of
from tests.pictures import TUBAN, encode, exif, jpeg_header, png_header, scene

PHOTO = encode(scene(640, 480))
SHA256 = hashlib.sha256(PHOTO).hexdigest()
SMALL = encode(scene(320, 240), exif=exif(gps=TUBAN), comment=b"rahasia")
PIXELS = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def uid(db: Database, district: District, visit: TeamVisit) -> str:
    """A photo that anggota1 attached and that is still on the phone."""
    uid = str(uuid.uuid4())
    mine = Phone(district.anggota1, visit)
    mine.push(db, mine.event(f"A02.photo.{uid}", {"sha": SHA256, "size": 5}, op="attach"))
    return uid


def put(client: FlaskClient, data: bytes, sha256: str = SHA256, kind: str = "image/jpeg") -> TestResponse:
    return client.put(
        f"/api/photo/{sha256}/preview", data=data, content_type=kind, headers={"X-CSRFToken": csrf_of(client)}
    )


def test_a_preview_is_shown_until_the_photo_has_come(
    client_of: ClientOf, db: Database, district: District, config: Config, visit: TeamVisit, uid: str
) -> None:
    mine, theirs = client_of("anggota1"), client_of("anggota2")
    answer = put(mine, SMALL)
    assert (answer.status_code, answer.headers["X-Fieldsync"]) == (200, "fieldsync/1")
    assert put(mine, encode(scene(8, 8))).status_code == 200  # again: the first stays
    here = theirs.get(f"/api/visits/{visit.uid}/photos").json
    assert (here["here"], here["previews"]) == ([], [uid])
    shown = theirs.get(f"/evidence/{uid}/preview")
    assert (shown.mimetype, shown.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    with Image.open(BytesIO(shown.data)) as picture:
        assert (picture.size, dict(picture.getexif()), "comment" in picture.info) == ((320, 240), {}, False)
    assert theirs.get(f"/evidence/{uid}/thumb").status_code == 404  # no evidence before the photo itself

    deeds.receive(db, BlobStore(config.uploads), PHOTO, actor=district.anggota1, at=NOON)
    assert theirs.get(f"/evidence/{uid}/preview").status_code == 404
    here = theirs.get(f"/api/visits/{visit.uid}/photos").json
    assert (here["here"], here["previews"]) == ([uid], [])
    assert put(mine, SMALL).status_code == 200  # late: nothing to do
    assert previews.count(db, person_id=district.anggota1.id) == 0


@pytest.mark.parametrize(
    ("data", "kind", "status", "code"),
    [
        (png_header(30_000, 30_000), "image/jpeg", 415, "photo_not_accepted"),
        (PIXELS.encode(), "image/jpeg", 415, "photo_not_accepted"),
        (b"<html><script>alert(1)</script>", "image/jpeg", 415, "photo_not_accepted"),
        (PIXELS.encode(), "image/svg+xml", 415, "content_type"),
        (jpeg_header(30_000, 30_000), "image/jpeg", 413, "photo_too_many_pixels"),
        (encode(scene(321, 200)), "image/jpeg", 413, "photo_too_many_pixels"),
        (SMALL + b"x" * limits.PREVIEW_BYTES, "image/jpeg", 413, "photo_too_large"),
        (SMALL[: len(SMALL) // 2], "image/jpeg", 422, "photo_broken"),
        (b"", "image/jpeg", 415, "photo_not_accepted"),
    ],
    ids=["png bomb", "svg as jpeg", "page", "svg", "jpeg bomb", "too many pixels", "too large", "cut off", "empty"],
)
def test_what_is_no_small_picture_is_refused_and_leaves_nothing(
    client_of: ClientOf, db: Database, district: District, uid: str, data: bytes, kind: str, status: int, code: str
) -> None:
    answer = put(client_of("anggota1"), data, kind=kind)
    assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (status, code, "fieldsync/1")
    assert previews.count(db, person_id=district.anggota1.id) == 0


def test_nobody_draws_over_the_photo_of_somebody_else(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit, uid: str
) -> None:
    theirs, other = client_of("anggota2"), str(uuid.uuid4())
    assert put(theirs, SMALL).status_code == 404
    forger = Phone(district.anggota2, visit)
    forger.push(db, forger.event(f"B02.photo.{other}", {"sha": SHA256, "size": 5}, op="attach"))
    assert put(theirs, encode(scene(90, 90))).status_code == 200
    assert put(client_of("anggota1"), SMALL).status_code == 200
    with Image.open(BytesIO(theirs.get(f"/evidence/{uid}/preview").data)) as picture:
        assert picture.size == (320, 240)
    assert put(theirs, SMALL, sha256="0" * 64).status_code == 404
    assert put(theirs, SMALL, sha256="x").status_code == 404


def test_a_person_has_so_many_previews_and_old_ones_make_room(
    client_of: ClientOf, db: Database, config: Config, district: District, uid: str
) -> None:
    me, at = district.anggota1, now()
    with writing(db):
        for n in range(limits.MOST_PREVIEWS):
            previews.put(db, f"{n:064x}", SMALL, person_id=me.id, at=at)
    answer = put(client_of("anggota1"), SMALL)
    assert (answer.status_code, answer.json["error"]) == (429, PreviewQuota.code)
    later = at + limits.PREVIEW_KEPT_MS + 1
    deeds.receive_preview(db, SHA256, SMALL, actor=me, at=later)
    assert previews.exists(db, SHA256, person_id=me.id)
    assert previews.count(db, person_id=me.id) == 1
