"""Forms on visits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.widgets import DateInput, TimeInput

from app.domain.checklist import Checklist
from app.domain.visits import LARGEST_TEAM, Member, Plan, Visit
from app.services.visits import LONGEST_REASON, PlanRefused

FIELDS = {"station": "station", "planned_on": "planned_on", "planned_time": "planned_time",
          "order_number": "order_number", "checklist": "checklist", "lead": "lead"}  # fmt: skip


@dataclass
class TeamRow:
    """One line of the team: who, and which parts; the first line is the lead."""

    person_id: int | None = None
    parts: tuple[str, ...] = ()


@dataclass
class Team:
    """The team as it was typed or suggested, always with a line for each of the eight."""

    rows: list[TeamRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        while len(self.rows) < LARGEST_TEAM:
            self.rows.append(TeamRow())

    @classmethod
    def typed(cls) -> "Team":
        """The lines in the request."""
        return cls(
            [
                TeamRow(_number(request.form.get(f"person-{n}")), tuple(request.form.getlist(f"parts-{n}")))
                for n in range(LARGEST_TEAM)
            ]
        )

    @classmethod
    def of(cls, members: Iterable[Member]) -> "Team":
        """The lines of a team as it stands, the lead first."""
        return cls([TeamRow(member.person_id, member.parts) for member in members])

    @property
    def lead_id(self) -> int:
        """Who leads; 0 when nobody is chosen, who is in no district."""
        return self.rows[0].person_id or 0

    @property
    def members(self) -> dict[int, tuple[str, ...]]:
        """Person id to parts; somebody named on two lines gets the parts of both."""
        found: dict[int, tuple[str, ...]] = {}
        for row in self.rows:
            if row.person_id is not None:
                found[row.person_id] = tuple(dict.fromkeys((*found.get(row.person_id, ()), *row.parts)))
        return found


class PlanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A visit's plan without its team. What is wrong with it is said by the service, in one place."""

    uid = HiddenField()
    station = SelectField(_l("Station"), validate_choice=False)
    planned_on = StringField(_l("Date"), widget=DateInput())
    planned_time = StringField(_l("Hour"), widget=TimeInput())
    order_number = StringField(_l("Order number"), render_kw={"autocomplete": "off", "maxlength": "120"})
    checklist = SelectField(_l("Checklist"), validate_choice=False)

    def offer(self, stations: Sequence[tuple[str, str]], versions: Sequence[tuple[str, str]]) -> None:
        """Let these stations (code, name) and checklist versions (id, title) be chosen."""
        self.station.choices = [("", _("Choose a station")), *stations]
        self.checklist.choices = list(versions)

    def fill_from(self, visit: Visit) -> None:
        """Show a plan as it stands."""
        self.station.data = visit.station_code
        self.planned_on.data = visit.planned_on
        self.planned_time.data = visit.planned_time
        self.order_number.data = visit.order_number
        self.checklist.data = str(visit.checklist_version_id)

    def plan(self, team: Team) -> Plan:
        """What was typed, as the service reads it."""
        return Plan(
            station_code=self.station.data or "",
            planned_on=(self.planned_on.data or "").strip(),
            planned_time=(self.planned_time.data or "").strip()[:5],
            order_number=self.order_number.data or "",
            checklist_version_id=_number(self.checklist.data) or 0,
            lead_id=team.lead_id,
            members=team.members,
        )

    def explain(self, refused: PlanRefused, team: Team, checklist: Checklist | None) -> None:
        """Put each problem beside its field, in words that say what to do."""
        for place, code in refused.problems.items():
            sentences = _sentences(refused, code, checklist)
            if place in FIELDS and place != "lead":
                self[place].errors = [*self[place].errors, *sentences]
            else:
                team.errors += sentences


class CancelForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why a visit is cancelled."""

    reason = TextAreaField(_l("Reason"), render_kw={"rows": 3, "maxlength": str(LONGEST_REASON)})


class SubmitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The end of the filling."""

    accept_gaps = BooleanField(_l("Score blank items 0"))
    accept_phones = BooleanField(_l("Submit without waiting for these phones"))
    phones = HiddenField()  # usernames whose phones were named when the box was ticked

    @property
    def without(self) -> list[str]:
        """Whom the lead decided not to wait for: those who were named on the page, and nobody else."""
        return (self.phones.data or "").split() if self.accept_phones.data else []


def _sentences(refused: PlanRefused, code: str, checklist: Checklist | None) -> list[str]:
    clash = refused.clash
    if code == "booked":
        return [
            _(
                "%(person)s is in the team at %(station)s at %(hour)s that day.",
                person=booking.person_name,
                station=booking.station_name,
                hour=booking.planned_time.replace(":", "."),
            )
            for booking in clash.bookings
        ]
    if code == "parts_missing":
        names = [checklist.part(part).title if checklist else part for part in clash.parts]
        listed = ", ".join(f"{part} {name}" for part, name in zip(clash.parts, names, strict=True))
        return [_("Nobody fills: %(parts)s.", parts=listed)]
    return [
        {
            "day_past": _("This day has passed. Choose today or a later day."),
            "bad_day": _("Choose a day."),
            "day_taken": _("The station already has a visit on this day."),
            "bad_time": _("Type an hour, for instance 09:00."),
            "order_missing": _("Type the number of the order, for instance Sprin/812/XI/REN.2.3./2026."),
            "not_published": _("Choose a checklist that is in use."),
            "not_a_station": _("Choose a station."),
            "not_of_district": _("The lead and every member must be inspectors or planning staff of the district."),
            "team_too_large": _("A team has at most 8 people, the lead included."),
            "unknown_part": _("This checklist has no such part. Choose the parts again."),
        }[code]
    ]


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
