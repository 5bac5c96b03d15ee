"""The life of a visit and the quarters it counts for."""

import re
from itertools import product
from pathlib import Path

import pytest

from app.domain import periods
from app.domain.errors import IllegalTransition, Invalid
from app.domain.visits import TRANSITIONS, VisitAction, VisitState, advance, can, is_missed


@pytest.mark.parametrize(("state", "action"), list(product(VisitState, VisitAction)))
def test_only_the_steps_of_the_table_exist(state: VisitState, action: VisitAction) -> None:
    assert can(state, action) == ((state, action) in TRANSITIONS)
    if can(state, action):
        assert advance(state, action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(IllegalTransition):
            advance(state, action)


def test_a_planned_visit_is_missed_from_the_day_after() -> None:
    assert not is_missed(VisitState.PLANNED, "2026-11-22", "2026-11-22")
    assert is_missed(VisitState.PLANNED, "2026-11-22", "2026-11-23")
    assert not is_missed(VisitState.OPEN, "2026-11-22", "2026-11-23")


@pytest.mark.parametrize(
    ("day", "period"),
    [("2026-01-01", "2026Q1"), ("2026-03-31", "2026Q1"), ("2026-04-01", "2026Q2"), ("2026-12-31", "2026Q4")],
)
def test_a_day_counts_for_its_quarter(day: str, period: str) -> None:
    assert periods.period_of(day) == period


def test_quarters_run_over_the_year() -> None:
    assert periods.shift("2026Q4", 1) == "2027Q1"
    assert periods.shift("2026Q1", -1) == "2025Q4"
    assert periods.months("2026Q4") == ("2026-10", "2026-11", "2026-12")
    assert periods.last_day("2026Q4") == "2026-12-31"


@pytest.mark.parametrize("text", ["", "2026", "2026Q5", "2026Q0", "26Q4", "2026Q4 ", "٢٠٢٦Q4"])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        periods.check(text)


def test_the_document_draws_the_same_life() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "visits.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\w+)` \|", text, re.MULTILINE)
    assert set(rows) == {(str(state), str(to)) for (state, _action), to in TRANSITIONS.items()}
