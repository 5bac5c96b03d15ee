"""The pages of planning, the schedule and a visit's summary."""

import uuid
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import today
from app.domain.visits import VisitState
from app.services import visits
from app.store import findings
from app.store import visits as stored
from tests.clients import statements
from tests.closing import both_sign
from tests.factories import NOON, District
from tests.pages import check_page, open_page, submit
from tests.phones import Phone
from tests.visits import fill, make_visit, parts_of, publish, submitted_visit

Clients = Callable[[str], FlaskClient]


def plan_form(db: Database, district: District, **changes: object) -> dict[str, object]:
    parts = parts_of(db, district)
    return {
        "station": "polsek-senori",
        "planned_on": today(),
        "planned_time": "09:00",
        "order_number": "Sprin/812/XI/REN.2.3./2026",
        "checklist": str(publish(db).id),
        "person-0": str(district.ketua.id),
        "person-1": str(district.anggota1.id),
        "parts-1": list(parts[:6]),
        "person-2": str(district.anggota2.id),
        "parts-2": list(parts[6:]),
        **changes,
    }


def visit_today(db: Database, district: District, **changes: object) -> stored.Visit:
    return make_visit(db, district, **{"planned_on": today(), **changes})


class TestPlanning:
    def test_a_planner_plans_a_visit_and_lands_on_it(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        publish(db)
        client = client_of("bagren")
        answer = submit(client, "/visits/new?station=polsek-senori", plan_form(db, district))
        assert answer.status_code == 303, answer.text[:2000]
        page = open_page(client, answer.location)
        assert "Polsek Senori" in page.get_text() and "Sprin/812" in page.get_text()

    def test_sending_the_form_twice_makes_one_visit(self, db: Database, district: District, client_of: Clients) -> None:
        publish(db)
        client = client_of("bagren")
        form = plan_form(db, district, uid=str(uuid.uuid4()))
        first, second = (submit(client, "/visits/new", form) for _ in range(2))
        assert first.location == second.location
        assert db.execute("SELECT COUNT(*) FROM visits").fetchone()[0] == 1

    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        publish(db)
        client = client_of("bagren")
        form = plan_form(db, district, planned_on="2020-01-01", order_number="")
        form["parts-2"] = []
        answer = submit(client, "/visits/new", form)
        assert answer.status_code == 422
        assert "Tanggal itu sudah lewat" in answer.text and "Isi nomor surat perintah" in answer.text
        assert "Belum ada pengisi: " in answer.text and "SPKT" in answer.text
        assert 'value="2020-01-01"' in answer.text

    def test_a_clash_is_named(self, db: Database, district: District, client_of: Clients) -> None:
        visit_today(db, district)
        answer = submit(client_of("bagren"), "/visits/new", plan_form(db, district, station="polsek-jenu"))
        assert answer.status_code == 422
        said = "AKP Ketua sudah masuk tim di Polsek Senori pukul 09.00 pada hari itu."
        page = check_page(answer, client_of("bagren").application)
        links = page.select(".error-summary[autofocus] a[href='#team']")
        assert f"Tim: {said}" in [link.text for link in links]
        assert said in page.select_one("#team").text

    def test_without_a_station_nothing_is_planned(self, db: Database, district: District, client_of: Clients) -> None:
        publish(db)
        answer = submit(client_of("bagren"), "/visits/new", plan_form(db, district, station=""))
        assert answer.status_code == 422 and "Pilih Polsek." in answer.text

    def test_the_team_is_suggested_from_the_newest_plan(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit_today(db, district)
        page = open_page(client_of("bagren"), "/visits/new")
        assert page.select_one("#person-0 option[selected]").get_text() == "AKP Ketua"
        assert len(page.select("input[name=parts-1][checked]")) > 0

    def test_without_a_published_checklist_the_page_says_so(self, district: District, client_of: Clients) -> None:
        assert "Belum ada lembar periksa" in open_page(client_of("bagren"), "/visits/new").get_text()

    def test_without_a_station_to_visit_the_page_says_so(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        publish(db)
        db.execute("UPDATE orgs SET active = 0 WHERE kind = 'polsek'")
        page = open_page(client_of("bagren"), "/visits/new")
        assert "Belum ada Polsek" in page.get_text() and not page.select("main form")

    def test_a_plan_is_changed_on_its_page(self, db: Database, district: District, client_of: Clients) -> None:
        visit = visit_today(db, district)
        client = client_of("bagren")
        answer = submit(client, f"/visits/{visit.uid}/plan", plan_form(db, district, planned_time="13:30"))
        assert answer.status_code == 303, answer.text[:2000]
        assert stored.get_by_id(db, visit.id).planned_time == "13:30"

    def test_a_visit_under_way_has_no_plan_to_change(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = visit_today(db, district)
        visits.begin(db, visit.uid, actor=district.ketua, at=NOON, today=today())
        assert client_of("bagren").get(f"/visits/{visit.uid}/plan").status_code == 409

    def test_a_cancelled_visit_says_why(self, db: Database, district: District, client_of: Clients) -> None:
        visit = visit_today(db, district)
        client = client_of("bagren")
        empty = submit(client, f"/visits/{visit.uid}/cancellation", {"reason": " "})
        assert empty.status_code == 422 and "Tulis alasannya" in empty.text
        answer = submit(client, f"/visits/{visit.uid}/cancellation", {"reason": "Ada pengamanan unjuk rasa"})
        assert answer.status_code == 303
        assert "Ada pengamanan unjuk rasa" in open_page(client, f"/visits/{visit.uid}").get_text()

    def test_a_visit_of_another_district_is_nowhere(self, db: Database, district: District, client_of: Clients) -> None:
        visit = visit_today(db, district)
        client = client_of("bagren.lamongan")
        for path in ("", "/plan", "/cancellation"):
            assert client.get(f"/visits/{visit.uid}{path}").status_code == 404


class TestSchedule:
    def test_a_quarter_shows_its_visits_by_month_with_the_load_of_the_team(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = visit_today(db, district)
        page = open_page(client_of("bagren"), f"/schedule?period={visit.period}")
        assert "Polsek Senori" in page.get_text() and "Beban tim" in page.get_text()
        assert "Polsek Jenu" in page.get_text(), "it has no visit yet"

    def test_a_quarter_without_visits_says_what_to_do(self, district: District, client_of: Clients) -> None:
        assert "Belum ada kunjungan di triwulan ini" in open_page(client_of("bagren"), "/schedule").get_text()

    def test_a_day_that_passed_without_an_answer_is_missed(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        make_visit(db, district, planned_on="2026-10-01")
        page = open_page(client_of("bagren"), "/schedule?period=2026Q4&state=missed")
        assert "Terlewat" in page.get_text()

    def test_a_nonsense_quarter_is_the_running_one(self, district: District, client_of: Clients) -> None:
        assert "Triwulan" in open_page(client_of("bagren"), "/schedule?period=zzz&state=zzz").get_text()

    def test_a_station_sees_only_its_own_submitted_visits(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = submitted_visit(db, district)
        address = f"/schedule?period={visit.period}"
        assert "AKP Ketua" in open_page(client_of("kapolsek.senori"), address).get_text()
        assert "AKP Ketua" not in open_page(client_of("kapolsek.jenu"), address).get_text()

    def test_the_number_of_statements_does_not_grow_with_the_visits(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        client = client_of("bagren")
        make_visit(db, district, planned_on="2026-11-22")
        few = statements(client, "/schedule?period=2026Q4")
        for day in ("2026-11-23", "2026-11-24", "2026-11-25"):
            make_visit(db, district, planned_on=day)
        assert statements(client, "/schedule?period=2026Q4") == few


class TestSummary:
    def test_a_planned_visit_shows_its_plan_and_no_figures(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = visit_today(db, district)
        text = open_page(client_of("kapolres"), f"/visits/{visit.uid}").get_text()
        assert "Sprin/812/XI/REN.2.3./2026" in text and "Nilai kesiapan internal" not in text

    def test_the_lead_sees_a_provisional_score_the_gaps_and_suggested_findings(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua, but=("B02",), A01="Tidak")
        page = open_page(client_of("ketua"), f"/visits/{visit.uid}")
        text = page.get_text()
        assert "Nilai kesiapan internal" in text and "Sementara" in text
        assert "Masih kosong" in text and page.find(string=lambda s: s and s.startswith("B02 "))
        assert "Usul temuan" in text and "Butir kosong dinilai 0" in text
        for place in page.select(".chips a[href^='#']"):
            assert page.select_one(place["href"]), "a page's own contents lead somewhere"
        blank = page.select(".section-head:has(#gaps) ~ details > summary .count")
        assert [each.get_text()[0] for each in blank] == ["1"]

    def test_one_tap_turns_a_suggestion_into_a_draft(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua, A01="Tidak", B03="Tidak")
        client, action = client_of("anggota1"), f"/visits/{visit.uid}/suggestions"
        for _ in range(2):
            answer = submit(client, f"/visits/{visit.uid}", {"item": "A01"}, action=action)
            assert answer.status_code == 303
            (finding,) = findings.list_of_visit(db, visit.id)
            assert (finding.item_code, finding.state, finding.area) == ("A01", "draft", "I")
        assert "Draf" in open_page(client, f"/visits/{visit.uid}").get_text()

    def test_the_lead_settles_different_answers_by_choosing(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua, but=("A01",))
        for person, letter in ((district.anggota1, "Ya"), (district.anggota2, "Tidak")):
            phone = Phone(person, visit)
            phone.push(db, phone.event("A01.answer", letter))
        client, address = client_of("ketua"), f"/visits/{visit.uid}"
        page = open_page(client, address)
        assert "Jawaban bentrok" in page.get_text() and "Aipda Anggota1" in page.get_text()
        forms = [form for form in page.find_all("form") if str(form["action"]).endswith("/settlement")]
        chosen = {field["name"]: field["value"] for field in forms[1].select("input[type=hidden]")}
        assert client.post(f"{address}/settlement", data=chosen).status_code == 303
        assert "Jawaban bentrok" not in open_page(client, address).get_text()
        row = db.execute("SELECT value_json, is_conflict FROM answers WHERE item_code = 'A01'").fetchone()
        assert tuple(row) == ('"Tidak"', 0)

    def test_submitting_with_gaps_asks_for_the_tick_and_then_shows_the_stored_score(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua, but=("B02",))
        client, address = client_of("ketua"), f"/visits/{visit.uid}"
        refused = submit(client, address, {}, action=f"{address}/submission")
        assert refused.status_code == 422
        page = check_page(refused, client.application)
        assert "Masih ada butir kosong" in page.select_one(".error-summary a[href='#accept_gaps']").text
        assert page.select_one("#accept_gaps[type=checkbox]")
        sent = submit(client, address, {"accept_gaps": "y"}, action=f"{address}/submission")
        assert sent.status_code == 303
        text = open_page(client, address).get_text()
        assert "Kunjungan diserahkan" in text
        assert "Sementara" not in text
        assert "Kosong, dinilai 0" in text and "Masih kosong" not in text
        assert "98," in text, "one item of ten in area II is blank"

    def test_the_lead_seals_and_the_code_stands_on_the_page(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = submitted_visit(db, district)
        both_sign(db, district, visit)
        client, address = client_of("ketua"), f"/visits/{visit.uid}"
        assert submit(client, f"{address}/closing", {}, action=f"{address}/seal").status_code == 303
        sealed = stored.get_by_id(db, visit.id)
        text = open_page(client, address).get_text()
        assert sealed.state is VisitState.SEALED and str(sealed.seal_sha256) in text

    def test_late_answers_are_listed_with_who_sent_them(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = submitted_visit(db, district)
        phone = Phone(district.anggota2, visit)
        phone.push(db, phone.event("A01.answer", "Tidak"))
        text = open_page(client_of("ketua"), f"/visits/{visit.uid}").get_text()
        assert "Datang kemudian" in text and "A01: Tidak" in text and "Bripka Anggota2" in text
        assert "datang setelah kunjungan diserahkan" in text

    def test_what_was_kept_aside_can_be_read_by_the_lead_and_planners_alone(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua)
        phone = Phone(district.anggota2, visit)
        twice = phone.event("A02.answer", "A", n=1)
        phone.push(db, phone.event("A01.note", "satu", n=1), twice)
        address = f"/visits/{visit.uid}"
        for username in ("ketua", "bagren", "admin"):
            page = open_page(client_of(username), address)
            kept = page.find(id="aside").find_next("ul").get_text()
            assert twice in kept and "A02: A" in kept and "diberi nomor dua kali oleh HP-nya" in kept
        assert "Disisihkan" not in open_page(client_of("anggota1"), address).get_text()

    def test_what_is_odd_is_shown_with_its_reason(self, db: Database, district: District, client_of: Clients) -> None:
        visit = fill(db, visit_today(db, district), district.ketua)
        phone = Phone(district.anggota2, visit)
        phone.push(db, phone.event("A01.note", "besok lusa", at="2031-01-01T00:00:00Z"))
        text = open_page(client_of("ketua"), f"/visits/{visit.uid}").get_text()
        assert "Perlu dilihat" in text and "A01: besok lusa" in text and "waktunya tidak mungkin benar" in text

    def test_a_station_reads_its_visit_only_after_submission_and_changes_nothing(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        visit = fill(db, visit_today(db, district), district.ketua)
        client, address = client_of("kapolsek.senori"), f"/visits/{visit.uid}"
        assert client.get(address).status_code == 404
        submit(client_of("ketua"), address, {}, action=f"{address}/submission")
        page = open_page(client, address)
        assert "Nilai kesiapan internal" in page.get_text()
        assert not [form for form in page.find_all("form") if "/visits/" in str(form["action"])]
        assert client_of("kapolsek.jenu").get(address).status_code == 404

    @pytest.mark.parametrize("who", ["anggota1", "bagren"])
    def test_only_the_lead_may_submit(self, db: Database, district: District, client_of: Clients, who: str) -> None:
        visit = fill(db, visit_today(db, district), district.ketua)
        client, address = client_of(who), f"/visits/{visit.uid}"
        page = open_page(client, address)
        assert not [form for form in page.find_all("form") if str(form["action"]).endswith("/submission")]

    def test_an_inspector_of_no_team_does_not_see_it(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        members = {district.ketua.id: parts_of(db, district)}
        visit = visit_today(db, district, members=members)
        assert client_of("anggota1").get(f"/visits/{visit.uid}").status_code == 404
