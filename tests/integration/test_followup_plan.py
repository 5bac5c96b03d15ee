"""The plan of follow-up: the chief writes it, planning staff speak of it, two people who edit at once lose nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.errors import IllegalTransition, NotAllowed
from app.domain.findings import Finding
from app.domain.followup_plan import PlanMoved, PlanState, Written
from app.services import findings as life
from app.services import followup_plan
from app.store import followup_actions
from tests.clients import statements
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.pages import check_page, open_page, submit
from tests.papers import texts

Clients = Callable[[str], FlaskClient]
WRITTEN = Written("Memasang papan maklumat di ruang tunggu", "Kanit Samapta", "2026-12-01", "Rp500.000, DIPA 2027")
FORM = {
    "action": WRITTEN.action,
    "owner_name": WRITTEN.owner_name,
    "due_on": WRITTEN.due_on,
    "cost_note": WRITTEN.cost_note,
}


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def plan(db: Database, finding: Finding, actor: Any, written: Written = WRITTEN, uid: str = "") -> str:
    uid = uid or str(uuid4())
    followup_plan.plan(db, finding.uid, uid, written, actor=actor, at=NOON, today=TODAY)
    return uid


def stored(db: Database, finding: Finding) -> list[Any]:
    return followup_actions.of(db, [finding.id]).get(finding.id, [])


class TestDeeds:
    def test_the_same_form_sent_twice_plans_once(self, db: Database, district: District, finding: Finding) -> None:
        uid = plan(db, finding, district.kapolsek_senori)
        plan(db, finding, district.kapolsek_senori, uid=uid)
        assert [one.written for one in stored(db, finding)] == [WRITTEN]

    def test_only_the_chief_writes(self, db: Database, district: District, finding: Finding) -> None:
        for actor in (district.bagren, district.ketua, district.kapolres):
            with pytest.raises(NotAllowed):
                plan(db, finding, actor)
        assert stored(db, finding) == []

    def test_a_settled_finding_takes_no_plan(self, db: Database, district: District, finding: Finding) -> None:
        uid = plan(db, finding, district.kapolsek_senori)
        reason = "Bangunan milik pemerintah desa"
        life.set_aside(db, finding.uid, str(uuid4()), reason=reason, actor=district.ketua, at=NOON, today=TODAY)
        with pytest.raises(IllegalTransition):
            plan(db, finding, district.kapolsek_senori)
        done = replace(WRITTEN, state=PlanState.DONE)
        with pytest.raises(IllegalTransition):
            followup_plan.change(db, uid, done, base=1, actor=district.kapolsek_senori, at=NOON, today=TODAY)

    def test_who_edits_an_older_version_is_told_and_the_newer_one_stays(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        uid, chief = plan(db, finding, district.kapolsek_senori), district.kapolsek_senori
        first, second = replace(WRITTEN, owner_name="Bripka Adi"), replace(WRITTEN, owner_name="Aipda Budi")
        followup_plan.change(db, uid, first, base=1, actor=chief, at=NOON, today=TODAY)
        with pytest.raises(PlanMoved) as moved:
            followup_plan.change(db, uid, second, base=1, actor=chief, at=NOON, today=TODAY)
        assert moved.value.now.written == first and moved.value.now.rev == 2
        followup_plan.change(db, uid, second, base=2, actor=chief, at=NOON, today=TODAY)
        assert [(one.written, one.rev) for one in stored(db, finding)] == [(second, 3)]


class TestPages:
    def test_a_chief_plans_and_planning_staff_speak_of_it(
        self, finding: Finding, client_of: Clients, db: Database
    ) -> None:
        chief, address = client_of("kapolsek.senori"), f"/findings/{finding.uid}/plan"
        assert "Belum ada rencana" in open_page(chief, f"/findings/{finding.uid}").get_text()
        assert submit(chief, address, FORM, action=address).status_code == 303
        (action,) = stored(db, finding)
        remarks = f"/plan-actions/{action.uid}/remarks"
        sent = submit(client_of("bagren"), address, {"text": "Kirim foto bila sudah terpasang"}, action=remarks)
        assert sent.status_code == 303
        text = open_page(chief, address).get_text()
        assert "Kirim foto bila sudah terpasang" in text and "Kompol Bagren" in text and "Rp500.000" in text
        card = open_page(chief, f"/findings/{finding.uid}").get_text()
        assert WRITTEN.action in card and "1 catatan" in card
        trail = " ".join(open_page(client_of("bagren"), f"/visits/{finding.visit_uid}/history").get_text().split())
        assert "merencanakan tindakan untuk" in trail and "menanggapi rencana untuk" in trail

    def test_a_day_that_has_passed_is_refused_and_nothing_typed_is_lost(
        self, finding: Finding, client_of: Clients, db: Database
    ) -> None:
        chief, address = client_of("kapolsek.senori"), f"/findings/{finding.uid}/plan"
        answer = submit(chief, address, {**FORM, "due_on": "2026-11-21"}, action=address)
        assert answer.status_code == 422
        page = check_page(answer, chief.application)
        assert "Tanggal itu sudah lewat" in page.get_text()
        assert WRITTEN.action in page.get_text() and page.find("input", {"name": "due_on"})["value"] == "2026-11-21"
        assert stored(db, finding) == []

    def test_two_who_edit_at_once_see_both_texts(
        self, finding: Finding, client_of: Clients, db: Database, district: District
    ) -> None:
        uid = plan(db, finding, district.kapolsek_senori)
        chief, address = client_of("kapolsek.senori"), f"/plan-actions/{uid}"
        theirs, mine = "Papan sudah dipesan ke percetakan", "Papan dibuat sendiri oleh anggota"
        assert submit(chief, address, {**FORM, "action": theirs, "state": "todo"}).status_code == 303
        answer = chief.post(address, data={**FORM, "action": mine, "state": "todo", "rev": "1", **token(chief)})
        assert answer.status_code == 409
        page = check_page(answer, chief.application)
        assert theirs in page.get_text() and mine in page.get_text() and "lebih dulu" in page.get_text()
        assert stored(db, finding)[0].written.action == theirs
        assert page.find("input", {"name": "rev"})["value"] == "2", "sending it again replaces what was shown"

    def test_what_is_done_is_told_with_one_button(
        self, finding: Finding, client_of: Clients, db: Database, district: District
    ) -> None:
        uid = plan(db, finding, district.kapolsek_senori)
        address = f"/plan-actions/{uid}"
        sent = submit(client_of("kapolsek.senori"), f"/findings/{finding.uid}/plan", {}, action=address)
        assert sent.status_code == 303
        assert stored(db, finding)[0].written.state is PlanState.DONE

    def test_the_station_s_list_begins_with_what_the_chief_does_next(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        issued_finding(
            db, district, planned_on="2026-11-23", item_code="E01", area="V", condition="Pungli", is_critical=True
        )
        plan(db, finding, district.kapolsek_senori)
        text = open_page(client_of("bagren"), "/stations/polsek-senori/followup-plan").get_text()
        assert text.index("Pungli") < text.index(finding.condition)
        assert "Butir kritis" in text and "+1,33 poin" in text and "Belum ada rencana" in text
        start = open_page(client_of("kapolsek.senori"), "/findings").get_text()
        assert start.index("Kerjakan berikutnya") < start.index("Pungli") < start.index(finding.condition)

    def test_an_empty_plan_says_so(self, district: District, client_of: Clients) -> None:
        text = open_page(client_of("kapolsek.jenu"), "/stations/polsek-jenu/followup-plan").get_text()
        assert "Tidak ada yang terbuka" in text
        assert "Kerjakan berikutnya" not in open_page(client_of("kapolsek.jenu"), "/findings").get_text()

    def test_more_findings_ask_no_more_of_the_store(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        plan(db, finding, district.kapolsek_senori)
        before = statements(client_of("bagren"), "/stations/polsek-senori/followup-plan")
        for day in ("2026-11-23", "2026-11-24"):
            plan(db, issued_finding(db, district, planned_on=day), district.kapolsek_senori)
        assert statements(client_of("bagren"), "/stations/polsek-senori/followup-plan") == before


def test_the_paper_and_the_file_say_what_the_page_says(
    db: Database, district: District, finding: Finding, client_of: Clients
) -> None:
    plan(db, finding, district.kapolsek_senori)
    client = client_of("kapolsek.senori")
    paper = " ".join(" ".join(texts(client.get("/stations/polsek-senori/followup-plan.pdf").data)).split())
    for said in ("RENCANA TINDAK LANJUT", WRITTEN.action, "Kanit Samapta", "1 Desember 2026", "Rp500.000", "Belum"):
        assert said in paper
    assert "Mengetahui" in paper and "KEPALA POLSEK SENORI" in paper and "BAGREN" in paper
    rows = client.get("/stations/polsek-senori/followup-plan.csv").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Polsek,Urutan,Penghambat") and len(rows) == 2
    assert "Memasang papan maklumat" in rows[1] and ",2026-12-01," in rows[1]


def token(client: FlaskClient) -> dict[str, str]:
    return {"csrf_token": client.get("/api/session").json["csrf"]}
