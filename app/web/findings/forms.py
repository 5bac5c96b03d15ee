"""Forms on findings."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.domain.evidence import ACCEPT, ACCEPT_DOCUMENT
from app.services.findings import LONGEST


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What a station did about a finding; `kept` carries photos that arrived with an earlier try."""

    uid = HiddenField()
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


class ReturnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why an answer is not enough."""

    uid = HiddenField()
    reason = TextAreaField(_l("What is still missing"), render_kw={"rows": 3, "maxlength": str(LONGEST)})


class CloseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The end of a finding."""

    uid = HiddenField()
    note = TextAreaField(_l("Note"), render_kw={"rows": 2, "maxlength": str(LONGEST)})
