"""Comments on one finding, between its team and its station."""

import uuid

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.errors import Conflict, IllegalTransition, Invalid
from app.domain.people import Action
from app.services import finding_comments
from app.store import findings
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings import page
from app.web.findings.blueprint import bp
from app.web.findings.forms import CommentForm


@bp.post("/<uuid:uid>/comments")
@allow(Action.COMMENT_FINDING)
def comment(uid: uuid.UUID) -> ResponseReturnValue:
    """Team or station writes to the other, and then sees it among the others."""
    db, person, form = get_db(), current_person(), CommentForm()
    text = form.text.data or ""
    try:
        finding_comments.comment(db, str(uid), form.uid.data or "", text, actor=person, at=now(), today=today())
    except (Invalid, IllegalTransition, Conflict) as error:
        finding = findings.get(db, str(uid), seen_by=person.id, today=today())
        if not isinstance(error, Invalid):
            return page.show(finding, form=form, status=409)
        form.explain(error)
        return page.show(finding, form=form, status=422)
    return redirect(url_for(".show", uid=uid, _anchor="comments"), 303)
