"""The form that publishes a checklist file."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class PublishForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One file."""

    file = FileField(
        _l("Checklist file (YAML)"),
        validators=[FileRequired(_l("Choose the file of the checklist."))],
        render_kw={"accept": ".yaml,.yml"},
    )
