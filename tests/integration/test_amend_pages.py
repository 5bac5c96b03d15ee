"""Setting something right after the seal: the page, and where the amendment is seen afterwards."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.domain.visits import Visit
from app.exports import pdf
from app.services import amending, visit_report
from app.store import answers
from app.store import visits as stored
from app.store.blobs import BlobStore
from tests.factories import NOON, PASSWORD, TODAY, District
from tests.findings import issued_finding
from tests.pages import check_page, open_page, submit
from tests.papers import texts
from tests.sealing import seal
from tests.visits import submitted_visit

Clients = Callable[[str], FlaskClient]
ANSWER = "answer:A02:value"


@pytest.fixture
def sealed(db: Database, district: District) -> Visit:
    return seal(db, district, submitted_visit(db, district))


def put(client: FlaskClient, visit: Visit, what: str, **form: str) -> BeautifulSoup:
    """Amend one thing; the page that follows."""
    page = f"/visits/{visit.uid}/amendments/new?what={what}"
    answer = submit(client, page, {"reason": "Salah baca papan", "password": PASSWORD, **form})
    return check_page(answer, client.application) if answer.status_code != 303 else open_page(client, answer.location)


def test_an_amended_answer_stands_beside_the_sealed_one_on_page_and_paper(
    db: Database, district: District, config: Config, sealed: Visit, client_of: Clients
) -> None:
    lead = client_of("ketua")
    listed = open_page(lead, f"/visits/{sealed.uid}/amendments/new")
    assert listed.select_one(f"#targets a[href$='what={ANSWER}']")
    before = db.execute("SELECT value_json FROM answers WHERE item_code = 'A02'").fetchone()
    text = put(lead, sealed, ANSWER, letter="B").get_text(" ", strip=True)
    assert "Butir A02, jawaban semula A → menjadi B Salah baca papan AKP Ketua" in text
    assert db.execute("SELECT value_json FROM answers WHERE item_code = 'A02'").fetchone() == before
    put(lead, sealed, "note:A02:text", text="Papan di lorong")
    assert "Papan di lorong" in open_page(client_of("kapolsek.senori"), f"/visits/{sealed.uid}").get_text()
    blobs = BlobStore(config.uploads)
    report = visit_report.visit_report(db, sealed.uid, actor=district.ketua, blobs=blobs, at=NOON, today=TODAY)
    line = next(line for line in report.answers if line.code == "A02")
    assert (line.answer, line.amended) == ("A", "jawaban: B; catatan: Papan di lorong")
    paper = " ".join(" ".join(texts(pdf.visit_report(report))).split())
    assert "Diubah sesudah segel, jawaban: B; catatan: Papan di lorong" in paper and "Alasan: Salah baca papan" in paper


REFUSED = (
    (ANSWER, {"letter": "A"}, "#letter", "sama dengan yang sudah tertulis"),
    (ANSWER, {}, "#letter", "Isi bagaimana seharusnya"),
    (ANSWER, {"letter": "B", "reason": " "}, "#reason", "Tulis alasannya"),
    (ANSWER, {"letter": "B", "password": "salah salah salah"}, "#password", "Kata sandi salah"),
    ("head:visit:order_number", {"text": " "}, "#text", "Isi bagaimana seharusnya"),
)


def test_a_refused_amendment_says_what_to_do(db: Database, sealed: Visit, client_of: Clients) -> None:
    lead = client_of("ketua")
    for what, form, place, words in REFUSED:
        summary = put(lead, sealed, what, **form).select_one(f".error-summary a[href='{place}']")
        assert summary is not None and words in summary.get_text()
    assert amending.read(db, sealed) == []


def test_every_sealed_answer_can_be_set_right_in_the_form_of_its_kind(
    db: Database, sealed: Visit, client_of: Clients
) -> None:
    lead, seen = client_of("ketua"), set()
    for one in amending.targets(db, sealed):
        if one.item is not None and one.item.kind not in seen:
            seen.add(one.item.kind)
            page = open_page(lead, f"/visits/{sealed.uid}/amendments/new?what={one.key}")
            assert page.select("form [name=letter], form [name=first], form textarea[name=text]"), one.item.kind
    assert len(seen) > 4
    assert len(answers.list_of(db, sealed.id)) > 50


def test_planning_staff_amend_and_nobody_else(sealed: Visit, client_of: Clients) -> None:
    page = put(client_of("bagren"), sealed, "head:visit:order_number", text="Sprin/813/XI/REN.2.3./2026")
    assert "Sprin/813/XI/REN.2.3./2026" in page.get_text()
    for who in ("anggota1", "kapolsek.senori", "kapolres"):
        client = client_of(who)
        assert client.get(f"/visits/{sealed.uid}/amendments/new").status_code in (403, 404)
        assert not open_page(client, f"/visits/{sealed.uid}/closing").select("a[href$='/amendments/new']")


def test_an_amended_finding_says_so_on_its_own_page(db: Database, district: District, client_of: Clients) -> None:
    finding = issued_finding(db, district)
    visit = stored.find(db, finding.visit_uid)
    assert visit is not None
    seal(db, district, visit)
    put(client_of("ketua"), visit, f"finding:{finding.uid}:condition", text="Papan terpasang, tarifnya lama")
    text = open_page(client_of("kapolsek.senori"), f"/findings/{finding.uid}").get_text(" ", strip=True)
    assert "Diubah sesudah segel" in text and "Papan terpasang, tarifnya lama" in text
