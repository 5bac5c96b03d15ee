"""Forms of the closing: signing, sealing."""

import uuid
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField

from app.domain.checklist import LETTERED, ItemKind
from app.domain.errors import Invalid, NotAllowed
from app.domain.people import Person
from app.domain.signatures import LONGEST_REASON, MAY_SAY, Says, Signed, SignerRole
from app.services import amending, packing
from app.services.amending import Target


class SignForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One signature. What is wrong with it is said by the service, in one place."""

    uid = HiddenField()
    role = HiddenField()
    content = HiddenField()  # what the page showed: a signature is over that and nothing else
    signer = SelectField(_l("Who signs"), validate_choice=False)
    says = RadioField(_l("Statement"), validate_choice=False)
    because = TextAreaField(_l("Reason"), render_kw={"rows": 3, "maxlength": str(LONGEST_REASON)})
    strokes = HiddenField()
    typed = StringField(_l("Full name as signature"), render_kw={"autocomplete": "off", "maxlength": "120"})
    password = PasswordField(_l("Password"), render_kw={"maxlength": "200"})

    def offer(self, role: SignerRole, signers: Sequence[Person], *, is_own: bool) -> None:
        """Make it the form of one role, signed by one of these people; nothing is typed in yet."""
        self.role.data = str(role)
        self.uid.data = self.uid.data or str(uuid.uuid4())
        self.signer.choices = [(one.username, one.titled_name) for one in signers]
        self.says.choices = statements(role)
        if self.says.data is None and role is SignerRole.LEAD:
            self.says.data = ""
        self.password.label.text = _("Your password") if is_own else _("Password of the one who signs")
        self.password.render_kw = {"maxlength": "200", "autocomplete": "current-password" if is_own else "off"}

    @property
    def signed(self) -> Signed:
        """What was filled in, as the service reads it. Raises NotAllowed without a role, Invalid for odd statements."""
        if not self.role.data:
            raise NotAllowed("no part in the closing")
        try:
            role, says = SignerRole(self.role.data or ""), Says(self.says.data or "")
        except ValueError:
            raise Invalid({"says": "choose"}) from None
        return Signed(role, says, self.because.data or "", self.strokes.data or "", self.typed.data or "")

    def explain(self, refused: Invalid) -> None:
        """Put each problem beside its field, in words that say what to do."""
        for place, code in refused.problems.items():
            field = self[place if place in self._fields and place not in ("strokes",) else "typed"]
            field.errors = [*field.errors, sentence(code)]


class SealForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The seal."""

    accept_missing = BooleanField(_l("Seal without the photos that have not arrived"))


class BundleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What goes into the package of a sealed visit."""

    withhold = BooleanField(_l("Leave out personal data and drawn signatures"))
    originals = BooleanField(_l("With the original photos"))
    reason = StringField(
        _l("Reason for the originals"), render_kw={"autocomplete": "off", "maxlength": str(packing.LONGEST_REASON)}
    )


class AmendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One thing set right beside the seal; which fields it shows follows from what is amended."""

    what = HiddenField()
    letter = RadioField(_l("Should read"), validate_choice=False)
    first = StringField(render_kw={"inputmode": "numeric", "maxlength": "9", "autocomplete": "off"})
    second = StringField(render_kw={"inputmode": "numeric", "maxlength": "9", "autocomplete": "off"})
    text = TextAreaField(_l("Should read"), render_kw={"rows": 3, "maxlength": str(amending.LONGEST)})
    not_here = StringField(_l("Does not apply here, because"), render_kw={"maxlength": "500", "autocomplete": "off"})
    reason = TextAreaField(_l("Reason for the amendment"), render_kw={"rows": 3, "maxlength": "2000"})
    password = PasswordField(_l("Your password"), render_kw={"maxlength": "200", "autocomplete": "current-password"})

    def suit(self, what: Target) -> None:
        """Offer the choices and names of the fields that `what` needs."""
        self.what.data = what.key
        if what.item is None:
            self.text.data = what.before if self.text.data is None else self.text.data
            return
        self.letter.choices = [
            (letter, f"{letter}: {what.item.criteria[letter]}" if letter in what.item.criteria else letter)
            for letter in what.item.letters
        ]
        names = dict(zip(("first", "second"), PAIRS.get(what.item.kind, ()), strict=False))
        for field, key in names.items():
            self[field].label.text = what.item.counts.get(key, key)

    def raw(self, what: Target) -> object:
        """What was filled in, in the JSON of an answer, or as text."""
        if what.item is None:
            return self.text.data or ""
        if (self.not_here.data or "").strip():
            return {"na": (self.not_here.data or "").strip()}
        if what.item.kind in LETTERED:
            return self.letter.data or ""
        if what.item.kind in PAIRS:
            first, second = PAIRS[what.item.kind]
            return {first: _number(self.first.data), second: _number(self.second.data)}
        return (self.text.data or "").strip()

    def explain(self, refused: Invalid, what: Target) -> None:
        """Put each problem beside its field."""
        shown = self.shown(what)
        for place, code in refused.problems.items():
            field = self[shown[0] if place == "after" else place]
            field.errors = [*field.errors, AMENDING.get(code) or code]

    @staticmethod
    def shown(what: Target) -> tuple[str, ...]:
        """The names of the fields in which the new reading of `what` is given."""
        if what.item is None:
            return ("text",)
        if what.item.kind in LETTERED:
            return ("letter",)
        return ("first", "second") if what.item.kind in PAIRS else ("text",)


PAIRS = {ItemKind.PERCENT: ("n", "d"), ItemKind.FALLING: ("before", "now")}
AMENDING = {
    "missing": _l("Say how it should read."),
    "too_long": _l("This is too long."),
    "unchanged": _l("This is what stands there already."),
    "reason_missing": _l("Write the reason: it stands beside the change for good."),
    "wrong_password": _l("The password is wrong."),
}


def _number(text: str | None) -> object:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else text or ""


def statements(role: SignerRole) -> list[tuple[str, str]]:
    """What somebody of this role may say with the signature: value and words; nothing to choose for a second member."""
    words = {
        Says.NOTHING: _("The chief signs too"),
        Says.ABSENT: _("The chief is not here"),
        Says.REFUSES: _("The chief refuses to sign"),
        Says.AGREES: _("I agree with this result"),
        Says.DISAGREES: _("I do not agree, because …"),
    }
    if role is SignerRole.SECOND:
        return []
    return [(str(says), text) for says, text in words.items() if says in MAY_SAY[role]]


def sentence(code: str) -> str:
    """What a refusal's code means to the person who signs."""
    words: dict[str, str] = {
        "choose": _("Choose one of the statements."),
        "reason_missing": _("Write the reason: it stands in the minutes."),
        "reason_too_long": _("Use at most %(max)d characters.", max=LONGEST_REASON),
        "empty": _("Sign in the field, or type your full name."),
        "unreadable": _("The drawing could not be read. Draw it again."),
        "too_long": _("The drawing has too many strokes. Draw it again."),
        "not_the_name": _("Type the full name exactly as it stands in the account."),
        "wrong_password": _("The password is wrong."),
        "must_change": _("This account still has its first password. Its owner signs in and changes it first."),
        "not_a_signer": _("Choose who signs."),
    }
    return words[code]
