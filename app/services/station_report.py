"""One station: where it stands, where it is going, and what raises its readiness most."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlite_utils import Database

from app.domain import answers as answering
from app.domain import readiness
from app.domain.answers import Answer
from app.domain.checklist import Checklist
from app.domain.exact import exact_text, two_decimals
from app.domain.findings import Finding
from app.domain.people import Action, Person, require
from app.domain.recurrence import Recurrence
from app.domain.reports import AreaResult, Figure, Mark, PartResult
from app.domain.visits import Visit
from app.services import recurrence, reported
from app.store import answers, checklists, findings, orgs, reports, visits
from app.store.orgs import Org


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One submitted visit on the station's trend."""

    visit_uid: str
    period: str
    visited_on: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class GainLine:
    """An item below full marks: the points it adds to readiness, and the marks it clears by itself."""

    code: str
    title: str
    area: str
    part: str
    evidence: tuple[str, ...]
    adds: Figure
    clears: tuple[tuple[str, str], ...]  # (predicate, gate), for instance ('WBK', 'III')
    is_critical: bool
    reaches: Figure  # the readiness once this item, and on the way those above it, are full


@dataclass(frozen=True, slots=True)
class StationReport:
    """What a station's page shows; `total` None while it was never visited."""

    station: Org
    checklist: Checklist | None
    visit: Visit | None  # the last submitted one
    total: Figure | None
    previous: Figure | None
    change: Figure | None
    colour: str
    total_marks: tuple[Mark, ...]
    areas: tuple[AreaResult, ...]
    parts: tuple[PartResult, ...]
    trend: tuple[TrendPoint, ...]
    above: tuple[tuple[str, bool], ...]  # each mark of the total, and whether the exact value has reached it
    gains: tuple[GainLine, ...]  # every item below full marks, the one that adds most first
    way: tuple[GainLine, ...]  # the fewest items that together reach every mark of the goal
    way_total: Figure | None
    goal: str
    open_findings: tuple[Finding, ...]
    again: tuple[Recurrence, ...]  # what stands open and was found before, promises broken most often first
    overdue: int
    visits: tuple[Visit, ...]


def station(db: Database, code: str, *, actor: Person, today: str, goal: str = "") -> StationReport:
    """The page of one station; `goal` is a predicate's code, the next one not reached when empty.

    Raises NotAllowed, NotFound also for a station that is not the person's to see.
    """
    require(actor, Action.SEE_STATION)
    org = orgs.get_station(db, code, seen_by=actor.id, today=today)
    trend = reports.scores_of_station(db, org.id)
    done = visits.list_done_at(db, org.id)
    still_open = tuple(findings.list_open_at(db, org.id))
    last = trend[-1] if trend else None
    checklist = checklists.get(db, last.checklist_version_id) if last else reported.yardstick(db)
    visit = next((one for one in done if last and one.id == last.visit_id), None)
    given = _answers(db, checklist, visit)
    goal = goal or _next_goal(checklist, last)
    gains = _gains(checklist, given, visit, last)
    way, way_total = _way(checklist, given, visit, last, goal)
    earlier = trend[-2] if len(trend) > 1 else None
    return StationReport(
        station=org,
        checklist=checklist,
        visit=visit,
        total=_figure_of(last),
        previous=_figure_of(earlier),
        change=_change(last, earlier),
        colour=last.colour if last else "none",
        total_marks=reported.total_marks(checklist),
        areas=_areas(db, checklist, last, earlier),
        parts=_parts(checklist, given, visit),
        trend=tuple(TrendPoint(s.visit_uid, s.period, s.planned_on, Figure(s.value_exact, s.shown)) for s in trend),
        above=_above(checklist, last),
        gains=gains,
        way=way,
        way_total=way_total,
        goal=goal,
        open_findings=still_open,
        again=_again(db, still_open),
        overdue=sum(finding.is_overdue(today) for finding in still_open),
        visits=tuple(done),
    )


def _again(db: Database, still_open: Sequence[Finding]) -> tuple[Recurrence, ...]:
    known = {one.newest.id: one for one in recurrence.of(db, still_open).values()}
    return tuple(sorted(known.values(), key=lambda one: (-one.broken, -one.found, one.first_on, one.newest.id)))


def _answers(db: Database, checklist: Checklist | None, visit: Visit | None) -> dict[str, Answer]:
    if checklist is None or visit is None:
        return {}
    rows = answers.list_of(db, visit.id)
    parsed = {code: answering.parse(checklist.item(code), row.value) for code, row in rows.items()}
    return {code: answer for code, answer in parsed.items() if answer is not None}


def _above(checklist: Checklist | None, last: reports.StoredScore | None) -> tuple[tuple[str, bool], ...]:
    if last is None:
        return ()
    value = Fraction(last.value_exact)
    return tuple((mark.name, value >= Fraction(mark.at)) for mark in reported.total_marks(checklist))


def _next_goal(checklist: Checklist | None, last: reports.StoredScore | None) -> str:
    """The first predicate whose mark the total has not reached, else the last one."""
    marks = reported.total_marks(checklist)
    value = Fraction(last.value_exact) if last else Fraction(0)
    missed = [mark.name for mark in marks if value < Fraction(mark.at)]
    return missed[0] if missed else (marks[-1].name if marks else "")


def _gains(
    checklist: Checklist | None, given: dict[str, Answer], visit: Visit | None, last: reports.StoredScore | None
) -> tuple[GainLine, ...]:
    if checklist is None or visit is None or last is None:
        return ()
    start = Fraction(last.value_exact)
    return tuple(_line(gain, start + gain.adds) for gain in readiness.gains(checklist, given, visit.switches))


def _way(
    checklist: Checklist | None,
    given: dict[str, Answer],
    visit: Visit | None,
    last: reports.StoredScore | None,
    goal: str,
) -> tuple[tuple[GainLine, ...], Figure | None]:
    if checklist is None or visit is None or last is None or not goal:
        return (), None
    plan = readiness.shortest_way(checklist, given, goal, visit.switches)
    reached, lines = Fraction(last.value_exact), []
    for gain in plan.gains:
        reached += gain.adds
        lines.append(_line(gain, reached))
    return tuple(lines), Figure(exact_text(plan.total), plan.shown)


def _line(gain: readiness.Gain, reaches: Fraction) -> GainLine:
    return GainLine(
        code=gain.item.code,
        title=gain.item.title,
        area=gain.area,
        part=gain.item.part,
        evidence=gain.item.evidence,
        adds=Figure(exact_text(gain.adds), gain.shown),
        clears=gain.clears,
        is_critical=gain.item.critical,
        reaches=Figure(exact_text(reaches), two_decimals(reaches)),
    )


def _areas(
    db: Database,
    checklist: Checklist | None,
    last: reports.StoredScore | None,
    earlier: reports.StoredScore | None,
) -> tuple[AreaResult, ...]:
    if checklist is None:
        return ()
    nodes = reports.nodes_of(db, [score.visit_id for score in (last, earlier) if score])
    now = nodes.get(last.visit_id, {}) if last else {}
    before = nodes.get(earlier.visit_id, {}) if earlier else {}
    marks = reported.area_marks(checklist)
    found = []
    for area in checklist.areas:
        node = now.get(area.code)
        found.append(
            AreaResult(
                code=area.code,
                title=area.title,
                max=exact_text(Fraction(area.weight)),
                score=Figure(node.value_exact, node.shown) if node else None,
                percent=reported.percent(node),
                marks=marks,
                answered=node.answered if node else 0,
                items=node.items if node else 0,
                previous_percent=reported.percent(before.get(area.code)),
            )
        )
    return tuple(found)


def _parts(checklist: Checklist | None, given: dict[str, Answer], visit: Visit | None) -> tuple[PartResult, ...]:
    if checklist is None or visit is None:
        return ()
    scope = checklist.applicable(visit.switches)
    return tuple(reported.part_result(part, given) for part in scope.parts)


def _figure_of(score: reports.StoredScore | None) -> Figure | None:
    return None if score is None else Figure(score.value_exact, score.shown)


def _change(last: reports.StoredScore | None, earlier: reports.StoredScore | None) -> Figure | None:
    if last is None or earlier is None:
        return None
    value = Fraction(last.value_exact) - Fraction(earlier.value_exact)
    return Figure(exact_text(value), two_decimals(value))
