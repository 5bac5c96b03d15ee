"""The papers of a visit as PDF: its report, and the minutes of its closing."""

import re
from collections.abc import Callable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.errors import NotFound
from app.domain.people import Action
from app.domain.reports import VisitReport
from app.exports import pdf
from app.services import visit_report as reports
from app.store import visits
from app.store.blobs import BlobStore
from app.web.access import allow, current_person
from app.web.database import config, get_db
from app.web.visits.summary import sees_inside

bp = Blueprint("papers", __name__)


@bp.get("/visits/<uuid:uid>/report.pdf")
@allow(Action.SEE_FINDINGS)
def visit_report(uid: object) -> ResponseReturnValue:
    """The Laporan Hasil Supervisi; a draft for those who may see inside while the visit is not submitted."""
    visit = visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())
    if not sees_inside(get_db(), visit, current_person()):
        raise NotFound(f"report of visit {uid}")
    return _paper(str(uid), "laporan", pdf.visit_report)


@bp.get("/visits/<uuid:uid>/minutes.pdf")
@allow(Action.SEE_FINDINGS)
def minutes(uid: object) -> ResponseReturnValue:
    """The berita acara of the closing; a draft while the visit is submitted and not sealed."""
    visit = visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())
    if not visit.is_done:
        raise NotFound(f"minutes of visit {uid}")
    return _paper(str(uid), "berita-acara", pdf.minutes)


def report_of(uid: str) -> VisitReport:
    """What the papers of a visit say, as the person who asks may see it. Raises NotFound."""
    blobs = BlobStore(config().uploads)
    return reports.visit_report(get_db(), uid, actor=current_person(), blobs=blobs, at=now(), today=today())


def file_name(kind: str, report: VisitReport) -> str:
    """'laporan-polsek-senori-2026-11-22': a name may hold anything, a header and a file system not."""
    station = re.sub("[^a-z0-9]+", "-", report.station.lower()).strip("-")
    return f"{kind}-{station}-{report.visited_on}"


def _paper(uid: str, kind: str, printed: Callable[[VisitReport], bytes]) -> Response:
    report = report_of(uid)
    response = Response(printed(report), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{file_name(kind, report)}.pdf"'
    return response
