"""The life of a finding, its due day, and who may take which step."""

import re
from itertools import product
from pathlib import Path

import pytest

from app.domain.errors import IllegalTransition
from app.domain.findings import (
    OPEN,
    SETTLED,
    TRANSITIONS,
    WHO,
    FindingAction,
    FindingState,
    Severity,
    advance,
    due_on,
)


@pytest.mark.parametrize(("state", "action"), list(product(FindingState, FindingAction)))
def test_only_the_steps_of_the_table_exist(state: FindingState, action: FindingAction) -> None:
    if (state, action) in TRANSITIONS:
        assert advance(state, action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(IllegalTransition):
            advance(state, action)


def test_every_step_says_who_takes_it() -> None:
    assert set(WHO) == set(FindingAction)


def test_every_open_finding_can_come_to_its_end() -> None:
    ends = {FindingState.CLOSED}
    for _ in FindingState:
        ends |= {state for (state, _action), after in TRANSITIONS.items() if after in ends}
    assert ends >= OPEN


def test_what_is_settled_stays_settled() -> None:
    assert not [state for state, _action in TRANSITIONS if state in SETTLED]


@pytest.mark.parametrize(
    ("severity", "is_critical", "day"),
    [
        (Severity.SERIOUS, False, "2026-12-06"),
        (Severity.MODERATE, False, "2026-12-22"),
        (Severity.MINOR, False, "2026-12-22"),
        (Severity.MINOR, True, "2026-12-06"),
    ],
)
def test_the_due_day_follows_severity(severity: Severity, is_critical: bool, day: str) -> None:
    assert due_on(severity, is_critical=is_critical, issued_on="2026-11-22") == day


def test_the_document_draws_the_same_life() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "findings.md").read_text()
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| `(\w+)` \|", text, re.MULTILINE)
    drawn = {(state, to) for states, to in rows for state in re.findall(r"`(\w+)`", states)}
    assert drawn == {(str(state), str(to)) for (state, _action), to in TRANSITIONS.items()}
