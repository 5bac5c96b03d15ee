"""The page of the installation's state."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.clock import now
from app.domain.people import Action
from app.store import jobs
from app.web.access import allow
from app.web.care import state
from app.web.database import get_db

bp = Blueprint("care", __name__, url_prefix="/care")
bp.add_app_template_global(state.for_page, "care")


@bp.get("")
@allow(Action.SEE_CARE)
def show() -> ResponseReturnValue:
    """Background work: whether somebody does it, what waits, what was given up."""
    at = now()
    return render_template("care/show.html", care=state.of(get_db(), at=at), failed=jobs.list_failed(get_db()), now=at)
