"""The plan of follow-up (rencana tindak lanjut): what a station will do about each finding, and what comes first.

Rules in plain words: docs/follow-up-plan.md.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction

from app.domain.errors import Conflict, Invalid
from app.domain.findings import Finding
from app.domain.readiness import Gain
from app.domain.reports import Letterhead, Signer

SHORTEST = 10  # characters of an action or a reason; 'diperbaiki' alone tells nobody what will be done
LONGEST = 1000
LONGEST_NAME = 120
LONGEST_COST = 200
MOST = 20  # actions of one finding


class PlanState(StrEnum):
    """Where an action stands."""

    TODO = "todo"
    DONE = "done"
    DROPPED = "dropped"


class Block(IntEnum):
    """What a finding holds up; the lowest comes first."""

    CRITICAL = 0  # its item is critical: no colour above red while it is open
    GATE = 1  # its item clears a mark, or is on the shortest way to the next one
    NOTHING = 2


@dataclass(frozen=True, slots=True)
class Written:
    """What a station writes of one action."""

    action: str
    owner_name: str
    due_on: str
    cost_note: str = ""
    state: PlanState = PlanState.TODO
    reason: str = ""  # why it was dropped

    def stripped(self) -> "Written":
        """The same without blanks around; a reason stays only where something was dropped."""
        reason = self.reason.strip() if self.state is PlanState.DROPPED else ""
        action, owner_name = self.action.strip(), self.owner_name.strip()
        return Written(action, owner_name, self.due_on.strip(), self.cost_note.strip(), self.state, reason)


@dataclass(frozen=True, slots=True)
class Remark:
    """What the team or planning staff said of an action."""

    text: str
    person_name: str
    at: int


@dataclass(frozen=True, slots=True)
class PlanAction:
    """One action as it stands; `rev` counts its changes."""

    id: int
    uid: str
    finding_id: int
    finding_uid: str
    written: Written
    rev: int
    changed_by: int
    changed_by_name: str
    changed_at: int
    remarks: tuple[Remark, ...] = ()

    def is_overdue(self, today: str) -> bool:
        """It was to be done by a day that has passed."""
        return self.written.state is PlanState.TODO and self.written.due_on < today


@dataclass(frozen=True, slots=True)
class Line:
    """One finding of a station's plan: what it blocks, what its item would add to the score, what is planned."""

    finding: Finding
    block: Block
    adds: Fraction
    clears: tuple[tuple[str, str], ...] = ()  # (predicate, gate) that its item reaches alone
    actions: tuple[PlanAction, ...] = field(default=())

    @property
    def todo(self) -> tuple[PlanAction, ...]:
        """What is still to be done."""
        return tuple(one for one in self.actions if one.written.state is PlanState.TODO)

    @property
    def is_unplanned(self) -> bool:
        """The station owes something and has planned nothing that stands."""
        return self.finding.is_owed and all(one.written.state is PlanState.DROPPED for one in self.actions)

    @property
    def due_on(self) -> str | None:
        """The first day by which something is due here."""
        days = [one.written.due_on for one in self.todo]
        if self.finding.is_owed and self.finding.due_on:
            days.append(self.finding.due_on)
        return min(days) if days else None

    def is_overdue(self, today: str) -> bool:
        """The finding or one of its actions is late."""
        return self.finding.is_overdue(today) or any(one.is_overdue(today) for one in self.todo)


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A station's plan as page, PDF and CSV show it; `goal` is the predicate whose marks the order looks at, or ''."""

    station_code: str
    station: str
    unit: str
    letterhead: Letterhead
    zone: str
    printed_at: int
    today: str
    goal: str
    lines: tuple[Line, ...]
    signers: tuple[Signer, ...] = ()

    @property
    def actions(self) -> tuple[PlanAction, ...]:
        """Every action of the plan, in its order."""
        return tuple(action for line in self.lines for action in line.actions)

    def count(self, state: PlanState) -> int:
        """How many actions stand so."""
        return sum(action.written.state is state for action in self.actions)

    @property
    def todo(self) -> int:
        """How many actions are still to be done."""
        return self.count(PlanState.TODO)

    @property
    def overdue(self) -> int:
        """How many actions are late."""
        return sum(action.is_overdue(self.today) for action in self.actions)

    @property
    def unplanned(self) -> int:
        """How many findings have nothing planned."""
        return sum(line.is_unplanned for line in self.lines)


class PlanMoved(Conflict):
    """Somebody else changed the action first; `now` is how it stands."""

    def __init__(self, now: PlanAction) -> None:
        super().__init__(f"action {now.uid} is at version {now.rev}")
        self.now = now


def check(written: Written, *, today: str, was: Written | None = None) -> Written:
    """What is to be kept, without blanks around.

    Raises Invalid naming each field that cannot stand. A day that has passed is refused, unless the action had it
    before (`was`): what became late may still be told as done.
    """
    new, problems = written.stripped(), {}
    if not SHORTEST <= len(new.action) <= LONGEST:
        problems["action"] = "action_length"
    if not 3 <= len(new.owner_name) <= LONGEST_NAME:
        problems["owner_name"] = "owner_length"
    if len(new.cost_note) > LONGEST_COST:
        problems["cost_note"] = "too_long"
    if not _is_day(new.due_on):
        problems["due_on"] = "no_day"
    elif new.due_on < today and (was is None or was.due_on != new.due_on):
        problems["due_on"] = "day_passed"
    if new.state is PlanState.DROPPED and not SHORTEST <= len(new.reason) <= LONGEST:
        problems["reason"] = "reason_length"
    if problems:
        raise Invalid(problems)
    return new


def block_of(finding: Finding, gain: Gain | None, way: Collection[str]) -> Block:
    """What a finding holds up: a critical item, or one that a mark not yet reached needs (`way` holds their codes)."""
    if finding.is_critical:
        return Block.CRITICAL
    return Block.GATE if finding.item_code in way or (gain is not None and gain.clears) else Block.NOTHING


def ranked(
    findings: Sequence[Finding],
    actions: Mapping[int, Sequence[PlanAction]],
    *,
    gains: Mapping[str, Gain],
    way: Collection[str],
    today: str,
) -> list[Line]:
    """A station's plan: what blocks the predicate first, then most points, then what is late, then what is due first.

    `gains` is by item code; an item in order adds nothing.
    """
    lines = []
    for finding in findings:
        gain = gains.get(finding.item_code)
        planned = tuple(sorted(actions.get(finding.id, ()), key=_in_plan))
        lines.append(
            Line(
                finding=finding,
                block=block_of(finding, gain, way),
                adds=gain.adds if gain else Fraction(0),
                clears=gain.clears if gain else (),
                actions=planned,
            )
        )
    return sorted(
        lines,
        key=lambda line: (
            line.block,
            -line.adds,
            not line.is_overdue(today),
            line.due_on or "9999",
            line.finding.id,
        ),
    )


def first_to_do(lines: Sequence[Line]) -> Line | None:
    """What the station does next: the first line in which it owes something, or None."""
    return next((line for line in lines if line.finding.is_owed or line.todo), None)


def _in_plan(action: PlanAction) -> tuple[bool, str, int]:
    return (action.written.state is not PlanState.TODO, action.written.due_on, action.id)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
