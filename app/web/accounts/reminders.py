"""What was sent to remind the person who asks, and why; their address, and whether they want mail."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from app.clock import now
from app.domain.email import LONGEST
from app.domain.errors import Invalid
from app.domain.follow_up import FollowUpRules
from app.domain.people import Action, Person, Role
from app.domain.reminders import MailState, Why
from app.services import accounts, settings
from app.store import mails
from app.web.access import allow, current_person
from app.web.accounts.routes import bp
from app.web.database import config, get_db
from app.web.forms import BAD_EMAIL, EMAIL, at_most

WHYS = {
    Why.SOON: _l("due soon, as chief of the station"),
    Why.OVERDUE: _l("overdue, as chief of the station"),
    Why.READER: _l("long overdue, as Kapolres"),
    Why.ITWASDA: _l("long overdue, as Itwasda"),
    Why.REVIEW: _l("waits for verification, as lead of the visit or planning staff"),
}
STATES = {
    MailState.WAITING: (_l("waits to be sent"), "", "clock"),
    MailState.SENDING: (_l("is being sent"), "", "clock"),
    MailState.SENT: (_l("sent"), "good", "check"),
    MailState.REFUSED: (_l("refused by the mail server"), "bad", "alert"),
    MailState.GIVEN_UP: (_l("not delivered for three days"), "bad", "alert"),
    MailState.UNCERTAIN: (_l("may have arrived"), "warn", "alert"),
    MailState.LEFT: (_l("not delivered"), "", "lock"),
    MailState.RENEWED: (_l("told anew in a later mail"), "", "check"),
}


class MailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Where the own mail goes, and whether."""

    email = StringField(
        _l("Your e-mail address"),
        validators=[at_most(LONGEST)],
        render_kw={**EMAIL, "type": "email", "autocomplete": "email"},
    )
    wants_mail = BooleanField(_l("Remind me by mail"))


@bp.route("/account/reminders", methods=["GET", "POST"])
@allow(Action.OWN_ACCOUNT)
def reminders() -> ResponseReturnValue:
    """The own reminders: what was sent and why, where it goes, and how to have none."""
    db, person = get_db(), current_person()
    form = MailForm(data={"email": person.email, "wants_mail": person.wants_mail})
    if form.validate_on_submit():
        try:
            accounts.set_mail(db, actor=person, email=form.email.data, wants_mail=form.wants_mail.data, at=now())
        except Invalid:
            form.email.errors = [BAD_EMAIL]
        else:
            flash(_("The choice is kept."), "success")
            return redirect(url_for(".reminders"), 303)
    rules = settings.rules_of(db, person.assignments[0].org_id) if person.assignments else FollowUpRules()
    page = render_template(
        "accounts/reminders.html",
        form=form,
        person=person,
        rules=rules,
        can_mail=bool(config().smtp.host),
        whens=_whens(person, rules),
        mails=mails.list_of_person(db, person.id),
        whys=WHYS,
        states=STATES,
    )
    return page, 422 if form.errors else 200


def _whens(person: Person, rules: FollowUpRules) -> list[str]:
    """When this person is reminded, by what they are."""
    found = []
    if Role.STATION_CHIEF in person.roles:
        found.append(
            _("As chief of a station: %(days)s working days before the due day, and after it.", days=rules.soon_days)
        )
    if Role.READER in person.roles:
        found.append(_("As Kapolres: of what is overdue for %(days)s working days.", days=rules.reader_after))
    if Role.PLANNER in person.roles:
        found.append(_("As planning staff of the Polres: of answers that wait for verification."))
    if Role.INSPECTOR in person.roles:
        found.append(_("As lead of a visit: of answers that wait for verification."))
    return found
