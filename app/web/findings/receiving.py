"""Photos that come with a form on a finding: judged, kept, and remembered in the form until its step is taken."""

from flask import current_app
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.clock import now
from app.domain.checklist import Photo
from app.domain.evidence import MESSAGES, GateBusy, PhotoRefused, StorageFull, plain_name
from app.domain.findings import Finding
from app.services import evidence
from app.services.findings import MOST_PHOTOS
from app.store import checklists
from app.web.access import current_person
from app.web.database import get_db
from app.web.findings.forms import AnswerForm
from app.web.photos import get_blobs


def kept(form: AnswerForm) -> list[str]:
    """The SHA-256 of the photos that arrived with an earlier try."""
    try:
        return [str(sha256) for sha256 in _signer().loads(form.kept.data)] if form.kept.data else []
    except BadSignature:
        return []


def receive(form: AnswerForm, finding: Finding) -> list[str]:
    """Judge and keep each file of the form; those kept now and before. The others have an error beside the field."""
    photos = kept(form)
    if len(photos) + len(_files(form.photos.data)) > MOST_PHOTOS:  # before any of them costs anything
        form.photos.errors = [_("Send at most 8 photos.")]
        return photos
    problems = []
    for file in _files(form.photos.data):
        try:
            photos.append(
                evidence.receive(
                    get_db(),
                    get_blobs(),
                    file.stream.read(),
                    actor=current_person(),
                    at=now(),
                    takes_documents=asks_for_document(finding),
                )
            )
        except (PhotoRefused, GateBusy, StorageFull) as error:
            name = plain_name(file.filename or "")
            problems.append(f"{name}: {_(MESSAGES.get(error.code, MESSAGES[PhotoRefused.code]))}")
    form.photos.errors = problems
    form.kept.data = _signer().dumps(photos) if photos else ""
    return photos


def asks_for_document(finding: Finding) -> bool:
    """Whether the finding's item asks for a document, so that an answer may be one."""
    item = checklists.find_item(get_db(), finding.checklist_version_id, finding.item_code)
    return item is not None and item.photo is Photo.DOCUMENT


def _files(sent: object) -> list[FileStorage]:
    """The files that were really chosen; an empty field sends one without a name."""
    every = sent if isinstance(sent, list) else []
    return [file for file in every if isinstance(file, FileStorage) and file.filename]


def _signer() -> URLSafeSerializer:
    """Signs which photos this person has already sent, so that nobody names somebody else's."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"answer-photos-{current_person().id}")
