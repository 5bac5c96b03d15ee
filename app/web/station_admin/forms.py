"""The form on a station."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FloatField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget


class Degrees(FloatField):  # type: ignore[misc]
    """Decimal degrees, with a dot or a comma."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, a comma read as a dot."""
        super().process_formdata([value.strip().replace(",", ".") for value in valuelist])


class StationForm(FlaskForm):  # type: ignore[misc]
    """Name, switches and point of a station."""

    name = StringField(_l("Name"), validators=[InputRequired(_l("Type the station's name.")), Length(max=120)])
    switches = SelectMultipleField(
        _l("What the station has"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    lat = Degrees(_l("Latitude of the office"), validators=[Optional()], render_kw={"inputmode": "decimal"})
    lon = Degrees(_l("Longitude of the office"), validators=[Optional()], render_kw={"inputmode": "decimal"})


class NewStationForm(StationForm):
    """A new station below a Polres."""

    code = StringField(
        _l("Code"),
        validators=[InputRequired(_l("Choose a code, for instance polsek-senori.")), Length(max=60)],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    parent = SelectField(_l("Polres"))
