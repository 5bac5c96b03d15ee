"""Who may call a view: every view says so in the line above it, and nothing unsaid is open."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

from app.clock import now, today
from app.domain.people import Action, Person, may
from app.services import accounts
from app.store import people, sessions
from app.store.connection import refusal
from app.web.addresses import this_page
from app.web.database import get_db
from app.web.extensions import login

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
PUBLIC = "public"


class Account(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A signed-in person for Flask-Login; its id is the session's random token, never the person's id."""

    def __init__(self, token: str, session: sessions.Session, person: Person) -> None:
        self.token = token
        self.session = session
        self.person = person

    def get_id(self) -> str:
        """The random token that the cookie carries."""
        return self.token


def allow(action: Action) -> Callable[[View], View]:
    """Let those in whose role carries `action`; the mark is read by the guard and by tests."""

    def mark(view: View) -> View:
        view.access = action  # type: ignore[attr-defined]  # functions take notes; types do not know
        return view

    return mark


def public(view: View) -> View:
    """Let everybody in, signed in or not."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # functions take notes; types do not know
    return view


def current_person() -> Person:
    """Who is signed in. Only in views that are not public."""
    person: Person = current_user.person
    return person


def current_token() -> str:
    """The token of this browser's session."""
    token: str = current_user.token
    return token


def access_of(endpoint: str) -> Action | str | None:
    """The access mark of an endpoint, or None when it carries none."""
    return getattr(current_app.view_functions.get(endpoint), "access", None)


def revoked_owner() -> str:
    """The username of whose revoked session this browser still carries, or ''."""
    if current_user.is_authenticated or "_user_id" not in cookie:
        return ""
    found = sessions.find_revoked(get_db(), accounts.token_sha256(str(cookie["_user_id"])))
    return people.get(get_db(), found.person_id, today=today()).username if found else ""


def is_api() -> bool:
    """Whether the request came from the phone's client, which is answered in JSON and never redirected."""
    return request.path.startswith("/api/")


def _load(token: str) -> Account | None:
    db = get_db()
    session = sessions.find(db, accounts.token_sha256(token), at=now())
    if session is None:
        return None
    return Account(token, session, people.get(db, session.person_id, today=today()))


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such page: Flask answers 404 by itself
    access = access_of(request.endpoint)
    if access == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _turned_away()
    _keep_session()
    if access is None or not may(current_person(), Action(access)):
        abort(404)  # what is not yours does not exist
    if current_person().must_change and request.blueprint != "accounts":
        if is_api():
            abort(403)  # a first password opens nothing but the page where it is changed
        return redirect(url_for("accounts.edit_password"), 303)
    return None


def _keep_session() -> None:
    """Let the session last on, and its cookie with it; a store that takes nothing keeps nobody from reading."""
    try:
        if accounts.keep_session(get_db(), current_user.session, at=now()):
            cookie.modified = True
    except Exception as error:
        if refusal(error) is None:
            raise
        current_app.logger.warning("a session's use was not noted", exc_info=True)


def _turned_away() -> ResponseReturnValue:
    """Who is not signed in is led to the page for it; the phone's client is told whether it was revoked."""
    if not is_api():
        return redirect(url_for("accounts.sign_in", next=this_page()), 303)
    owner = revoked_owner()
    if not owner:
        abort(401)
    raise accounts.Revoked(person=owner)


def init_app(app: Flask) -> None:
    """Guard every request, and load the person behind the cookie."""
    login.init_app(app)
    login.session_protection = None  # the session row itself is what counts
    login.user_loader(_load)
    app.before_request(_guard)
