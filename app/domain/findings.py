"""A finding: something a team saw that is not as it must be, and who may take its next step.

Its life is the table in `finding_life.py`; rules in plain words: docs/findings.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.domain.errors import NotAllowed
from app.domain.finding_life import (
    LIFE,
    OPEN,
    WAITS_FOR_STATION,
    FindingAction,
    FindingState,
    Party,
    Rule,
    rule_of,
)
from app.domain.people import Person, Role


class Severity(StrEnum):
    """How much harm it does: ringan, sedang, berat."""

    MINOR = "minor"
    MODERATE = "moderate"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as it stands."""

    id: int
    uid: str
    visit_id: int | None  # None when it came with a letter
    visit_uid: str  # '' when it came with a letter
    letter_id: int | None
    source: str  # of Source when it came with a letter, else ''
    letter_number: str
    org_id: int
    station_code: str
    station_name: str
    tz: str
    checklist_version_id: int | None
    found_on: str  # the day of the visit, or of the letter
    lead_id: int | None
    item_code: str  # '' where a letter names none
    area: str
    number: int  # within its visit or letter
    state: FindingState
    severity: Severity
    is_critical: bool
    condition: str
    criterion: str
    cause: str
    effect: str
    recommendation: str
    service: str  # of Service, or ''
    maladministration: str  # of Maladministration, or ''
    cause_kind: str  # of CauseKind, or ''
    severity_reason: str  # why it is not the severity that was proposed
    owner_name: str  # who answers for it at the station
    verdict: str  # the newest of Verdict, or ''
    due_on: str | None
    repeat_of: int | None
    first_of: int | None  # the first finding of its chain, itself when it is; None for drafts
    repeats: int  # how many times it had been found before
    promised: bool  # the station has promised to put it right
    broken: bool  # it was found again although that was promised
    at_stake: str  # exact points that the total would have gained when it was issued; '' when unknown
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
    stance: str  # of Stance when it is an answer, else ''
    verdict: str  # of Verdict when the step gives one, else ''
    person_id: int
    person_name: str
    at: int
    link_id: int | None = None  # through which it was taken without an account
    link_by: int | None = None  # who made that link, and so could have used it


def last_answer(steps: Sequence[Step]) -> Step | None:
    """The station's newest response, or None."""
    return next((step for step in reversed(steps) if step.action == FindingAction.ANSWER), None)


def responders(steps: Sequence[Step]) -> frozenset[int]:
    """Who has spoken for the station, and who made the link by which its last word came: none of them judges it."""
    spoken = [step for step in steps if step.action in (FindingAction.ANSWER, FindingAction.FOLLOW_UP)]
    if not spoken:
        return frozenset()
    speakers, by = {step.person_id for step in spoken}, spoken[-1].link_by
    return frozenset(speakers if by is None else {*speakers, by})


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
    person: Person, finding: Finding, action: FindingAction, *, answered_by: Collection[int], plans_there: bool
) -> Rule:
    """The row of the step in the table of the finding's life.

    Raises IllegalTransition when it has no such row, NotAllowed when the step is not this person's: who has
    answered judges nothing of it, even with both roles, nor does the maker of the link by which an answer came.
    """
    rule = rule_of(finding.state, action)
    if rule.party not in parties(person, finding, plans_there=plans_there):
        raise NotAllowed(f"{person.username} may not {action} finding {finding.uid}")
    if rule.party is Party.REVIEWER and person.id in answered_by:
        raise NotAllowed("nobody verifies their own answer")
    return rule


def actions_of(
    person: Person, finding: Finding, *, answered_by: Collection[int], plans_there: bool
) -> frozenset[FindingAction]:
    """The steps `person` may take now: what decides which forms a page shows."""
    found = set()
    for rule in LIFE:
        if rule.state is not finding.state:
            continue
        try:
            require_step(person, finding, rule.action, answered_by=answered_by, plans_there=plans_there)
        except NotAllowed:
            continue
        found.add(rule.action)
    return frozenset(found)
