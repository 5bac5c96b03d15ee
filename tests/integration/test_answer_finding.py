"""Answering a finding, and judging the answer."""

import uuid

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.finding_life import FindingState, Stance
from app.domain.findings import Finding
from app.domain.people import Person, Role
from app.services import findings as deeds
from app.services.findings import Response
from app.store import audit, finding_photos, finding_steps, findings, people
from app.store.evidence import Blob, insert_blob
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District, make_person
from tests.findings import issued_finding

STEP = "5f0c5b0e-6f0a-4a39-8d0a-0d9f7a3c1e11"
TEXT = "Papan maklumat dipasang di ruang tunggu"
NO_PHOTO = Response(TEXT, without_photo="Kamera HP dinas sedang rusak")


@pytest.fixture
def finding(db: Database, district: District) -> Finding:
    return issued_finding(db, district)


def answer(db: Database, finding: Finding, actor: Person, response: Response = NO_PHOTO, step: str = STEP) -> Finding:
    deeds.answer(db, finding.uid, step, response, actor=actor, at=NOON + 1, today=TODAY)
    return findings.get_by_id(db, finding.id)


def photo(db: Database, sha256: str = "ab" * 32) -> str:
    with writing(db):
        insert_blob(db, Blob(sha256, 9, "image/jpeg", 3, 3, None, "", None, None, "", NOON))
    return sha256


class TestAnswering:
    def test_the_chief_answers_and_the_team_sees_it(self, db: Database, district: District, finding: Finding) -> None:
        answered = answer(db, finding, district.kapolsek_senori)
        assert answered.state is FindingState.ANSWERED
        step = finding_steps.of(db, [finding.id])[finding.id][-1]
        assert (step.action, step.note, step.person_id) == ("answer", TEXT, district.kapolsek_senori.id)
        assert step.without_photo == "Kamera HP dinas sedang rusak"
        line = audit.list_stream(db, audit.visit_stream(finding.visit_uid))[-1]
        assert (line.action, line.entity_id) == ("finding.answered", finding.uid)

    def test_photos_become_evidence_of_the_answer(self, db: Database, district: District, finding: Finding) -> None:
        answer(db, finding, district.kapolsek_senori, Response(TEXT, (photo(db), photo(db, "cd" * 32))))
        photos = finding_photos.of_findings(db, [finding.id])[finding.id]
        assert [one.step_uid for one in photos] == [STEP, STEP]

    def test_a_photo_speaks_for_itself_but_an_objection_needs_words(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        with pytest.raises(Invalid) as caught:
            answer(db, finding, district.kapolsek_senori, Response("", (photo(db),), stance=Stance.OBJECT))
        assert set(caught.value.problems) == {"text"}
        assert answer(db, finding, district.kapolsek_senori, Response("", (photo(db, "cd" * 32),))).state == "answered"

    def test_a_photo_that_never_arrived_is_not_found_and_nothing_changes(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        with pytest.raises(NotFound):
            answer(db, finding, district.kapolsek_senori, Response(TEXT, ("ef" * 32,)))
        assert findings.get_by_id(db, finding.id).state is FindingState.ISSUED

    def test_sending_it_twice_answers_once(self, db: Database, district: District, finding: Finding) -> None:
        assert answer(db, finding, district.kapolsek_senori) == answer(db, finding, district.kapolsek_senori)
        assert len(finding_steps.of(db, [finding.id])[finding.id]) == 2

    def test_a_second_answer_waits_until_the_first_is_judged(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        answer(db, finding, district.kapolsek_senori)
        with pytest.raises(IllegalTransition):
            answer(db, finding, district.kapolsek_senori, step=str(uuid.uuid4()))

    def test_the_uid_of_another_answer_is_refused(self, db: Database, district: District, finding: Finding) -> None:
        other = issued_finding(db, district, planned_on="2026-11-23")
        answer(db, other, district.kapolsek_senori)
        with pytest.raises(Conflict):
            answer(db, finding, district.kapolsek_senori)

    @pytest.mark.parametrize(
        ("response", "fields"),
        [
            (Response("sudah", without_photo="Kamera rusak sekali"), {"text"}),
            (Response(TEXT), {"without_photo"}),
            (Response(TEXT, without_photo="tak ada"), {"without_photo"}),
            (Response("x" * 4001, ("ab" * 32,) * 9), {"text", "photos"}),
        ],
    )
    def test_what_is_missing_is_named(
        self, db: Database, district: District, finding: Finding, response: Response, fields: set[str]
    ) -> None:
        with pytest.raises(Invalid) as caught:
            answer(db, finding, district.kapolsek_senori, response)
        assert set(caught.value.problems) == fields

    def test_the_chief_of_another_station_does_not_find_it(
        self, db: Database, district: District, finding: Finding
    ) -> None:
        with pytest.raises(NotFound):
            answer(db, finding, district.kapolsek_jenu)

    @pytest.mark.parametrize("who", ["ketua", "bagren", "kapolres", "admin"])
    def test_only_a_station_chief_answers(self, db: Database, district: District, finding: Finding, who: str) -> None:
        with pytest.raises(NotAllowed):
            answer(db, finding, getattr(district, who))

    def test_a_draft_is_not_there_for_the_station(self, db: Database, district: District, finding: Finding) -> None:
        db.execute("UPDATE findings SET state = 'draft', issued_at = NULL")
        with pytest.raises(NotFound):
            answer(db, finding, district.kapolsek_senori)


class TestJudging:
    @pytest.fixture
    def answered(self, db: Database, district: District, finding: Finding) -> Finding:
        return answer(db, finding, district.kapolsek_senori)

    def judge(self, db: Database, finding: Finding, actor: Person, step: str = "") -> Finding:
        deeds.close(db, finding.uid, step or str(uuid.uuid4()), actor=actor, at=NOON + 2, today=TODAY)
        return findings.get_by_id(db, finding.id)

    @pytest.mark.parametrize("who", ["ketua", "bagren"])
    def test_the_lead_or_planning_staff_close_it(
        self, db: Database, district: District, answered: Finding, who: str
    ) -> None:
        closed = self.judge(db, answered, getattr(district, who))
        assert (closed.state, closed.closed_at) == (FindingState.CLOSED, NOON + 2)
        assert audit.list_stream(db, audit.visit_stream(answered.visit_uid))[-1].action == "finding.closed"

    def test_closing_twice_closes_once(self, db: Database, district: District, answered: Finding) -> None:
        step = str(uuid.uuid4())
        assert self.judge(db, answered, district.ketua, step) == self.judge(db, answered, district.ketua, step)

    def test_a_returned_finding_waits_for_the_station_again(
        self, db: Database, district: District, answered: Finding
    ) -> None:
        reason = "Foto tidak menunjukkan papan tarif"
        deeds.send_back(db, answered.uid, str(uuid.uuid4()), reason=reason, actor=district.ketua, at=NOON, today=TODAY)
        assert findings.get_by_id(db, answered.id).state is FindingState.RETURNED
        assert finding_steps.of(db, [answered.id])[answered.id][-1].note == reason
        again = answer(db, answered, district.kapolsek_senori, step=str(uuid.uuid4()))
        assert again.state is FindingState.ANSWERED

    def test_returning_needs_a_reason(self, db: Database, district: District, answered: Finding) -> None:
        with pytest.raises(Invalid, match="reason_length"):
            deeds.send_back(db, answered.uid, STEP, reason="kurang", actor=district.ketua, at=NOON, today=TODAY)

    def test_nobody_judges_their_own_answer(self, db: Database, district: District, finding: Finding) -> None:
        chief = make_person(db, "rangkap", Role.STATION_CHIEF, "polsek-senori")
        with writing(db):
            people.assign(db, chief.id, int(district.senori.parent_id or 0), Role.PLANNER, from_on="2020-01-01")
        both = people.get(db, chief.id, today=TODAY)
        answered = answer(db, finding, both)
        with pytest.raises(NotAllowed, match="own answer"):
            self.judge(db, answered, both)
        deeds.accept(db, finding.uid, str(uuid.uuid4()), actor=district.ketua, at=NOON + 2, today=TODAY)
        deputy = make_person(db, "wakapolsek", Role.STATION_CHIEF, "polsek-senori")
        deeds.follow_up(db, finding.uid, str(uuid.uuid4()), NO_PHOTO, actor=deputy, at=NOON + 3, today=TODAY)
        with pytest.raises(NotAllowed, match="own answer"):
            self.judge(db, answered, both)

    @pytest.mark.parametrize("who", ["anggota1", "kapolsek_senori", "kapolres", "admin"])
    def test_nobody_else_closes_it(self, db: Database, district: District, answered: Finding, who: str) -> None:
        with pytest.raises(NotAllowed):
            self.judge(db, answered, getattr(district, who))

    def test_planning_staff_of_another_district_do_not_find_it(
        self, db: Database, district: District, answered: Finding
    ) -> None:
        with pytest.raises(NotFound):
            self.judge(db, answered, district.stranger)

    def test_what_is_not_answered_cannot_be_closed(self, db: Database, district: District, finding: Finding) -> None:
        with pytest.raises(IllegalTransition):
            self.judge(db, finding, district.ketua)

    def test_an_accepted_plan_is_reported_as_done_and_then_closed(
        self, db: Database, district: District, answered: Finding
    ) -> None:
        deeds.accept(db, answered.uid, str(uuid.uuid4()), actor=district.ketua, at=NOON, today=TODAY)
        with pytest.raises(IllegalTransition):
            self.judge(db, answered, district.ketua)
        chief = district.kapolsek_senori
        done = Response(TEXT, without_photo="Kamera HP dinas sedang rusak")
        deeds.follow_up(db, answered.uid, str(uuid.uuid4()), done, actor=chief, at=NOON, today=TODAY)
        assert self.judge(db, answered, district.ketua).state is FindingState.CLOSED
