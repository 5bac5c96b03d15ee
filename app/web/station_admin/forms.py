"""The form on a station."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.web.forms import NOT_ON_THE_LIST, at_most

BAD_DEGREES = _l("Use decimal degrees, for instance -7.0404 and 111.7256.")


class Degrees(FloatField):  # type: ignore[misc]  # WTForms ships no types
    """Decimal degrees, with a dot or a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, a comma read as a dot."""
        try:
            super().process_formdata([value.strip().replace(",", ".") for value in valuelist])
        except ValueError:
            raise ValueError(BAD_DEGREES) from None


class StationForm(FlaskForm):  # type: ignore[misc]  # WTForms ships no types  # Flask-WTF ships no types
    """Name, switches and point of a station."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Type the station's name.")), at_most(120)])
    switches = SelectMultipleField(
        _l("What the station has"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        invalid_choice_message=NOT_ON_THE_LIST,
    )
    lat = Degrees(_l("Latitude of the office"), validators=[Optional()], render_kw={"inputmode": "decimal"})
    lon = Degrees(_l("Longitude of the office"), validators=[Optional()], render_kw={"inputmode": "decimal"})


class NewStationForm(StationForm):
    """A new station below a Polres."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Choose a code, for instance polsek-senori.")), at_most(60)],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    parent = SelectField(_l("Polres"), invalid_choice_message=NOT_ON_THE_LIST)
