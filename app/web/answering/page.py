"""The screen on which a station's chief answers a finding; the phone keeps it, and fills it from its own store."""

import uuid

from flask import render_template
from flask.typing import ResponseReturnValue

from app.clock import today
from app.domain.people import Action
from app.services import recurrence
from app.store import findings
from app.web.access import allow, current_person
from app.web.answering import sheet
from app.web.answering.blueprint import bp
from app.web.answering.forms import LinkAnswerForm
from app.web.answering.words import reply_words
from app.web.database import get_db
from app.web.filling.words import words


@bp.get("/findings/<uuid:uid>/answer")
@allow(Action.ANSWER_FINDING)
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """One finding to answer with a photo; holds nothing that belongs to the session, so that a phone may keep it."""
    db, person = get_db(), current_person()
    finding = findings.get(db, str(uid), seen_by=person.id, today=today())
    found = sheet.read(db, finding, actor=person, today=today())
    return render_template(
        "answering/show.html",
        sheet=found,
        finding=finding,
        again=recurrence.chain_of(db, finding),
        person=person,
        form=LinkAnswerForm(formdata=None, meta={"csrf": False}),
        today=today(),
        words=words() | reply_words(),
    )
