"""Every state of a finding, every step, every role and party: by the table of its life."""

from dataclasses import fields
from functools import partial
from itertools import product

import pytest

from app.domain.errors import IllegalTransition, NotAllowed
from app.domain.finding_comments import Side, require_comment, side_of
from app.domain.finding_life import LIFE, RULES, FindingAction, FindingState, Party
from app.domain.findings import Finding, Severity, actions_of, require_step
from app.domain.people import Assignment, Person, Role

STATION, OTHER_STATION, DISTRICT = 5, 6, 4
LEAD = 2


def somebody(number: int, *roles: tuple[Role, int]) -> Person:
    held = tuple(Assignment(role, org_id, "", "", "") for role, org_id in roles)
    return Person(number, f"orang{number}", "", assignments=held)


# who, whether they plan for the station, on which sides they stand
CAST: dict[str, tuple[Person, bool, frozenset[Party]]] = {
    "chief": (somebody(1, (Role.STATION_CHIEF, STATION)), False, frozenset({Party.STATION})),
    "lead": (somebody(LEAD, (Role.INSPECTOR, DISTRICT)), False, frozenset({Party.REVIEWER})),
    "planner": (somebody(3, (Role.PLANNER, DISTRICT)), True, frozenset({Party.REVIEWER})),
    "member": (somebody(4, (Role.INSPECTOR, DISTRICT)), False, frozenset()),
    "sister chief": (somebody(5, (Role.STATION_CHIEF, OTHER_STATION)), False, frozenset()),
    "foreign planner": (somebody(6, (Role.PLANNER, 9)), False, frozenset()),
    "reader": (somebody(7, (Role.READER, DISTRICT)), False, frozenset()),
    "admin": (somebody(8, (Role.ADMIN, DISTRICT)), False, frozenset()),
    "nobody": (somebody(9), False, frozenset()),
    "planner as deputy": (
        somebody(10, (Role.PLANNER, DISTRICT), (Role.STATION_CHIEF, STATION)),
        True,
        frozenset({Party.STATION, Party.REVIEWER}),
    ),
}


def a_finding(state: FindingState) -> Finding:
    empty = {field.name: "" for field in fields(Finding)}
    known = {"state": state, "org_id": STATION, "lead_id": LEAD, "severity": Severity.MINOR}
    return Finding(**{**empty, **known})  # type: ignore[arg-type]  # what the rules do not read stays empty


def test_the_cast_has_every_role() -> None:
    assert {role for person, _, _ in CAST.values() for role in person.roles} == set(Role)


@pytest.mark.parametrize(("state", "action"), list(product(FindingState, FindingAction)))
def test_a_step_is_taken_by_its_party_alone(state: FindingState, action: FindingAction) -> None:
    finding, rule = a_finding(state), RULES.get((state, action))
    for name, (person, plans, sides) in CAST.items():
        for answered_by in ((), (person.id,), (99,), (99, person.id)):
            step = partial(require_step, person, finding, action, answered_by=answered_by, plans_there=plans)
            is_own = person.id in answered_by and rule is not None and rule.party is Party.REVIEWER
            if rule is None:
                with pytest.raises(IllegalTransition):
                    step()
            elif rule.party in sides and not is_own:
                assert step() is rule, name
            else:
                with pytest.raises(NotAllowed):
                    step()


@pytest.mark.parametrize("state", FindingState)
def test_a_page_offers_what_may_be_done_and_no_more(state: FindingState) -> None:
    for name, (person, plans, sides) in CAST.items():
        for answered_by in ((), (person.id,)):
            offered = actions_of(person, a_finding(state), answered_by=answered_by, plans_there=plans)
            mine = sides - {Party.REVIEWER} if person.id in answered_by else sides
            assert offered == {rule.action for rule in LIFE if rule.state is state and rule.party in mine}, name


@pytest.mark.parametrize("state", FindingState)
def test_comments_are_for_the_two_sides_of_an_open_finding(state: FindingState) -> None:
    finding = a_finding(state)
    sides = {
        name: side_of(person, finding, plans_there=plans, in_team=name == "member")
        for name, (person, plans, _) in CAST.items()
    }
    assert {name: side for name, side in sides.items() if side} == {
        "chief": Side.STATION,
        "planner as deputy": Side.STATION,
        "lead": Side.TEAM,
        "member": Side.TEAM,
        "planner": Side.TEAM,
    }
    for name, side in sides.items():
        if side and finding.is_open:
            assert require_comment(finding, side) is side, name
        else:
            with pytest.raises(IllegalTransition if side else NotAllowed):
                require_comment(finding, side)
