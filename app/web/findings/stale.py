"""A form on a finding that was opened in an earlier session: nothing is done, and nothing that was typed is lost."""

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from app.clock import today
from app.domain.errors import NotFound
from app.domain.finding_life import FindingAction
from app.domain.people import Action, may
from app.store import findings
from app.web.access import access_of, current_person
from app.web.database import get_db
from app.web.errors import answer
from app.web.findings import page
from app.web.findings.blueprint import bp
from app.web.findings.deeds import STEPS
from app.web.findings.forms import CommentForm

VIEWS = {
    "answer": FindingAction.ANSWER,
    "follow_up": FindingAction.FOLLOW_UP,
    "send_back": FindingAction.RETURN,
    "close": FindingAction.CLOSE,
    "accept": FindingAction.ACCEPT,
    "set_aside": FindingAction.SET_ASIDE,
    "find_undone": FindingAction.FIND_UNDONE,
    "comment": None,
}


@bp.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    """The page again with a fresh token and what was typed, for whoever could have sent it; else the plain refusal."""
    endpoint = request.endpoint or ""
    view = endpoint.removeprefix("findings.")
    if view not in VIEWS or not _could_send(endpoint):
        return answer(400, "csrf")
    action = VIEWS[view]
    form = STEPS[action].form() if action else CommentForm()
    try:
        uid = str((request.view_args or {})["uid"])
        finding = findings.get(get_db(), uid, seen_by=current_person().id, today=today())
    except NotFound:
        return answer(400, "csrf")
    return page.show(finding, form=form, action=action, status=400)


def _could_send(endpoint: str) -> bool:
    """The guard comes after the check of tokens, so its questions are asked here."""
    if not current_user.is_authenticated or current_person().must_change:
        return False
    return may(current_person(), Action(access_of(endpoint) or ""))
