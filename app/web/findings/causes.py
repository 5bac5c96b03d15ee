"""Findings by cause, over all stations of a unit: for planning staff."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.clock import today
from app.domain.exact import exact_text, two_decimals
from app.domain.people import Action, may
from app.domain.reports import Figure
from app.exports.cause_rows import CauseLine, causes_csv
from app.services import causes
from app.services.causes import Cause
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings.blueprint import bp
from app.web.findings.words import cause_names

PAGE = 40
MOST = 50  # causes of one kind on the page; the file has all


@bp.get("/causes")
@allow(Action.SEE_STATIONS)
def list_causes() -> ResponseReturnValue:
    """Every cause of the last four quarters: how many findings and stations, what is open, what it costs."""
    person = current_person()
    return render_template(
        "findings/causes.html",
        report=causes.overview(get_db(), actor=person, today=today()),
        names=cause_names(),
        may_export=may(person, Action.EXPORT),
        points=two_decimals,
        most=MOST,
    )


@bp.get("/causes.csv")
@allow(Action.EXPORT)
def causes_file() -> ResponseReturnValue:
    """The same as CSV, one row for each cause."""
    report = causes.overview(get_db(), actor=current_person(), today=today())
    rows = (_line(cause) for kind in report.kinds for cause in kind.causes)
    response = Response(causes_csv(rows, report.periods), mimetype="text/csv", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="sebab-{report.periods[-1]}.csv"'
    return response


@bp.get("/causes/<key>")
@allow(Action.SEE_STATIONS)
def show_cause(key: str) -> ResponseReturnValue:
    """The findings of one cause, the open ones first; ?page= goes on."""
    number = request.args.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1
    cause, found = causes.findings_of(
        get_db(),
        key,
        actor=current_person(),
        today=today(),
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    return render_template(
        "findings/cause.html",
        cause=cause,
        findings=found[:PAGE],
        has_more=len(found) > PAGE,
        page=page,
        name=cause_names().get(cause.kind, ""),
        points=two_decimals,
        today=today(),
    )


def _line(cause: Cause) -> CauseLine:
    stake = cause.tally.at_stake
    return CauseLine(
        kind=cause.kind,
        cause=cause.group.name,
        wordings=cause.group.texts[1:],
        shared=cause.group.shared,
        stations=sorted(cause.tally.stations.values()),
        number=cause.tally.number,
        open=cause.tally.open,
        overdue=cause.tally.overdue,
        at_stake=Figure(exact_text(stake), two_decimals(stake)),
        trend=cause.tally.trend,
    )
