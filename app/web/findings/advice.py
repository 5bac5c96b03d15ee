"""Enter findings that came with a letter."""

import uuid
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.people import MAY, Action
from app.services import advice
from app.services.advice import Advice
from app.store import checklists, orgs
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings.advice_form import AdviceForm
from app.web.findings.blueprint import bp

PROBLEMS = {
    "condition_length": _l("Say in at least 10 characters what is not as it must be."),
    "number_length": _l("Type the letter's number, at most 80 characters."),
    "letter_day": _l("The letter's day is a day up to today, for instance 2026-11-20."),
    "other_day": _l("A letter of this number is known under another day."),
    "due_day": _l("The due day has passed. Choose today or a later day, or leave it empty."),
    "too_long": _l("This is too long."),
    "choice": _l("Choose from the list."),
    "bad_uid": _l("Open the page again and repeat the step."),
}
MORE = ("item_code", "service", "maladministration", "criterion", "cause", "cause_kind", "effect", "owner_name")
SHARED = ("station", "source", "number", "letter_on")  # what a second finding of a letter has in common with the first


@bp.route("/new", methods=["GET", "POST"])
@allow(Action.ENTER_ADVICE)
def enter() -> ResponseReturnValue:
    """A finding of a letter; ?station=, ?source=, ?number= and ?letter_on= fill in what is known already."""
    given = {name: request.args.get(name, "")[:100] for name in SHARED} if request.method == "GET" else {}
    form = AdviceForm(uid=str(uuid.uuid4()), severity="moderate", **given)
    form.offer(_stations(), _items())
    if not form.is_submitted():
        return _page(form)
    if form.validate():
        typed = {name: field.data or "" for name, field in form._fields.items() if name in Advice.__slots__}
        try:
            advice.enter(
                get_db(), form.uid.data or "", Advice(**typed), actor=current_person(), at=now(), today=today()
            )
        except Invalid as error:
            for name, code in error.problems.items():
                form["condition" if name == "uid" else name].errors = [PROBLEMS[code]]
        else:
            flash(_("The finding is issued to the station."), "success")
            if "again" in request.form:
                known = {name: str(typed[name]) for name in SHARED}
                return redirect(f"{url_for('.enter')}?{urlencode(known)}", 303)
            return redirect(url_for(".show", uid=form.uid.data), 303)
    return _page(form, 422)


def _page(form: AdviceForm, status: int = 200) -> ResponseReturnValue:
    more = any(form[name].data for name in MORE)
    return render_template("findings/advice.html", form=form, more=more, today=today()), status


def _stations() -> list[tuple[str, str]]:
    roles = MAY[Action.ENTER_ADVICE]
    found = orgs.list_stations(get_db(), seen_by=current_person().id, today=today(), roles=roles)
    return [(org.code, org.name) for org in found]


def _items() -> list[tuple[str, str]]:
    newest = checklists.newest(get_db())
    found = checklists.get(get_db(), newest.id).items if newest else ()
    return [(item.code, f"{item.code} {item.title}") for item in found]
