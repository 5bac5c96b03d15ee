"""Changing the plan of a visit, cancelling it, beginning it."""

import uuid

import pytest
from sqlite_utils import Database

from app.domain.errors import IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.visits import Visit, VisitState
from app.services import visits
from app.services.visits import PlanRefused
from app.store import audit
from app.store import visits as stored
from tests.factories import NOON, TODAY, District
from tests.visits import a_plan, fill, make_visit, parts_of, submitted_visit


def change(db: Database, district: District, visit: Visit, **changes: object) -> Visit:
    return visits.change(
        db, visit.uid, a_plan(db, district, **changes), actor=district.bagren, at=NOON + 1, today=TODAY
    )


def begin(db: Database, district: District, visit: Visit, who: str = "anggota1") -> Visit:
    return visits.begin(db, visit.uid, actor=getattr(district, who), at=NOON + 1, today=TODAY)


def last_deed(db: Database, visit: Visit) -> str:
    return audit.list_stream(db, audit.visit_stream(visit.uid))[-1].action


class TestChange:
    def test_a_visit_moves_to_another_day_station_and_team(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        team = {district.anggota1.id: parts_of(db, district)}
        moved = change(db, district, visit, station_code="polsek-jenu", planned_on="2027-01-04", members=team)
        assert (moved.uid, moved.station_code, moved.period) == (visit.uid, "polsek-jenu", "2027Q1")
        assert [member.username for member in stored.members(db, visit.id)] == ["ketua", "anggota1"]
        assert last_deed(db, visit) == "visit.changed"

    def test_keeping_the_day_does_not_clash_with_itself(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        assert change(db, district, visit, planned_time="13:00").planned_time == "13:00"

    def test_a_missed_visit_is_moved_to_a_day_to_come(self, db: Database, district: District) -> None:
        visit = make_visit(db, district, planned_on="2026-11-02")
        assert visit.is_missed(TODAY)
        with pytest.raises(PlanRefused, match="day_past"):
            change(db, district, visit, planned_on="2026-11-02")
        assert not change(db, district, visit, planned_on="2026-11-25").is_missed(TODAY)

    def test_once_begun_the_plan_stands(self, db: Database, district: District) -> None:
        visit = begin(db, district, make_visit(db, district))
        with pytest.raises(IllegalTransition):
            change(db, district, visit, planned_on="2026-11-25")

    def test_a_refused_change_leaves_the_plan_as_it_was(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        with pytest.raises(PlanRefused):
            change(db, district, visit, order_number="")
        assert stored.get_by_id(db, visit.id) == visit

    def test_planning_staff_of_another_district_do_not_find_it(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        with pytest.raises(NotFound):
            visits.change(db, visit.uid, a_plan(db, district), actor=district.stranger, at=NOON, today=TODAY)


class TestCancel:
    def test_a_cancelled_visit_keeps_its_reason(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        visits.cancel(db, visit.uid, reason=" Ada pengamanan ", actor=district.bagren, at=NOON + 1, today=TODAY)
        cancelled = stored.get_by_id(db, visit.id)
        assert (cancelled.state, cancelled.cancel_reason) == (VisitState.CANCELLED, "Ada pengamanan")
        assert last_deed(db, visit) == "visit.cancelled"

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
    def test_it_needs_a_reason(self, db: Database, district: District, reason: str) -> None:
        visit = make_visit(db, district)
        with pytest.raises(Invalid, match="reason_missing"):
            visits.cancel(db, visit.uid, reason=reason, actor=district.bagren, at=NOON, today=TODAY)
        assert stored.get_by_id(db, visit.id).state is VisitState.PLANNED

    def test_a_visit_under_way_is_not_cancelled(self, db: Database, district: District) -> None:
        visit = begin(db, district, make_visit(db, district))
        with pytest.raises(IllegalTransition):
            visits.cancel(db, visit.uid, reason="Salah hari", actor=district.bagren, at=NOON, today=TODAY)

    def test_the_lead_cannot_cancel(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        with pytest.raises(NotAllowed):
            visits.cancel(db, visit.uid, reason="Hujan", actor=district.ketua, at=NOON, today=TODAY)


class TestBegin:
    def test_any_member_begins_and_beginning_again_changes_nothing(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        begun = begin(db, district, visit)
        assert (begun.state, begun.opened_at) == (VisitState.OPEN, NOON + 1)
        assert last_deed(db, visit) == "visit.begun"
        assert begin(db, district, visit, "ketua") == begun

    def test_the_first_answer_begins_it_too(self, db: Database, district: District) -> None:
        assert fill(db, make_visit(db, district), district.ketua).state is VisitState.OPEN

    def test_somebody_outside_the_team_cannot_begin_it(self, db: Database, district: District) -> None:
        visit = make_visit(db, district)
        with pytest.raises(NotAllowed):
            begin(db, district, visit, "bagren")

    def test_what_is_over_is_not_begun_again(self, db: Database, district: District) -> None:
        with pytest.raises(IllegalTransition):
            begin(db, district, submitted_visit(db, district))

    def test_an_unknown_visit_is_not_found(self, db: Database, district: District) -> None:
        with pytest.raises(NotFound):
            visits.begin(db, str(uuid.uuid4()), actor=district.ketua, at=NOON, today=TODAY)
