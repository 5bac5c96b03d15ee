"""Lists of findings: filtered, in the order in which they are owed, page by page however many there are.

The order is the column `place` (whose turn, due day, severity) and the id; an index carries it, and a page begins
after the last finding of the one before. Counting ends at MOST.
"""

import bisect
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain.finding_life import SETTLED, WAITS_FOR_REVIEW, WAITS_FOR_STATION, FindingState
from app.domain.findings import Finding
from app.domain.people import Role
from app.store import finding_reach, finding_search, findings
from app.store.finding_reach import FEW, Reach

MOST = 10_000  # findings are counted one by one up to here
AT_ONCE = 500
OF_VISITS = "visit"  # a source: no letter, our own visits
OF_TURN = (WAITS_FOR_STATION, WAITS_FOR_REVIEW, frozenset({FindingState.DRAFT}), SETTLED - {FindingState.VOID})

Key = tuple[str, int]
"""Where a finding stands in its list: `place` and id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of findings is narrowed to; empty means no limit."""

    states: frozenset[FindingState] = frozenset()
    station_code: str = ""  # a station, or a unit above: all at or below it
    area: str = ""
    service: str = ""
    severity: str = ""
    maladministration: str = ""
    cause_kind: str = ""
    verdict: str = ""
    source: str = ""  # of Source for those that came with a letter, 'visit' for those of visits
    text: str = ""
    overdue: bool = False
    repeated: bool = False
    until: int | None = None  # issued before this moment; a draft: raised
    lead_id: int | None = None  # of a visit that this person leads


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; with `is_more` at least one more than `number`."""

    number: int
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `first` is the place of its first finding, None far behind, where nobody counts any more.

    `turns` counts what each of OF_TURN would list by itself: the station's, the team's, drafts, settled; None for one
    that does not stand in the list's beginning and would take a walk through everything.
    """

    findings: tuple[Finding, ...]
    total: Count
    turns: tuple[Count | None, ...]
    first: int | None
    before: Key | None  # a page that ends before this one's first finding, None when there is none
    after: Key | None


@dataclass(frozen=True, slots=True)
class _Query:
    """The conditions of a list on `f`; `is_sorted`: they leave so few that these are fetched and put in order."""

    low: str
    high: str
    states: str  # what the state must be besides
    conditions: tuple[str, ...]
    values: dict[str, Any]
    is_sorted: bool
    is_walk: bool  # the list is walked in its order, and filters pass findings over

    def sql(self, columns: str, *more: str) -> str:
        """The statement; it takes the values low and high besides the query's own."""
        place = "+f.place" if self.is_sorted else "f.place"
        every = " AND ".join([f"{place} >= :low AND {place} < :high", *self.conditions, *filter(None, more)])
        return f"SELECT {columns} FROM findings f WHERE {every}"


def page(
    db: Database,
    wanted: Wanted,
    *,
    seen_by: int,
    today: str,
    size: int,
    after: Key | None = None,
    before: Key | None = None,
) -> Page:
    """The findings a person may see that follow `after`, or those that come before `before`; else the first ones."""
    query = _query(db, wanted, finding_reach.of(db, seen_by, today=today), seen_by=seen_by, today=today)
    window = _keys(db, query, limit=MOST + 1)
    keys, first, has_next = _cut(db, query, window, size, after, before)
    return Page(
        findings=tuple(findings.list_by_id(db, [key[1] for key in keys])),
        total=Count(min(len(window), MOST), is_more=len(window) > MOST),
        turns=tuple(_count_turn(db, query, window, turn) for turn in range(len(OF_TURN))),
        first=first,
        before=keys[0] if keys and first != 1 else None,
        after=keys[-1] if has_next else None,
    )


def ids(db: Database, wanted: Wanted, *, seen_by: int, today: str, roles: Collection[Role] = ()) -> "array[int]":
    """The ids of the whole list, in its order; with `roles`, as far as those carry a person's sight."""
    reach = finding_reach.of(db, seen_by, today=today, roles=roles)
    query = _query(db, wanted, reach, seen_by=seen_by, today=today)
    return array("q", (key[1] for key in _read(db, query)))


def iterate(db: Database, found: "array[int]") -> Iterator[Finding]:
    """The findings of these ids in their order, read some at a time; one that is gone by then is left out."""
    for start in range(0, len(found), AT_ONCE):
        yield from findings.list_by_id(db, found[start : start + AT_ONCE])


def list_seen(db: Database, wanted: Wanted, *, seen_by: int, today: str, limit: int = 500) -> list[Finding]:
    """The first findings of a list that a person may see."""
    reach = finding_reach.of(db, seen_by, today=today)
    query = _query(db, wanted, reach, seen_by=seen_by, today=today)
    return findings.list_by_id(db, [key[1] for key in _keys(db, query, limit=limit)])


def _cut(
    db: Database, query: _Query, window: list[Key], size: int, after: Key | None, before: Key | None
) -> tuple[list[Key], int | None, bool]:
    """The keys of a page, the place of the first, and whether more follow. `window` is the list's beginning."""
    is_whole = len(window) <= MOST
    start = bisect.bisect_right(window, after) if after else 0
    if before:
        end = bisect.bisect_left(window, before)
        if end == len(window) and not is_whole:
            return _keys(db, query, before=before, limit=size)[::-1], None, True
        start = max(0, end - size)
    if is_whole and start >= len(window):  # what was to follow is gone: the last page
        start = max(0, len(window) - size)
    if is_whole or start + size < len(window):
        return window[start : start + size], start + 1, start + size < len(window)
    keys = _keys(db, query, after=after if start else None, limit=size + 1)
    return keys[:size], start + 1 if start < len(window) else None, len(keys) > size


def _keys(db: Database, query: _Query, *, limit: int, after: Key | None = None, before: Key | None = None) -> list[Key]:
    """The keys of a list in its order, or in the opposite one from `before` on."""
    return list(_read(db, query, limit=limit, after=after, before=before))


def _read(
    db: Database, query: _Query, *, limit: int | None = None, after: Key | None = None, before: Key | None = None
) -> Iterator[Key]:
    values = {**query.values, "low": query.low, "high": query.high, "most": limit}
    more = [query.states]
    for sign, key in ((">", after), ("<", before)):
        if key is not None:
            more.append(f"(f.place, f.id) {sign} (:key_place, :key_id)")
            values |= {"key_place": key[0], "key_id": key[1]}
    down = " DESC" if before else ""
    most = "" if limit is None else " LIMIT :most"
    statement = f"{query.sql('f.place, f.id', *more)} ORDER BY f.place{down}, f.id{down}{most}"
    yield from db.execute(statement, values)


def _count_turn(db: Database, query: _Query, window: list[Key], turn: int) -> Count | None:
    """How many of a turn the list would have; counted from its beginning where that holds the whole turn."""
    low, high = str(turn), min(str(turn + 1), query.values["ceiling"])
    if low >= high:
        return Count(0)
    is_in = query.low <= low and high <= query.high and not query.states
    if is_in and (len(window) <= MOST or window[-1][0] >= high):
        places = [key[0] for key in window]
        return Count(bisect.bisect_left(places, high) - bisect.bisect_left(places, low))
    if query.is_walk:
        return None
    counted = f"SELECT COUNT(*) FROM ({query.sql('1 AS one')} LIMIT :most) AS counted"
    number = db.execute(counted, {**query.values, "low": low, "high": high, "most": MOST + 1}).fetchone()[0]
    return Count(min(number, MOST), is_more=number > MOST)


def _query(db: Database, wanted: Wanted, reach: Reach, *, seen_by: int, today: str) -> _Query:
    """What leaves least leads: few hits of a text, few stations, what little a person may see; else the order does."""
    low, high, states = _turns(wanted)
    ceiling = f"0{today}" if wanted.overdue else str(len(OF_TURN))
    conditions: list[str] = []
    values: dict[str, Any] = {"seen_by": seen_by, "today": today, "ceiling": ceiling}
    leads = is_sorted = False
    has_words = ""
    if wanted.text:
        has_words, named, leads = finding_search.condition(db, wanted.text)
        values |= named
        is_sorted = leads
    if wanted.station_code:
        condition, named, is_few = _at_unit(db, wanted.station_code)
        conditions.append(f"f.{condition}" if is_few and not leads else f"+f.{condition}")
        values |= named
        leads = leads or is_few
    if reach.by_index and not leads:
        conditions.append(reach.by_index)
        is_sorted = not reach.by_index.startswith("f.org_id")
    else:
        conditions.append(reach.by_look)
    for name in ("area", "service", "severity", "maladministration", "cause_kind", "verdict"):
        if value := getattr(wanted, name):
            conditions.append(f"f.{name} = :{name}")
            values[name] = value
    values |= {"until": wanted.until, "lead_id": wanted.lead_id, "source": wanted.source}
    conditions += [*_besides(wanted), has_words]  # what costs most to ask is asked last
    is_walk = not leads and not reach.by_index and any(conditions[1:])
    every = tuple(filter(None, conditions))
    return _Query(low, min(high, ceiling), states, every, values, is_sorted=is_sorted, is_walk=is_walk)


def _turns(wanted: Wanted) -> tuple[str, str, str]:
    """From where to where in the order the states reach, and what must be asked of the state besides."""
    if not wanted.states:
        return "0", str(len(OF_TURN)), ""
    turns = [turn for turn, states in enumerate(OF_TURN) if states & wanted.states]
    if not turns:
        return "0", "0", ""
    between = frozenset().union(*OF_TURN[turns[0] : turns[-1] + 1])
    named = ", ".join(f"'{FindingState(state)}'" for state in sorted(wanted.states))
    return str(turns[0]), str(turns[-1] + 1), f"f.state IN ({named})" if between - wanted.states else ""


def _at_unit(db: Database, code: str) -> tuple[str, dict[str, object], bool]:
    """The condition on org_id of being at or below a unit, its values, and whether these are few stations."""
    rows = db.execute(
        """
        SELECT uc.org_id FROM orgs uo JOIN org_closure uc ON uc.ancestor_id = uo.id
         WHERE uo.code = :unit ORDER BY uc.org_id LIMIT :most
        """,
        {"unit": code, "most": FEW + 1},
    ).fetchall()
    if len(rows) > FEW:
        below = "SELECT uc.org_id FROM orgs uo JOIN org_closure uc ON uc.ancestor_id = uo.id WHERE uo.code = :unit"
        return f"org_id IN ({below})", {"unit": code}, False
    named = {f"unit{n}": row[0] for n, row in enumerate(rows)} or {"unit0": None}
    if len(named) == 1:
        return "org_id = :unit0", named, True
    return f"org_id IN ({', '.join(':' + name for name in named)})", named, True


def _besides(wanted: Wanted) -> list[str]:
    """The conditions that are no plain equality."""
    conditions = []
    if wanted.repeated:
        conditions.append("f.repeat_of IS NOT NULL")
    if wanted.until is not None:
        conditions.append("COALESCE(f.issued_at, f.raised_at) < :until")
    if wanted.lead_id is not None:
        conditions.append("EXISTS (SELECT 1 FROM visits lv WHERE lv.id = f.visit_id AND lv.lead_id = :lead_id)")
    if wanted.source == OF_VISITS:
        conditions.append("f.visit_id IS NOT NULL")
    elif wanted.source:
        letter = "EXISTS (SELECT 1 FROM letters sl WHERE sl.id = f.letter_id AND sl.source = :source)"
        conditions.append(f"f.visit_id IS NULL AND {letter}")
    return conditions
