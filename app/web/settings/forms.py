"""The form of a Polres's settings; what a value may be, the domain says."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField

from app.domain.email import LONGEST
from app.web.forms import EMAIL, at_most
from app.web.settings.words import NAMES

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


def _number(name: str) -> StringField:
    return StringField(NAMES[name], validators=[at_most(4)], render_kw=DIGITS)


class SettingsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Days to answer, the ladder, quiet hours, mail."""

    days_serious = _number("days_serious")
    days_moderate = _number("days_moderate")
    days_minor = _number("days_minor")
    soon_days = _number("soon_days")
    reader_after = _number("reader_after")
    itwasda_after = _number("itwasda_after")
    quiet_from = _number("quiet_from")
    quiet_to = _number("quiet_to")
    mail = BooleanField(NAMES["mail"])
    itwasda_email = StringField(
        NAMES["itwasda_email"],
        validators=[at_most(LONGEST)],
        render_kw=EMAIL,
    )

    def given(self) -> dict[str, str]:
        """What was typed, by the name of the setting."""
        fields = {field.short_name: field.data for field in self if field.short_name in NAMES}
        return {name: str(int(value)) if name == "mail" else (value or "").strip() for name, value in fields.items()}
