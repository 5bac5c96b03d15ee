"""Forms of the plan of follow-up."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.domain.errors import Invalid
from app.domain.followup_plan import LONGEST, LONGEST_COST, LONGEST_NAME, PlanState, Written
from app.domain.followup_plan import MOST as MOST_ACTIONS

STATES = [
    SelectChoice(str(PlanState.TODO), _l("To do")),
    SelectChoice(str(PlanState.DONE), _l("Done")),
    SelectChoice(str(PlanState.DROPPED), _l("Dropped")),
]


class PlanForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One action of a plan; `rev` is the version that the page showed."""

    uid = HiddenField()
    rev = HiddenField()
    action = TextAreaField(_l("What will be done"), render_kw={"rows": 3, "maxlength": str(LONGEST)})
    owner_name = StringField(
        _l("Responsible person"), render_kw={"maxlength": str(LONGEST_NAME), "autocomplete": "off"}
    )
    due_on = StringField(_l("Due"), render_kw={"type": "date"})
    cost_note = StringField(_l("Cost"), render_kw={"maxlength": str(LONGEST_COST), "autocomplete": "off"})
    state = RadioField(_l("State"), choices=STATES, default=str(PlanState.TODO), validate_choice=False)
    reason = TextAreaField(_l("Why it was dropped"), render_kw={"rows": 2, "maxlength": str(LONGEST)})

    @property
    def written(self) -> Written:
        """What was filled in. Raises Invalid for a state that there is none of."""
        if self.state.data not in set(PlanState):
            raise Invalid({"state": "no_state"})
        return Written(
            self.action.data or "",
            self.owner_name.data or "",
            self.due_on.data or "",
            self.cost_note.data or "",
            PlanState(self.state.data),
            self.reason.data or "",
        )

    @property
    def base(self) -> int:
        """The version that the page showed; 0 for what is none."""
        text = self.rev.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def fill(self, written: Written, rev: int) -> None:
        """Show an action as it stands."""
        for name in ("action", "owner_name", "due_on", "cost_note", "reason"):
            self[name].data = getattr(written, name)
        self.state.data, self.rev.data = str(written.state), str(rev)

    def explain(self, refused: Invalid) -> None:
        """Put each problem beside its field."""
        for name, code in refused.problems.items():
            self[name].errors = [plan_sentence(code)]


class RemarkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What the team or planning staff say of an action."""

    uid = HiddenField()
    text = TextAreaField(_l("Remark"), render_kw={"rows": 2, "maxlength": str(LONGEST)})


def plan_sentence(code: str) -> str:
    """What a refusal's code means to the person who plans."""
    words: dict[str, str] = {
        "action_length": _("Say in at least 10 characters what will be done."),
        "owner_length": _("Name the person at the station who does it."),
        "too_long": _("This is too long."),
        "no_day": _("Choose the day by which it is done."),
        "day_passed": _("This day has passed. Choose today or a later day."),
        "reason_length": _("Say in at least 10 characters why it is dropped."),
        "no_state": _("Choose one of the states."),
        "too_many": _("A finding takes at most %(max)d actions.", max=MOST_ACTIONS),
        "remark_length": _("Write at least 3 characters."),
        "bad_uid": _("Open the page again and repeat the step."),
    }
    return words[code]
