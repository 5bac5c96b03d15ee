"""The overview of a quarter, and the page of one station."""

from fractions import Fraction

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.people import MAY, Action, Role, may
from app.domain.reports import QuarterReport, StationQuarter
from app.services import evidence_desk, quarter_report, recurrence, station_report
from app.services.evidence_desk import NO_DESK
from app.store import orgs, photo_records
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.desk.words import ICONS, KINDS, STATE_NAMES
from app.web.periods import chosen_period, known_periods

bp = Blueprint("stations", __name__, url_prefix="/stations")

NEWEST_PHOTOS = 12
WORST = 3  # of what was found again, at the top
SORTS = ("readiness", "name", "change", "findings", "overdue")


@bp.get("")
@allow(Action.SEE_STATIONS)
def index() -> ResponseReturnValue:
    """All stations of a quarter: readiness, six areas, change, findings, visits; ?sort= and ?show= choose."""
    period = chosen_period()
    report = quarter_report.overview(get_db(), period, actor=current_person(), at=now(), today=today())
    sort = request.args.get("sort", "readiness")
    show = request.args.get("show", "all")
    return render_template(
        "stations/index.html",
        report=report,
        again=recurrence.worst_open(get_db(), actor=current_person(), today=today(), limit=WORST),
        rows=_sorted([row for row in report.stations if _is_shown(row, show, report)], sort),
        counts=_counts(report),
        period=period,
        periods=known_periods(period),
        sort=sort if sort in SORTS else "readiness",
        show=show,
        may_export=may(current_person(), Action.EXPORT),
        sees_desk=may(current_person(), Action.SEE_DESK),
        today=today(),
    )


@bp.get("/own")
@allow(Action.SEE_STATION)
def own() -> ResponseReturnValue:
    """A station chief's own station."""
    for held in current_person().assignments:
        if held.role is Role.STATION_CHIEF:
            return redirect(url_for(".show", code=held.org_code), 303)
    return redirect(url_for(".index"), 303)


@bp.get("/<code>")
@allow(Action.SEE_STATION)
def show(code: str) -> ResponseReturnValue:
    """One station; ?goal=WBK or WBBM chooses the yardstick of what to do next."""
    goal = request.args.get("goal", "")
    report = station_report.station(
        get_db(), code, actor=current_person(), today=today(), goal=goal if goal in ("WBK", "WBBM") else ""
    )
    person = current_person()
    owed = evidence_desk.gaps(
        evidence_desk.of_station(get_db(), code, actor=person, at=now(), today=today()) if report.visit else NO_DESK
    )
    return render_template(
        "stations/show.html",
        report=report,
        owed=owed,
        owed_points=sum((cell.at_stake for cell in owed), Fraction(0)),
        sees_desk=may(person, Action.SEE_DESK),
        states=STATE_NAMES,
        kinds=KINDS,
        icons=ICONS,
        records=photo_records.of_station(
            get_db(), report.station.id, person_id=person.id, today=today(), limit=NEWEST_PHOTOS
        ),
        today=today(),
        sees_all=may(person, Action.SEE_STATIONS),
        may_plan=orgs.holds(get_db(), report.station.id, MAY[Action.PLAN_VISIT], person_id=person.id, today=today()),
    )


def _sorted(rows: list[StationQuarter], sort: str) -> list[StationQuarter]:
    rows.sort(key=lambda row: row.name)
    if sort == "change":
        rows.sort(key=lambda row: Fraction(row.change.value) if row.change else Fraction(-1000), reverse=True)
    elif sort == "findings":
        rows.sort(key=lambda row: row.open_findings, reverse=True)
    elif sort == "overdue":
        rows.sort(key=lambda row: row.overdue_findings, reverse=True)
    elif sort != "name":
        rows.sort(key=lambda row: Fraction(row.readiness.value) if row.readiness else Fraction(-1), reverse=True)
    return rows


def _counts(report: QuarterReport) -> dict[str, int]:
    """How many stations stand above each mark, below both, and without a score; and late findings."""
    marks = {mark.name: Fraction(mark.at) for mark in report.total_marks}
    counts = {"above_wbbm": 0, "above_wbk": 0, "below": 0, "unknown": 0, "overdue": 0, "visited": 0, "again": 0}
    for row in report.stations:
        counts["again"] += row.repeated_findings > 0
        counts["overdue"] += row.overdue_findings
        counts["visited"] += row.visit_state in ("submitted", "sealed")
        if row.readiness is None:
            counts["unknown"] += 1
        elif Fraction(row.readiness.value) >= marks.get("WBBM", Fraction(101)):
            counts["above_wbbm"] += 1
        elif Fraction(row.readiness.value) >= marks.get("WBK", Fraction(101)):
            counts["above_wbk"] += 1
        else:
            counts["below"] += 1
    return counts


def _is_shown(row: StationQuarter, show: str, report: QuarterReport) -> bool:
    if show == "below":
        marks = {mark.name: Fraction(mark.at) for mark in report.total_marks}
        return row.readiness is not None and Fraction(row.readiness.value) < marks.get("WBK", Fraction(0))
    if show == "unvisited":
        return row.visit_state not in ("submitted", "sealed")
    if show == "overdue":
        return row.overdue_findings > 0
    if show == "again":
        return row.repeated_findings > 0
    return True
