"""The life of a finding as one table: code, buttons, docs/findings.md and tests all read it.

The follow-up words are those of the annex of Perkap 17/2014; see docs/findings.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import IllegalTransition


class FindingState(StrEnum):
    """Where a finding stands; the station sees it from 'issued' on."""

    DRAFT = "draft"
    ISSUED = "issued"
    ANSWERED = "answered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    FOLLOWED_UP = "followed_up"
    CLOSED = "closed"
    VOID = "void"


class FindingAction(StrEnum):
    """A step in a finding's life."""

    WITHDRAW = "withdraw"
    ISSUE = "issue"
    ANSWER = "answer"
    RETURN = "return"
    ACCEPT = "accept"
    FOLLOW_UP = "follow_up"
    FIND_UNDONE = "find_undone"  # nothing was done yet; the finding stays where it is
    CLOSE = "close"
    SET_ASIDE = "set_aside"  # it cannot be followed up, for a reason that holds


class Party(StrEnum):
    """On whose side somebody stands towards one finding."""

    STATION = "station"  # the chief of the station it is about, or whoever holds that role there for a time
    TEAM = "team"  # in the visit's team
    REVIEWER = "reviewer"  # the visit's lead, or planning staff above the station


class Verdict(StrEnum):
    """The official word on a follow-up; only a person's step gives it."""

    CONFORMING = "S"  # sesuai
    NOT_CONFORMING = "BS"  # belum sesuai
    NOT_FOLLOWED_UP = "BD"  # belum ditindaklanjuti
    IMPOSSIBLE = "TDD"  # tidak dapat ditindaklanjuti


class Stance(StrEnum):
    """How a station answers: setuju or sanggah."""

    AGREE = "agree"
    OBJECT = "object"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: in `state`, somebody of `party` may take `action`, which leads to `to`."""

    state: FindingState
    action: FindingAction
    to: FindingState
    party: Party
    verdict: Verdict | None = None  # the word that the step gives


_S, _A, _P, _V = FindingState, FindingAction, Party, Verdict

LIFE: tuple[Rule, ...] = (
    Rule(_S.DRAFT, _A.ISSUE, _S.ISSUED, _P.REVIEWER),
    Rule(_S.DRAFT, _A.WITHDRAW, _S.VOID, _P.TEAM),
    Rule(_S.ISSUED, _A.ANSWER, _S.ANSWERED, _P.STATION),
    Rule(_S.ISSUED, _A.FIND_UNDONE, _S.ISSUED, _P.REVIEWER, _V.NOT_FOLLOWED_UP),
    Rule(_S.ISSUED, _A.SET_ASIDE, _S.CLOSED, _P.REVIEWER, _V.IMPOSSIBLE),
    Rule(_S.ANSWERED, _A.RETURN, _S.RETURNED, _P.REVIEWER, _V.NOT_CONFORMING),
    Rule(_S.ANSWERED, _A.ACCEPT, _S.ACCEPTED, _P.REVIEWER),
    Rule(_S.ANSWERED, _A.CLOSE, _S.CLOSED, _P.REVIEWER, _V.CONFORMING),
    Rule(_S.ANSWERED, _A.SET_ASIDE, _S.CLOSED, _P.REVIEWER, _V.IMPOSSIBLE),
    Rule(_S.RETURNED, _A.ANSWER, _S.ANSWERED, _P.STATION),
    Rule(_S.RETURNED, _A.FIND_UNDONE, _S.RETURNED, _P.REVIEWER, _V.NOT_FOLLOWED_UP),
    Rule(_S.RETURNED, _A.SET_ASIDE, _S.CLOSED, _P.REVIEWER, _V.IMPOSSIBLE),
    Rule(_S.ACCEPTED, _A.FOLLOW_UP, _S.FOLLOWED_UP, _P.STATION),
    Rule(_S.ACCEPTED, _A.FIND_UNDONE, _S.ACCEPTED, _P.REVIEWER, _V.NOT_FOLLOWED_UP),
    Rule(_S.ACCEPTED, _A.SET_ASIDE, _S.CLOSED, _P.REVIEWER, _V.IMPOSSIBLE),
    Rule(_S.FOLLOWED_UP, _A.RETURN, _S.RETURNED, _P.REVIEWER, _V.NOT_CONFORMING),
    Rule(_S.FOLLOWED_UP, _A.CLOSE, _S.CLOSED, _P.REVIEWER, _V.CONFORMING),
    Rule(_S.FOLLOWED_UP, _A.SET_ASIDE, _S.CLOSED, _P.REVIEWER, _V.IMPOSSIBLE),
)
RULES: Mapping[tuple[FindingState, FindingAction], Rule] = {(rule.state, rule.action): rule for rule in LIFE}

NEEDS_REASON = frozenset({FindingAction.RETURN, FindingAction.SET_ASIDE})  # of whoever takes them

WAITS_FOR_STATION = frozenset({FindingState.ISSUED, FindingState.RETURNED, FindingState.ACCEPTED})
WAITS_FOR_REVIEW = frozenset({FindingState.ANSWERED, FindingState.FOLLOWED_UP})
SETTLED = frozenset({FindingState.CLOSED, FindingState.VOID})
OPEN = WAITS_FOR_STATION | WAITS_FOR_REVIEW  # what counts as an open finding everywhere


def rule_of(state: FindingState, action: FindingAction) -> Rule:
    """The row of the table. Raises IllegalTransition when there is none."""
    try:
        return RULES[state, action]
    except KeyError:
        raise IllegalTransition(f"cannot {action} a finding that is {state}", state=str(state)) from None
