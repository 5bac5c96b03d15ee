"""Alarms at the desk: who is told that the log of seals contradicts itself, and the word that clears it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.people import Action
from app.services import alarms
from app.services.accounts import TooManyFailures
from app.services.alarms import Shown
from app.web.access import allow, current_person, public
from app.web.database import get_db
from app.web.passwords import passwords
from app.web.witness.forms import WordForm
from app.web.witness.words import alarm_words, problem_words, why_words

bp = Blueprint("witness", __name__)


@bp.get("/alarms")
@allow(Action.SEE_ALARMS)
def index() -> ResponseReturnValue:
    """Every alarm that the person is to know of."""
    return _page(WordForm())


@bp.post("/alarms/word")
@allow(Action.SETTLE_ALARM)
def settle() -> ResponseReturnValue:
    """A superior's word on the alarms that the page showed as open."""
    form = WordForm()
    if form.validate():
        try:
            alarms.settle(
                get_db(),
                request.form.getlist("alarm"),
                why=form.why.data or "",
                password=form.password.data or "",
                passwords=passwords(),
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        except TooManyFailures:
            form.password.errors = [problem_words()["too_many"]]
        else:
            flash(_("Your word is noted. Tell the code to the people whose phones wait, yourself."), "success")
            return redirect(url_for(".index"), 303)
    return _page(form, status=422)


@bp.get("/phone/alarm")
@public
def phone() -> ResponseReturnValue:
    """What a phone shows of its own alarm; open to all, because it says nothing until the phone fills it."""
    return render_template("witness/phone.html", words=alarm_words())


def _page(form: WordForm, status: int = 200) -> ResponseReturnValue:
    seen = alarms.list_seen(get_db(), actor=current_person(), today=today())
    page = render_template(
        "witness/index.html",
        form=form,
        open=[one for one in seen if one.alarm.word is None],
        settled=[one for one in seen if one.alarm.word is not None],
        settling=[one for one in seen if _may_settle(one)],
        why=why_words(),
    )
    return page, status


def _may_settle(shown: Shown) -> bool:
    return shown.alarm.word is None and shown.alarm.may_settle


def _explain(form: WordForm, error: Invalid) -> None:
    """Put what a deed refused beside its field; what has none stands at the reason."""
    said = problem_words()
    for name, problem in error.problems.items():
        field = form.password if name == "password" else form.why
        field.errors = [said.get(problem, said["length"])]
