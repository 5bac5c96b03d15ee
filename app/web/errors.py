"""Refusals and faults become pages, or JSON for the phone; the one place that knows HTTP numbers for them."""

from collections.abc import Callable

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.domain import errors, evidence
from app.services.accounts import Revoked
from app.services.checkpoints import LogRewritten
from app.services.keys import KeyMissing
from app.store.connection import refusal
from app.web.access import is_api

PROTO = "fieldsync/1"
OF_LINKS = "/t/"  # pages for people without an account, which show nothing else of the system
RETRY_SECONDS = 10  # after a fault of the store that passes
STATUS = {
    Revoked: 401,
    errors.StoreBusy: 503,
    errors.StoreFull: 507,
    KeyMissing: 503,
    LogRewritten: 503,
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.IllegalTransition: 409,
    errors.Conflict: 409,
    errors.Invalid: 422,
    evidence.PhotoTooLarge: 413,
    evidence.PhotoTooManyPixels: 413,
    evidence.PhotoNotAccepted: 415,
    evidence.DocumentNotAsked: 415,
    evidence.DocumentTooLong: 413,
    evidence.PhotoOffset: 409,
    evidence.PreviewQuota: 429,
    evidence.GateBusy: 503,
    evidence.StorageFull: 507,
}


def api_error(status: int, code: str, message: str, **facts: object) -> Response:
    """A refusal as the phone reads it: a stable code and a sentence for the person."""
    response = jsonify(proto=PROTO, error=code, message=message, **facts)
    response.status_code = status
    return response


def message_for(code: str, status: int) -> str:
    """A sentence a person can act on, for a refusal's code or an HTTP status."""
    known = {
        "csrf": _("This page was open for too long. Open it again and repeat the step."),
        "conflict": _("Somebody else changed this first. Open the page again to see what is there now."),
        "illegal_transition": _("This step is no longer possible. Open the page again to see where it stands."),
        "revoked": _("The access of this phone was revoked. Its owner signs in anew to open what is on it."),
        "not_allowed": _("Your role does not allow this step."),
        "busy": _("The server is busy. It will take this in a moment; nothing is lost."),
        "seal_key_missing": _("The key that signs seals is missing. Nothing is lost; tell the administrator."),
        "seal_log_rewritten": _(
            "The log of seals is not the one that was signed before, so nothing is sealed. Tell the administrator."
        ),
        "disk_full": _("The server's disk is full, so it takes nothing for now. Your work stays where it is."),
    }
    by_status = {
        401: _("Your session ended. Sign in again; your work is still on this phone."),
        404: _("This page does not exist, or it is not yours to see."),
        405: _("This page does not work that way."),
        413: _("What was sent is too large."),
        429: _("Too many tries. Wait a moment."),
        500: _("Something failed on the server. Your work is safe on the phone."),
    }
    if code in evidence.MESSAGES:
        return str(_(evidence.MESSAGES[code]))
    return str(known.get(code) or by_status.get(status) or _("The server could not carry this out."))


def _know_who_asks(app: Flask) -> None:
    """Treat the person as a stranger when the store cannot say who is signed in: a refusal is read all the same."""
    try:
        bool(current_user)
    except Exception as error:
        app.logger.exception("nobody can be recognised", exc_info=error)
        g._login_user = AnonymousUserMixin()


def _told(error: errors.Refused) -> dict[str, object]:
    """What the phone is told besides code and sentence."""
    if isinstance(error, errors.Invalid):
        return {"problems": error.problems}
    return error.facts if isinstance(error, Revoked) else {}


def answer(status: int, code: str, **facts: object) -> ResponseReturnValue:
    """The page of a refusal, or its JSON for the phone."""
    _know_who_asks(current_app)
    message = message_for(code, status)
    if is_api():
        return api_error(status, code, message, **facts)
    page = "answering/trouble.html" if request.path.startswith(OF_LINKS) else "errors/error.html"
    return render_template(page, status=status, message=message), status


def init_app(app: Flask) -> None:
    """Attach the handlers."""

    @app.errorhandler(errors.Refused)
    def _refused(error: errors.Refused) -> ResponseReturnValue:
        return answer(STATUS.get(type(error), 422), error.code, **_told(error))

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        return answer(400, "csrf")

    app.register_error_handler(SecurityError, _foreign_host)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if error.response is not None or status < 400:
            return error.get_response()
        names = {401: "sign_in", 403: "not_allowed", 404: "not_found", 405: "method", 413: "too_large", 429: "too_many"}
        return answer(status, names.get(status, "http"))

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> ResponseReturnValue:
        app.logger.exception("fault", exc_info=error)
        return _answer_fault(refusal(error), answer)


def _answer_fault(refused: errors.Refused | None, answer: Callable[[int, str], ResponseReturnValue]) -> Response:
    """A fault of ours, or one of the store that passes: busy, full."""
    if refused is None:
        return make_response(answer(500, "fault"))
    response = make_response(answer(STATUS[type(refused)], refused.code))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _foreign_host(_error: Exception) -> ResponseReturnValue:
    """One line: no page can be made, because addresses in it would need the very name that is not trusted."""
    return "Unknown host.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
