"""Signing in and out, password, language."""

import secrets

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.people import Action
from app.services import accounts
from app.store import people, phones, sessions
from app.web.access import Account, allow, current_person, current_token, public, revoked_owner
from app.web.accounts.devices import device_name, remember_here, this_device
from app.web.accounts.forms import PasswordForm, SignInForm
from app.web.addresses import safe_next
from app.web.database import config, get_db
from app.web.errors import answer, message_for
from app.web.language import LANGUAGES
from app.web.passwords import passwords, told_to_wait
from app.web.roles import ROLE_NAMES

bp = Blueprint("accounts", __name__)
bp.add_app_template_filter(device_name)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in page; a good sign-in goes on to where the person wanted to be."""
    target = safe_next(request.values.get("next", "/"))
    if current_user.is_authenticated:
        return redirect(target, 303)
    form = SignInForm()
    if not form.validate_on_submit():
        problem = message_for("revoked", 401) if request.method == "GET" and revoked_owner() else ""
        page = render_template("accounts/sign_in.html", form=form, next=target, problem=problem)
        return page, 422 if form.errors else 200
    try:
        token = accounts.sign_in(
            get_db(),
            name=form.name.data,
            password=form.password.data,
            address=request.remote_addr or "",
            device=this_device(),
            passwords=passwords(),
            at=now(),
        )
    except accounts.TooManyFailures as error:
        problem = told_to_wait(error)
        return render_template("accounts/sign_in.html", form=form, next=target, problem=problem), 429
    except accounts.WrongPassword:
        problem = _("Name or password is wrong. Try again, or ask the operator of your Polres.")
        return render_template("accounts/sign_in.html", form=form, next=target, problem=problem), 422
    _remember(token)
    response = redirect(target, 303)
    # the phone's client keeps one store per person; this names whose it is, and carries no right to anything
    response.set_cookie("who", current_person().username, max_age=365 * 86400, samesite="Lax", secure=config().https)
    remember_here(response, current_person().username)
    return response


@bp.errorhandler(CSRFError)
def stale(_error: CSRFError) -> ResponseReturnValue:
    """A form of an earlier session, because another page of the browser began a new one: signing in is asked again."""
    if request.endpoint != "accounts.sign_in":
        return answer(400, "csrf")
    target = safe_next(request.values.get("next", "/"))
    problem = _("This page was open for too long. Type your password again.")
    form = SignInForm(formdata=MultiDict({"name": request.form.get("name", "")[:64]}))
    return render_template("accounts/sign_in.html", form=form, next=target, problem=problem), 400


@bp.post("/sign-out")
@allow(Action.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    """End this browser's session."""
    accounts.sign_out(get_db(), actor=current_person(), token=current_token(), at=now())
    logout_user()
    session.clear()
    response = redirect(url_for("accounts.sign_in"), 303)
    # not deleted: a phone must tell signing out from a cookie that was lost with a killed browser
    response.set_cookie("who", "-", max_age=365 * 86400, samesite="Lax", secure=config().https)
    return response


@bp.get("/account")
@allow(Action.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """Own details, language, theme, and where one is signed in."""
    devices = sessions.list_of(get_db(), current_person().id, at=now())
    here = accounts.token_sha256(current_token())
    return render_template(
        "accounts/show.html",
        person=current_person(),
        devices=devices,
        left=phones.left_by_phone(get_db(), current_person().id),
        here=here,
        roles=ROLE_NAMES,
        now=now(),
        offline_days=config().offline_days,
        words=_words(),
    )


@bp.post("/account/sign-out-elsewhere")
@allow(Action.OWN_ACCOUNT)
def sign_out_elsewhere() -> ResponseReturnValue:
    """End the sessions of all other browsers."""
    accounts.sign_out_elsewhere(get_db(), actor=current_person(), token=current_token(), at=now())
    flash(_("Signed out everywhere else."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/account/phones/revoke")
@allow(Action.OWN_ACCOUNT)
def revoke_phone() -> ResponseReturnValue:
    """Take the access of an own phone away that was lost."""
    accounts.revoke_phone(
        get_db(), actor=current_person(), token=current_token(), ref=request.form.get("phone", ""), at=now()
    )
    flash(_("The access is revoked. That phone locks what it holds at its next contact."), "success")
    return redirect(url_for(".show"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@allow(Action.OWN_ACCOUNT)
def edit_password() -> ResponseReturnValue:
    """Choose a new password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            accounts.change_password(
                get_db(),
                actor=current_person(),
                token=current_token(),
                old=form.old.data,
                new=form.new.data,
                passwords=passwords(),
                at=now(),
            )
        except accounts.TooManyFailures as error:
            form.old.errors = [told_to_wait(error)]
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The new password is in force."), "success")
            return redirect(url_for(".show"), 303)
    return render_template("accounts/password.html", form=form), 422 if form.errors else 200


@bp.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Choose the language of the pages; a cookie carries it until somebody signs in."""
    language = request.form.get("language", "")
    target = safe_next(request.form.get("next", "/"))
    response = redirect(target, 303)
    if language not in LANGUAGES:
        return response
    if current_user.is_authenticated:
        accounts.set_language(get_db(), actor=current_person(), language=language, at=now())
    response.set_cookie("language", language, max_age=365 * 86400, samesite="Lax", secure=config().https)
    return response


def _words() -> dict[str, str]:
    """What signing out says on a phone that still holds work; {facts} are filled in there."""
    return {
        "sign_out_unsent": _(
            "{answers} answers of yours are not sent yet. They stay on this phone, locked, until you sign in on it "
            "again. Sign out now?"
        ),
        "sign_out_unsent_photos": _(
            "{answers} answers and {photos} photos of yours are not sent yet. They stay on this phone, locked, until "
            "you sign in on it again. Sign out now?"
        ),
        "sign_out_offline": _("Signing out needs a signal. Nothing has changed."),
    }


def _remember(token: str) -> None:
    db = get_db()
    row = sessions.find(db, accounts.token_sha256(token), at=now())
    if row is None:
        raise RuntimeError("a session that was just made is gone")
    session.clear()  # a session fixed before sign-in carries nothing over
    session.permanent = True
    # the seed of CSRF tokens from the start: two first requests at once would each make their own
    session["csrf_token"] = secrets.token_hex(32)
    login_user(Account(token, row, people.get(db, row.person_id, today=today())))


def _explain(form: PasswordForm, error: Invalid) -> None:
    sentences = {
        "wrong_password": _("This is not the password you use now."),
        "password_length": _("Use 12 to 128 characters."),
        "password_guessable": _("This is too easy to guess. Use several words."),
    }
    for field, code in error.problems.items():
        form[field].errors = [sentences[code]]
