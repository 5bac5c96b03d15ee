"""A picture's own page: its record, what is drawn upon it, and what leaves the house."""

import io
import json
import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlite_utils import Database

from app.config import Config
from app.services import annotations as deeds
from app.services import evidence, visit_report, work
from app.store import annotations, audit, photo_records
from app.store.blobs import BlobStore
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District
from tests.pages import open_page
from tests.phones import Phone, TeamVisit, csrf_of, make_visit, set_state
from tests.pictures import phone_photo

ClientOf = Callable[[str], FlaskClient]
UID = "0a1b2c3d-0000-4000-8000-000000000001"
TWIN = "0a1b2c3d-0000-4000-8000-000000000002"
PHOTO = phone_photo()
BLUR = '[{"kind":"blur","x":0,"y":0,"w":6000,"h":6000}]'


@pytest.fixture
def visit(db: Database, district: District, config: Config) -> TeamVisit:
    """A visit with one picture at two items, taken 7 hours and 42 km from the station's point."""
    visit = make_visit(db, district)
    sha256 = evidence.receive(db, BlobStore(config.uploads), PHOTO, actor=district.anggota1, at=NOON)
    phone = Phone(district.anggota1, visit)
    claim = {"sha": sha256, "size": len(PHOTO), "type": "image/jpeg"}
    own = {**claim, "taken": "2026-11-22T11:59:00+07:00", "lat": -6.9, "lon": 112.05, "acc": 12.4, "source": "camera"}
    phone.push(
        db,
        phone.event(f"A02.photo.{UID}", own, op="attach", skew=90_000),
        phone.event(f"A03.photo.{TWIN}", claim, op="attach"),
    )
    with writing(db):
        db.execute("UPDATE orgs SET lat = -7.0404, lon = 111.7256 WHERE id = :id", {"id": district.senori.id})
    return visit


def draw(client: FlaskClient, shapes: str, base: int = 0, uid: str = UID, **form: str) -> tuple[int, str]:
    sent = {"shapes": shapes, "base": str(base), **form}
    answer = client.post(f"/evidence/{uid}/layer", data=sent, headers={"X-CSRFToken": csrf_of(client)})
    return answer.status_code, answer.text


def is_blurred(data: bytes) -> bool:
    """Whether the sharp edge of the red corner is gone."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    pixel = image.getpixel((image.width * 24 // 100, image.height // 10))
    assert isinstance(pixel, tuple)
    return pixel[1] > 30


def test_says_all_that_is_known_with_its_source(client_of: ClientOf, visit: TeamVisit) -> None:
    text = open_page(client_of("kapolres"), f"/evidence/{UID}").get_text(" ", strip=True)
    for said in (
        "22 November 2026, 12.00 WIB",  # the phone's hour, set right by its measured skew
        "jam HP saat diambil",
        "2026-11-22 09:30:05",
        "DateTimeOriginal · UTC+7",
        "-6.9000, 112.0500",
        "ketelitian 12 m",
        "39 km",
        "terukur: 90 dtk di belakang server",
        "Maju Foto 5",
        "Kamera, di aplikasi",
        "400 × 300",
    ):
        assert said in text
    assert "Foto asli" not in text  # a reader does not open the file


def test_the_strip_below_falls_back_on_what_the_file_says(client_of: ClientOf, visit: TeamVisit) -> None:
    page = open_page(client_of("ketua"), f"/evidence/{TWIN}")
    strip = page.find(class_="strip-below").get_text(" ", strip=True)
    assert strip.endswith("km dari kantor")
    assert "A03" in strip and "Polsek Senori" in strip
    assert page.find("img", alt=True)["src"] == f"/evidence/{TWIN}/screen"


def test_a_picture_whose_bytes_are_on_a_phone_has_its_page(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit
) -> None:
    phone, uid = Phone(district.anggota2, visit), str(uuid.uuid4())
    phone.push(db, phone.event(f"A02.photo.{uid}", {"sha": "a" * 64, "size": 5, "type": "image/jpeg"}, op="attach"))
    assert "Masih di HP" in open_page(client_of("ketua"), f"/evidence/{uid}").get_text()
    assert draw(client_of("ketua"), BLUR, uid=uid)[0] == 404


def test_thumbnails_lead_to_it(client_of: ClientOf, db: Database, visit: TeamVisit) -> None:
    assert open_page(client_of("bagren"), f"/visits/{visit.uid}").find("a", href=f"/evidence/{UID}")


def test_a_layer_is_kept_beside_the_picture_version_by_version(
    client_of: ClientOf, db: Database, visit: TeamVisit, config: Config
) -> None:
    client = client_of("anggota2")
    before = client.get(f"/evidence/{UID}/screen").data
    assert draw(client, BLUR)[0] == 303
    assert draw(client, BLUR, base=1)[0] == 303  # nothing new: no version
    assert draw(client, "[]", base=1)[0] == 303
    page = open_page(client, f"/evidence/{UID}")
    assert "Versi 2: semua dihapus" in page.get_text(" ", strip=True)
    assert client.get(f"/evidence/{UID}/screen").data == before
    record = photo_records.get(db, UID, person_id=1, today=TODAY)
    assert [(one.version, len(one.shapes)) for one in annotations.history(db, record.id)] == [(2, 0), (1, 1)]
    assert BlobStore(config.uploads).read(record.sha256) == PHOTO
    last = audit.list_stream(db, audit.visit_stream(visit.uid))[-1]
    assert (last.action, json.loads(last.detail_json)["version"]) == ("evidence.annotated", 2)


def test_of_two_who_draw_at_once_the_second_is_asked(client_of: ClientOf, visit: TeamVisit) -> None:
    draw(client_of("ketua"), BLUR)
    status, text = draw(client_of("anggota1"), '[{"kind":"circle","x":0,"y":0,"w":900,"h":900}]')
    assert status == 409
    assert "Sementara itu orang lain" in text
    assert "circle" in text


def test_a_shape_may_be_typed_and_taken_out_without_a_script(client_of: ClientOf, visit: TeamVisit) -> None:
    client = client_of("ketua")
    status, text = draw(client, "[]", step="change", kind="arrow", x="10", y="10,5", w="20", h="-5")
    assert (status, "&#34;x&#34;:1000" in text, "<polygon" in text) == (200, True, True)
    assert draw(client, "[]", kind="arrow", x="10", y="10", w="200", h="0")[0] == 422
    status, text = draw(client, BLUR, remove="0")
    assert status == 303


def test_drawing_after_the_seal_is_shown_as_later(client_of: ClientOf, db: Database, visit: TeamVisit) -> None:
    set_state(db, visit, "submitted")
    set_state(db, visit, "sealed")
    assert draw(client_of("bagren"), BLUR)[0] == 303
    assert "sesudah segel" in client_of("kapolsek.senori").get(f"/evidence/{UID}").text


def test_blurs_reach_outsiders_and_copies_whatever_use_of_the_bytes_they_were_drawn_on(
    client_of: ClientOf, db: Database, visit: TeamVisit
) -> None:
    set_state(db, visit, "submitted")
    draw(client_of("ketua"), BLUR, uid=TWIN)
    seen = {who: client_of(who).get(f"/evidence/{UID}/screen").data for who in ("ketua", "bagren", "kapolsek.senori")}
    assert not any(is_blurred(data) for data in seen.values())
    reader = client_of("kapolres")
    for address in (f"/evidence/{UID}/screen", f"/evidence/{UID}/thumb", f"/api/photo/{photo_sha(db)}"):
        assert is_blurred(reader.get(address).data), address
    client = client_of("ketua")
    copy = client.post(f"/evidence/{UID}/copy", headers={"X-CSRFToken": csrf_of(client)})
    assert is_blurred(copy.data)
    assert copy.headers["Content-Disposition"].startswith("attachment")
    assert audit.list_stream(db, audit.visit_stream(visit.uid))[-1].action == "evidence.shared"


def test_every_route_that_serves_a_picture_serves_nothing_but_pixels(
    client_of: ClientOf, db: Database, visit: TeamVisit
) -> None:
    draw(client_of("ketua"), BLUR)
    client = client_of("ketua")
    token = {"X-CSRFToken": csrf_of(client)}
    fill = {"uid": UID, "sha256": photo_sha(db)}
    rules = [
        rule
        for rule in client.application.url_map.iter_rules()
        if (rule.endpoint.startswith("evidence.") or rule.rule.startswith("/api/photo")) and rule.arguments
    ]
    served = {}
    for rule in rules:
        for method in (rule.methods or set()) & {"GET", "POST"}:
            address = rule.rule
            for name in rule.arguments:
                address = address.replace(f"<{name}>", fill.get(name, UID))
            answer = client.open(address, method=method, data={"reason": "Uji"}, headers=token)
            if answer.mimetype.startswith("image/"):
                served[rule.endpoint] = answer
    original = served.pop("evidence.original")
    assert original.data == PHOTO  # the one that is the file itself: a download, with a reason
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert {"evidence.thumb", "evidence.screen", "evidence.share", "phone.show"} <= set(served)
    for endpoint, answer in served.items():
        image = Image.open(io.BytesIO(answer.data))
        assert not image.getexif() and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, (
            endpoint
        )
        assert b"rahasia" not in answer.data, endpoint


def test_a_burned_picture_is_made_once_for_each_layer(
    client_of: ClientOf, db: Database, visit: TeamVisit, config: Config
) -> None:
    draw(client_of("ketua"), BLUR)
    blobs = BlobStore(config.uploads)
    shapes = deeds.leaving(db, [UID, TWIN])
    assert set(shapes) == {UID, TWIN}
    first = deeds.picture_leaving(blobs, photo_sha(db), "screen", shapes[UID])
    made_at = first.stat().st_mtime_ns
    again = deeds.picture_leaving(blobs, photo_sha(db), "screen", shapes[TWIN])
    assert (again, again.stat().st_mtime_ns) == (first, made_at)


def photo_sha(db: Database) -> str:
    return str(next(iter(db.query("SELECT sha256 FROM evidence WHERE uid = :uid", {"uid": UID})))["sha256"])


def test_the_background_makes_what_leaves_before_it_is_asked_for(
    client_of: ClientOf, db: Database, visit: TeamVisit, config: Config
) -> None:
    draw(client_of("ketua"), BLUR)
    work.kinds()[deeds.BURN].run(work.Hands(db, BlobStore(config.uploads), lambda: NOON), UID)
    assert len(list(config.uploads.glob(f"derived/??/{photo_sha(db)}-*-*.jpg"))) == 2
    assert next(iter(db.query("SELECT ref FROM jobs WHERE kind = :kind", {"kind": deeds.BURN})))["ref"] == UID


def test_papers_print_the_picture_blurred_and_its_record_beside(
    client_of: ClientOf, db: Database, district: District, visit: TeamVisit, config: Config
) -> None:
    phone, finding, photo = Phone(district.anggota2, visit), str(uuid.uuid4()), str(uuid.uuid4())
    claim = {"sha": photo_sha(db), "size": 5, "type": "image/jpeg", "finding": finding, "source": "gallery"}
    phone.push(
        db,
        phone.event(f"A02.finding.{finding}", {"condition": "Pelat terlihat", "severity": "minor"}),
        phone.event(f"A02.photo.{photo}", claim, op="attach"),
    )
    draw(client_of("ketua"), BLUR)
    report = visit_report.visit_report(
        db, visit.uid, actor=district.bagren, blobs=BlobStore(config.uploads), at=NOON, today=TODAY
    )
    assert is_blurred(report.findings[0].photos[0].data)
    lines = {line.source: line for line in report.photo_lines}
    assert (lines["camera"].item, lines["camera"].by, lines["camera"].blurs) == ("A02", "Aipda Anggota1", 1)
    assert lines["gallery"].place.startswith("-6.8976")  # as the file says
    assert round(lines["camera"].distance_m or 0, -3) == 39_000
