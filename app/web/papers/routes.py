"""The visit's report as PDF."""

import re

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.errors import NotFound
from app.domain.people import Action
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
    report = reports.visit_report(
        get_db(),
        str(uid),
        actor=current_person(),
        blobs=BlobStore(config().uploads),
        at=now(),
        today=today(),
    )
    station = re.sub("[^a-z0-9]+", "-", report.station.lower()).strip("-")  # a name may hold anything, a header not
    name = f"laporan-{station}-{report.visited_on}.pdf"
    response = Response(pdf.visit_report(report), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
