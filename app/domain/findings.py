"""A finding: something a team saw that is not as it must be, and the steps until it is settled.

Rules in plain words: docs/findings.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.domain.errors import IllegalTransition, NotAllowed
from app.domain.people import Person, Role


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
    CLOSE = "close"


class Severity(StrEnum):
    """How much harm it does: ringan, sedang, berat."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


TRANSITIONS: Mapping[tuple[FindingState, FindingAction], FindingState] = {
    (FindingState.DRAFT, FindingAction.ISSUE): FindingState.ISSUED,
    (FindingState.DRAFT, FindingAction.WITHDRAW): FindingState.VOID,
    (FindingState.ISSUED, FindingAction.ANSWER): FindingState.ANSWERED,
    (FindingState.ANSWERED, FindingAction.RETURN): FindingState.RETURNED,
    (FindingState.ANSWERED, FindingAction.ACCEPT): FindingState.ACCEPTED,
    (FindingState.ANSWERED, FindingAction.CLOSE): FindingState.CLOSED,
    (FindingState.RETURNED, FindingAction.ANSWER): FindingState.ANSWERED,
    (FindingState.ACCEPTED, FindingAction.FOLLOW_UP): FindingState.FOLLOWED_UP,
    (FindingState.FOLLOWED_UP, FindingAction.RETURN): FindingState.RETURNED,
    (FindingState.FOLLOWED_UP, FindingAction.CLOSE): FindingState.CLOSED,
}


class Party(StrEnum):
    """On whose side somebody stands towards one finding."""

    STATION = "station"  # the chief of the station it is about
    TEAM = "team"  # in the visit's team
    REVIEWER = "reviewer"  # the visit's lead, or planning staff above the station


WHO: Mapping[FindingAction, Party] = {
    FindingAction.WITHDRAW: Party.TEAM,
    FindingAction.ISSUE: Party.REVIEWER,
    FindingAction.ANSWER: Party.STATION,
    FindingAction.RETURN: Party.REVIEWER,
    FindingAction.ACCEPT: Party.REVIEWER,
    FindingAction.FOLLOW_UP: Party.STATION,
    FindingAction.CLOSE: Party.REVIEWER,
}

WAITS_FOR_STATION = frozenset({FindingState.ISSUED, FindingState.RETURNED, FindingState.ACCEPTED})
WAITS_FOR_REVIEW = frozenset({FindingState.ANSWERED, FindingState.FOLLOWED_UP})
SETTLED = frozenset({FindingState.CLOSED, FindingState.VOID})
OPEN = WAITS_FOR_STATION | WAITS_FOR_REVIEW  # what counts as an open finding everywhere

DAYS_TO_ANSWER: Mapping[Severity, int] = {Severity.SERIOUS: 14, Severity.MODERATE: 30, Severity.MINOR: 30}
DAYS_WHEN_CRITICAL = 14


def advance(state: FindingState, action: FindingAction) -> FindingState:
    """The state after `action`. Raises IllegalTransition when the table has no such row."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalTransition(f"cannot {action} a finding that is {state}", state=str(state)) from None


def due_on(severity: Severity, *, is_critical: bool, issued_on: str) -> str:
    """The last day for the station's answer, counted from the day of issue."""
    days = DAYS_WHEN_CRITICAL if is_critical else DAYS_TO_ANSWER[severity]
    return (date.fromisoformat(issued_on) + timedelta(days=days)).isoformat()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as it stands; `number` counts within its visit."""

    id: int
    uid: str
    visit_id: int
    visit_uid: str
    org_id: int
    station_code: str
    station_name: str
    tz: str
    checklist_version_id: int
    visited_on: str
    lead_id: int
    item_code: str
    area: str
    number: int
    state: FindingState
    severity: Severity
    is_critical: bool
    condition: str
    criterion: str
    cause: str
    effect: str
    recommendation: str
    due_on: str | None
    repeat_of: int | None
    raised_by: int
    raised_by_name: str
    raised_at: int
    issued_at: int | None
    closed_at: int | None
    rev: int

    @property
    def is_open(self) -> bool:
        """Issued and not settled."""
        return self.state in OPEN

    @property
    def is_owed(self) -> bool:
        """The station owes something: its due day counts. Once it has answered, the team owes."""
        return self.state in WAITS_FOR_STATION

    def days_left(self, today: str) -> int | None:
        """Days until the due day, negative when it has passed; None when settled or without a due day."""
        if self.due_on is None or not self.is_open:
            return None
        return (date.fromisoformat(self.due_on) - date.fromisoformat(today)).days

    def is_overdue(self, today: str) -> bool:
        """The station still owes something and its day has passed."""
        return self.is_owed and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a finding's life; the station's response is the step 'answer'."""

    rev: int
    uid: str
    action: str
    from_state: FindingState
    to_state: FindingState
    note: str
    without_photo: str  # why a response has no photo
    person_id: int
    person_name: str
    at: int


def last_answer(steps: Sequence[Step]) -> Step | None:
    """The station's newest response, or None."""
    return next((step for step in reversed(steps) if step.action == FindingAction.ANSWER), None)


def responder(steps: Sequence[Step]) -> int | None:
    """Who spoke for the station last, or None: whoever it was does not judge it."""
    spoken = [step for step in steps if step.action in (FindingAction.ANSWER, FindingAction.FOLLOW_UP)]
    return spoken[-1].person_id if spoken else None


def parties(person: Person, finding: Finding, *, plans_there: bool) -> frozenset[Party]:
    """On which sides `person` stands; the finding is already one they may see.

    `plans_there`: they are planning staff at its station or above it; being that elsewhere judges nothing here.
    """
    found = set()
    if any(held.role is Role.STATION_CHIEF and held.org_id == finding.org_id for held in person.assignments):
        found.add(Party.STATION)
    if plans_there or finding.lead_id == person.id:
        found.add(Party.REVIEWER)
    return frozenset(found)


def require_step(
    person: Person, finding: Finding, action: FindingAction, *, answered_by: int | None, plans_there: bool
) -> FindingState:
    """The state after the step.

    Raises IllegalTransition when the finding's life has no such step, NotAllowed when it is not this person's:
    nobody judges their own answer, even with both roles.
    """
    state = advance(finding.state, action)
    if WHO[action] not in parties(person, finding, plans_there=plans_there):
        raise NotAllowed(f"{person.username} may not {action} finding {finding.uid}")
    if WHO[action] is Party.REVIEWER and answered_by == person.id:
        raise NotAllowed("nobody verifies their own answer")
    return state


def actions_of(
    person: Person, finding: Finding, *, answered_by: int | None, plans_there: bool
) -> frozenset[FindingAction]:
    """The steps `person` may take now: what decides which forms a page shows."""
    found = set()
    for state, action in TRANSITIONS:
        if state is not finding.state:
            continue
        try:
            require_step(person, finding, action, answered_by=answered_by, plans_there=plans_there)
        except NotAllowed:
            continue
        found.add(action)
    return frozenset(found)
