"""What is held on people, on which ground, how long, and what happens then: the one place. Reasons: docs/privacy.md.

The grounds are those of UU 27/2022 (PDP), article 20 (2). The terms are SIAP's proposal; the unit's own schedule of
archives decides, and is entered here.
"""

from dataclasses import dataclass
from enum import StrEnum

DAY_MS = 86_400_000


class Kind(StrEnum):
    """Every kind of personal data there is."""

    ACCOUNT = "account"
    SESSIONS = "sessions"
    SIGN_INS = "sign_ins"
    PHONES = "phones"
    VISITS = "visits"
    ANSWERS = "answers"
    FINDINGS = "findings"
    PHOTOS = "photos"
    LAYERS = "layers"
    PREVIEWS = "previews"
    ASIDE = "aside"
    REMINDERS = "reminders"
    OPENINGS = "openings"
    TRAIL = "trail"


class Ground(StrEnum):
    """Why it may be held: UU 27/2022, article 20 (2)."""

    DUTY = "duty"  # c: a legal obligation of the controller
    PUBLIC = "public"  # e: a task of public interest, exercise of authority by law

    @property
    def article(self) -> str:
        """Where the law says so."""
        return "art. 20 (2) c" if self is Ground.DUTY else "art. 20 (2) e"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind: what it is, its ground, and how many days after what it goes; `days` None: an archive, it stays."""

    kind: Kind
    title: str
    holds: str
    ground: Ground
    days: int | None
    since: str
    then: str

    def due_before(self, at: int) -> int | None:
        """What is older than this moment (ms UTC) is overdue; None when nothing ever is."""
        return None if self.days is None else at - self.days * DAY_MS


def N_(text: str) -> str:  # noqa: N802 - the name by which catalogues collect texts
    """Marks a text for the catalogue; the page translates it."""
    return text


_STAYS = N_("stays, as an archive of the unit")
_GOES = N_("is deleted")

RULES: tuple[Rule, ...] = (
    Rule(
        Kind.ACCOUNT,
        N_("Account"),
        N_("name, rank, NRP, post, e-mail address, username, roles"),
        Ground.PUBLIC,
        365,
        N_("the end of the account"),
        N_("NRP, post, address and password are deleted; name and rank stay where they signed"),
    ),
    Rule(
        Kind.SESSIONS,
        N_("Sign-ins that last"),
        N_("device, first and last use"),
        Ground.DUTY,
        60,
        N_("their end"),
        _GOES,
    ),
    Rule(Kind.SIGN_INS, N_("Failed sign-ins"), N_("username, address"), Ground.DUTY, 30, N_("the last one"), _GOES),
    Rule(
        Kind.PHONES,
        N_("State of phones"),
        N_("last contact, clock, what was left on it"),
        Ground.PUBLIC,
        365,
        N_("the last contact"),
        _GOES,
    ),
    Rule(
        Kind.VISITS,
        N_("Visits"),
        N_("membership of teams, parts, signatures"),
        Ground.PUBLIC,
        None,
        N_("the visit"),
        _STAYS,
    ),
    Rule(
        Kind.ANSWERS,
        N_("Answers and notes"),
        N_("what was answered, when, by whom"),
        Ground.PUBLIC,
        None,
        N_("the visit"),
        _STAYS,
    ),
    Rule(
        Kind.FINDINGS,
        N_("Findings, their steps and comments"),
        N_("what was found, answered, judged and commented, by whom"),
        Ground.PUBLIC,
        None,
        N_("the visit"),
        _STAYS,
    ),
    Rule(
        Kind.PHOTOS,
        N_("Photos"),
        N_("the file, its place, camera and words"),
        Ground.PUBLIC,
        5 * 365,
        N_("the visit's submission; of an answer to a letter its arrival"),
        N_("the file and what it says are destroyed; salted hashes stay, the seal still holds"),
    ),
    Rule(
        Kind.LAYERS,
        N_("Drawings on photos"),
        N_("shapes, who drew them, when"),
        Ground.PUBLIC,
        None,
        N_("the visit"),
        _STAYS,
    ),
    Rule(
        Kind.PREVIEWS,
        N_("Previews of photos on the way"),
        N_("a small picture"),
        Ground.PUBLIC,
        30,
        N_("their arrival"),
        _GOES,
    ),
    Rule(
        Kind.ASIDE,
        N_("Changes kept aside"),
        N_("what a phone sent and no visit could take"),
        Ground.PUBLIC,
        5 * 365,
        N_("their arrival"),
        _GOES,
    ),
    Rule(
        Kind.REMINDERS,
        N_("Reminders by mail"),
        N_("which finding, why, when and to which address"),
        Ground.PUBLIC,
        365,
        N_("the mail"),
        _GOES,
    ),
    Rule(
        Kind.OPENINGS,
        N_("Openings of originals"),
        N_("who opened which original, when and why"),
        Ground.DUTY,
        None,
        N_("the opening"),
        _STAYS,
    ),
    Rule(
        Kind.TRAIL,
        N_("Audit trail"),
        N_("every deed, by whom, when"),
        Ground.DUTY,
        None,
        N_("the deed"),
        _STAYS,
    ),
)

OF: dict[Kind, Rule] = {rule.kind: rule for rule in RULES}
SWEPT = (
    Kind.ACCOUNT,
    Kind.SESSIONS,
    Kind.SIGN_INS,
    Kind.PHONES,
    Kind.PHOTOS,
    Kind.PREVIEWS,
    Kind.ASIDE,
    Kind.REMINDERS,
)
"""The kinds that end; a test holds this to the table."""
