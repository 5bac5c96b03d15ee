"""The list of findings, one finding, answering it with photos, judging the answer."""

import io
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.domain.finding_life import FindingState
from app.domain.findings import Finding, Severity
from app.store import finding_steps, findings
from tests.documents import paper
from tests.factories import TODAY, District
from tests.findings import issued_finding
from tests.pages import check_page, open_page, submit
from tests.pictures import phone_photo

Clients = Callable[[str], FlaskClient]
TEXT = "Papan maklumat dipasang di ruang tunggu"


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def send(client: FlaskClient, finding: Finding, *photos: tuple[bytes, str], **form: Any) -> Any:
    files = [(io.BytesIO(data), name) for data, name in photos] or [(io.BytesIO(b""), "")]
    address = f"/findings/{finding.uid}"
    return submit(
        client,
        address,
        {"text": TEXT, "photos": files, **form},
        action=f"{address}/answers",
        content_type="multipart/form-data",
    )


class TestList:
    def test_a_chief_sees_what_is_owed_first(self, db: Database, district: District, client_of: Clients) -> None:
        issued_finding(db, district, due_on="2026-11-01", condition="Papan tarif tertutup")
        issued_finding(db, district, planned_on="2026-11-23", condition="Kotak saran terkunci", item_code="A02")
        page = open_page(client_of("kapolsek.senori"), "/findings")
        text = page.get_text()
        assert text.index("Papan tarif tertutup") < text.index("Kotak saran terkunci")
        assert "Lewat" in text and "Polsek Senori" in text

    def test_a_chief_sees_nothing_of_another_station(self, finding: Finding, client_of: Clients) -> None:
        assert finding.condition not in open_page(client_of("kapolsek.jenu"), "/findings?show=open").get_text()

    @pytest.mark.parametrize(
        ("query", "is_shown"),
        [
            ("", True),
            ("?severity=moderate", True),
            ("?severity=serious", False),
            ("?station=polsek-senori", True),
            ("?station=polsek-jenu", False),
            ("?q=MAKLUMAT", True),
            ("?q=a01", True),
            ("?q=100%25", False),
            ("?show=closed", False),
            ("?show=waiting", False),
            ("?overdue=1", False),
            ("?show=x&severity=x&after=x&before=x", True),
            (f"?after={'9' * 5000}", True),
        ],
    )
    def test_planning_staff_narrow_the_list(
        self, finding: Finding, client_of: Clients, query: str, is_shown: bool
    ) -> None:
        text = open_page(client_of("bagren"), f"/findings{query}").get_text()
        assert (finding.condition in text) == is_shown

    def test_an_empty_list_says_why(self, district: District, client_of: Clients) -> None:
        assert "Tidak ada temuan di sini" in open_page(client_of("bagren"), "/findings").get_text()


class TestOne:
    def test_shows_what_is_asked_and_what_it_is_worth(self, finding: Finding, client_of: Clients) -> None:
        text = open_page(client_of("kapolsek.senori"), f"/findings/{finding.uid}").get_text()
        assert finding.condition in text and "Dampak pada kesiapan" in text and "+1,33" in text

    def test_a_long_text_stands_in_full_once(self, db: Database, district: District, client_of: Clients) -> None:
        text = "Berkas" * 600
        finding = issued_finding(db, district, condition=text)
        page = open_page(client_of("kapolsek.senori"), f"/findings/{finding.uid}")
        assert page.get_text().count(text) == 1
        assert page.title is not None and page.title.text.strip() == "Temuan 1, Polsek Senori · SIAP"
        assert page.h1 is not None and page.h1.text == "Temuan 1", "the subtitle names the station"
        heading = page.select_one("main h2")
        assert heading is not None and heading.text.endswith("…") and len(heading.text) < 300

    def test_names_the_earlier_finding_on_the_same_item(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        again = issued_finding(db, district, planned_on="2026-11-23")
        page = open_page(client_of("bagren"), f"/findings/{again.uid}")
        assert "Temuan berulang: pertama 22 Nov 2026, 2 kali ditemukan, belum pernah dijanjikan" in " ".join(
            page.get_text(" ", strip=True).split()
        )
        assert page.find("a", href=f"/findings/{finding.uid}") is not None

    @pytest.mark.parametrize("who", ["kapolsek.jenu", "bagren.lamongan"])
    def test_a_foreign_one_is_nowhere(self, finding: Finding, client_of: Clients, who: str) -> None:
        assert client_of(who).get(f"/findings/{finding.uid}").status_code == 404
        assert client_of(who).get(f"/visits/{finding.visit_uid}").status_code == 404

    @pytest.mark.parametrize(
        ("who", "forms"), [("kapolsek.senori", 2), ("ketua", 3), ("bagren", 4), ("anggota1", 1), ("kapolres", 0)]
    )
    def test_offers_only_what_is_ones_own_to_do(
        self, finding: Finding, client_of: Clients, who: str, forms: int
    ) -> None:
        page = open_page(client_of(who), f"/findings/{finding.uid}")
        assert len([form for form in page.find_all("form") if "/findings/" in str(form["action"])]) == forms


class TestAnswering:
    def test_with_photos_and_text_shows_before_and_after_to_the_team(
        self, db: Database, finding: Finding, client_of: Clients
    ) -> None:
        answer = send(client_of("kapolsek.senori"), finding, (phone_photo(), "1.jpg"), (phone_photo(60, 40), "2.jpg"))
        assert answer.status_code == 303, answer.text[:3000]
        assert findings.get_by_id(db, finding.id).state is FindingState.ANSWERED
        client = client_of("ketua")
        page = open_page(client, f"/findings/{finding.uid}")
        assert TEXT in page.get_text() and "Sesudah" in page.get_text()
        assert len(page.select(".timeline img")) == 2, "the course shows each step's own photos"
        pictures = {str(image["src"]) for image in page.select("main img")}
        for picture in pictures:
            assert client.get(picture).mimetype == "image/jpeg"

    def test_without_a_photo_needs_a_reason_and_keeps_the_text(
        self, db: Database, finding: Finding, client_of: Clients
    ) -> None:
        client = client_of("kapolsek.senori")
        refused = send(client, finding)
        assert refused.status_code == 422
        page = check_page(refused, client.application)
        assert (
            "Tambahkan foto" in page.get_text() and page.find("textarea", {"name": "text"}).get_text().strip() == TEXT
        )
        assert page.select_one("form .error-summary[autofocus] a[href='#without_photo']")
        assert send(client, finding, without_photo="Kamera HP dinas sedang rusak").status_code == 303
        page = open_page(client, f"/findings/{finding.uid}")
        assert "Kamera HP dinas sedang rusak" in page.get_text() and not page.select(".pair, .slot"), "no empty frames"

    def test_ends_the_days_left_of_the_station(self, finding: Finding, client_of: Clients) -> None:
        client = client_of("kapolsek.senori")
        address = f"/findings/{finding.uid}"
        assert "tenggat" in open_page(client, address).select_one("main .card").text
        assert send(client, finding, without_photo="Kamera HP dinas sedang rusak").status_code == 303
        assert "tenggat" not in open_page(client, address).select_one("main .card").text

    def test_a_file_that_is_no_photo_is_named_and_the_others_need_not_be_sent_again(
        self, db: Database, finding: Finding, client_of: Clients
    ) -> None:
        client = client_of("kapolsek.senori")
        refused = send(client, finding, (phone_photo(), "baik.jpg"), (b"%PDF-1.4", "surat.pdf"))
        assert refused.status_code == 422
        page = check_page(refused, client.application)
        assert "surat.pdf" in page.get_text() and "1 foto sudah sampai" in page.get_text()
        hidden = {field["name"]: field["value"] for field in page.select("form[enctype] input[type=hidden]")}
        again = client.post(f"/findings/{finding.uid}/answers", data={**hidden, "text": TEXT})
        assert again.status_code == 303
        assert db.execute("SELECT COUNT(*) FROM evidence WHERE step_uid IS NOT NULL").fetchone()[0] == 1

    def test_too_many_photos_are_refused_unread_and_fewer_are_taken_next(
        self, config: Config, db: Database, finding: Finding, client_of: Clients
    ) -> None:
        client, picture = client_of("kapolsek.senori"), phone_photo()
        answer = send(client, finding, *[(picture, f"{n}.jpg") for n in range(9)])
        assert answer.status_code == 422
        assert "Paling banyak 8 foto" in answer.text or "8 foto" in answer.text
        assert not list(config.uploads.rglob("*.*")) and not list(db.query("SELECT sha256 FROM blobs"))
        assert 'name="kept" value=""' in answer.text
        assert send(client, finding, (picture, "1.jpg")).status_code == 303

    def test_photos_cannot_be_claimed_by_naming_them(self, db: Database, finding: Finding, client_of: Clients) -> None:
        refused = send(client_of("kapolsek.senori"), finding, kept='["' + "ab" * 32 + '"]')
        assert refused.status_code == 422 and "Tambahkan foto" in refused.text

    def test_sending_twice_answers_once(self, db: Database, finding: Finding, client_of: Clients) -> None:
        client = client_of("kapolsek.senori")
        form = {"uid": "5f0c5b0e-6f0a-4a39-8d0a-0d9f7a3c1e11", "without_photo": "Kamera HP dinas sedang rusak"}
        page = open_page(client, f"/findings/{finding.uid}")
        token = page.select_one("form[enctype] input[name=csrf_token]")["value"]
        for _ in range(2):
            sent = client.post(f"/findings/{finding.uid}/answers", data={"csrf_token": token, "text": TEXT, **form})
            assert sent.status_code == 303
        assert len(finding_steps.of(db, [finding.id])[finding.id]) == 2

    def test_another_chief_cannot_answer_it(self, finding: Finding, client_of: Clients) -> None:
        client = client_of("kapolsek.jenu")
        token = open_page(client, "/account").select_one("input[name=csrf_token]")["value"]
        sent = client.post(f"/findings/{finding.uid}/answers", data={"csrf_token": token, "text": TEXT})
        assert sent.status_code == 404


class TestJudging:
    @pytest.fixture
    def answered(self, finding: Finding, client_of: Clients) -> Finding:
        assert send(client_of("kapolsek.senori"), finding, (phone_photo(), "1.jpg")).status_code == 303
        return finding

    def act(self, client: FlaskClient, finding: Finding, deed: str, **form: str) -> Any:
        address = f"/findings/{finding.uid}"
        return submit(client, address, form, action=f"{address}/{deed}")

    def test_the_lead_returns_it_with_a_reason_the_station_reads(self, answered: Finding, client_of: Clients) -> None:
        client = client_of("ketua")
        refused = self.act(client, answered, "returns", note="kurang")
        assert refused.status_code == 422 and "paling sedikit 10 huruf" in refused.text
        assert self.act(client, answered, "returns", note="Papan belum terbaca di foto").status_code == 303
        text = open_page(client_of("kapolsek.senori"), f"/findings/{answered.uid}").get_text()
        assert "Tim meminta tambahan" in text and "Papan belum terbaca di foto" in text

    def test_what_the_team_asked_stays_said_when_nothing_is_done(self, answered: Finding, client_of: Clients) -> None:
        lead = client_of("ketua")
        assert self.act(lead, answered, "returns", note="Papan belum terbaca di foto").status_code == 303
        assert self.act(lead, answered, "undone", note="Sudah dua minggu").status_code == 303
        page = open_page(client_of("kapolsek.senori"), f"/findings/{answered.uid}")
        asked = page.select_one("main .notice--warn")
        assert asked is not None and "Papan belum terbaca di foto" in asked.get_text()
        assert page.select_one(".timeline").get_text().count("(BD)") == 1

    def test_planning_staff_close_it(self, db: Database, answered: Finding, client_of: Clients) -> None:
        assert self.act(client_of("bagren"), answered, "closure").status_code == 303
        assert findings.get_by_id(db, answered.id).state is FindingState.CLOSED
        assert "Selesai" in open_page(client_of("kapolsek.senori"), "/findings?show=closed").get_text()

    def test_an_accepted_plan_is_reported_as_done(self, db: Database, answered: Finding, client_of: Clients) -> None:
        bagren, chief = client_of("bagren"), client_of("kapolsek.senori")
        assert self.act(bagren, answered, "acceptance").status_code == 303
        assert self.act(chief, answered, "follow-ups", text="x").status_code == 422
        assert self.act(chief, answered, "follow-ups", text=TEXT).status_code == 422  # neither photo nor reason
        done = self.act(chief, answered, "follow-ups", text=TEXT, without_photo="Kamera HP dinas rusak")
        assert done.status_code == 303
        assert findings.get_by_id(db, answered.id).state is FindingState.FOLLOWED_UP


class TestComingTooLate:
    """Somebody took a step while the page was open: the page says so, and keeps what was typed."""

    NOTE = "Papan sudah terpasang, dilihat sendiri"

    @pytest.fixture
    def answered(self, finding: Finding, client_of: Clients) -> Finding:
        assert send(client_of("kapolsek.senori"), finding, (phone_photo(), "1.jpg")).status_code == 303
        return finding

    def opened(self, client: FlaskClient, finding: Finding, deed: str) -> dict[str, str]:
        """The hidden fields of a form that is open before anything happens."""
        page = open_page(client, f"/findings/{finding.uid}")
        form = page.select_one(f"form:has([formaction$='{deed}']), form[action$='{deed}']")
        assert form is not None, deed
        return {str(field["name"]): str(field["value"]) for field in form.select("input[type=hidden]")}

    def refused(self, client: FlaskClient, finding: Finding, deed: str, hidden: dict[str, str], **form: str) -> Any:
        answer = client.post(f"/findings/{finding.uid}/{deed}", data={**hidden, **form})
        assert answer.status_code == 409, answer.text[:500]
        return check_page(answer, client.application)

    @pytest.mark.parametrize("note", [NOTE, "pendek"])
    def test_the_second_of_two_who_judge_is_told_who_was_first(
        self, answered: Finding, client_of: Clients, note: str
    ) -> None:
        lead, bagren = client_of("ketua"), client_of("bagren")
        hidden = self.opened(lead, answered, "returns")
        assert (
            submit(bagren, f"/findings/{answered.uid}", {}, action=f"/findings/{answered.uid}/closure").status_code
            == 303
        )
        page = self.refused(lead, answered, "returns", hidden, note=note)
        said = page.select_one(".error-summary[role=alert][autofocus]")
        assert said is not None
        assert re.search(
            r"Kompol Bagren sudah menutup temuan ini \(S\) pada \d+ \w+ \d{4}, \d\d\.\d\d WIB", said.get_text()
        )
        assert "Selesai" in said.get_text() and "Sesuai (S)" in said.get_text()
        kept = said.select_one("textarea[readonly]")
        assert kept is not None and kept.get_text().strip() == note
        assert not page.select("main form[action*='/findings/']"), "nothing is left to do or to say"

    def test_an_answer_to_a_closed_finding_keeps_its_text(self, finding: Finding, client_of: Clients) -> None:
        chief, bagren = client_of("kapolsek.senori"), client_of("bagren")
        hidden = self.opened(chief, finding, "answers")
        why = "Pos pindah ke gedung baru"
        address = f"/findings/{finding.uid}"
        assert submit(bagren, address, {"note": why}, action=f"{address}/set-aside").status_code == 303
        page = self.refused(chief, finding, "answers", hidden, text=TEXT, without_photo="HP dinas rusak sekali")
        said = page.select_one(".error-summary")
        assert said is not None and "Kompol Bagren sudah menutup" in said.get_text() and "(TDD)" in said.get_text()
        kept = said.select_one("textarea")
        assert kept is not None and kept.get_text().split("\n\n") == [TEXT, "HP dinas rusak sekali"]
        assert why in page.get_text()

    def test_who_answered_already_is_told_so(self, finding: Finding, client_of: Clients) -> None:
        chief = client_of("kapolsek.senori")
        hidden = self.opened(chief, finding, "answers")
        assert send(chief, finding, (phone_photo(), "1.jpg")).status_code == 303
        page = self.refused(
            chief, finding, "answers", {**hidden, "uid": "5f0c5b0e-6f0a-4a39-8d0a-0d9f7a3c1e11"}, text=TEXT
        )
        assert "Anda sudah menjawab temuan ini pada" in page.get_text()

    def test_a_word_on_an_answer_that_was_not_seen_is_asked_again(
        self, db: Database, answered: Finding, client_of: Clients
    ) -> None:
        lead, bagren, chief = client_of("ketua"), client_of("bagren"), client_of("kapolsek.senori")
        hidden = self.opened(lead, answered, "closure")
        address = f"/findings/{answered.uid}"
        sent = submit(bagren, address, {"note": "Papan belum terbaca di foto"}, action=f"{address}/returns")
        assert sent.status_code == 303
        assert send(chief, answered, (phone_photo(40, 60), "2.jpg")).status_code == 303
        page = self.refused(lead, answered, "closure", hidden, note=self.NOTE)
        said = page.select_one(".error-summary")
        assert said is not None and "mengembalikan" in said.get_text() and "sudah menjawab" in said.get_text()
        assert findings.get_by_id(db, answered.id).state is FindingState.ANSWERED
        kept = page.select_one("#note")
        assert kept is not None and kept.get_text().strip() == self.NOTE, "its form is still there"
        assert submit(lead, address, {"note": self.NOTE}, action=f"{address}/closure").status_code == 303

    def test_a_word_that_leaves_the_finding_where_it_is_stops_no_answer(
        self, finding: Finding, client_of: Clients
    ) -> None:
        chief, bagren = client_of("kapolsek.senori"), client_of("bagren")
        hidden = self.opened(chief, finding, "answers")
        address = f"/findings/{finding.uid}"
        assert submit(bagren, address, {}, action=f"{address}/undone").status_code == 303
        data = {**hidden, "text": TEXT, "without_photo": "HP dinas rusak sekali"}
        assert chief.post(f"{address}/answers", data=data).status_code == 303

    def test_one_form_does_one_thing(self, db: Database, answered: Finding, client_of: Clients) -> None:
        lead = client_of("ketua")
        hidden = self.opened(lead, answered, "closure")
        assert lead.post(f"/findings/{answered.uid}/closure", data=hidden).status_code == 303
        page = self.refused(lead, answered, "returns", hidden, note="Papan belum terbaca di foto")
        assert "Anda sudah menutup temuan ini (S)" in page.get_text()


class TestAStaleForm:
    """Opened before another page of the browser began a new session."""

    @pytest.mark.parametrize(
        ("who", "deed", "field"),
        [
            ("kapolsek.senori", "answers", "text"),
            ("ketua", "undone", "note"),
            ("bagren", "set-aside", "aside-note"),
            ("anggota1", "comments", "comment"),
        ],
    )
    def test_comes_back_with_what_was_typed_and_is_taken_next(
        self, db: Database, finding: Finding, client_of: Clients, who: str, deed: str, field: str
    ) -> None:
        client, address = client_of(who), f"/findings/{finding.uid}"
        name = "text" if deed in ("answers", "comments") else "note"
        stale = {
            "csrf_token": "x",
            "uid": str(uuid.uuid4()),
            "seen": "1",
            name: TEXT,
            "without_photo": "Kamera rusak berat",
        }
        answer = client.post(f"{address}/{deed}", data=stale)
        assert answer.status_code == 400
        page = check_page(answer, client.application)
        assert "Belum terkirim" in page.get_text()
        typed = page.select_one(f"#{field}")
        assert typed is not None and typed.get_text().strip() == TEXT
        token = page.select_one("input[name=csrf_token]")
        assert client.post(f"{address}/{deed}", data={**stale, "csrf_token": str(token["value"])}).status_code == 303

    def test_says_nothing_of_a_foreign_finding(self, finding: Finding, client_of: Clients) -> None:
        answer = client_of("bagren.lamongan").post(f"/findings/{finding.uid}/closure", data={"note": TEXT})
        assert answer.status_code == 400 and finding.condition not in answer.text and TEXT not in answer.text


def test_severities_are_words_on_the_page(db: Database, district: District, client_of: Clients) -> None:
    found = issued_finding(db, district, severity=Severity.SERIOUS, is_critical=True)
    assert found.due_on is not None and found.due_on > TODAY
    text = open_page(client_of("bagren"), f"/findings/{found.uid}").get_text()
    assert "Berat" in text and "Kritis" in text


class TestDocuments:
    def test_come_with_an_answer_where_the_item_asks_for_one(self, finding: Finding, client_of: Clients) -> None:
        chief, address = client_of("kapolsek.senori"), f"/findings/{finding.uid}"
        field = open_page(chief, address).select_one("input[type=file]")
        assert field is not None and "application/pdf" in str(field["accept"])
        assert send(chief, finding, (paper(2), "Sprin.pdf")).status_code == 303
        page = open_page(client_of("ketua"), address)
        shown = page.select_one("img[src$='/screen']")
        assert shown is not None
        record = open_page(chief, str(shown["src"]).removesuffix("/screen"))
        assert "Dokumen 2 halaman." in record.get_text() and "Unduh dokumen" in record.get_text()

    def test_are_refused_by_a_plain_name_where_it_asks_for_none(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        finding = issued_finding(db, district, item_code="A03")
        answer = send(client_of("kapolsek.senori"), finding, (paper(), "..\\surat\u202egnp.pdf"))
        assert answer.status_code == 422
        text = answer.get_data(as_text=True)
        assert "suratgnp.pdf: Butir ini tidak meminta dokumen. Ambil foto saja." in text
        assert "application/pdf" not in text
