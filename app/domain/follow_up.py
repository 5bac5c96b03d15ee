"""How a district follows its findings up: days to answer, and when whom is reminded. Each is a setting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.domain.email import is_email
from app.domain.errors import Invalid
from app.domain.findings import Severity
from app.domain.workdays import workdays_after

MOST_DAYS = 250  # working days of a year
_HOURS = frozenset({"quiet_from", "quiet_to"})
_FLAGS = frozenset({"mail"})
_EMAILS = frozenset({"itwasda_email"})


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """Days are working days, hours those of the unit's zone; what a district has not set stays as here."""

    days_serious: int = 10
    days_moderate: int = 20
    days_minor: int = 20
    soon_days: int = 3  # so long before its day a finding is said to be due soon
    reader_after: int = 5  # so long overdue the Kapolres hears of it
    itwasda_after: int = 15  # so long overdue Itwasda does
    quiet_from: int = 21  # no mail from this hour
    quiet_to: int = 6  # to this; the same hour twice: mail at any time
    mail: bool = False  # whether reminders are sent by mail
    itwasda_email: str = ""  # '': the ladder ends with the Kapolres

    def due_on(self, severity: Severity, *, is_critical: bool, from_day: str) -> str:
        """The last day for the station's answer; a finding on a critical item is due as a serious one."""
        return workdays_after(from_day, self.days(severity, is_critical=is_critical))

    def days(self, severity: Severity, *, is_critical: bool) -> int:
        """The working days until then."""
        days = {Severity.SERIOUS: self.days_serious, Severity.MODERATE: self.days_moderate}
        return self.days_serious if is_critical else days.get(severity, self.days_minor)

    def is_quiet(self, hour: int) -> bool:
        """Whether no mail is sent in this hour (0 to 23) of the day."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= hour < self.quiet_to
        return hour >= self.quiet_from or hour < self.quiet_to


NAMES = tuple(field.name for field in fields(FollowUpRules))


def read_rules(settings: Mapping[str, str]) -> FollowUpRules:
    """The rules that these settings make; unknown names are left aside.

    Raises Invalid naming each setting that cannot be used: days are whole numbers from 1 to 250, hours from 0 to 23.
    """
    given: dict[str, int | str] = {}
    problems = {}
    for name in NAMES:
        if name not in settings:
            continue
        value = _read(name, settings[name])
        if value is None:
            problems[name] = _PROBLEM.get(name, "days")
        else:
            given[name] = value
    if problems:
        raise Invalid(problems)
    return FollowUpRules(**given)  # type: ignore[arg-type]  # _read gives each name its own type


def check_ladder(rules: FollowUpRules) -> None:
    """Raises Invalid naming 'itwasda_after' unless the Kapolres hears of a finding before Itwasda does."""
    if rules.itwasda_after <= rules.reader_after:
        raise Invalid({"itwasda_after": "after_reader"})


def as_settings(rules: FollowUpRules) -> dict[str, str]:
    """The rules as settings are kept: what read_rules reads."""
    values = {name: getattr(rules, name) for name in NAMES}
    return {name: str(int(value)) if name in _FLAGS else str(value) for name, value in values.items()}


_PROBLEM = {name: "hour" for name in _HOURS} | {name: "flag" for name in _FLAGS} | {name: "email" for name in _EMAILS}


def _read(name: str, text: str) -> int | str | None:
    """The value of one setting, or None when the text is none."""
    if name in _EMAILS:
        return text if not text or is_email(text) else None
    if name in _FLAGS:
        return {"0": False, "1": True}.get(text)
    least, most = (0, 23) if name in _HOURS else (1, MOST_DAYS)
    if text.isascii() and text.isdigit() and len(text) <= 4 and least <= int(text) <= most:
        return int(text)
    return None
