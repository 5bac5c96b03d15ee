"""The form of a finding that came with a letter."""

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import DateInput

from app.services.advice import LONGEST, LONGEST_NUMBER
from app.web.findings.words import cause_names, maladministration_names, service_names, source_names

_AREA = {"rows": 3, "maxlength": str(LONGEST)}


def _choices(names: Mapping[str, LazyString], none: LazyString | None = None) -> list[SelectChoice]:
    first = [SelectChoice("", none)] if none else []
    return [*first, *(SelectChoice(code, name) for code, name in names.items())]


class AdviceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The letter, the finding, and what is asked; the service judges what was typed."""

    uid = HiddenField()
    station = SelectField(_l("Station"), validate_choice=False)
    source = SelectField(_l("Letter of"), choices=lambda: _choices(source_names()), validate_choice=False)
    number = StringField(_l("Number of the letter"), render_kw={"maxlength": str(LONGEST_NUMBER)})
    letter_on = StringField(_l("Day of the letter"), widget=DateInput())
    condition = TextAreaField(_l("Condition"), render_kw=_AREA)
    recommendation = TextAreaField(_l("Recommendation"), render_kw=_AREA)
    severity = RadioField(
        _l("Severity"),
        choices=lambda: _choices({"minor": _l("Minor"), "moderate": _l("Moderate"), "serious": _l("Serious")}),
        validate_choice=False,
    )
    due_on = StringField(_l("Due date"), widget=DateInput())
    item_code = SelectField(_l("Item"), validate_choice=False)
    service = SelectField(
        _l("Service"), choices=lambda: _choices(service_names(), _l("No service in particular")), validate_choice=False
    )
    maladministration = SelectField(
        _l("Kind of maladministration"),
        choices=lambda: _choices(maladministration_names(), _l("None named")),
        validate_choice=False,
    )
    criterion = TextAreaField(_l("Criterion"), render_kw=_AREA)
    cause = TextAreaField(_l("Cause"), render_kw=_AREA)
    cause_kind = SelectField(
        _l("Kind of cause"), choices=lambda: _choices(cause_names(), _l("Not known yet")), validate_choice=False
    )
    effect = TextAreaField(_l("Effect"), render_kw=_AREA)
    owner_name = StringField(_l("Responsible at the station"), render_kw={"maxlength": "120"})

    def offer(self, stations: Iterable[tuple[str, str]], items: Iterable[tuple[str, str]]) -> None:
        """What may be chosen: stations by code, items of the newest instrument by code."""
        named = [SelectChoice(code, name) for code, name in stations]
        self.station.choices = [SelectChoice("", _l("Choose a station")), *named]
        self.item_code.choices = [
            SelectChoice("", _l("No item")),
            *(SelectChoice(code, name, render_kw={"lang": "id"}) for code, name in items),
        ]
