"""Shells: pages that the phone keeps. They hold words and the instrument; everything else comes from the phone."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.people import Action
from app.store import checklists
from app.web.access import allow, public
from app.web.build import build
from app.web.database import get_db
from app.web.filling.keep_words import keep_words
from app.web.filling.routes import bp, visit_of
from app.web.filling.shell_words import outbox_words, summary_words
from app.web.filling.words import words
from app.web.offline.words import device_words, recovery_words


@bp.get("/phone")
@allow(Action.KEEP_ON_PHONE)
def phone() -> ResponseReturnValue:
    """The phone's front page: the visits that are kept on it, what waits, what it can do about itself."""
    return render_template("filling/phone.html", words=device_words() | keep_words(), build=build())


@bp.get("/phone/outbox")
@allow(Action.KEEP_ON_PHONE)
def outbox() -> ResponseReturnValue:
    """Everything that only this phone has."""
    return render_template("filling/outbox.html", words=words() | outbox_words())


@bp.get("/phone/recovery")
@public
def recovery() -> ResponseReturnValue:
    """The way out when the other pages no longer start; open to all, because it says nothing."""
    return render_template("filling/recovery.html", words=recovery_words())


@bp.get("/visits/<uuid:uid>/summary")
@allow(Action.FILL_VISIT)
def summary(uid: UUID) -> ResponseReturnValue:
    """A visit's summary as the phone knows it."""
    visit, checklist = visit_of(uid)
    return render_template(
        "filling/summary.html",
        visit=visit,
        checklist=checklist,
        form=checklists.get_version(get_db(), visit.checklist_version_id).sha256,
        words=words() | summary_words(),
    )
