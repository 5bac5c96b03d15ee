"""What a link opens: one finding of one station, for its chief, without an account, and nothing else of the system.

The token stands in the address: it is the only key. Every refusal is the same page, whatever its reason.
"""

import uuid
from typing import Any

from flask import Response, current_app, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.clock import now, today
from app.domain.errors import Conflict, IllegalTransition, Invalid, NotFound
from app.domain.evidence import MESSAGES, GateBusy, PhotoRefused, Size, StorageFull, plain_name
from app.domain.finding_life import FindingAction, Stance
from app.services import evidence, finding_links
from app.services import findings as deeds
from app.services.finding_links import Opened
from app.store import evidence as pictures
from app.store import finding_photos, finding_steps
from app.web.access import public
from app.web.answering import sheet
from app.web.answering.blueprint import bp
from app.web.answering.forms import LinkAnswerForm
from app.web.answering.words import reply_words
from app.web.database import get_db
from app.web.errors import OF_LINKS
from app.web.photos import get_blobs, takes_photos_if

MOST_BYTES = 240_000  # of the photo before; the whole page stays below 300 KB


def _open(token: str, *, is_page: bool = False, is_noted: bool = True) -> Opened:
    return finding_links.open_link(
        get_db(),
        token,
        address=request.remote_addr or "",
        signed_in=current_user.person if current_user.is_authenticated else None,
        at=now(),
        today=today(),
        is_page=is_page,
        is_noted=is_noted,
    )


def may_send() -> bool:
    """Whether the form that is being sent may carry photos: before anything of it is read."""
    try:
        _open(str((request.view_args or {}).get("token", "")), is_noted=False)
    except NotFound:
        return False
    return True


@bp.get("/t/<token>")
@public
def link(token: str) -> ResponseReturnValue:
    """One finding, to be answered; who answered through this link is told that it arrived."""
    try:
        opened = _open(token, is_page=True)
    except NotFound:
        return _closed()
    if opened.is_answered:
        return _arrived(opened)
    steps = finding_steps.of(get_db(), [opened.finding.id]).get(opened.finding.id, [])
    return _page(opened, LinkAnswerForm(formdata=None, uid=str(uuid.uuid4()), seen=str(len(steps))), token)


@bp.post("/t/<token>")
@takes_photos_if(may_send)
@public
def answer(token: str) -> ResponseReturnValue:
    """Take the chief's answer; the same form sent twice is taken once."""
    try:
        opened = _open(token)
    except NotFound:
        return _closed()
    form = LinkAnswerForm()
    if not form.validate():
        return _page(opened, form, token, status=422)
    photos = [*_kept(opened, form.kept.data or ""), *_receive(opened, form)]
    form.kept.data = _signer(opened).dumps(photos) if photos else ""
    if form.photos.errors:
        return _page(opened, form, token, status=422)
    found = sheet.read(get_db(), opened.finding, actor=opened.person, today=today())
    taken = found.steps[-1].action if opened.is_answered else found.action
    deed = deeds.follow_up if taken == FindingAction.FOLLOW_UP else deeds.answer
    said = deeds.Response(
        form.text.data or "", tuple(photos), form.without_photo.data or "", form.stance.data or Stance.AGREE
    )
    try:
        deed(
            get_db(),
            opened.finding.uid,
            form.uid.data or "",
            said,
            actor=opened.person,
            at=now(),
            today=today(),
            seen=sheet.seen(form.seen.data),
            link_id=opened.link.id,
        )
    except NotFound:
        return _closed()
    except Invalid as error:
        return _page(opened, form, token, status=422, problem=sheet.explain(error.problems))
    except (IllegalTransition, Conflict):
        steps = finding_steps.of(get_db(), [opened.finding.id]).get(opened.finding.id, [])
        return _page(opened, form, token, status=409, problem=sheet.happened(opened.finding, steps))
    return _arrived(opened)


@bp.get("/t/<token>/photo/<uuid:uid>")
@public
def photo(token: str, uid: uuid.UUID) -> ResponseReturnValue:
    """A photo of this finding; none of any other."""
    try:
        opened = _open(token)
        own = finding_photos.of_findings(get_db(), [opened.finding.id])[opened.finding.id]
        if str(uid) not in {one.uid for one in own}:
            raise NotFound(f"photo {uid}")
        picture = pictures.get(get_db(), str(uid), person_id=opened.person.id, today=today())
        size: Size = "thumb" if request.args.get("size") == "thumb" else "screen"
        path = evidence.derivative(get_db(), get_blobs(), picture, size)
    except NotFound:
        return _closed()
    return _guarded(send_file(path, mimetype="image/jpeg", etag=False))


@bp.after_app_request
def keep_apart(response: Response) -> Response:
    """Pages of links leave no trace: not in a cache, a search engine or the address of where one goes next."""
    if request.path.startswith(OF_LINKS):
        _guarded(response)
    return response


def _page(
    opened: Opened, form: LinkAnswerForm, token: str, *, status: int = 200, problem: str = ""
) -> ResponseReturnValue:
    found = sheet.read(get_db(), opened.finding, actor=opened.person, today=today())
    kept = len(_kept(opened, form.kept.data or ""))
    facts: dict[str, Any] = {"sheet": found, "finding": opened.finding, "person": opened.person, "link": opened.link}
    page = render_template(
        "answering/link.html",
        **facts,
        form=form,
        token=token,
        kept=kept,
        is_heavy=_is_heavy(opened, found),
        problem=problem,
        typed="\n\n".join(filter(None, (form.text.data, form.without_photo.data))),
        today=today(),
        words=reply_words(),
    )
    return page, status


def _is_heavy(opened: Opened, found: sheet.Sheet) -> bool:
    """Whether the photo before is too large for a page over a poor line, which then shows the small one."""
    if found.before is None:
        return False
    try:
        picture = pictures.get(get_db(), found.before.uid, person_id=opened.person.id, today=today())
        return evidence.derivative(get_db(), get_blobs(), picture, "screen").stat().st_size > MOST_BYTES
    except (NotFound, GateBusy, StorageFull):
        return True


def _arrived(opened: Opened) -> ResponseReturnValue:
    steps = finding_steps.of(get_db(), [opened.finding.id])[opened.finding.id]
    return render_template("answering/arrived.html", at=steps[-1].at, tz=opened.finding.tz)


def _closed() -> ResponseReturnValue:
    """The one refusal."""
    return render_template("answering/closed.html"), 404


def _receive(opened: Opened, form: LinkAnswerForm) -> list[str]:
    """Judge and keep each file; the SHA-256 of those accepted, an error for each of the others."""
    every = form.photos.data if isinstance(form.photos.data, list) else []
    files = [file for file in every if isinstance(file, FileStorage) and file.filename]
    accepted, problems = [], []
    for file in files[: deeds.MOST_PHOTOS]:
        try:
            data = file.stream.read()
            accepted.append(evidence.receive(get_db(), get_blobs(), data, actor=opened.person, at=now()))
        except (PhotoRefused, GateBusy, StorageFull) as error:
            name = plain_name(file.filename or "")
            problems.append(f"{name}: {_(MESSAGES.get(error.code, MESSAGES[PhotoRefused.code]))}")
    form.photos.errors = problems
    return accepted


def _signer(opened: Opened) -> URLSafeSerializer:
    """Signs which photos came through this link, so that nobody names any other."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"link-photos-{opened.link.id}")


def _kept(opened: Opened, text: str) -> list[str]:
    try:
        return [str(sha256) for sha256 in _signer(opened).loads(text)] if text else []
    except BadSignature:
        return []


def _guarded(response: Response) -> Response:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
