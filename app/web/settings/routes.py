"""The settings of a Polres: days to answer, the ladder of reminders, quiet hours, mail."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.follow_up import as_settings
from app.domain.people import Action
from app.services import settings
from app.web.access import allow, current_person
from app.web.database import config, get_db
from app.web.formats import ZONES
from app.web.settings.forms import SettingsForm
from app.web.settings.words import PROBLEMS

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("")
@allow(Action.SET_FOLLOW_UP)
def index() -> ResponseReturnValue:
    """The own Polres; of several, which one."""
    units = settings.units(get_db(), actor=current_person(), today=today())
    if len(units) == 1:
        return redirect(url_for(".show", code=units[0].code), 303)
    return render_template("settings/index.html", units=units)


@bp.route("/<code>", methods=["GET", "POST"])
@allow(Action.SET_FOLLOW_UP)
def show(code: str) -> ResponseReturnValue:
    """What holds at one Polres; what is sent is kept whole or not at all."""
    db, person = get_db(), current_person()
    org = settings.unit(db, code, actor=person, today=today())
    kept = as_settings(settings.rules_of(db, org.id))
    form = SettingsForm(data={**kept, "mail": kept["mail"] == "1"})
    if form.validate_on_submit():
        try:
            changed = settings.change(db, code, form.given(), actor=person, at=now(), today=today())
        except Invalid as error:
            for name, problem in error.problems.items():
                form[name].errors = [PROBLEMS[problem]]
        else:
            flash(_("The settings are kept.") if changed else _("Nothing was changed."), "success")
            return redirect(url_for(".show", code=code), 303)
    page = render_template(
        "settings/show.html", org=org, form=form, zone=ZONES.get(org.tz, ""), can_mail=bool(config().smtp.host)
    )
    return page, 422 if form.errors else 200
