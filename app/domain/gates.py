"""The minimums of a predicate, each held against what a unit has.

Rule: docs/scoring.md, "Gates".
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from app.domain.checklist import Checklist, Gate, Predicate

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate against what the unit has; `passed` is None while the gate is unconfirmed."""

    gate: Gate
    has: Fraction

    @property
    def needs(self) -> Fraction | None:
        """The minimum in points; None when nobody knows it."""
        return None if self.gate.needs is None else Fraction(self.gate.needs)

    @property
    def shortfall(self) -> Fraction | None:
        """The points still missing, 0 when there is enough; None when the minimum is not known."""
        return None if self.needs is None else max(self.needs - self.has, Fraction(0))

    @property
    def passed(self) -> bool | None:
        """Decided on the exact value; an unconfirmed gate is neither met nor missed."""
        if self.needs is None or not self.gate.confirmed:
            return None
        return self.has >= self.needs


@dataclass(frozen=True, slots=True)
class Verdict:
    """A predicate's gates; all are shown, because meeting each minimum is not yet enough for the total."""

    predicate: Predicate
    gates: tuple[GateResult, ...]

    @property
    def passed(self) -> bool | None:
        """False when any gate fails; None when none fails and some are unconfirmed; else True."""
        outcomes = {gate.passed for gate in self.gates}
        if False in outcomes:
            return False
        return None if None in outcomes or not outcomes else True

    @property
    def missing(self) -> tuple[GateResult, ...]:
        """The gates with points still missing, met or not confirmed left out."""
        return tuple(gate for gate in self.gates if gate.passed is False)


def judge(checklist: Checklist, has: Callable[[str], Fraction | None], day: str | None = None) -> dict[str, Verdict]:
    """Predicate code to its verdict, in the order of the file.

    `has` gives the value of a node, an area or 'total', None where nothing applies (such a gate is left out).
    `day` ('YYYY-MM-DD') chooses the gates in force that day; None means those that have not ended.
    """
    verdicts = {}
    for predicate in checklist.predicates:
        results = []
        for gate in predicate.gates:
            value = has(gate.on)
            if value is not None and in_force(gate, day):
                results.append(GateResult(gate, value))
        verdicts[predicate.code] = Verdict(predicate, tuple(results))
    return verdicts


def in_force(gate: Gate, day: str | None) -> bool:
    """Whether the gate counts on `day`; a limit given as a year or month holds for all of it."""
    if day is None:
        return not gate.valid_to
    started = gate.valid_from <= day
    return started and (not gate.valid_to or day[: len(gate.valid_to)] <= gate.valid_to)


def limits_of(checklist: Checklist) -> dict[str, tuple[Fraction, ...]]:
    """Node, area or 'total' to every known minimum it is tested by."""
    limits: dict[str, tuple[Fraction, ...]] = {}
    for predicate in checklist.predicates:
        for gate in predicate.gates:
            if gate.needs is not None:
                limits[gate.on] = (*limits.get(gate.on, ()), Fraction(gate.needs))
    return limits
