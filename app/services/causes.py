"""Findings by what lies behind them, over all stations that somebody oversees: for planning staff.

Which texts count as one cause: docs/findings.md, "Causes".
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from sqlite_utils import Database

from app.domain.causes import Group, grouped
from app.domain.errors import NotFound
from app.domain.finding_kinds import CauseKind
from app.domain.findings import Finding
from app.domain.people import Action, Person, require
from app.domain.periods import months, period_of, shift
from app.store import finding_causes
from app.store.finding_causes import CauseRow

QUARTERS = 4


@dataclass
class Tally:
    """What findings come to; `trend` counts those found in each of the quarters, the oldest first."""

    number: int = 0
    open: int = 0
    overdue: int = 0
    trend: list[int] = field(default_factory=lambda: [0] * QUARTERS)
    stations: dict[str, str] = field(default_factory=dict)  # code to name
    stakes: dict[tuple[str, str], Fraction] = field(default_factory=dict)  # station and item to points, once each

    @property
    def at_stake(self) -> Fraction:
        """Points that the stations' totals would gain together once these are in order."""
        return sum(self.stakes.values(), Fraction(0))

    def add(self, row: CauseRow, places: Mapping[str, int]) -> None:
        """Count a finding in; `places` says for each month in which quarter of the trend it is."""
        self.number += 1
        self.open += row.is_open
        self.overdue += row.is_late
        self.stations[row.station_code] = row.station_name
        quarter = places.get(row.month)
        if quarter is not None:
            self.trend[quarter] += 1
        if row.is_open and row.at_stake:
            place = (row.station_code, row.item_code)
            self.stakes[place] = max(Fraction(row.at_stake), self.stakes.get(place, Fraction(0)))


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause, in the words of those who wrote it down; `key` names it in addresses."""

    kind: str
    key: str
    group: Group
    tally: Tally


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of cause with the causes in it, those of most stations first; '' where no kind was chosen."""

    kind: str
    tally: Tally
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it; `periods` are the quarters of the trends, the oldest first."""

    periods: tuple[str, ...]
    kinds: tuple[Kind, ...]


def overview(db: Database, *, actor: Person, today: str) -> Overview:
    """Every cause of the last four quarters, and those of findings that are still open; one statement.

    Raises NotAllowed.
    """
    require(actor, Action.SEE_STATIONS)
    periods = _periods(today)
    rows = finding_causes.list_rows(db, since=_since(periods), seen_by=actor.id, today=today)
    places = {month: place for place, period in enumerate(periods) for month in months(period)}
    of_kind: dict[str, list[CauseRow]] = {str(kind): [] for kind in (*CauseKind, "")}
    for row in rows:
        of_kind.setdefault(row.cause_kind, []).append(row)
    kinds = [_kind(kind, found, places) for kind, found in of_kind.items() if found]
    kinds.sort(key=lambda one: (not one.kind, -len(one.tally.stations), -one.tally.open, -one.tally.number))
    return Overview(periods, tuple(kinds))


def findings_of(
    db: Database, key: str, *, actor: Person, today: str, limit: int, offset: int = 0
) -> tuple[Cause, list[Finding]]:
    """One cause and its findings, the open ones first. Raises NotFound for one that is not there."""
    report = overview(db, actor=actor, today=today)
    for cause in (cause for kind in report.kinds for cause in kind.causes):
        if cause.key == key:
            since = _since(report.periods)
            found = finding_causes.list_of(
                db,
                cause.kind,
                cause.group.texts,
                since=since,
                seen_by=actor.id,
                today=today,
                limit=limit,
                offset=offset,
            )
            return cause, found
    raise NotFound(f"cause {key}")


def _periods(today: str) -> tuple[str, ...]:
    now = period_of(today)
    return tuple(shift(now, back) for back in range(1 - QUARTERS, 1))


def _since(periods: Sequence[str]) -> str:
    return f"{months(periods[0])[0]}-01"


def _kind(kind: str, rows: Sequence[CauseRow], places: Mapping[str, int]) -> Kind:
    of_text = {text: group for group in grouped(row.cause for row in rows) for text in group.texts}
    tallies: dict[str, Tally] = {}
    for row in rows:
        tallies.setdefault(of_text[row.cause].name, Tally()).add(row, places)
    causes = [Cause(kind, key_of(kind, name), of_text[name], tally) for name, tally in tallies.items()]
    causes.sort(key=lambda one: (-len(one.tally.stations), -one.tally.open, -one.tally.number, one.group.name))
    return Kind(kind, _total(rows, places), tuple(causes))


def _total(rows: Iterable[CauseRow], places: Mapping[str, int]) -> Tally:
    total = Tally()
    for row in rows:
        total.add(row, places)
    return total


def key_of(kind: str, name: str) -> str:
    """How addresses name the cause of a kind whose first text is `name`."""
    return hashlib.sha256(f"{kind}|{name}".encode()).hexdigest()[:12]
