"""The page of one finding: as it stands, and with a form that came back."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from app.clock import today
from app.domain.finding_comments import Comment, Side
from app.domain.finding_life import WAITS_FOR_REVIEW, FindingAction
from app.domain.findings import Finding, Step, responders
from app.domain.people import Action, Person, may
from app.services import amending, finding_comments, followup_plan, recurrence
from app.services import findings as deeds
from app.store import checklists, finding_photos, finding_steps, findings, followup_actions, photo_records
from app.store import finding_comments as stored_comments
from app.store.connection import refusal
from app.store.finding_photos import FindingPhoto
from app.web.access import current_person
from app.web.database import get_db
from app.web.findings import meanwhile, receiving
from app.web.findings.forms import AnswerForm, AsideForm, CommentForm, JudgeForm, StepForm
from app.web.findings.words import finding_names, source_names


@dataclass(frozen=True, slots=True)
class Talk:
    """The comments as one person sees them: their side ('' for those who only read), and which are new to them."""

    comments: Sequence[Comment]
    side: str
    unread: frozenset[int]


@dataclass(frozen=True, slots=True)
class TooLate:
    """A step that was refused: what was done meanwhile, and what was sent where the page has no form for it now."""

    sentences: Sequence[str]
    text: str
    photos: int


def show(
    finding: Finding, *, status: int = 200, form: StepForm | None = None, action: FindingAction | None = None
) -> ResponseReturnValue:
    """The page. `form` comes back on it because it was refused: 400 its session is over, 409 somebody was there first.

    `action` is the step it was for; a comment is none.
    """
    db, person = get_db(), current_person()
    steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
    photos = finding_photos.of_findings(db, [finding.id])[finding.id]
    responses = [step for step in steps if step.action in (FindingAction.ANSWER, FindingAction.FOLLOW_UP)]
    shown = [_of_step(photos, step) for step in responses]
    actions = deeds.steps_open_to(db, finding, steps, actor=person, today=today())
    side = finding_comments.side_for(db, finding, actor=person, today=today())
    is_offered = action in actions or (isinstance(form, CommentForm) and side is not None and finding.is_open)
    is_late = form is not None and (status == 409 or not is_offered)
    status = 409 if is_late and status != 400 else status
    again = recurrence.chain_of(db, finding)
    page = render_template(
        "findings/show.html",
        finding=finding,
        item=checklists.find_item(db, finding.checklist_version_id, finding.item_code),
        names=finding_names(),
        steps=steps,
        answered=responses[-1] if responses else None,
        before=[photo for photo in photos if photo.step_uid is None],
        after=next((some for some in reversed(shown) if some), []),
        records=photo_records.of_uids(db, [photo.uid for photo in photos], person_id=person.id, today=today()),
        photos_of={step.uid: _of_step(photos, step) for step in steps},
        actions={str(one) for one in actions},
        is_own_answer=_judges_own(person, finding, steps),
        again=again,
        may_open=findings.seen_of(db, finding.first_of or 0, seen_by=person.id, today=today()) if again else (),
        plan=followup_actions.of(db, [finding.id]).get(finding.id, []),
        plan_ways=followup_plan.ways(db, finding, actor=person, today=today()),
        amended=amending.of_finding(db, finding.visit_uid, finding.uid),
        effect=deeds.effect_of(db, finding) if finding.is_open else None,
        talk=_talk(finding, side, person),
        too_late=_too_late(finding, steps, form, is_offered=is_offered) if form and is_late else None,
        forms=_forms(finding, steps, form if is_offered else None, is_late=is_late),
        is_stale=status == 400,
        kept=len(receiving.kept(form)) if isinstance(form, AnswerForm) else 0,
        source_names=source_names(),
        today=today(),
    )
    return page, status


def _talk(finding: Finding, side: Side | None, person: Person) -> Talk:
    """The comments; those of the other side count as read once they were on this page."""
    db = get_db()
    comments = stored_comments.of_finding(db, finding.id)
    if side is None or not comments:
        return Talk(comments, side or "", frozenset())
    up_to = stored_comments.read_up_to(db, finding.id, person_id=person.id)
    unread = frozenset(one.id for one in comments if one.id > up_to and one.side is not side)
    if unread:
        _see(finding, comments[-1].id, person)
    return Talk(comments, side, unread)


def _see(finding: Finding, up_to: int, person: Person) -> None:
    """Note what was read; a store that takes nothing keeps nobody from reading."""
    try:
        finding_comments.see(get_db(), finding, up_to, actor=person)
    except Exception as error:
        if refusal(error) is None:
            raise
        current_app.logger.warning("read comments were not noted", exc_info=True)


def _judges_own(person: Person, finding: Finding, steps: Sequence[Step]) -> bool:
    """Whether the answer that waits for judgement is this person's, who would otherwise judge it."""
    is_own = finding.state in WAITS_FOR_REVIEW and person.id in responders(steps)
    return is_own and may(person, Action.REVIEW_FINDING)


def _too_late(finding: Finding, steps: Sequence[Step], form: StepForm, *, is_offered: bool) -> TooLate:
    sentences = meanwhile.told(finding, steps, seen=form.seen_steps, me=current_person().id)
    if is_offered:
        return TooLate(sentences, "", 0)  # all of it stands in its form
    return TooLate(sentences, form.typed, len(receiving.kept(form)) if isinstance(form, AnswerForm) else 0)


def _forms(
    finding: Finding, steps: Sequence[Step], came_back: StepForm | None, *, is_late: bool
) -> dict[str, StepForm]:
    """Every form of the page by its place; one that came too late is sent next as a step of its own."""
    forms: dict[str, StepForm] = {}
    for kind in (AnswerForm, JudgeForm, AsideForm, CommentForm):
        is_back = came_back is not None and came_back.slot == kind.slot
        form = came_back if came_back is not None and is_back else kind(formdata=None)
        if is_late or not is_back:
            form.renew(len(steps))
        if isinstance(form, AnswerForm) and receiving.asks_for_document(finding):
            form.take_documents()
        forms[kind.slot] = form
    return forms


def _of_step(photos: Sequence[FindingPhoto], step: Step) -> list[FindingPhoto]:
    return [photo for photo in photos if photo.step_uid == step.uid]
