"""The photo endpoints of fieldsync/1: announce, pieces with resume, and the picture back."""

import base64
import hashlib
from collections.abc import Callable

from flask import Response, make_response, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import NotFound, Refused
from app.domain.evidence import (
    PREVIEW_BYTES,
    GateBusy,
    PhotoMismatch,
    PhotoOffset,
    PhotoRefused,
    PhotoTooLarge,
    PreviewQuota,
    Size,
)
from app.domain.people import Action
from app.services import evidence
from app.services.evidence import Upload
from app.store import evidence as rows
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.errors import PROTO, STATUS, api_error, message_for
from app.web.phone.routes import body, bp
from app.web.photos import get_blobs

PIECE_TYPE = "application/partial-upload"
BUSY_SECONDS = 5


@bp.post("/photo/<sha256>")
@allow(Action.KEEP_ON_PHONE)
def announce(sha256: str) -> ResponseReturnValue:
    """Create an upload, or report how far it has come."""
    sent = body()
    if isinstance(sent, Response):
        return _marked(sent)
    size = sent.get("size")
    if not isinstance(size, int) or isinstance(size, bool):
        return _marked(api_error(400, "size", _("The phone did not say how large the photo is.")))
    return _answer(lambda: evidence.begin(get_db(), get_blobs(), sha256, size, actor=current_person(), at=now()))


@bp.patch("/photo/<sha256>")
@allow(Action.KEEP_ON_PHONE)
def append(sha256: str) -> ResponseReturnValue:
    """Add a piece; with the last one the photo is judged."""
    if request.mimetype != PIECE_TYPE:
        return _marked(api_error(415, "content_type", _("This address takes pieces of photos only.")))
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 12):
        return _marked(api_error(400, "offset", _("The piece of the photo does not say where it belongs.")))
    piece = request.get_data(cache=False)  # all of it, before any lock: a dying connection must not block the next
    if not piece or not _is_whole(piece):
        refusal = api_error(400, "digest", _("A piece of the photo was damaged on its way. It will be sent again."))
        return _marked(refusal, _found(sha256))
    return _answer(
        lambda: evidence.append(get_db(), get_blobs(), sha256, int(offset), piece, actor=current_person(), at=now())
    )


@bp.put("/photo/<sha256>/preview")
@allow(Action.FILL_VISIT)
def preview(sha256: str) -> ResponseReturnValue:
    """Take a small picture that the others see until the photo itself has come."""
    if request.mimetype != "image/jpeg":
        return _marked(api_error(415, "content_type", _("A preview is a small JPEG.")))
    if (request.content_length or 0) > PREVIEW_BYTES:  # before it is read
        return _marked(_refusal(PhotoTooLarge()))
    data = request.get_data(cache=False)
    return _answer(lambda: evidence.receive_preview(get_db(), sha256, data, actor=current_person(), at=now()))


@bp.route("/photo/<sha256>", methods=["GET", "HEAD"])
@allow(Action.SEE_VISIT)
def show(sha256: str) -> ResponseReturnValue:
    """HEAD: how far an upload has come. GET: the picture, clean and upright; `size` is screen or thumb."""
    if request.method == "HEAD":
        return _answer(lambda: evidence.find(get_db(), get_blobs(), sha256, actor=current_person()))
    size: Size = "thumb" if request.args.get("size") == "thumb" else "screen"
    picture = rows.get_by_sha256(get_db(), sha256, person_id=current_person().id, today=today())
    return _marked(
        send_file(evidence.derivative(get_db(), get_blobs(), picture, size), mimetype="image/jpeg", etag=False)
    )


def _answer(deed: Callable[[], Upload | None]) -> Response:
    """What came of a deed, in the protocol's headers."""
    try:
        return _marked(make_response(""), deed())
    except PhotoOffset as error:
        return _marked(_refusal(error), _found(_sha256()))
    except PhotoMismatch as error:
        return _marked(_refusal(error), _found(_sha256()))
    except (PhotoRefused, PreviewQuota) as error:
        return _marked(_refusal(error))
    except GateBusy as error:
        busy = _refusal(error)
        busy.headers["Retry-After"] = str(BUSY_SECONDS)
        return _marked(busy, _found(_sha256()))


def _refusal(error: Refused) -> Response:
    status = STATUS.get(type(error), 422)
    return api_error(status, error.code, message_for(error.code, status))


def _sha256() -> str:
    return str((request.view_args or {})["sha256"])


def _found(sha256: str) -> Upload | None:
    try:
        return evidence.find(get_db(), get_blobs(), sha256, actor=current_person())
    except NotFound:
        return None


def _marked(response: Response, upload: Upload | None = None) -> Response:
    """The same answer with the protocol's mark, and how far the upload has come."""
    response.headers["X-Fieldsync"] = PROTO
    response.headers["Cache-Control"] = "no-store"
    if upload is not None:
        response.headers["Upload-Offset"] = str(upload.offset)
        response.headers["Upload-Length"] = str(upload.size)
        response.headers["Upload-Complete"] = "?1" if upload.is_complete else "?0"
        if upload.is_complete:
            digest = base64.b64encode(bytes.fromhex(upload.sha256)).decode()
            response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    return response


def _is_whole(piece: bytes) -> bool:
    """Whether the piece has the digest that its sender announced; without one it counts as whole."""
    announced = request.headers.get("Content-Digest")
    digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
    return announced is None or announced == f"sha-256=:{digest}:"
