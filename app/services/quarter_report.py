"""One quarter of a unit's stations, side by side: the same report for the page, the workbook and the CSV files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from sqlite_utils import Database

from app.domain import seal
from app.domain.checklist import Checklist
from app.domain.exact import exact_text, two_decimals
from app.domain.findings import Step
from app.domain.people import MAY, Action, Person, require
from app.domain.periods import last_day, months
from app.domain.reports import (
    AnswerLine,
    AreaHead,
    Figure,
    FindingReported,
    QuarterAnswer,
    QuarterReport,
    StationQuarter,
)
from app.services import recurrence, reported
from app.store import checklists, finding_lists, finding_steps, orgs, reports
from app.store.finding_lists import AT_ONCE, Wanted
from app.store.orgs import Org


def quarter(db: Database, period: str, *, actor: Person, at: int, today: str) -> QuarterReport:
    """The overview of a quarter with its findings and answers: all that the workbook and the files print.

    Raises NotAllowed.
    """
    return replace(
        overview(db, period, actor=actor, at=at, today=today),
        findings=_findings(db, period, actor=actor, today=today),
        answers=_answers(db, period, actor=actor, today=today),
    )


def overview(db: Database, period: str, *, actor: Person, at: int, today: str) -> QuarterReport:
    """What the stations that `actor` may see came to up to the end of `period` ('2026Q4'), station by station.

    A station that was not visited in the quarter shows its last score before it, with the day of that visit.
    The statements are as many for twenty stations as for one. Findings and answers are left out. Raises NotAllowed.
    """
    require(actor, Action.SEE_STATIONS)
    checklist = reported.yardstick(db)
    unit = reported.unit_of(db, actor)
    areas = checklist.areas if checklist else ()
    reading = _Reading.of(db, period, actor=actor, today=today, areas=tuple(area.code for area in areas))
    overseen = orgs.list_stations(db, seen_by=actor.id, today=today, roles=MAY[Action.SEE_STATIONS])
    stations = tuple(_station(org, reading, today) for org in overseen)
    known = [Fraction(row.readiness.value) for row in stations if row.readiness is not None]
    return QuarterReport(
        period=period,
        unit=unit.name,
        letterhead=reported.letterhead(unit),
        printed_at=at,
        zone=unit.tz,
        checklist=checklist.title if checklist else "",
        areas=tuple(AreaHead(area.code, area.title, exact_text(Fraction(area.weight))) for area in areas),
        area_marks=reported.area_marks(checklist),
        total_marks=reported.total_marks(checklist),
        mean=_figure(sum(known, Fraction(0)) / len(known)) if known else None,
        stations=stations,
        findings=(),
        answers=iter(()),
    )


@dataclass(frozen=True)
class _Reading:
    """Everything read for the quarter, by station."""

    scores: dict[int, list[reports.StoredScore]]
    nodes: dict[int, dict[str, reports.StoredNode]]
    counts: dict[int, reports.FindingCounts]
    repeated: dict[int, tuple[int, int]]
    visits: dict[int, list[reports.PlannedVisit]]
    areas: tuple[str, ...]

    @classmethod
    def of(cls, db: Database, period: str, *, actor: Person, today: str, areas: tuple[str, ...]) -> "_Reading":
        scores = reports.latest_scores(db, until_period=period, depth=2, seen_by=actor.id, today=today)
        latest = [ranked[0].visit_id for ranked in scores.values()]
        return cls(
            scores=scores,
            nodes=reports.nodes_of(db, latest, areas),
            counts=reports.count_findings(db, seen_by=actor.id, today=today),
            repeated=reports.count_repeated(
                db,
                period=period,
                first_on=f"{months(period)[0]}-01",
                last_on=last_day(period),
                seen_by=actor.id,
                today=today,
            ),
            visits=reports.visits_of_quarter(db, period, seen_by=actor.id, today=today),
            areas=areas,
        )


def _station(org: Org, reading: _Reading, today: str) -> StationQuarter:
    ranked = reading.scores.get(org.id, [])
    now = ranked[0] if ranked else None
    before = ranked[1] if len(ranked) > 1 else None
    nodes = reading.nodes.get(now.visit_id, {}) if now else {}
    counts = reading.counts.get(org.id, reports.FindingCounts())
    repeated, broken = reading.repeated.get(org.id, (0, 0))
    planned = reading.visits.get(org.id, [])
    ahead = next((visit for visit in planned if visit.state in ("planned", "open")), None)
    return StationQuarter(
        code=org.code,
        name=org.name,
        readiness=_score(now),
        previous=_score(before),
        change=_figure(Fraction(now.value_exact) - Fraction(before.value_exact)) if now and before else None,
        areas=tuple(reported.percent(nodes.get(code)) for code in reading.areas),
        open_findings=counts.open,
        overdue_findings=counts.overdue,
        serious_findings=counts.serious,
        repeated_findings=repeated,
        broken_promises=broken,
        last_visit_on=now.planned_on if now else None,
        planned_on=ahead.planned_on if ahead else None,
        visit_state=_state(planned, today),
        seal=" ".join(seal.words(now.seal_sha256)) if now and now.seal_sha256 else "",
    )


def _state(planned: list[reports.PlannedVisit], today: str) -> str | None:
    """The state that matters most in the quarter: what is done, else what is under way, planned or missed."""
    states = {visit.state for visit in planned}
    for state in ("open", "sealed", "submitted"):
        if state in states:
            return state
    if not planned:
        return None
    return "planned" if any(visit.planned_on >= today for visit in planned) else "missed"


def _findings(db: Database, period: str, *, actor: Person, today: str) -> tuple[FindingReported, ...]:
    """The findings that are open and those of the quarter's visits, as papers print them, without pictures."""
    visits = reports.visits_of_quarter(db, period, seen_by=actor.id, today=today)
    of_quarter = {visit.uid for planned in visits.values() for visit in planned}
    seen = finding_lists.iterate(db, finding_lists.ids(db, Wanted(), seen_by=actor.id, today=today))
    issued = (finding for finding in seen if finding.issued_at is not None)
    overseen = {
        org.id
        for org in orgs.list_stations(
            db, seen_by=actor.id, today=today, with_ended=True, roles=MAY[Action.SEE_STATIONS]
        )
    }
    chosen = [
        finding
        for finding in issued
        if finding.org_id in overseen and (finding.is_open or finding.visit_uid in of_quarter)
    ]
    steps: dict[int, list[Step]] = {}
    for start in range(0, len(chosen), AT_ONCE):
        steps |= finding_steps.of(db, [finding.id for finding in chosen[start : start + AT_ONCE]])
    known = recurrence.of(db, chosen)
    instruments = _Instruments(db)
    return tuple(
        reported.finding(
            None if one.checklist_version_id is None else instruments[one.checklist_version_id],
            one,
            steps.get(one.id, []),
            today=today,
            raised_on=one.found_on,
            again=known.get(one.id),
        )
        for one in chosen
    )


def _answers(db: Database, period: str, *, actor: Person, today: str) -> Iterator[QuarterAnswer]:
    instruments = _Instruments(db)
    for row in reports.iterate_answers(db, period, seen_by=actor.id, today=today):
        line = _line(instruments[row.checklist_version_id], row)
        yield QuarterAnswer(row.station, row.planned_on, line)


class _Instruments(dict[int, Checklist]):
    """Checklist version id to its instrument, each looked up once however many rows name it."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db

    def __missing__(self, version_id: int) -> Checklist:
        self[version_id] = checklists.get(self._db, version_id)
        return self[version_id]


def _line(checklist: Checklist, row: reports.AnswerRow) -> AnswerLine:
    return reported.answer_line(
        checklist.item(row.item_code),
        None if row.value_json is None else json.loads(row.value_json),
        note=row.note,
        points_exact=row.points_exact,
        photos=row.photos,
        answered_by=row.full_name,
    )


def _score(score: reports.StoredScore | None) -> Figure | None:
    return None if score is None else Figure(score.value_exact, score.shown)


def _figure(value: Fraction) -> Figure:
    return Figure(exact_text(value), two_decimals(value))
