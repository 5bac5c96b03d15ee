"""Figures, their limits, and how pairs of them are taken."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number; `baseline` is the bare version of the same work, `limit` the most it may be."""

    name: str
    value: float
    unit: str
    baseline: float | None = None
    limit: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the limit, if there is one, is kept."""
        return self.limit is None or self.value <= self.limit

    def __str__(self) -> str:
        baseline = "" if self.baseline is None else f"{self.baseline:,.2f}"
        limit = "" if self.limit is None else f"{self.limit:g}"
        verdict = "" if self.limit is None else "ok" if self.holds else "MISSED"
        return f"{self.name:<52} {self.value:>10,.2f} {self.unit:<4} {baseline:>10} {limit:>8} {verdict}"


HEADING = f"{'':<52} {'measured':>10} {'':<4} {'baseline':>10} {'limit':>8}"


def in_turns(work: Callable[[], object], baseline: Callable[[], object], rounds: int = 25) -> tuple[float, float]:
    """Median milliseconds of `work` and of `baseline`, taken in turns after one round to warm up."""
    work(), baseline()
    pairs = [(_milliseconds(work), _milliseconds(baseline)) for _ in range(rounds)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
