"""The page of the installation's state."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.people import Action
from app.domain.storage import Fault
from app.store import jobs, scrubs
from app.web.access import allow, current_person
from app.web.care import state
from app.web.database import get_db

bp = Blueprint("care", __name__, url_prefix="/care")
FAULTS = 100  # on the page; the command names all

bp.add_app_template_global(state.for_page, "care")


@bp.get("")
@allow(Action.SEE_CARE)
def show() -> ResponseReturnValue:
    """Background work: whether somebody does it, what waits, what was given up. Photos: whether all are well."""
    db, at = get_db(), now()
    return render_template(
        "care/show.html",
        state=state.of(db, at=at),
        failed=jobs.list_failed(db),
        scrub=scrubs.newest(db),
        last=scrubs.last_ended(db),
        totals=scrubs.totals(db),
        free=state.free_bytes(),
        faults=scrubs.list_faults(db, most=FAULTS, seen_by=current_person().id, today=today()),
        counts=scrubs.count_faults(db),
        fault_names=fault_names(),
    )


def fault_names() -> dict[Fault, str]:
    """What is wrong, in the language of the page."""
    return {
        Fault.MISSING: _("missing"),
        Fault.ROTTEN: _("altered"),
        Fault.UNREADABLE: _("unreadable"),
        Fault.ORPHAN: _("belongs to no visit"),
        Fault.STRANGE: _("not of SIAP"),
    }
