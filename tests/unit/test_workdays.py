"""Working days of Indonesia, and the due days that are counted in them."""

from datetime import date

import pytest

from app.domain.errors import Invalid
from app.domain.findings import Severity
from app.domain.follow_up import FollowUpRules, read_rules
from app.domain.workdays import is_workday, workdays_after, workdays_between


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-21", False),
        ("2026-08-17", False),  # Independence Day, a Monday
        ("2026-12-24", False),  # joint leave
        ("2027-01-01", False),
    ],
)
def test_weekends_holidays_and_joint_leave_are_no_working_days(day: str, expected: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-22", 10, "2026-12-04"),
        ("2026-12-23", 1, "2026-12-28"),  # Christmas and the weekend between
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_a_number_of_working_days_after(start: str, number: int, day: str) -> None:
    assert workdays_after(start, number) == day
    assert workdays_between(start, day) == number


def test_there_is_nothing_between_a_day_and_an_earlier_one() -> None:
    assert workdays_between("2026-11-20", "2026-11-10") == 0


@pytest.mark.parametrize(
    ("severity", "is_critical", "day"),
    [
        (Severity.SERIOUS, False, "2026-12-04"),
        (Severity.MODERATE, False, "2026-12-18"),
        (Severity.MINOR, False, "2026-12-18"),
        (Severity.MINOR, True, "2026-12-04"),
    ],
)
def test_the_due_day_follows_severity(severity: Severity, is_critical: bool, day: str) -> None:
    assert FollowUpRules().due_on(severity, is_critical=is_critical, from_day="2026-11-22") == day


def test_a_district_sets_its_own_days() -> None:
    rules = read_rules({"days_serious": "3", "something_else": "x"})
    assert rules == FollowUpRules(days_serious=3)
    assert rules.due_on(Severity.SERIOUS, is_critical=False, from_day="2026-11-20") == "2026-11-25"


@pytest.mark.parametrize("value", ["", "0", "-1", "251", "10.5", "sepuluh", "\u0661"])
def test_days_that_are_no_number_of_days_are_named(value: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rules({"days_minor": value})
    assert refused.value.problems == {"days_minor": "days"}
