"""The steps of one finding: the station answers it, the visit's lead or planning staff judge what was answered."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.clock import now, today
from app.domain.errors import Conflict, IllegalTransition, Invalid
from app.domain.finding_life import NEEDS_REASON, FindingAction, Stance
from app.domain.findings import Finding
from app.domain.people import Action
from app.services import findings as deeds
from app.services.findings import Response
from app.store import findings
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings import page, receiving
from app.web.findings.blueprint import bp
from app.web.findings.forms import AnswerForm, AsideForm, JudgeForm, StepForm
from app.web.photos import takes_photos


@dataclass(frozen=True, slots=True)
class Step:
    """How a step is taken from the page: its form, the deed that takes it, and what is said when it is done."""

    form: type[StepForm]
    deed: Callable[..., None]
    done: LazyString


STEPS: dict[FindingAction, Step] = {
    FindingAction.ANSWER: Step(AnswerForm, deeds.answer, _l("Your answer was sent. The team checks it now.")),
    FindingAction.FOLLOW_UP: Step(AnswerForm, deeds.follow_up, _l("Your report was sent. The team checks it now.")),
    FindingAction.RETURN: Step(
        JudgeForm, deeds.send_back, _l("The finding went back to the station with your reason.")
    ),
    FindingAction.CLOSE: Step(JudgeForm, deeds.close, _l("The finding is closed.")),
    FindingAction.ACCEPT: Step(JudgeForm, deeds.accept, _l("The plan is accepted; the station now carries it out.")),
    FindingAction.SET_ASIDE: Step(
        AsideForm, deeds.set_aside, _l("The finding is closed: it cannot be followed up (TDD).")
    ),
    FindingAction.FIND_UNDONE: Step(
        JudgeForm, deeds.find_undone, _l("It is noted that nothing was done yet (BD). The finding stays open.")
    ),
}


@bp.get("/<uuid:uid>")
@allow(Action.SEE_FINDINGS)
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """One finding: what was seen, what is asked, answers with their photos, and the next step."""
    return page.show(_finding(uid))


@bp.post("/<uuid:uid>/answers")
@takes_photos
@allow(Action.ANSWER_FINDING)
def answer(uid: uuid.UUID) -> ResponseReturnValue:
    """The station's chief answers with text and photos."""
    return _respond(uid, FindingAction.ANSWER)


@bp.post("/<uuid:uid>/follow-ups")
@takes_photos
@allow(Action.ANSWER_FINDING)
def follow_up(uid: uuid.UUID) -> ResponseReturnValue:
    """The station's chief says that what was accepted is done, and shows it."""
    return _respond(uid, FindingAction.FOLLOW_UP)


@bp.post("/<uuid:uid>/returns")
@allow(Action.REVIEW_FINDING)
def send_back(uid: uuid.UUID) -> ResponseReturnValue:
    """What the station did is not enough yet: BS."""
    return _judge(uid, FindingAction.RETURN)


@bp.post("/<uuid:uid>/closure")
@allow(Action.REVIEW_FINDING)
def close(uid: uuid.UUID) -> ResponseReturnValue:
    """What the station did is enough, and the finding is closed: S."""
    return _judge(uid, FindingAction.CLOSE)


@bp.post("/<uuid:uid>/acceptance")
@allow(Action.REVIEW_FINDING)
def accept(uid: uuid.UUID) -> ResponseReturnValue:
    """What the station will do is agreed; it still has to be done."""
    return _judge(uid, FindingAction.ACCEPT)


@bp.post("/<uuid:uid>/set-aside")
@allow(Action.REVIEW_FINDING)
def set_aside(uid: uuid.UUID) -> ResponseReturnValue:
    """The finding cannot be followed up, and is closed: TDD."""
    return _judge(uid, FindingAction.SET_ASIDE)


@bp.post("/<uuid:uid>/undone")
@allow(Action.REVIEW_FINDING)
def find_undone(uid: uuid.UUID) -> ResponseReturnValue:
    """The station has done nothing yet: BD."""
    return _judge(uid, FindingAction.FIND_UNDONE)


def _respond(uid: uuid.UUID, action: FindingAction) -> ResponseReturnValue:
    """Take what the station says with its photos, and do the deed with it."""
    finding, form = _finding(uid), AnswerForm()
    photos = receiving.receive(form, finding)
    if form.photos.errors:
        return page.show(finding, form=form, action=action, status=422)
    stance = form.stance.data or Stance.AGREE
    response = Response(form.text.data or "", tuple(photos), form.without_photo.data or "", stance)
    return _take(finding, form, action, response=response)


def _judge(uid: uuid.UUID, action: FindingAction) -> ResponseReturnValue:
    """Take a word on what the station did."""
    form = STEPS[action].form()
    said = {"reason" if action in NEEDS_REASON else "note": form.typed}
    return _take(_finding(uid), form, action, **said)


def _take(finding: Finding, form: StepForm, action: FindingAction, **said: object) -> ResponseReturnValue:
    """Take the step, or show the page again with the form: what is wrong in it (422), who was there first (409)."""
    step = STEPS[action]
    deed = partial(step.deed, get_db(), finding.uid, form.uid.data or "", **said)
    try:
        deed(actor=current_person(), at=now(), today=today(), seen=form.seen_steps)
    except Invalid as error:
        form.explain(error)
        return page.show(finding, form=form, action=action, status=422)
    except (IllegalTransition, Conflict):
        return page.show(_finding(uuid.UUID(finding.uid)), form=form, action=action, status=409)
    flash(str(step.done), "success")
    return redirect(url_for(".show", uid=finding.uid), 303)


def _finding(uid: uuid.UUID) -> Finding:
    return findings.get(get_db(), str(uid), seen_by=current_person().id, today=today())
