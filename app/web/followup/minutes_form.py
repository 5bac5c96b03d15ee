"""The form of the minutes: head, signatories, and for each finding a word and a note."""

import uuid
from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from app.domain.finding_life import Verdict
from app.domain.followup_minutes import LONGEST, LONGEST_NAME, Choice, Draft, MinutesRefused, Signatory
from app.services.followup_sheet import Sheet

WORDS = {
    Verdict.CONFORMING: _l("S: conforming"),
    Verdict.NOT_CONFORMING: _l("BS: not yet conforming"),
    Verdict.NOT_FOLLOWED_UP: _l("BD: not followed up yet"),
    Verdict.IMPOSSIBLE: _l("TDD: cannot be followed up"),
}
SIGNATORY = ("office", "name", "rank", "nrp")
_NAMED = {"maxlength": str(LONGEST_NAME), "autocomplete": "off"}


class MinutesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What planning staff fill in; what belongs to a finding is in `choices`, what is wrong there in `wrong`."""

    uid = HiddenField()
    held_on = StringField(_l("Day"), render_kw={"type": "date"})
    place = StringField(_l("Place"), render_kw=_NAMED)
    notes = TextAreaField(_l("Notes"), render_kw={"rows": 3, "maxlength": str(LONGEST)})
    planner_office = StringField(_l("Office"), render_kw=_NAMED)
    planner_name = StringField(_l("Name"), render_kw=_NAMED)
    planner_rank = StringField(_l("Rank"), render_kw=_NAMED)
    planner_nrp = StringField("NRP", render_kw=_NAMED)
    chief_office = StringField(_l("Office"), render_kw=_NAMED)
    chief_name = StringField(_l("Name"), render_kw=_NAMED)
    chief_rank = StringField(_l("Rank"), render_kw=_NAMED)
    chief_nrp = StringField("NRP", render_kw=_NAMED)
    choices: Mapping[str, Choice] = {}
    wrong: Mapping[str, str] = {}

    @classmethod
    def of(cls, sheet: Sheet, today: str) -> "MinutesForm":
        """The form as it begins: nothing is chosen, signatories as far as they are known."""
        form = cls(formdata=None, uid=str(uuid.uuid4()), held_on=today, place=sheet.place)
        for side, one in (("planner", sheet.planner), ("chief", sheet.chief)):
            for name in SIGNATORY:
                form[f"{side}_{name}"].data = getattr(one, name)
        form.choices = {entry.finding.uid: Choice("", "", len(entry.steps)) for entry in sheet.entries}
        return form

    def read(self, sent: Mapping[str, str]) -> None:
        """Take what was chosen and written at the findings."""
        self.validate()
        uids = [name.removeprefix("seen-") for name in sent if name.startswith("seen-")]
        self.choices = {
            uid: Choice(sent.get(f"word-{uid}", ""), sent.get(f"note-{uid}", ""), _number(sent[f"seen-{uid}"]))
            for uid in uids
        }

    @property
    def draft(self) -> Draft:
        """What was filled in, as the service reads it."""
        sides = {
            side: Signatory(*(self[f"{side}_{name}"].data or "" for name in SIGNATORY)) for side in ("planner", "chief")
        }
        return Draft(
            held_on=self.held_on.data or "",
            place=self.place.data or "",
            notes=self.notes.data or "",
            choices=self.choices,
            **sides,
        )

    def explain(self, refused: MinutesRefused) -> None:
        """Put each problem beside its field or finding."""
        for name, code in refused.fields.items():
            if name in self:  # a period without findings has no form to send
                self[name].errors = [sentence(code)]
        self.wrong = {uid: sentence(code) for uid, code in refused.findings.items()}

    def catch_up(self, sheet: Sheet) -> None:
        """What somebody did meanwhile is seen now; a word that can be given no more is chosen no more."""
        kept = {}
        for entry in sheet.entries:
            before = self.choices.get(entry.finding.uid) or Choice("", "", 0)
            word = before.verdict if before.verdict in entry.words else ""
            kept[entry.finding.uid] = Choice(word, before.note, len(entry.steps))
        self.choices = kept


def sentence(code: str) -> str:
    """What a refusal's code means to planning staff."""
    words: dict[str, str] = {
        "no_word": _("No word was ever given here. Choose one."),
        "moved": _("Something happened here while the page was open. Look again; what you wrote is still there."),
        "reason_length": _("This word needs a reason of at least 10 characters."),
        "too_long": _("This is too long."),
        "no_such_word": _("This word cannot be given as the finding stands now. Choose another."),
        "own": _(
            "You have answered this finding, or made the link by which the answer came, so somebody else judges it."
        ),
        "not_allowed": _("Your role does not allow this step."),
        "no_day": _("Choose the day of the meeting."),
        "day_to_come": _("This day is still to come. Minutes tell what was."),
        "place": _("Name the place."),
        "name": _("Write at least 3 characters."),
    }
    return words[code]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
