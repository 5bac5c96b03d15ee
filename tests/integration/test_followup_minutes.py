"""The minutes of follow-up: every finding has its official word, and what was finalised never changes."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.domain.annotations import Shape, ShapeKind
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.finding_life import FindingState
from app.domain.findings import Finding
from app.domain.followup_minutes import Draft, MinutesRefused, Pictured
from app.domain.people import Person
from app.services import annotations, evidence, followup_minutes
from app.services import findings as life
from app.services.findings import Response
from app.services.followup_sheet import Scope, sheet
from app.store import audit, finding_steps, findings
from app.store import followup_minutes as stored
from app.store.blobs import BlobStore
from tests.clients import statements
from tests.factories import NOON, TODAY, District
from tests.findings import issued_finding
from tests.followup import SCOPE, a_draft, keep, some_minutes, some_told
from tests.pages import check_page, open_page, submit
from tests.papers import texts
from tests.pictures import phone_photo

Clients = Callable[[str], FlaskClient]
SENORI = "polsek-senori"
NEW = f"/stations/{SENORI}/minutes/new"


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def finalise(db: Database, actor: Person, draft: Draft, uid: str = "", scope: Scope = SCOPE) -> str:
    uid = uid or str(uuid4())
    followup_minutes.finalise(db, SENORI, uid, scope, draft, actor=actor, at=NOON, today=TODAY)
    return uid


def filled_in(db: Database, actor: Person, **words: str) -> Draft:
    return a_draft(sheet(db, SENORI, SCOPE, actor=actor, today=TODAY), words)


def answer(db: Database, finding: Finding, chief: Person, blobs: BlobStore | None = None) -> None:
    photos = (evidence.receive(db, blobs, phone_photo(), actor=chief, at=NOON),) if blobs else ()
    said = Response("Papan maklumat sudah dipasang", photos, "" if photos else "Kamera HP dinas rusak")
    life.answer(db, finding.uid, str(uuid4()), said, actor=chief, at=NOON, today=TODAY)


class TestFinalising:
    def test_is_refused_while_a_finding_has_no_word_and_nothing_is_done_then(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        other = issued_finding(db, district, planned_on="2026-11-23", item_code="B02", area="II")
        with pytest.raises(MinutesRefused) as refused:
            finalise(db, district.bagren, filled_in(db, district.bagren, B02="BD"))
        assert refused.value.findings == {finding.uid: "no_word"} and refused.value.fields == {}
        assert findings.get_by_id(db, other.id).verdict == ""
        assert stored.list_of(db, district.senori.id) == []

    def test_a_chosen_word_is_a_step_of_the_finding_s_life(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        uid = finalise(db, district.bagren, filled_in(db, district.bagren, A01="BD"))
        now = findings.get_by_id(db, finding.id)
        assert (now.state, now.verdict) == (FindingState.ISSUED, "BD")
        last = finding_steps.of(db, [finding.id])[finding.id][-1]
        assert (last.action, last.verdict, last.person_id) == ("find_undone", "BD", district.bagren.id)
        minutes = followup_minutes.read(db, uid, actor=district.kapolsek_senori, today=TODAY).minutes
        assert minutes.totals == {"S": 0, "BS": 0, "BD": 1, "TDD": 0}
        assert minutes.findings[0].verdict_by == "Kompol Bagren"
        trail = [entry.action for entry in audit.list_stream(db, audit.visit_stream(finding.visit_uid))]
        assert trail[-1] == "finding.found_undone"

    def test_sent_twice_it_is_kept_once(self, db: Database, district: District, finding: Finding) -> None:
        draft = filled_in(db, district.bagren, A01="TDD")
        uid = finalise(db, district.bagren, draft)
        finalise(db, district.bagren, draft, uid=uid)
        assert len(stored.list_of(db, district.senori.id)) == 1

    def test_what_happened_meanwhile_is_told_and_nothing_is_judged_unseen(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        draft = filled_in(db, district.bagren, A01="TDD")
        answer(db, finding, district.kapolsek_senori)
        with pytest.raises(MinutesRefused) as refused:
            finalise(db, district.bagren, draft)
        assert refused.value.findings == {finding.uid: "moved"}
        assert findings.get_by_id(db, finding.id).state is FindingState.ANSWERED

    def test_is_for_planning_staff_of_the_district_alone(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        draft = filled_in(db, district.bagren, A01="BD")
        for actor in (district.ketua, district.kapolsek_senori, district.kapolres, district.admin):
            with pytest.raises(NotAllowed):
                finalise(db, actor, draft)
        with pytest.raises(NotFound):
            finalise(db, district.stranger, draft)

    def test_one_visit_alone_may_be_told(self, db: Database, district: District, finding: Finding) -> None:
        issued_finding(db, district, planned_on="2026-11-23")
        scope = Scope(visit_uid=finding.visit_uid)
        entries = sheet(db, SENORI, scope, actor=district.bagren, today=TODAY).entries
        assert [entry.finding.uid for entry in entries] == [finding.uid]
        with pytest.raises(NotFound):
            sheet(db, "polsek-jenu", scope, actor=district.bagren, today=TODAY)

    def test_an_empty_period_makes_no_minutes(self, db: Database, district: District) -> None:
        with pytest.raises(MinutesRefused) as refused:
            finalise(db, district.bagren, filled_in(db, district.bagren))
        assert refused.value.fields == {"findings": "nothing"}
        with pytest.raises(Invalid):
            sheet(db, SENORI, Scope("2026Q5"), actor=district.bagren, today=TODAY)


class TestFrozen:
    def test_later_steps_and_names_change_nothing(self, db: Database, district: District, finding: Finding) -> None:
        uid = finalise(db, district.bagren, filled_in(db, district.bagren, A01="BD"))
        before = stored.get(db, uid)
        answer(db, finding, district.kapolsek_senori)
        life.close(db, finding.uid, str(uuid4()), actor=district.ketua, at=NOON, today=TODAY)
        db.execute("UPDATE people SET full_name = 'Orang Lain'")
        db.execute("UPDATE orgs SET name = 'Polsek Lain' WHERE code = 'polsek-senori'")
        kept = followup_minutes.read(db, uid, actor=district.bagren, today=TODAY)
        assert stored.get(db, uid) == replace(before) and kept.is_whole
        assert kept.minutes.totals["BD"] == 1 and kept.minutes.station == "Polsek Senori"
        assert findings.get_by_id(db, finding.id).verdict == "S"

    @pytest.mark.parametrize(
        "sql", ["UPDATE followup_minutes SET held_on = '2020-01-01'", "DELETE FROM followup_minutes"]
    )
    def test_the_store_itself_refuses(self, db: Database, district: District, sql: str) -> None:
        keep(db, some_minutes(), person_id=district.bagren.id)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)

    def test_a_face_blurred_later_is_blurred_in_minutes_too(
        self, db: Database, district: District, finding: Finding, config: Config
    ) -> None:
        blobs = BlobStore(config.uploads)
        answer(db, finding, district.kapolsek_senori, blobs)
        entry = sheet(db, SENORI, SCOPE, actor=district.bagren, today=TODAY).entries[0]
        assert entry.after is not None
        plain = followup_minutes.pictures(db, blobs, [entry.after])
        blur = Shape(ShapeKind.BLUR, 1000, 1000, 8000, 8000)
        annotations.save(db, entry.after.uid, [blur], base=0, actor=district.bagren, at=NOON, today=TODAY)
        assert followup_minutes.pictures(db, blobs, [entry.after]) != plain
        assert followup_minutes.pictures(db, blobs, [Pictured("gone", "0" * 64, "")]) == {}


class TestPages:
    def test_planning_staff_choose_each_word_themselves_and_read_what_was_kept(
        self, db: Database, district: District, finding: Finding, config: Config, client_of: Clients
    ) -> None:
        answer(db, finding, district.kapolsek_senori, BlobStore(config.uploads))
        bagren = client_of("bagren")
        page = open_page(bagren, NEW)
        words = page.find_all("input", {"type": "radio"})
        assert [one["value"] for one in words] == ["S", "BS", "TDD"] and not [
            one for one in words if "checked" in one.attrs
        ]
        head = {
            one["name"]: one.get("value", "")
            for one in page.select("main form[method=post] input[type=text], main input[type=date]")
        }
        notes = {f"note-{finding.uid}": "Dilihat langsung", "notes": "Kapolsek melapor tiap pekan"}

        refused = submit(bagren, NEW, {**head, **notes})
        assert refused.status_code == 422
        told = check_page(refused, bagren.application)
        assert "Belum pernah ada status di sini" in told.get_text() and "Dilihat langsung" in told.get_text()
        assert "Kapolsek melapor tiap pekan" in told.get_text()
        assert told.select_one(f".error-summary a[href='#f{finding.uid}']") is not None

        done = submit(bagren, NEW, {**head, **notes, f"word-{finding.uid}": "S"})
        assert done.status_code == 303
        chief = client_of("kapolsek.senori")
        text = open_page(chief, done.location).get_text()
        assert "S: sesuai" in text and "Dilihat langsung" in text and "Kompol Bagren" in text
        assert chief.get(f"{done.location}/pictures/0").mimetype == "image/jpeg"
        assert chief.get(f"{done.location}/pictures/1").status_code == 404
        paper = chief.get(f"{done.location}.pdf")
        assert (
            paper.mimetype == "application/pdf" and "risalah-polsek-senori-2026" in paper.headers["Content-Disposition"]
        )
        assert "Dilihat langsung" in " ".join(texts(paper.data)[0].split())
        assert "Triwulan IV 2026" in open_page(chief, f"/stations/{SENORI}/minutes").get_text()
        assert findings.get_by_id(db, finding.id).state is FindingState.CLOSED
        trail = " ".join(open_page(bagren, "/audit").get_text().split())
        assert "menetapkan risalah pemantauan tindak lanjut Polsek Senori: S 1, BS 0, BD 0, TDD 0" in trail

    def test_a_reason_that_is_missing_is_asked_for_at_its_finding(self, finding: Finding, client_of: Clients) -> None:
        sent = submit(client_of("bagren"), NEW, {f"word-{finding.uid}": "TDD", "held_on": TODAY, "place": "Tuban"})
        assert sent.status_code == 422
        text = check_page(sent, client_of("bagren").application).get_text()
        assert "Status ini perlu alasan minimal 10 karakter." in text

    def test_what_was_answered_meanwhile_comes_back_with_what_was_written(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        bagren = client_of("bagren")
        page = open_page(bagren, NEW)
        sent = {
            one["name"]: one.get("value", "") for one in page.select("main form[method=post] input:not([type=radio])")
        }
        answer(db, finding, district.kapolsek_senori)
        reply = bagren.post(NEW, data={**sent, f"word-{finding.uid}": "BD", f"note-{finding.uid}": "Belum ada apa-apa"})
        assert reply.status_code == 409
        again = check_page(reply, bagren.application)
        assert "Ada perubahan di sini" in again.get_text() and "Belum ada apa-apa" in again.get_text()
        assert "Papan maklumat sudah dipasang" in again.get_text()
        assert again.find("input", {"name": f"seen-{finding.uid}"})["value"] == "2"  # type: ignore[index]

    def test_empty_pages_say_so(self, district: District, client_of: Clients) -> None:
        assert "Belum ada risalah" in open_page(client_of("kapolres"), "/stations/polsek-jenu/minutes").get_text()
        assert (
            "Tidak ada yang perlu dimuat"
            in open_page(client_of("bagren"), "/stations/polsek-jenu/minutes/new").get_text()
        )

    def test_an_answer_by_a_photo_alone_is_told_as_one(
        self, db: Database, district: District, client_of: Clients
    ) -> None:
        uid = keep(db, some_minutes(some_told("S", answered_at=NOON)), person_id=district.bagren.id)
        chief = client_of("kapolsek.senori")
        page = open_page(chief, f"/minutes/{uid}").get_text()
        assert "Dijawab dengan foto, tanpa keterangan." in page and "belum menanggapi" not in page
        paper = " ".join("".join(texts(chief.get(f"/minutes/{uid}.pdf").data)).split())
        assert "dijawab dengan foto, tanpa keterangan" in paper and "belum ada tanggapan" not in paper

    def test_minutes_that_were_altered_say_so(self, db: Database, district: District, client_of: Clients) -> None:
        uid = keep(db, some_minutes(), person_id=district.bagren.id)
        db.execute("DROP TRIGGER followup_minutes_no_update")
        db.execute("UPDATE followup_minutes SET snapshot = REPLACE(snapshot, 'Papan', 'Kertas')")
        assert "sidiknya tidak cocok" in open_page(client_of("bagren"), f"/minutes/{uid}").get_text()

    def test_more_findings_ask_no_more_of_the_store(
        self, db: Database, district: District, finding: Finding, client_of: Clients
    ) -> None:
        before = statements(client_of("bagren"), NEW)
        for day in ("2026-11-23", "2026-11-24"):
            issued_finding(db, district, planned_on=day)
        assert statements(client_of("bagren"), NEW) == before
