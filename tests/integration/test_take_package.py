"""A sealed visit taken away as a package that anybody can check."""

import io
import json
import zipfile
from collections.abc import Callable
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.domain import bundle
from app.domain.errors import NotFound
from app.domain.visits import Visit
from app.services import evidence, keys, packing, submission
from app.store import audit, openings
from app.store.blobs import BlobStore
from tests.factories import NOON, TODAY, District
from tests.pages import check_page, submit
from tests.phones import Phone
from tests.pictures import encode, scene
from tests.sealing import seal
from tests.visits import fill, make_visit

Clients = Callable[[str], FlaskClient]
PHOTO = "7f000000-0000-4000-8000-00000000000a"


@pytest.fixture
def sealed(db: Database, district: District, config: Config) -> Visit:
    """A sealed visit with one photo."""
    visit = fill(db, make_visit(db, district), district.ketua)
    data = encode(scene(64, 48))
    name = evidence.receive(db, BlobStore(config.uploads), data, actor=district.ketua, at=NOON)
    phone = Phone(district.ketua, visit)  # type: ignore[arg-type]  # a person of the tests
    attached = {"sha": name, "size": len(data), "type": "image/jpeg"}
    phone.push(db, phone.event(f"A02.photo.{PHOTO}", attached, op="attach"))
    submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
    return seal(db, district, visit)


def taken(client: FlaskClient, visit: Visit, **form: str) -> dict[str, bytes]:
    """The files of the package, by name."""
    answer = submit(client, f"/visits/{visit.uid}/closing", form, action=f"/visits/{visit.uid}/bundle")
    assert answer.mimetype == "application/zip", answer.text[:300]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_team_takes_the_originals_with_a_reason_and_they_are_what_was_sealed(
    db: Database, sealed: Visit, client_of: Clients
) -> None:
    files = taken(client_of("ketua"), sealed, originals="y", reason="Diperiksa Itwasda")
    day = sealed.planned_on
    whole = bundle.read(files[f"segel-polsek-senori-{day}.siap.json"])
    beside = {name.removeprefix("bukti/"): sha256(data).hexdigest() for name, data in files.items() if "bukti/" in name}
    assert list(beside) == [f"{PHOTO}.jpg"]
    assert bundle.verify(whole, [change.key for change in keys.history(db)], beside) == []
    assert files[f"berita-acara-polsek-senori-{day}.pdf"].startswith(b"%PDF")
    assert f"salinan/A02-{PHOTO[:8]}.jpg" in files and b"<script" in files["verify.html"]
    assert [one.reason for one in openings.by_person(db, sealed.lead_id)] == ["Diperiksa Itwasda"]
    line = audit.list_stream(db, audit.visit_stream(sealed.uid))[-1]
    assert line.action == "visit.exported"
    assert json.loads(line.detail_json) == {
        "what": "zip+originals",
        "originals": 1,
        "copies": 1,
        "withheld": False,
        "reason": "Diperiksa Itwasda",
    }


def test_the_chief_takes_copies_without_personal_data_and_never_originals(
    db: Database, sealed: Visit, client_of: Clients
) -> None:
    chief = client_of("kapolsek.senori")
    files = taken(chief, sealed, withhold="y")
    assert any(name.startswith("salinan/") for name in files)
    assert not any(name.startswith("bukti/") for name in files)
    data = next(data for name, data in files.items() if name.endswith(".siap.json"))
    assert b"strokes" not in data and b'"kind":"people"' not in data
    assert bundle.verify(bundle.read(data), [change.key for change in keys.history(db)]) == [], "the proof holds"
    forced = submit(chief, f"/visits/{sealed.uid}/closing", {"originals": "y", "reason": "Ingin tahu"})
    assert forced.status_code == 403


def test_originals_are_not_taken_without_a_reason(sealed: Visit, client_of: Clients) -> None:
    lead = client_of("ketua")
    refused = submit(lead, f"/visits/{sealed.uid}/closing", {"originals": "y", "reason": " "})
    assert refused.status_code == 422
    assert "Tulis untuk apa foto asli" in check_page(refused, lead.application).get_text()


def test_what_is_not_sealed_is_no_package(db: Database, district: District, config: Config) -> None:
    visit = fill(db, make_visit(db, district), district.ketua)
    with pytest.raises(NotFound):
        packing.take(
            db,
            visit.uid,
            originals=False,
            reason="",
            withhold=False,
            blobs=BlobStore(config.uploads),
            actor=district.ketua,
            at=NOON,
            today=TODAY,
        )
