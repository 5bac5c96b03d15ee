"""The form of a superior's word."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, TextAreaField
from wtforms.validators import InputRequired

from app.web.forms import at_most


class WordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What was found out, and one's own password once more."""

    why = TextAreaField(
        _l("What you found out, and how"),
        validators=[InputRequired(_l("Write what you found out.")), at_most(2000)],
        render_kw={"rows": "4"},
    )
    password = PasswordField(
        _l("Your password once more"),
        validators=[InputRequired(_l("Type your password.")), at_most(200)],
        render_kw={"autocomplete": "current-password"},
    )
