"""A document (PDF) is evidence where an item asks for one: judged, kept, handed out as a download only."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import now
from app.config import Config
from app.domain.evidence import SIZES
from app.services import evidence as deeds
from app.services import submission, work
from app.services.visit_report import visit_report
from app.services.work import Hands
from app.store import audit, evidence, reports
from app.store.blobs import BlobStore
from tests.clients import ClientOf
from tests.documents import paper
from tests.factories import NOON, TODAY, District
from tests.integration.test_send_photos import announce, files_in, name_of, send, told
from tests.phones import Phone, csrf_of

PDF = paper(3)
SHA = name_of(PDF)
UID = "0a1b2c3d-0000-4000-8000-00000000d0c5"


@pytest.fixture
def client(client_of: ClientOf) -> FlaskClient:
    return client_of("anggota1")


def attach(db: Database, phone: Phone, item: str, caption: str = "Sprin tim") -> None:
    claims = {"sha": SHA, "size": len(PDF), "type": "application/pdf", "caption": caption}
    phone.push(db, phone.event(f"{item}.photo.{UID}", claims, op="attach"))


def test_is_taken_where_the_item_asks_for_one_and_shown_by_its_first_page(
    db: Database, phone: Phone, client: FlaskClient, config: Config
) -> None:
    attach(db, phone, "A01", "Sprin\u202efdp.exe")
    announce(client, PDF)
    assert told(send(client, PDF)) == (200, str(len(PDF)), "?1")
    blob = evidence.find_blob(db, SHA)
    assert blob is not None and (blob.mime, blob.pages, blob.size) == ("application/pdf", 3, len(PDF))
    assert files_in(config) == [f"{SHA[:2]}/{SHA}"], "what is shown of it is made off the request"
    hands = Hands(db, BlobStore(config.uploads), now)
    done, failed = work.run_due(hands)
    assert done >= 1 and not failed
    assert len(files_in(config)) == 1 + len(SIZES)
    thumb = client.get(f"/evidence/{UID}/thumb")
    assert (thumb.mimetype, thumb.data[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    named = reports.documents(db, phone.visit.id)
    assert [(one.item_code, one.caption, one.pages) for one in named] == [("A01", "Sprinfdp.exe", 3)]
    assert reports.count_photos(db, phone.visit.id) == 0


def test_is_handed_out_as_a_download_that_no_browser_shows_and_it_is_noted(
    db: Database, phone: Phone, client: FlaskClient
) -> None:
    attach(db, phone, "A01")
    announce(client, PDF)
    send(client, PDF)
    answer = client.post(f"/evidence/{UID}/document", headers={"X-CSRFToken": csrf_of(client)})
    assert (answer.status_code, answer.data) == (200, PDF)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f"attachment; filename=A01-{UID[:8]}.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    held = db.execute("SELECT reason FROM openings").fetchall()
    assert held == [(deeds.DOWNLOADED,)]
    trail = audit.list_stream(db, audit.visit_stream(phone.visit.uid))
    assert trail[-1].action == "evidence.document_opened"
    page = client.get(f"/evidence/{UID}").get_data(as_text=True)
    assert "Dokumen 3 halaman." in page and f"/evidence/{UID}/document" in page and "Sprin tim" in page


def test_is_refused_where_no_item_asks_for_one_and_leaves_nothing(
    db: Database, phone: Phone, client: FlaskClient, config: Config
) -> None:
    attach(db, phone, "A03")
    announce(client, PDF)
    answer = send(client, PDF)
    assert (answer.status_code, answer.json["error"]) == (415, "document_not_asked")
    assert answer.json["message"] == "Butir ini tidak meminta dokumen. Ambil foto saja."
    assert files_in(config) == []
    flags = [row["flag"] for row in db.query("SELECT flag FROM events WHERE cell LIKE 'A03.photo.%'")]
    assert flags == ["item asks for no document"]


def test_is_taken_with_an_answer_to_a_finding_of_such_an_item_alone(
    db: Database, district: District, config: Config
) -> None:
    store = BlobStore(config.uploads)
    chief = district.kapolsek_senori
    with pytest.raises(deeds.DocumentNotAsked):
        deeds.receive(db, store, PDF, actor=chief, at=NOON)
    assert deeds.receive(db, store, PDF, actor=chief, at=NOON, takes_documents=True) == SHA


def test_is_named_on_the_visits_report(db: Database, district: District, phone: Phone, config: Config) -> None:
    attach(db, phone, "A01")
    store = BlobStore(config.uploads)
    deeds.receive(db, store, PDF, actor=phone.person, at=NOON, takes_documents=True)
    submission.submit(db, phone.visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)
    report = visit_report(db, phone.visit.uid, actor=district.ketua, blobs=store, at=NOON, today=TODAY)
    named = {line.code: line.documents for line in report.answers if line.documents}
    assert named == {"A01": (f"\u201cSprin tim\u201d, 3 halaman, {SHA[:12]}",)}
    assert report.photos == 0
