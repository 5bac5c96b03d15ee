"""What a station may plan, and in which order its plan stands."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.domain.errors import Invalid
from app.domain.finding_life import FindingState
from app.domain.findings import Finding, Severity
from app.domain.followup_plan import Block, PlanAction, PlanState, Written, check, first_to_do, ranked
from app.domain.readiness import Gain
from tests.factories import NOON, TODAY
from tests.instruments import published

INSTRUMENT = published("kesiapan-polsek")
PLANNED = Written("Memasang papan tarif di loket", "Kanit Samapta", "2026-12-01")


def finding(number: int, item: str, **changes: object) -> Finding:
    made = dict.fromkeys(Finding.__slots__, "") | {
        "id": number,
        "number": number,
        "item_code": item,
        "state": FindingState.ISSUED,
        "severity": Severity.MINOR,
        "is_critical": False,
        "due_on": "2026-12-20",
    }
    return Finding(**{**made, **changes})  # type: ignore[arg-type]


def action(finding_id: int, due_on: str, state: PlanState = PlanState.TODO) -> PlanAction:
    reason = "Anggaran ditolak" if state is PlanState.DROPPED else ""
    written = replace(PLANNED, due_on=due_on, state=state, reason=reason)
    return PlanAction(finding_id, f"a{finding_id}", finding_id, f"f{finding_id}", written, 1, 1, "Iptu A", NOON)


def gain(code: str, adds: str, *clears: tuple[str, str]) -> Gain:
    return Gain(INSTRUMENT.item(code), "I", Fraction(0), Fraction(adds), Fraction(adds), clears)


def order(
    *found: Finding, actions: tuple[PlanAction, ...] = (), gains: tuple[Gain, ...] = (), way: str = ""
) -> list[int]:
    by_finding = {one.finding_id: [one] for one in actions}
    lines = ranked(found, by_finding, gains={one.item.code: one for one in gains}, way=way.split(), today=TODAY)
    return [line.finding.id for line in lines]


def test_critical_items_come_first_then_what_blocks_a_mark_then_the_rest() -> None:
    found = (
        finding(1, "A01"),
        finding(2, "A02"),
        finding(3, "A03"),
        finding(4, "A04", is_critical=True),
    )
    gains = (gain("A01", "9"), gain("A02", "1"), gain("A03", "2", ("WBK", "I")), gain("A04", "0"))
    assert order(*found, gains=gains, way="A02") == [4, 3, 2, 1]


def test_then_come_most_points_then_what_is_late_then_what_is_due_first() -> None:
    found = (
        finding(1, "A01"),
        finding(2, "A02", due_on="2026-12-10"),
        finding(3, "A03"),
        finding(4, "A04", due_on="2026-12-01"),
        finding(5, "A05"),
    )
    late = action(3, "2026-11-01")
    assert order(*found, actions=(late,), gains=(gain("A05", "0.01"),)) == [5, 3, 4, 2, 1]


def test_an_item_in_order_or_unknown_adds_nothing_and_blocks_nothing() -> None:
    (line,) = ranked([finding(1, "")], {}, gains={}, way=("A01",), today=TODAY)
    assert (line.block, line.adds, line.is_unplanned) == (Block.NOTHING, 0, True)


def test_a_dropped_action_plans_nothing_and_makes_nothing_late() -> None:
    dropped = action(1, "2026-11-01", PlanState.DROPPED)
    (line,) = ranked([finding(1, "A01")], {1: [dropped]}, gains={}, way=(), today=TODAY)
    assert line.is_unplanned and not line.is_overdue(TODAY) and line.due_on == "2026-12-20"


def test_what_waits_for_the_team_is_not_next_unless_an_action_is_left() -> None:
    waits = finding(1, "A01", state=FindingState.ANSWERED, is_critical=True)
    owed = finding(2, "A02")
    lines = ranked([waits, owed], {}, gains={}, way=(), today=TODAY)
    assert first_to_do(lines) is lines[1]
    with_rest = ranked([waits, owed], {1: [action(1, "2026-12-01")]}, gains={}, way=(), today=TODAY)
    assert first_to_do(with_rest) is with_rest[0]
    assert first_to_do([]) is None


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"action": "Perbaiki "}, ("action", "action_length")),
        ({"owner_name": " "}, ("owner_name", "owner_length")),
        ({"due_on": "2026-11-21"}, ("due_on", "day_passed")),
        ({"due_on": "20261201"}, ("due_on", "no_day")),
        ({"due_on": "besok"}, ("due_on", "no_day")),
        ({"cost_note": "x" * 201}, ("cost_note", "too_long")),
        ({"state": PlanState.DROPPED, "reason": "tidak"}, ("reason", "reason_length")),
    ],
)
def test_what_cannot_stand_is_named(change: dict[str, object], problem: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        check(replace(PLANNED, **change), today=TODAY)  # type: ignore[arg-type]
    assert refused.value.problems == dict([problem])


def test_what_became_late_may_be_told_as_done_but_not_moved_to_another_day_that_has_passed() -> None:
    was = replace(PLANNED, due_on="2026-11-01")
    assert check(replace(was, state=PlanState.DONE), today=TODAY, was=was).state is PlanState.DONE
    with pytest.raises(Invalid):
        check(replace(was, due_on="2026-11-10"), today=TODAY, was=was)


def test_a_reason_stays_only_where_something_is_dropped() -> None:
    assert check(replace(PLANNED, reason="Sudah tidak perlu"), today=TODAY).reason == ""
