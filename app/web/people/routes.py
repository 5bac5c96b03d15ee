"""People: the list, somebody new, roles, a new password, the end of an account."""

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.clock import now, today
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.people import MAY, Action, Person, Role
from app.services import people
from app.store import orgs, phones, sessions
from app.store.people import NewPerson
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.passwords import passwords
from app.web.people.forms import AssignmentForm, EmailForm, PersonForm
from app.web.people.words import PROBLEMS
from app.web.roles import ROLE_NAMES

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
@allow(Action.MANAGE_PEOPLE)
def index() -> ResponseReturnValue:
    """Everybody this administrator looks after; ?q= searches names, usernames and NRP."""
    wanted = request.args.get("q", "").strip()
    found = people.list_managed(get_db(), actor=current_person(), today=today())
    shown = [person for person in found if _matches(person, wanted.lower())]
    return render_template("people/index.html", people=shown, total=len(found), q=wanted, roles=ROLE_NAMES)


@bp.route("/new", methods=["GET", "POST"])
@allow(Action.MANAGE_PEOPLE)
def create() -> ResponseReturnValue:
    """Add somebody; the page that follows shows the first password once."""
    form = PersonForm()
    form.offer(_units())
    if form.validate_on_submit():
        new = NewPerson(
            username=form.username.data.strip().lower(),
            full_name=form.full_name.data.strip(),
            rank=form.rank.data.strip(),
            position=form.position.data.strip(),
            service_number=form.service_number.data.strip() or None,
            email=form.email.data.strip(),
        )
        try:
            first = people.add(
                get_db(),
                new,
                role=Role(form.role.data),
                org_code=form.org.data,
                actor=current_person(),
                passwords=passwords(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        except Conflict:
            form.username.errors = [_("This username or NRP is taken.")]
        else:
            return render_template("people/password.html", username=new.username, password=first, is_new=True)
    return render_template("people/new.html", form=form), 422 if form.errors else 200


@bp.get("/<username>")
@allow(Action.MANAGE_PEOPLE)
def show(username: str) -> ResponseReturnValue:
    """One person's roles, and what can be done to the account."""
    return _page(username, AssignmentForm())


@bp.post("/<username>/assignments")
@allow(Action.MANAGE_PEOPLE)
def create_assignment(username: str) -> ResponseReturnValue:
    """Give one more role."""
    form = AssignmentForm()
    form.offer(_units())
    if form.validate_on_submit():
        try:
            people.assign(
                get_db(),
                username,
                role=Role(form.role.data),
                org_code=form.org.data,
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The role is given."), "success")
            return redirect(url_for(".show", username=username), 303)
    return _page(username, form)


@bp.post("/<username>/assignments/end")
@allow(Action.MANAGE_PEOPLE)
def end_assignment(username: str) -> ResponseReturnValue:
    """Take a role away at once."""
    try:
        people.end_assignment(
            get_db(),
            username,
            role=Role(request.form.get("role", "")),
            org_code=request.form.get("org", ""),
            actor=current_person(),
            at=now(),
            today=today(),
            yesterday=(date.fromisoformat(today()) - timedelta(days=1)).isoformat(),
        )
    except ValueError as error:  # a role that does not exist
        raise NotFound("role") from error
    except Conflict:
        flash(_("The last administrator must stay. Give somebody else the role first."), "error")
    else:
        flash(_("The role has ended."), "success")
    return redirect(url_for(".show", username=username), 303)


@bp.post("/<username>/password-reset")
@allow(Action.MANAGE_PEOPLE)
def reset_password(username: str) -> ResponseReturnValue:
    """Make a new first password and show it once."""
    first = people.reset_password(
        get_db(), username, actor=current_person(), passwords=passwords(), at=now(), today=today()
    )
    return render_template("people/password.html", username=username, password=first, is_new=False)


@bp.post("/<username>/email")
@allow(Action.MANAGE_PEOPLE)
def set_email(username: str) -> ResponseReturnValue:
    """Set where somebody reads mail."""
    form = EmailForm()
    if form.validate_on_submit():
        try:
            people.set_email(get_db(), username, form.email.data, actor=current_person(), at=now(), today=today())
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The address is kept."), "success")
            return redirect(url_for(".show", username=username), 303)
    return _page(username, AssignmentForm(formdata=None), form)


@bp.post("/<username>/phones/revoke")
@allow(Action.MANAGE_PEOPLE)
def revoke_phone(username: str) -> ResponseReturnValue:
    """Take the access of somebody's lost phone away."""
    people.revoke_phone(
        get_db(), username, request.form.get("phone", ""), actor=current_person(), at=now(), today=today()
    )
    flash(_("The access is revoked. That phone locks what it holds at its next contact."), "success")
    return redirect(url_for(".show", username=username), 303)


@bp.post("/<username>/end")
@allow(Action.MANAGE_PEOPLE)
def end(username: str) -> ResponseReturnValue:
    """End the account."""
    try:
        people.end(get_db(), username, actor=current_person(), at=now(), today=today())
    except Conflict as error:
        if error.facts.get("reason") == "last_administrator":
            flash(_("The last administrator must stay. Give somebody else the role first."), "error")
        else:
            flash(_("This account has ended already."), "error")
        return redirect(url_for(".show", username=username), 303)
    flash(_("The account has ended. Its history stays."), "success")
    return redirect(url_for(".index"), 303)


def _page(username: str, form: AssignmentForm, email_form: EmailForm | None = None) -> ResponseReturnValue:
    managed = people.list_managed(get_db(), actor=current_person(), today=today())
    person = next((one for one in managed if one.username == username), None)
    if person is None:
        raise NotFound(f"person {username}")
    form.offer(_units())
    page = render_template(
        "people/show.html",
        person=person,
        form=form,
        email_form=email_form or EmailForm(formdata=None, email=person.email),
        roles=ROLE_NAMES,
        phone_list=sessions.list_of(get_db(), person.id, at=now()),
        left=phones.left_by_phone(get_db(), person.id),
        now=now(),
    )
    return page, 422 if form.errors or (email_form and email_form.errors) else 200


def _units() -> list[tuple[str, str]]:
    visible = orgs.list_visible(get_db(), seen_by=current_person().id, today=today(), roles=MAY[Action.MANAGE_PEOPLE])
    return [(org.code, org.name) for org in visible if org.active]


def _matches(person: Person, wanted: str) -> bool:
    return wanted in f"{person.username} {person.titled_name} {person.service_number or ''}".lower()


def _explain(form: FlaskForm, error: Invalid) -> None:
    for field, code in error.problems.items():
        form[field].errors = [PROBLEMS[code]]
