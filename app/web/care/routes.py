"""The page of the installation's state."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Conflict
from app.domain.people import MAY, Action
from app.domain.storage import Fault
from app.services import reminders
from app.store import jobs, mails, meta, scrubs
from app.web.access import allow, current_person
from app.web.accounts.reminders import STATES
from app.web.care import state
from app.web.database import config, get_db

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
        can_mail=bool(config().smtp.host),
        reminded_at=int(meta.find(db, reminders.RAN) or 0) or None,
        waiting=mails.count_waiting(db),
        undelivered=mails.list_troubles(
            db, seen_by=current_person().id, today=today(), roles=MAY[Action.SET_FOLLOW_UP]
        ),
        mail_states=STATES,
    )


@bp.post("/reminders")
@allow(Action.SET_FOLLOW_UP)
def decide() -> ResponseReturnValue:
    """Tell reminders anew that were not delivered, or leave them."""
    again = request.form.get("what") == "again"
    try:
        reminders.decide(
            get_db(), request.form.getlist("mail"), again=again, actor=current_person(), at=now(), today=today()
        )
    except Conflict:
        flash(_("Somebody else has decided on this already."), "error")
    else:
        flash(_("What still holds is told anew by the next run.") if again else _("It is left as it is."), "success")
    return redirect(url_for(".show"), 303)


def fault_names() -> dict[Fault, str]:
    """What is wrong, in the language of the page."""
    return {
        Fault.MISSING: _("missing"),
        Fault.ROTTEN: _("altered"),
        Fault.UNREADABLE: _("unreadable"),
        Fault.ORPHAN: _("belongs to no visit"),
        Fault.STRANGE: _("not of SIAP"),
    }
