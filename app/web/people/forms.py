"""Forms on people."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.domain.email import LONGEST
from app.domain.people import Role
from app.web.forms import EMAIL, NOT_ON_THE_LIST, at_most
from app.web.roles import ROLE_NAMES


class AssignmentForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A role at an organisation."""

    role = SelectField(
        _l("Role"),
        choices=[
            SelectChoice("", _l("Choose a role")),
            *(SelectChoice(str(role), ROLE_NAMES[role]) for role in Role),
        ],
        validators=[InputRequired(_l("Choose a role."))],
        invalid_choice_message=NOT_ON_THE_LIST,
    )
    org = SelectField(
        _l("Unit"), validators=[InputRequired(_l("Choose a unit."))], invalid_choice_message=NOT_ON_THE_LIST
    )

    def offer(self, units: list[tuple[str, str]]) -> None:
        """Let the units (code, name) be chosen."""
        self.org.choices = [("", _("Choose a unit")), *units]


class PersonForm(AssignmentForm):
    """Somebody new, with a first role."""

    username = StringField(
        _l("Username"),
        validators=[InputRequired(_l("Choose a username, for instance kapolsek.senori.")), at_most(64)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    full_name = StringField(_l("Full name"), validators=[InputRequired(_l("Type the full name.")), at_most(120)])
    rank = StringField(_l("Rank"), validators=[at_most(40)], default="")
    service_number = StringField(_l("NRP"), validators=[at_most(18)], default="", render_kw={"inputmode": "numeric"})
    position = StringField(_l("Post"), validators=[at_most(120)], default="")
    email = StringField(_l("E-mail"), validators=[at_most(LONGEST)], default="", render_kw=EMAIL)


class EmailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Where somebody reads mail."""

    email = StringField(_l("E-mail"), validators=[at_most(LONGEST)], render_kw=EMAIL)
