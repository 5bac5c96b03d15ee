"""What stands on the screen of an answer: what is asked, until when, what it is worth, the photo before."""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlite_utils import Database

from app.domain.checklist import Photo
from app.domain.finding_life import FindingAction, FindingState
from app.domain.findings import Finding, Step
from app.domain.people import Person
from app.domain.readiness import Gain
from app.services import findings as deeds
from app.store import checklists, finding_photos, finding_steps
from app.store.finding_photos import FindingPhoto
from app.web.formats import moment
from app.web.language import current_language


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finding as its station's chief answers it; `action` is what they may do now, or ''."""

    finding: Finding
    before: FindingPhoto | None
    effect: Gain | None
    steps: tuple[Step, ...]
    action: str
    takes_documents: bool
    new_uid: str

    @property
    def asked(self) -> str:
        """What the station is to do."""
        return self.finding.recommendation or self.finding.criterion or self.finding.condition

    @property
    def returned(self) -> str:
        """Why the last answer came back, or ''."""
        if self.finding.state is not FindingState.RETURNED:
            return ""
        return next((step.note for step in reversed(self.steps) if step.action == FindingAction.RETURN), "")


def read(db: Database, finding: Finding, *, actor: Person, today: str) -> Sheet:
    """The sheet of a finding for somebody who may see it."""
    steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
    photos = finding_photos.of_findings(db, [finding.id])[finding.id]
    open_to = deeds.steps_open_to(db, finding, steps, actor=actor, today=today)
    actions = [str(one) for one in (FindingAction.ANSWER, FindingAction.FOLLOW_UP) if one in open_to]
    item = checklists.find_item(db, finding.checklist_version_id, finding.item_code)
    return Sheet(
        finding,
        next((photo for photo in photos if photo.step_uid is None), None),
        deeds.effect_of(db, finding) if finding.is_open else None,
        tuple(steps),
        actions[0] if actions else "",
        item is not None and item.photo is Photo.DOCUMENT,
        str(uuid.uuid4()),
    )


def happened(finding: Finding, steps: tuple[Step, ...] | list[Step]) -> str:
    """What somebody else did meanwhile, for whoever came too late."""
    if not steps:
        return str(_("This finding waits for no answer."))
    last = steps[-1]
    facts = {"name": last.person_name, "when": moment(last.at, finding.tz, current_language())}
    sentences = {
        FindingAction.ANSWER: _("%(name)s answered this finding first, %(when)s.", **facts),
        FindingAction.FOLLOW_UP: _("%(name)s reported this finding as put right first, %(when)s.", **facts),
        FindingAction.CLOSE: _("%(name)s closed this finding, %(when)s.", **facts),
        FindingAction.SET_ASIDE: _("%(name)s closed this finding, %(when)s.", **facts),
        FindingAction.ACCEPT: _("%(name)s accepted an answer to this finding, %(when)s.", **facts),
    }
    known = {str(action): sentence for action, sentence in sentences.items()}
    return str(known.get(last.action) or _("%(name)s changed this finding, %(when)s.", **facts))


def seen(value: object) -> int | None:
    """How many steps a phone or form says that there were; None for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def explain(problems: dict[str, str]) -> str:
    """What is wrong with an answer, in one sentence each."""
    known = {
        "text_length": _("Without a photo, say in at least 10 characters what was done, or why you object."),
        "too_many_photos": _("Send at most 8 photos."),
        "photo_or_reason": _("Add a photo, or say in at least 10 characters why there is none."),
        "stance": _("Say whether the station agrees or objects."),
    }
    return " ".join(str(known.get(code) or _("Open the page again and repeat the step.")) for code in problems.values())
