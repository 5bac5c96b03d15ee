"""The form of an answer on one screen."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.domain.evidence import ACCEPT
from app.services.findings import LONGEST


class LinkAnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A photo, and words where the chief wants to add some; `kept` carries photos that arrived with an earlier try."""

    uid = HiddenField()
    seen = HiddenField()  # how many steps there were when the page was made
    kept = HiddenField()
    photos = MultipleFileField(_l("Photo afterwards"), render_kw={"accept": ACCEPT})
    stance = RadioField(
        _l("The station"),
        choices=[SelectChoice("agree", _l("agrees (setuju)")), SelectChoice("object", _l("objects (sanggah)"))],
        default="agree",
        validate_choice=False,
    )
    text = TextAreaField(_l("In your own words"), render_kw={"rows": 3, "maxlength": str(LONGEST)})
    without_photo = TextAreaField(_l("Why there is no photo"), render_kw={"rows": 2, "maxlength": str(LONGEST)})
