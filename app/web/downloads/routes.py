"""The quarter as a workbook and as CSV files, and the page that offers them."""

from collections.abc import Iterable

from flask import Blueprint, Response, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.errors import NotFound
from app.domain.people import Action
from app.domain.reports import QuarterReport
from app.domain.visits import VisitState
from app.exports import csv, workbook
from app.services import quarter_report
from app.store import visits
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.periods import chosen_period, known_periods

bp = Blueprint("downloads", __name__, url_prefix="/downloads")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"stations": csv.stations_csv, "findings": csv.findings_csv, "answers": csv.answers_csv}


@bp.get("")
@allow(Action.EXPORT)
def index() -> ResponseReturnValue:
    """What can be taken away of a quarter."""
    period = chosen_period()
    visits_seen = visits.list_period(get_db(), period, seen_by=current_person().id, today=today())
    done = [visit for visit in visits_seen if visit.state in (VisitState.SUBMITTED, VisitState.SEALED)]
    return render_template("downloads/index.html", period=period, periods=known_periods(period), reports=done)


@bp.get("/quarter.xlsx")
@allow(Action.EXPORT)
def quarter_workbook() -> ResponseReturnValue:
    """The quarter as a workbook: summary, areas, findings, answers."""
    report = _report()
    return _file(workbook.quarter_workbook(report), XLSX, f"rekap-{report.period}.xlsx")


@bp.get("/<name>.csv")
@allow(Action.EXPORT)
def quarter_csv(name: str) -> ResponseReturnValue:
    """One list of the quarter as CSV, sent while it is read: stations, findings or answers."""
    if name not in FILES:
        raise NotFound(f"file {name}")
    report = _report()
    lines = stream_with_context(FILES[name](report))
    return _file(lines, "text/csv; charset=utf-8", f"{name}-{report.period}.csv")


def _report() -> QuarterReport:
    return quarter_report.quarter(get_db(), chosen_period(), actor=current_person(), at=now(), today=today())


def _file(body: bytes | Iterable[bytes], mime: str, name: str) -> Response:
    response = Response(body, mimetype=mime.partition(";")[0], content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
