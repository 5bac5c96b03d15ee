"""The screen on which a chief answers, what their phone talks to, and the pages of links without an account."""

import base64
import hashlib
import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.clock import now
from app.config import Config
from app.domain.findings import Finding
from app.services import evidence
from app.services import findings as deeds
from app.services.findings import Response
from app.store import audit, finding_links, finding_photos, finding_steps, findings
from app.store.blobs import BlobStore
from app.store.evidence import NewEvidence, put
from app.store.transaction import writing
from tests.clients import BufferedClient
from tests.documents import paper
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.pages import open_page, submit
from tests.pictures import encode, phone_photo, scene

Clients = Callable[[str], FlaskClient]
DONE = Response("Papan maklumat dipasang di ruang tunggu", without_photo="Kamera HP dinas sedang rusak")


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district, due_on="2099-01-05", condition="Papan maklumat belum dipasang RAHASIA")


@pytest.fixture
def before(db: Database, app: Flask, district: District, finding: Finding) -> str:
    """The uid of the team's photo of the finding."""
    config: Config = app.config["SIAP"]
    sha256 = evidence.receive(db, BlobStore(config.uploads), encode(scene()), actor=district.ketua, at=NOON)
    uid = str(uuid.uuid4())
    row = NewEvidence(
        uid, sha256, finding.visit_id, finding.org_id, finding.item_code, district.ketua.id, NOON,
        finding_uid=finding.uid,
    )  # fmt: skip
    with writing(db):
        put(db, [row])
    return uid


class Phone:
    """A chief's phone as it speaks to the server."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = client.get("/api/session").json["csrf"]

    def upload(self, data: bytes) -> str:
        """Send a photo in two pieces; its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        headers = {"X-CSRFToken": self.token}
        path = f"/api/photo/{sha256}"
        told = self.client.post(path, json={"size": len(data), "type": "image/jpeg"}, headers=headers)
        assert told.headers["Upload-Offset"] == "0"
        half = len(data) // 2
        for offset, piece in ((0, data[:half]), (half, data[half:])):
            digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            sent = {**headers, "Upload-Offset": str(offset), "Content-Digest": f"sha-256=:{digest}:"}
            told = self.client.patch(path, data=piece, headers=sent, content_type="application/partial-upload")
        assert told.headers["Upload-Complete"] == "?1"
        return sha256

    def answer(self, finding: Finding, **told: Any) -> TestResponse:
        """What the server says to an answer; the step is new unless named."""
        body = {"proto": "fieldsync/1", "step": str(uuid.uuid4()), "action": "answer", "stance": "agree", **told}
        return self.client.post(f"/api/findings/{finding.uid}/answers", json=body, headers={"X-CSRFToken": self.token})


class TestScreen:
    def test_shows_what_is_asked_until_when_and_the_photo_before_and_holds_no_token(
        self, finding: Finding, before: str, client_of: Clients
    ) -> None:
        page = open_page(client_of("kapolsek.senori"), f"/findings/{finding.uid}/answer")
        text = page.get_text()
        assert "Papan maklumat belum dipasang" in text and "5 Januari 2099" in text and "poin nilai" in text
        assert page.select_one(f'img[data-before="{before}"]')
        assert not page.select('[name="csrf_token"], nav')

    def test_is_not_there_for_another_stations_chief(self, finding: Finding, client_of: Clients) -> None:
        assert client_of("kapolsek.jenu").get(f"/findings/{finding.uid}/answer").status_code == 404

    def test_offers_no_answer_to_what_waits_for_none(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        deeds.answer(db, finding.uid, str(uuid.uuid4()), DONE, actor=district.kapolsek_senori, at=NOON, today=TODAY)
        page = open_page(client_of("kapolsek.senori"), f"/findings/{finding.uid}/answer")
        assert not page.select("[data-send]") and "sedang tidak menunggu jawaban" in page.get_text()


class TestPhone:
    def test_a_photo_sent_in_pieces_answers_once_however_often_it_is_sent(
        self, db: Database, finding: Finding, client_of: Clients
    ) -> None:
        phone, step = Phone(client_of("kapolsek.senori")), str(uuid.uuid4())
        sha256 = phone.upload(phone_photo())
        for _ in range(2):
            told = phone.answer(finding, step=step, photos=[sha256])
            assert (told.status_code, told.json["state"]) == (200, "answered")
        photos = finding_photos.of_findings(db, [finding.id])[finding.id]
        assert [one.step_uid for one in photos] == [step]

    def test_half_a_character_is_replaced(self, db: Database, finding: Finding, client_of: Clients) -> None:
        told = Phone(client_of("kapolsek.senori")).answer(
            finding, text="Papan dipasang \ud83d", without_photo=DONE.without_photo
        )
        assert told.status_code == 200
        assert finding_steps.of(db, [finding.id])[finding.id][-1].note == "Papan dipasang \ufffd"

    def test_who_comes_second_hears_what_happened(self, db: Database, finding: Finding, client_of: Clients) -> None:
        phone = Phone(client_of("kapolsek.senori"))
        words = {"text": DONE.text, "without_photo": DONE.without_photo}
        assert phone.answer(finding, **words).status_code == 200
        told = phone.answer(finding, **words)
        assert told.status_code == 409
        assert "lebih dulu menjawab temuan ini" in told.json["message"]

    @pytest.mark.parametrize(
        ("told", "status", "error"),
        [
            ({"photos": ["ab" * 32]}, 404, "photo_missing"),
            ({}, 422, "invalid"),
            ({"stance": "object"}, 422, "invalid"),
            ({"stance": "maybe", "text": DONE.text}, 422, "invalid"),
            ({"text": DONE.text, "without_photo": DONE.without_photo, "step": "x"}, 422, "invalid"),
            ({"photos": None}, 422, "invalid"),
            ({"photos": 5}, 422, "invalid"),
            ({"photos": "x", "text": 5, "without_photo": None}, 422, "invalid"),
            ({"text": DONE.text, "without_photo": DONE.without_photo, "step": ""}, 422, "invalid"),
        ],
    )
    def test_what_cannot_be_taken_is_said(
        self, db: Database, finding: Finding, client_of: Clients, told: dict[str, Any], status: int, error: str
    ) -> None:
        answer = Phone(client_of("kapolsek.senori")).answer(finding, **told)
        assert (answer.status_code, answer.json["error"]) == (status, error)
        assert answer.json["message"]
        assert findings.get_by_id(db, finding.id).state == "issued"

    def test_a_document_is_taken_only_where_one_is_asked_for(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        asks, asks_not = finding, issued_finding(db, district, planned_on="2026-11-23", item_code="A03")
        phone = Phone(client_of("kapolsek.senori"))
        sha256 = phone.upload(paper())
        assert phone.answer(asks_not, photos=[sha256]).status_code == 415
        assert phone.answer(asks, photos=[sha256]).status_code == 200

    def test_nobody_comes_to_see_a_photo_by_answering_with_its_hash(
        self, db: Database, district: District, finding: Finding, before: str, client_of: Clients
    ) -> None:
        sha256 = next(iter(db.query("SELECT sha256 FROM evidence WHERE uid = :uid", {"uid": before})))["sha256"]
        db.execute("UPDATE findings SET org_id = :jenu WHERE id = :id", {"jenu": district.jenu.id, "id": finding.id})
        told = Phone(client_of("kapolsek.jenu")).answer(finding, photos=[sha256])
        assert (told.status_code, told.json["error"]) == (404, "not_found")

    def test_is_told_which_findings_to_keep(self, finding: Finding, before: str, client_of: Clients) -> None:
        told = client_of("kapolsek.senori").get("/api/findings/owed").json
        assert [(one["uid"], one["before"]) for one in told["findings"]] == [(finding.uid, before)]
        assert client_of("kapolsek.jenu").get("/api/findings/owed").json["findings"] == []


@pytest.fixture
def address(finding: Finding, client_of: Clients) -> str:
    """The path of a link that planning staff made on the finding's page."""
    return made(client_of("bagren"), finding)


def made(client: FlaskClient, finding: Finding) -> str:
    answer = submit(client, f"/findings/{finding.uid}", {"days": "7"}, action=f"/findings/{finding.uid}/links")
    found = re.search(r"http://localhost(/t/[A-Za-z0-9_-]+)", answer.text)
    assert answer.status_code == 200 and found, answer.text[:500]
    return found[1]


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser in which nobody has an account."""
    return BufferedClient(app, use_cookies=True)


class TestLink:
    def test_shows_this_finding_and_nothing_else_of_the_system(
        self, before: str, address: str, stranger: FlaskClient
    ) -> None:
        answer = stranger.get(address)
        headers = answer.headers
        assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
        assert "noindex" in headers["X-Robots-Tag"]
        head = answer.text.partition("</head>")[0]
        assert "<title>SIAP</title>" in head and "RAHASIA" not in head and "manifest" not in head
        assert "RAHASIA" in answer.text
        ways = {way for way in re.findall(r'\s(?:href|action|src)="([^"#]+)', answer.text) if "/assets/" not in way}
        assert ways == {address, f"{address}/photo/{before}"}
        assert stranger.get(f"{address}/photo/{before}").content_type == "image/jpeg"
        assert stranger.get("/findings").status_code == 303

    def test_shows_the_small_photo_where_the_large_one_would_weigh_too_much(
        self, before: str, address: str, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.web.answering.links.MOST_BYTES", 100)
        page = open_page(stranger, address)
        small, large = f"{address}/photo/{before}?size=thumb", f"{address}/photo/{before}"
        image = page.select_one("[data-before]")
        assert image and image["src"] == small and image.parent and image.parent["href"] == large
        assert len(stranger.get(small).data) < len(stranger.get(large).data)

    def test_is_answered_without_scripts_and_says_that_it_arrived(
        self, db: Database, finding: Finding, address: str, stranger: FlaskClient
    ) -> None:
        files = [(io.BytesIO(phone_photo()), "sesudah.jpg")]
        answer = submit(stranger, address, {"photos": files, "stance": "agree"}, content_type="multipart/form-data")
        assert answer.status_code == 200 and "sampai" in answer.text and "RAHASIA" not in answer.text
        step = finding_steps.of(db, [finding.id])[finding.id][-1]
        assert step.action == "answer" and step.link_id
        assert "Jawaban diterima" in stranger.get(address).text

    def test_a_refused_photo_keeps_the_text_and_the_other_photo(
        self, db: Database, finding: Finding, address: str, stranger: FlaskClient
    ) -> None:
        files = [(io.BytesIO(phone_photo()), "baik.jpg"), (io.BytesIO(b"bukan foto"), "rusak.jpg")]
        form = {"photos": files, "text": "Sudah dipasang kemarin", "stance": "agree"}
        answer = submit(stranger, address, form, content_type="multipart/form-data")
        assert answer.status_code == 422 and "rusak.jpg" in answer.text and "Sudah dipasang kemarin" in answer.text
        hidden = dict(re.findall(r'<input[^>]*name="(uid|kept|csrf_token)"[^>]*value="([^"]*)"', answer.text))
        again = stranger.post(address, data={**hidden, "stance": "agree", "photos": (io.BytesIO(b""), "")})
        assert "sampai" in again.text
        assert len(finding_photos.of_findings(db, [finding.id])[finding.id]) == 1

    def test_a_body_as_large_as_photos_is_read_only_for_a_link_that_opens(
        self, address: str, stranger: FlaskClient
    ) -> None:
        token = stranger.get("/api/session").json["csrf"]
        parts = [("csrf_token", token, ""), ("photos", "x" * 2_000_000, '; filename="x.jpg"')]
        body = "".join(
            f'--B\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
            for name, value, more in parts
        )
        for path, status in ((f"/t/{'a' * 32}", 413), (address, 422)):
            sent = stranger.post(path, data=f"{body}--B--\r\n", content_type="multipart/form-data; boundary=B")
            assert sent.status_code == status

    def test_a_form_of_an_earlier_session_learns_nothing_of_the_system(
        self, address: str, stranger: FlaskClient
    ) -> None:
        answer = stranger.post(address, data={"csrf_token": "old"})
        assert answer.status_code == 400 and "Masuk" not in answer.text and "<title>SIAP</title>" in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    def test_every_refusal_reads_the_same(
        self, db: Database, district: District, finding: Finding, client_of: Clients, stranger: FlaskClient
    ) -> None:
        addresses = {kind: made(client_of("bagren"), finding) for kind in ("revoked", "expired", "settled")}
        links = finding_links.list_of_finding(db, finding.id)
        submit(
            client_of("bagren"),
            f"/findings/{finding.uid}",
            {},
            action=f"/findings/{finding.uid}/links/{links[2].uid}/revocation",
        )
        with writing(db):
            db.execute("UPDATE finding_links SET expires_at = :at WHERE id = :id", {"at": now(), "id": links[1].id})
        other = issued_finding(db, district, planned_on="2026-11-23")
        elsewhere = made(client_of("bagren"), other)
        deeds.answer(db, finding.uid, str(uuid.uuid4()), DONE, actor=district.kapolsek_senori, at=NOON, today=TODAY)
        answers = [stranger.get(path) for path in (*addresses.values(), "/t/x", f"/t/{'a' * 32}", f"/t/{'a' * 5000}")]
        answers.append(client_of("kapolsek.jenu").get(elsewhere))
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.get_data() for answer in answers}) == 1
        assert "RAHASIA" not in answers[0].text and "Masuk" not in answers[0].text
        lines = audit.list_stream(db, audit.visit_stream(finding.visit_uid))
        reasons = [line.detail["why"] for line in lines if line.action == "finding_link.refused"]
        assert reasons == ["revoked", "expired", "settled"]

    def test_an_answer_of_a_second_tab_is_refused_with_what_happened_and_its_text(
        self, address: str, stranger: FlaskClient
    ) -> None:
        said = {"stance": "agree", "text": DONE.text, "without_photo": DONE.without_photo}
        tabs = [stranger.get(address).text for _ in range(2)]
        first, second = (
            dict(re.findall(r'<input[^>]*name="(uid|seen|csrf_token)"[^>]*value="([^"]*)"', tab)) for tab in tabs
        )
        assert stranger.post(address, data={**first, **said}).status_code == 200
        late = stranger.post(address, data={**second, **said, "text": "Papan dipasang di loket"})
        assert late.status_code == 409 and "lebih dulu menjawab" in late.text and "Papan dipasang di loket" in late.text

    def test_an_odd_request_leaves_no_trace_either(self, address: str, stranger: FlaskClient) -> None:
        for answer in (stranger.put(address), stranger.get(f"{address}/photo/none"), stranger.options(address)):
            assert (answer.headers["Referrer-Policy"], answer.headers["Cache-Control"]) == ("no-referrer", "no-store")

    def test_shows_no_photo_of_another_finding(
        self, db: Database, district: District, before: str, client_of: Clients, stranger: FlaskClient
    ) -> None:
        other = issued_finding(db, district, planned_on="2026-11-23", item_code="A03")
        assert stranger.get(f"{made(client_of('bagren'), other)}/photo/{before}").status_code == 404

    def test_the_token_is_in_no_log(
        self, address: str, stranger: FlaskClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_given: object, **_named: object) -> None:
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr("app.web.answering.sheet.read", fail)
        assert stranger.get(address).status_code == 500
        assert "a fault of ours" in caplog.text
        assert address.removeprefix("/t/") not in caplog.text

    def test_is_shown_once_and_listed_with_its_last_use(
        self, db: Database, finding: Finding, address: str, client_of: Clients, stranger: FlaskClient
    ) -> None:
        stranger.get(address)
        page = open_page(client_of("bagren"), f"/findings/{finding.uid}")
        text = " ".join(page.get_text().split())
        assert "Dibuka 1 kali, terakhir" in text and address not in str(page)
        used = finding_links.list_of_finding(db, finding.id)[0].uid
        again = submit(
            client_of("bagren"),
            f"/findings/{finding.uid}",
            {"uid": used, "days": "7"},
            action=f"/findings/{finding.uid}/links",
        )
        assert again.status_code == 303
        days = submit(
            client_of("bagren"), f"/findings/{finding.uid}", {"days": "31"}, action=f"/findings/{finding.uid}/links"
        )
        assert days.status_code == 303
        assert len(finding_links.list_of_finding(db, finding.id)) == 1
