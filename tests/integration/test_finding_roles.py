"""Every state of a finding, every deed, everybody of a district: the deeds keep to the table of its life."""

import uuid
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from sqlite_utils import Database

from app.domain.errors import IllegalTransition, NotAllowed, NotFound
from app.domain.finding_life import RULES, SETTLED, FindingAction, FindingState, Party
from app.domain.people import Action, Person, Role, may
from app.services import findings as deeds
from app.services.findings import Response
from app.store import finding_steps, findings
from tests.factories import NOON, TODAY, District, make_person
from tests.findings import issued_finding

REASON = "Sudah dilihat sendiri di tempat"
DEEDS: dict[FindingAction, Callable[..., None]] = {
    FindingAction.ANSWER: partial(deeds.answer, response=Response(REASON, without_photo=REASON)),
    FindingAction.FOLLOW_UP: partial(deeds.follow_up, response=Response(REASON, without_photo=REASON)),
    FindingAction.RETURN: partial(deeds.send_back, reason=REASON),
    FindingAction.SET_ASIDE: partial(deeds.set_aside, reason=REASON),
    FindingAction.ACCEPT: deeds.accept,
    FindingAction.CLOSE: deeds.close,
    FindingAction.FIND_UNDONE: deeds.find_undone,
}
ANSWERS = frozenset({FindingAction.ANSWER, FindingAction.FOLLOW_UP})
OF_PHONES = frozenset({FindingAction.WITHDRAW, FindingAction.ISSUE})  # a visit's draft: taken back, or sent with it
UNSEEN = frozenset({FindingState.DRAFT, FindingState.VOID})  # by station and readers
SIDES = {"ketua": Party.REVIEWER, "bagren": Party.REVIEWER, "kapolsek_senori": Party.STATION, "deputy": Party.STATION}
FOREIGN = ("kapolsek_jenu", "stranger")


@pytest.fixture
def cast(db: Database, district: District) -> dict[str, Person]:
    names = ("admin", "bagren", "ketua", "anggota1", "kapolsek_senori", "kapolsek_jenu", "kapolres", "stranger")
    deputy = make_person(db, "wakapolsek", Role.STATION_CHIEF, "polsek-senori")
    return {name: getattr(district, name) for name in names} | {"deputy": deputy}


def outcome(state: FindingState, action: FindingAction, who: str, person: Person) -> type[Exception] | None:
    """What must come of it; None when the step is taken."""
    if not may(person, Action.ANSWER_FINDING if action in ANSWERS else Action.REVIEW_FINDING):
        return NotAllowed
    if who in FOREIGN or (state in UNSEEN and SIDES.get(who) is Party.STATION):
        return NotFound
    rule = RULES.get((state, action))
    if rule is None:
        return IllegalTransition
    return None if rule.party is SIDES.get(who) else NotAllowed


def set_state(db: Database, state: FindingState) -> None:
    db.execute(
        "UPDATE findings SET state = :state, issued_at = :issued, closed_at = :closed",
        {
            "state": str(state),
            "issued": None if state in UNSEEN else NOON,
            "closed": NOON if state in SETTLED else None,
        },
    )


def test_every_step_is_a_deed_or_the_phones() -> None:
    assert DEEDS.keys() | OF_PHONES == set(FindingAction)


@pytest.mark.parametrize("action", DEEDS)
def test_deeds_keep_to_the_table(
    db: Database, district: District, cast: dict[str, Person], action: FindingAction
) -> None:
    finding = issued_finding(db, district)
    for state, (who, person) in product(FindingState, cast.items()):
        set_state(db, state)
        before = len(finding_steps.of(db, [finding.id])[finding.id])
        wanted = outcome(state, action, who, person)
        deed = partial(DEEDS[action], db, finding.uid, str(uuid.uuid4()), actor=person, at=NOON, today=TODAY)
        if wanted is None:
            deed()
        else:
            with pytest.raises(wanted):
                deed()
        now, steps = findings.get_by_id(db, finding.id), finding_steps.of(db, [finding.id])[finding.id]
        if wanted is not None:
            assert (now.state, len(steps)) == (state, before), (state, who)
            continue
        rule = RULES[state, action]
        assert now.state is rule.to and steps[-1].verdict == (rule.verdict or ""), (state, who)
        if rule.verdict:
            assert now.verdict == rule.verdict
