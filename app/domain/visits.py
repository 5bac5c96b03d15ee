"""A visit: one supervision of one station by one team, and the steps of its life.

Rules in plain words: docs/visits.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.checklist import Checklist, Part
from app.domain.errors import IllegalTransition

LARGEST_TEAM = 8  # the lead included


class VisitState(StrEnum):
    """Where a visit stands; 'missed' is not kept but derived, see `is_missed`."""

    PLANNED = "planned"
    OPEN = "open"
    SUBMITTED = "submitted"
    SEALED = "sealed"
    CANCELLED = "cancelled"


class VisitAction(StrEnum):
    """What can be done to a visit as a whole."""

    CHANGE = "change"  # its plan
    BEGIN = "begin"  # by 'Mulai', or by the first answer that arrives
    SUBMIT = "submit"
    SEAL = "seal"
    CANCEL = "cancel"


TRANSITIONS: Mapping[tuple[VisitState, VisitAction], VisitState] = {
    (VisitState.PLANNED, VisitAction.CHANGE): VisitState.PLANNED,
    (VisitState.PLANNED, VisitAction.BEGIN): VisitState.OPEN,
    (VisitState.PLANNED, VisitAction.CANCEL): VisitState.CANCELLED,
    (VisitState.OPEN, VisitAction.SUBMIT): VisitState.SUBMITTED,
    (VisitState.SUBMITTED, VisitAction.SEAL): VisitState.SEALED,
}

DONE = frozenset({VisitState.SUBMITTED, VisitState.SEALED})


def advance(state: VisitState, action: VisitAction) -> VisitState:
    """The state after `action`. Raises IllegalTransition when the table has no such row."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise IllegalTransition(f"cannot {action} a visit that is {state}", state=str(state)) from None


def can(state: VisitState, action: VisitAction) -> bool:
    """Whether the table has a row for it: what decides which buttons a page shows."""
    return (state, action) in TRANSITIONS


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the team and the parts (codes) they fill."""

    person_id: int
    username: str
    full_name: str
    rank: str
    position: str
    service_number: str | None
    parts: tuple[str, ...]

    @property
    def titled_name(self) -> str:
        """Rank and name as papers write them."""
        return f"{self.rank} {self.full_name}".strip()


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it stands; `rev` counts every change and is the sync cursor."""

    id: int
    uid: str
    org_id: int
    station_code: str
    station_name: str
    tz: str
    checklist_version_id: int
    switches: frozenset[str]
    period: str
    state: VisitState
    order_number: str
    lead_id: int
    lead_name: str  # with rank
    planned_on: str
    planned_time: str
    planned_by: int
    created_at: int
    opened_at: int | None = None
    submitted_at: int | None = None
    sealed_at: int | None = None
    cancelled_at: int | None = None
    cancel_reason: str = ""
    seal_sha256: str | None = None
    rev: int = 0

    @property
    def is_done(self) -> bool:
        """Submitted or sealed: its score is stored and its station may read it."""
        return self.state in DONE

    def can(self, action: VisitAction) -> bool:
        """Whether the life of a visit has this step from here."""
        return can(self.state, action)

    def is_missed(self, today: str) -> bool:
        """Planned, and its day has passed without an answer."""
        return is_missed(self.state, self.planned_on, today)


def is_missed(state: VisitState, planned_on: str, today: str) -> bool:
    """Planned, and its day has passed without an answer."""
    return state is VisitState.PLANNED and planned_on < today


@dataclass(frozen=True, slots=True)
class Plan:
    """What planning staff decide about a visit; `members` maps person id to the part codes they fill."""

    station_code: str
    planned_on: str
    planned_time: str
    order_number: str
    checklist_version_id: int
    lead_id: int
    members: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def team(self) -> dict[int, tuple[str, ...]]:
        """The members with the lead, who comes first and may have no part."""
        return {self.lead_id: self.members.get(self.lead_id, ()), **self.members}


def plan_problems(plan: Plan, *, today: str) -> dict[str, str]:
    """What is wrong with the plan by itself: field to a stable code, empty when nothing is."""
    problems = {}
    try:
        if date.fromisoformat(plan.planned_on) < date.fromisoformat(today):
            problems["planned_on"] = "day_past"
    except ValueError:
        problems["planned_on"] = "bad_day"
    if not _is_time(plan.planned_time):
        problems["planned_time"] = "bad_time"
    if not 1 <= len(plan.order_number.strip()) <= 120:
        problems["order_number"] = "order_missing"
    if len(plan.team) > LARGEST_TEAM:
        problems["members"] = "team_too_large"
    return problems


def unassigned(checklist: Checklist, members: Iterable[Collection[str]]) -> tuple[Part, ...]:
    """The parts of `checklist` (already narrowed to the station) that nobody in the team fills."""
    taken = {code for parts in members for code in parts}
    return tuple(part for part in checklist.parts if part.code not in taken)


def _is_time(text: str) -> bool:
    hour, colon, minute = text.partition(":")
    digits = len(text) == 5 and colon and (hour + minute).isascii() and (hour + minute).isdigit()
    return bool(digits) and int(hour) < 24 and int(minute) < 60
