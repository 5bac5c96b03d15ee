"""The endpoints of fieldsync/1 for events: who is signed in, push, pull, what phones say of themselves."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.clock import now, today
from app.domain import events, phones
from app.domain.people import Action
from app.domain.phones import Report
from app.services import accounts, sync
from app.store import events as log
from app.store import meta, sight
from app.store import phones as heard
from app.web.access import allow, current_person, public, revoked_owner
from app.web.build import build
from app.web.database import config, get_db
from app.web.errors import PROTO, api_error, message_for
from app.web.phone import log as seals

bp = Blueprint("phone", __name__, url_prefix="/api")

PULL_LIMIT = 500
PULL_MOST = 1000


def iso(at: int) -> str:
    """Milliseconds as the text that phones read."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def body() -> dict[str, Any] | Response:
    """The JSON object of the request, or the refusal to send back."""
    if request.mimetype != "application/json":
        return api_error(415, "content_type", _("The server reads JSON only."))
    try:
        sent = request.get_json(silent=True)
    except RecursionError:  # brackets in brackets without end
        sent = None
    if not isinstance(sent, dict) or sent.get("proto", PROTO) != PROTO:
        return api_error(400, "envelope", _("The server could not read what the phone sent. Reload the page."))
    return sent


@bp.after_request
def keep_nowhere(response: Response) -> Response:
    """Let nothing keep the answer."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.get("/session")
@public
def session() -> ResponseReturnValue:
    """Who is signed in, a CSRF token, the epoch of this server's data, and its clock."""
    person = current_user.person if current_user.is_authenticated else None
    told = {
        "user": person.username if person else None,
        "name": person.titled_name if person else None,
        "csrf": generate_csrf(),
        "epoch": meta.find(get_db(), "epoch"),
        "server_time": iso(now()),
        "build": build(),
        "offline_days": config().offline_days,
        "seal": seals.told(get_db()),
    }
    if owner := revoked_owner():
        return api_error(401, "revoked", message_for("revoked", 401), **told, person=owner)
    return jsonify(proto=PROTO, **told)


@bp.post("/push")
@allow(Action.FILL_VISIT)
def push() -> ResponseReturnValue:
    """Store a batch of events; one receipt for each, in the same order."""
    sent = body()
    if isinstance(sent, Response):
        return sent
    texts = sent.get("events")
    if not isinstance(texts, list):
        return api_error(400, "envelope", _("The server could not read what the phone sent. Reload the page."))
    if len(texts) > events.MAX_BATCH:
        message = _("Too many changes at once; the phone will send fewer.")
        return api_error(413, "too_many", message, max=events.MAX_BATCH)
    if sent.get("by", current_person().username) != current_person().username:
        return api_error(401, "sign_in", _("Somebody else is signed in on this phone now."))
    report = _report(sent)
    if report.dev:
        accounts.name_phone(get_db(), current_user.session, report.dev)
    receipts = sync.push(
        get_db(), texts, actor=current_person(), at=now(), report=report, home=_text(sent.get("visit"))
    )
    results = [
        {"eid": one.eid, "st": one.st, "seq": one.rev or None, "h": one.sha256, "why": one.why} for one in receipts
    ]
    return jsonify(proto=PROTO, epoch=meta.find(get_db(), "epoch"), results=results, seal=seals.told(get_db()))


@bp.get("/pull")
@allow(Action.SEE_VISIT)
def pull() -> ResponseReturnValue:
    """Events of one visit after `since`, where the visit stands, and for its team what the others' phones hold."""
    since, limit = _whole("since", 0), min(max(_whole("limit", PULL_LIMIT), 1), PULL_MOST)
    visit = sight.read(get_db(), request.args.get("visit", ""), person_id=current_person().id, today=today())
    greet(visit)
    found = log.pull(get_db(), visit.id, since=since, limit=limit + 1)
    sent = found[:limit]
    return jsonify(
        proto=PROTO,
        epoch=meta.find(get_db(), "epoch"),
        state=visit.state,
        events=[
            {"seq": one.rev, "raw": one.raw, "recv_at": iso(one.received_at), "flag": one.flag or None} for one in sent
        ],
        next=sent[-1].rev if sent else since,
        more=len(found) > limit,
        server_time=iso(now()),
        team=team(visit),
        seal=seals.told(get_db()),
    )


def greet(visit: sight.Sight) -> None:
    """Note that a member's phone was heard; that this fails keeps nobody from what they asked for."""
    if not visit.is_on_team:
        return
    dev = request.args.get("dev", "")
    report = Report(dev if events.is_device(dev) else "")
    try:
        sync.greet(get_db(), visit.id, visit.uid, report, actor=current_person(), at=now())
    except Exception:
        current_app.logger.warning("a phone's contact was not noted", exc_info=True)


def team(visit: sight.Sight) -> list[dict[str, Any]] | None:
    """When each member's phones were last heard and what is left on them; for the team alone."""
    if not visit.is_on_team:
        return None
    return [
        {
            "username": one.username,
            "contact": None if one.contact_at is None else iso(one.contact_at),
            "events": one.left.events,
            "photos": one.left.photos,
        }
        for one in heard.team(get_db(), visit.id)
    ]


def _report(sent: dict[str, Any]) -> Report:
    """What the phone says of itself in a push."""
    dev, skew = sent.get("dev"), sent.get("skew")
    return Report(
        dev=dev if isinstance(dev, str) and events.is_device(dev) else "",
        left=phones.read_left(sent.get("left")),
        skew_ms=skew if isinstance(skew, int) and events.is_skew(skew) else None,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(name: str, default: int) -> int:
    """A whole number of the query; the default for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default
