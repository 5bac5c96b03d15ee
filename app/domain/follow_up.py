"""How a district follows its findings up: days to answer, and when whom is reminded. Each is a setting."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.domain.errors import Invalid
from app.domain.findings import Severity
from app.domain.workdays import workdays_after

MOST_DAYS = 250  # working days of a year


@dataclass(frozen=True, slots=True)
class FollowUpRules:
    """In working days; what a district has not set stays as here."""

    days_serious: int = 10
    days_moderate: int = 20
    days_minor: int = 20

    def due_on(self, severity: Severity, *, is_critical: bool, from_day: str) -> str:
        """The last day for the station's answer; a finding on a critical item is due as a serious one."""
        days = {Severity.SERIOUS: self.days_serious, Severity.MODERATE: self.days_moderate}
        number = self.days_serious if is_critical else days.get(severity, self.days_minor)
        return workdays_after(from_day, number)


def read_rules(settings: Mapping[str, str]) -> FollowUpRules:
    """The rules that these settings make; unknown names are left aside.

    Raises Invalid naming each setting that is no whole number from 1 to 250.
    """
    given, problems = {}, {}
    for field in fields(FollowUpRules):
        text = settings.get(field.name)
        if text is None:
            continue
        if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_DAYS:
            given[field.name] = int(text)
        else:
            problems[field.name] = "days"
    if problems:
        raise Invalid(problems)
    return FollowUpRules(**given)
