"""One finding with its answers: answering it, judging the answer."""

import uuid
from collections.abc import Callable, Sequence

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from app.clock import now, today
from app.domain.checklist import Photo
from app.domain.errors import Invalid
from app.domain.evidence import MESSAGES, GateBusy, PhotoRefused, StorageFull, plain_name
from app.domain.finding_life import FindingAction, Stance
from app.domain.findings import Finding, Step, last_answer
from app.domain.people import Action
from app.services import amending, evidence
from app.services import findings as deeds
from app.services.findings import Response
from app.store import checklists, finding_photos, finding_steps, findings, photo_records
from app.store.finding_photos import FindingPhoto
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings.blueprint import bp
from app.web.findings.forms import AnswerForm, CloseForm, ReturnForm
from app.web.photos import get_blobs, takes_photos


@bp.get("/<uuid:uid>")
@allow(Action.SEE_FINDINGS)
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """One finding: what was seen, what is asked, answers with their photos, and the next step."""
    return _page(_finding(uid))


@bp.post("/<uuid:uid>/answers")
@takes_photos
@allow(Action.ANSWER_FINDING)
def answer(uid: uuid.UUID) -> ResponseReturnValue:
    """The station's chief answers with text and photos."""
    finding, form = _finding(uid), AnswerForm()
    return _respond(finding, form, deeds.answer, _("Your answer was sent. The team checks it now."))


@bp.post("/<uuid:uid>/follow-ups")
@takes_photos
@allow(Action.ANSWER_FINDING)
def follow_up(uid: uuid.UUID) -> ResponseReturnValue:
    """The station's chief says that what was accepted is done, and shows it."""
    finding, form = _finding(uid), AnswerForm()
    return _respond(finding, form, deeds.follow_up, _("Your report was sent. The team checks it now."))


@bp.post("/<uuid:uid>/returns")
@allow(Action.REVIEW_FINDING)
def send_back(uid: uuid.UUID) -> ResponseReturnValue:
    """An answer is not enough yet."""
    finding, form = _finding(uid), ReturnForm()
    if form.validate():
        try:
            deeds.send_back(
                get_db(),
                finding.uid,
                form.uid.data or "",
                reason=form.reason.data or "",
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The finding went back to the station with your reason."), "success")
            return redirect(url_for(".show", uid=finding.uid), 303)
    return _page(finding, return_form=form, status=422)


@bp.post("/<uuid:uid>/closure")
@allow(Action.REVIEW_FINDING)
def close(uid: uuid.UUID) -> ResponseReturnValue:
    """An answer is enough: the finding is closed."""
    finding, form = _finding(uid), CloseForm()
    if form.validate():
        try:
            deeds.close(
                get_db(),
                finding.uid,
                form.uid.data or "",
                note=form.note.data or "",
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The finding is closed."), "success")
            return redirect(url_for(".show", uid=finding.uid), 303)
    return _page(finding, close_form=form, status=422)


@bp.post("/<uuid:uid>/acceptance")
@allow(Action.REVIEW_FINDING)
def accept(uid: uuid.UUID) -> ResponseReturnValue:
    """What the station will do is agreed; it still has to be done."""
    finding, form = _finding(uid), CloseForm()
    if form.validate():
        try:
            deeds.accept(
                get_db(),
                finding.uid,
                form.uid.data or "",
                note=form.note.data or "",
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The plan is accepted; the station now carries it out."), "success")
            return redirect(url_for(".show", uid=finding.uid), 303)
    return _page(finding, close_form=form, status=422)


def _respond(finding: Finding, form: AnswerForm, deed: Callable[..., None], done: str) -> ResponseReturnValue:
    """Take what the station says with its photos, and do the deed with it."""
    if not form.validate():
        return _page(finding, answer_form=form, status=422)
    kept = _kept(form.kept.data or "")
    if len(kept) + len(_files(form.photos.data)) > deeds.MOST_PHOTOS:  # before any of them costs anything
        form.photos.errors = [_("Send at most 8 photos.")]
        return _page(finding, answer_form=form, status=422, kept=len(kept))
    photos = [*kept, *_receive(form, takes_documents=_asks_for_document(finding))]
    form.kept.data = _signer().dumps(photos) if photos else ""
    if not form.photos.errors:
        stance = form.stance.data or Stance.AGREE
        response = Response(form.text.data or "", tuple(photos), form.without_photo.data or "", stance)
        person = current_person()
        try:
            deed(get_db(), finding.uid, form.uid.data or "", response, actor=person, at=now(), today=today())
        except Invalid as error:
            _explain(form, error)
        else:
            flash(done, "success")
            return redirect(url_for(".show", uid=finding.uid), 303)
    return _page(finding, answer_form=form, status=422, kept=len(photos))


def _finding(uid: uuid.UUID) -> Finding:
    return findings.get(get_db(), str(uid), seen_by=current_person().id, today=today())


def _page(
    finding: Finding,
    *,
    answer_form: AnswerForm | None = None,
    return_form: ReturnForm | None = None,
    close_form: CloseForm | None = None,
    status: int = 200,
    kept: int = 0,
) -> ResponseReturnValue:
    db, person = get_db(), current_person()
    steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
    photos = finding_photos.of_findings(db, [finding.id])[finding.id]
    answered = last_answer(steps)
    item = checklists.find_item(db, finding.checklist_version_id, finding.item_code)
    answer_form = answer_form or AnswerForm(formdata=None, uid=str(uuid.uuid4()))
    if item and item.photo is Photo.DOCUMENT:
        answer_form.take_documents()
    repeated = findings.get_by_id(db, finding.repeat_of) if finding.repeat_of else None
    page = render_template(
        "findings/show.html",
        finding=finding,
        item=item,
        steps=steps,
        answered=answered,
        before=[photo for photo in photos if photo.step_uid is None],
        after=_of_step(photos, answered),
        records=photo_records.of_uids(db, [photo.uid for photo in photos], person_id=person.id, today=today()),
        photos_of={step.uid: _of_step(photos, step) for step in steps},
        actions={str(one) for one in deeds.steps_open_to(db, finding, steps, actor=person, today=today())},
        answer_action=str(FindingAction.ANSWER),
        repeated=repeated,
        amended=amending.of_finding(db, finding.visit_uid, finding.uid),
        effect=deeds.effect_of(db, finding) if finding.is_open else None,
        answer_form=answer_form,
        return_form=return_form or ReturnForm(formdata=None, uid=str(uuid.uuid4())),
        close_form=close_form or CloseForm(formdata=None, uid=str(uuid.uuid4())),
        kept=kept,
        today=today(),
    )
    return page, status


def _of_step(photos: Sequence[FindingPhoto], step: Step | None) -> list[FindingPhoto]:
    return [photo for photo in photos if step is not None and photo.step_uid == step.uid]


def _asks_for_document(finding: Finding) -> bool:
    item = checklists.find_item(get_db(), finding.checklist_version_id, finding.item_code)
    return item is not None and item.photo is Photo.DOCUMENT


def _receive(form: AnswerForm, *, takes_documents: bool) -> list[str]:
    """Judge and keep each file of the form; the SHA-256 of those accepted, an error for each of the others."""
    accepted, problems = [], []
    for file in _files(form.photos.data):
        try:
            sha256 = evidence.receive(
                get_db(),
                get_blobs(),
                file.stream.read(),
                actor=current_person(),
                at=now(),
                takes_documents=takes_documents,
            )
        except (PhotoRefused, GateBusy, StorageFull) as error:
            name = plain_name(file.filename or "")
            problems.append(f"{name}: {_(MESSAGES.get(error.code, MESSAGES[PhotoRefused.code]))}")
        else:
            accepted.append(sha256)
    form.photos.errors = problems
    return accepted


def _files(sent: object) -> list[FileStorage]:
    """The files that were really chosen; an empty field sends one without a name."""
    every = sent if isinstance(sent, list) else []
    return [file for file in every if isinstance(file, FileStorage) and file.filename]


def _signer() -> URLSafeSerializer:
    """Signs which photos this person has already sent, so that nobody names somebody else's."""
    return URLSafeSerializer(current_app.secret_key or "", salt=f"answer-photos-{current_person().id}")


def _kept(text: str) -> list[str]:
    try:
        return [str(sha256) for sha256 in _signer().loads(text)] if text else []
    except BadSignature:
        return []


def _explain(form: AnswerForm | ReturnForm | CloseForm, error: Invalid) -> None:
    """Put each problem beside its field."""
    sentences = {
        "text_length": _("Say in at least 10 characters what was done."),
        "too_many_photos": _("Send at most 8 photos."),
        "photo_or_reason": _("Add a photo, or say in at least 10 characters why there is none."),
        "reason_length": _("Say in at least 10 characters what is still missing."),
        "too_long": _("This is too long."),
        "stance": _("Say whether the station agrees or objects."),
        "bad_uid": _("Open the page again and repeat the step."),
    }
    for field, code in error.problems.items():
        form[field].errors = [sentences[code]]
