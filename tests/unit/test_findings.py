"""The life of a finding is one table."""

import re
from itertools import product
from pathlib import Path

import pytest

from app.domain.errors import IllegalTransition
from app.domain.finding_life import LIFE, OPEN, SETTLED, FindingAction, FindingState, Party, Verdict, rule_of


@pytest.mark.parametrize(("state", "action"), list(product(FindingState, FindingAction)))
def test_only_the_steps_of_the_table_exist(state: FindingState, action: FindingAction) -> None:
    rows = [rule for rule in LIFE if (rule.state, rule.action) == (state, action)]
    if rows:
        assert [rule_of(state, action)] == rows
    else:
        with pytest.raises(IllegalTransition):
            rule_of(state, action)


def test_every_step_can_be_taken_somewhere() -> None:
    assert {rule.action for rule in LIFE} == set(FindingAction)


def test_every_open_finding_can_come_to_its_end() -> None:
    ends = {FindingState.CLOSED}
    for _ in FindingState:
        ends |= {rule.state for rule in LIFE if rule.to in ends}
    assert ends >= OPEN


def test_what_is_settled_stays_settled() -> None:
    assert not [rule for rule in LIFE if rule.state in SETTLED]


def test_a_finding_is_never_closed_without_the_official_word() -> None:
    closing = {rule.verdict for rule in LIFE if rule.to is FindingState.CLOSED}
    assert closing == {Verdict.CONFORMING, Verdict.IMPOSSIBLE}


def test_the_station_judges_nothing_and_only_the_station_answers() -> None:
    answers = {FindingAction.ANSWER, FindingAction.FOLLOW_UP}
    assert {rule.action for rule in LIFE if rule.party is Party.STATION} == answers
    assert not [rule for rule in LIFE if rule.party is Party.STATION and rule.verdict]


def test_the_document_shows_the_same_life() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "findings.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| `(\w+)` \| (\w+) \|(?: (\w+))? \|$", text, re.MULTILINE)
    assert rows == [
        (str(rule.state), str(rule.action), str(rule.to), str(rule.party), str(rule.verdict or "")) for rule in LIFE
    ]
