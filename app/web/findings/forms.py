"""Forms on one finding. Each carries the uid of its step, so that sending twice is once, and what its writer saw."""

import uuid
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.domain.errors import Invalid
from app.domain.evidence import ACCEPT, ACCEPT_DOCUMENT
from app.domain.finding_comments import LONGEST as LONGEST_COMMENT
from app.services.findings import LONGEST

SENTENCES = {
    "text_length": _l("Say in at least 10 characters what was done."),
    "too_many_photos": _l("Send at most 8 photos."),
    "photo_or_reason": _l("Add a photo, or say in at least 10 characters why there is none."),
    "reason_length": _l("Give the reason in at least 10 characters."),
    "too_long": _l("This is too long."),
    "stance": _l("Say whether the station agrees or objects."),
    "comment_length": _l("Write 1 to 2,000 characters."),
    "too_many_comments": _l("This finding has as many comments as it can hold. Speak with each other instead."),
    "bad_uid": _l("Open the page again and repeat the step."),
}


class StepForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form on a finding; `slot` is its place on the page, `main` its first text."""

    slot: ClassVar[str]
    main: ClassVar[str]

    uid = HiddenField()
    seen = HiddenField()

    @property
    def seen_steps(self) -> int | None:
        """How many steps there were when its page was made; None when the form does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None

    @property
    def typed(self) -> str:
        """All that the person wrote."""
        texts = [str(field.data or "").strip() for field in self if isinstance(field, TextAreaField)]
        return "\n\n".join(text for text in texts if text)

    def renew(self, steps: int) -> None:
        """Make it a form of its own on a finding with so many steps; what was typed stays."""
        self.uid.data, self.seen.data = str(uuid.uuid4()), str(steps)

    def explain(self, error: Invalid) -> None:
        """Put each problem beside its field; what has none that is seen stands beside the main text."""
        for name, code in error.problems.items():
            is_seen = name in self and not isinstance(self[name], HiddenField)
            self[name if is_seen else self.main].errors = [SENTENCES[code]]


class AnswerForm(StepForm):
    """What a station did about a finding; `kept` carries photos that arrived with an earlier try."""

    slot = "answer"
    main = "text"

    kept = HiddenField()
    stance = RadioField(
        _l("The station"),
        choices=[SelectChoice("agree", _l("agrees (setuju)")), SelectChoice("object", _l("objects (sanggah)"))],
        default="agree",
        validate_choice=False,
    )
    text = TextAreaField(_l("What was done"), render_kw={"rows": 5, "maxlength": str(LONGEST)})
    photos = MultipleFileField(_l("Photos afterwards"), render_kw={"accept": ACCEPT, "data-module": "photo-preview"})
    without_photo = TextAreaField(_l("Why there is no photo"), render_kw={"rows": 2, "maxlength": str(LONGEST)})

    def take_documents(self) -> None:
        """Offer documents too, because the item asks for one."""
        self.photos.label.text = _l("Photos or documents (PDF) afterwards")
        self.photos.render_kw = {**self.photos.render_kw, "accept": f"{ACCEPT},{ACCEPT_DOCUMENT}"}


class JudgeForm(StepForm):
    """A word on what the station did, with its reason where it needs one."""

    slot = "judge"
    main = "note"

    note = TextAreaField(_l("Note or reason"), render_kw={"rows": 3, "maxlength": str(LONGEST)})


class AsideForm(JudgeForm):
    """Why a finding cannot be followed up."""

    slot = "aside"

    note = TextAreaField(
        _l("Why it cannot be followed up"), id="aside-note", render_kw={"rows": 3, "maxlength": str(LONGEST)}
    )


class CommentForm(StepForm):
    """A word to the other side."""

    slot = "comment"
    main = "text"

    text = TextAreaField(_l("Comment"), id="comment", render_kw={"rows": 2, "maxlength": str(LONGEST_COMMENT)})
