"""Serving evidence: clean derivatives to those who may see the visit, originals to few, and written down."""

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.evidence import DOCUMENT_MIME, PhotoKind, Size
from app.domain.people import Action
from app.services import annotations
from app.services import evidence as deeds
from app.store import evidence, previews
from app.store.evidence import Picture
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.evidence.blueprint import bp
from app.web.evidence.record import refused_original
from app.web.photos import get_blobs

SANDBOX = "default-src 'none'; sandbox"  # even bytes that a browser takes for a page can do nothing


@bp.get("/<uid>/thumb")
@allow(Action.SEE_VISIT)
def thumb(uid: str) -> ResponseReturnValue:
    """The small picture."""
    return _derivative(uid, "thumb")


@bp.get("/<uid>/screen")
@allow(Action.SEE_VISIT)
def screen(uid: str) -> ResponseReturnValue:
    """The picture at the size of a screen."""
    return _derivative(uid, "screen")


@bp.get("/<uid>/preview")
@allow(Action.SEE_VISIT)
def preview(uid: str) -> ResponseReturnValue:
    """The small picture that stands for a photo which is still on a phone; none once the photo is here."""
    picture = previews.get(get_db(), uid, person_id=current_person().id, today=today())
    return _guarded(Response(picture, mimetype="image/jpeg"))


@bp.post("/<uid>/original")
@allow(Action.SEE_VISIT)
def original(uid: str) -> ResponseReturnValue:
    """The file as received, as a download; for the team, planning staff and administrators, who say why."""
    picture = _picture(uid)
    reason = request.form.get("reason", "")
    try:
        path = deeds.original(get_db(), get_blobs(), picture, reason=reason, actor=current_person(), at=now())
    except Invalid as error:
        return refused_original(uid, reason, error)
    kind = next(kind for kind in PhotoKind if kind.mime == picture.mime)
    name = f"{picture.item_code}-{picture.uid[:8]}.{kind.extension}"
    return _guarded(send_file(path, mimetype=kind.mime, as_attachment=True, download_name=name, etag=False))


@bp.post("/<uid>/document")
@allow(Action.SEE_VISIT)
def document(uid: str) -> ResponseReturnValue:
    """A document as received: a download, never shown by the browser as part of this site."""
    picture = _picture(uid)
    path = deeds.document(get_db(), get_blobs(), picture, actor=current_person(), at=now())
    name = f"{picture.item_code}-{uid[:8]}.{PhotoKind.PDF.extension}"
    return _guarded(send_file(path, mimetype=DOCUMENT_MIME, as_attachment=True, download_name=name, etag=False))


@bp.post("/<uid>/copy")
@allow(Action.SEE_VISIT)
def share(uid: str) -> ResponseReturnValue:
    """The picture to hand on, as a download: clean, with what was blurred and drawn burned in."""
    path = annotations.share(get_db(), get_blobs(), uid, actor=current_person(), at=now(), today=today())
    name = f"{_picture(uid).item_code}-{uid[:8]}-salinan.jpg"
    return _guarded(send_file(path, mimetype="image/jpeg", as_attachment=True, download_name=name, etag=False))


def _picture(uid: str) -> Picture:
    return evidence.get(get_db(), uid, person_id=current_person().id, today=today())


def _derivative(uid: str, size: Size) -> ResponseReturnValue:
    path = deeds.derivative(get_db(), get_blobs(), _picture(uid), size)
    return _guarded(send_file(path, mimetype="image/jpeg", etag=False))


def _guarded(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"  # who may see it can change, and phones are shared
    return response
