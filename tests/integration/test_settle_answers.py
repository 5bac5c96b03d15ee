"""The lead chooses among different answers, and the team takes up suggested findings."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.finding_life import FindingState
from app.domain.findings import Severity
from app.domain.visits import Visit
from app.services import standing, submission
from app.store import answers, events, findings
from tests.factories import NOON, TODAY, District
from tests.phones import Phone
from tests.visits import fill, make_visit, submitted_visit


@pytest.fixture
def contested(db: Database, district: District) -> Visit:
    """Two members gave A01 different answers while apart."""
    visit = fill(db, make_visit(db, district), district.ketua, but=("A01",))
    for person, letter in ((district.anggota1, "Ya"), (district.anggota2, "Tidak")):
        phone = Phone(person, visit)
        phone.push(db, phone.event("A01.answer", letter))
    return visit


def settle(db: Database, visit: Visit, eid: str, district: District, who: str = "ketua") -> None:
    submission.settle(db, visit.uid, item_code="A01", eid=eid, actor=getattr(district, who), at=NOON + 1, today=TODAY)


def take_up(db: Database, visit: Visit, item: str, district: District, who: str = "anggota1") -> None:
    submission.take_up(db, visit.uid, item_code=item, actor=getattr(district, who), at=NOON, today=TODAY)


class TestSettling:
    def test_the_chosen_answer_stands_and_both_stay_in_the_history(
        self, db: Database, district: District, contested: Visit
    ) -> None:
        (one,) = standing.read(db, contested).disagreements
        names = [side.person_name for side in one.sides]
        assert (one.item.code, names) == ("A01", ["Aipda Anggota1", "Bripka Anggota2"])
        settle(db, contested, one.sides[1].eid, district)
        now = standing.read(db, contested)
        assert now.disagreements == () and now.rows["A01"].value == "Tidak"
        assert answers.list_of(db, contested.id)["A01"].person_id == district.ketua.id
        kept = events.pull(db, contested.id, since=0, limit=1000)
        assert sum('"A01.answer"' in one.raw for one in kept) == 3

    def test_a_value_nobody_gave_is_not_found(self, db: Database, district: District, contested: Visit) -> None:
        with pytest.raises(NotFound):
            settle(db, contested, "00000000-0000-4000-8000-000000000000", district)

    def test_only_the_lead_chooses(self, db: Database, district: District, contested: Visit) -> None:
        (one,) = standing.read(db, contested).disagreements
        with pytest.raises(NotAllowed):
            settle(db, contested, one.sides[0].eid, district, "anggota1")

    def test_choosing_twice_changes_nothing_the_second_time(
        self, db: Database, district: District, contested: Visit
    ) -> None:
        (one,) = standing.read(db, contested).disagreements
        for _ in range(2):
            settle(db, contested, one.sides[0].eid, district)
        assert standing.read(db, contested).rows["A01"].value == "Ya"

    def test_a_submitted_visit_has_nothing_to_settle(self, db: Database, district: District) -> None:
        with pytest.raises(Conflict):
            settle(db, submitted_visit(db, district), "x", district)


class TestTakingUp:
    def test_an_answer_without_points_becomes_a_draft_in_the_words_of_its_note(
        self, db: Database, district: District
    ) -> None:
        visit = fill(db, make_visit(db, district), district.ketua, A01="Tidak")
        phone = Phone(district.ketua, visit)
        phone.push(db, phone.event("A01.note", "Tim belum dibentuk"))
        assert [one.item.code for one in standing.read(db, visit).suggestions] == ["A01"]
        for _ in range(2):
            take_up(db, visit, "A01", district)
        (finding,) = findings.list_of_visit(db, visit.id)
        assert (finding.state, finding.severity) == (FindingState.DRAFT, Severity.MODERATE)
        assert finding.condition == "Tim belum dibentuk" and finding.raised_by == district.anggota1.id
        assert standing.read(db, visit).suggestions == ()

    def test_a_critical_item_below_full_marks_is_suggested_as_serious(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        critical = next(i for i in standing.read(db, visit).checklist.items if i.critical and len(i.letters) > 1)
        fill(db, visit, district.ketua, **{critical.code: critical.letters[-1]})
        (one,) = standing.read(db, visit).suggestions
        assert (one.item.code, one.severity) == (critical.code, Severity.SERIOUS)
        take_up(db, visit, critical.code, district)
        (finding,) = findings.list_of_visit(db, visit.id)
        assert finding.is_critical and finding.condition

    def test_what_has_full_marks_is_not_taken_up(self, db: Database, district: District) -> None:
        visit = fill(db, make_visit(db, district), district.ketua)
        with pytest.raises(NotFound):
            take_up(db, visit, "A01", district)

    def test_somebody_outside_the_team_raises_nothing(self, db: Database, district: District) -> None:
        visit = fill(db, make_visit(db, district), district.ketua, A01="Tidak")
        with pytest.raises(NotAllowed):
            take_up(db, visit, "A01", district, "bagren")

    def test_after_submission_nothing_is_raised(self, db: Database, district: District) -> None:
        visit = fill(db, make_visit(db, district), district.ketua, A01="Tidak")
        submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=TODAY)
        with pytest.raises(Conflict, match="submitted"):
            take_up(db, visit, "A01", district)
