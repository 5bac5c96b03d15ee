"""Quarters: the period a visit counts for, written '2026Q4'."""

import re
from datetime import date, timedelta

from app.domain.errors import Invalid

_PERIOD = re.compile(r"(20[0-9]{2})Q([1-4])", re.ASCII)


def period_of(day: str) -> str:
    """The quarter that holds the calendar day 'YYYY-MM-DD': '2026-11-22' is in '2026Q4'."""
    when = date.fromisoformat(day)
    return f"{when.year}Q{(when.month - 1) // 3 + 1}"


def check(period: str) -> str:
    """`period` itself. Raises Invalid naming 'period' when it is none."""
    if not _PERIOD.fullmatch(period):
        raise Invalid({"period": "bad_period"})
    return period


def shift(period: str, quarters: int) -> str:
    """The period so many quarters later, or earlier when negative."""
    count = int(period[:4]) * 4 + int(period[5]) - 1 + quarters
    return f"{count // 4}Q{count % 4 + 1}"


def months(period: str) -> tuple[str, str, str]:
    """The three months of a period: ('2026-10', '2026-11', '2026-12')."""
    first = int(period[5]) * 3 - 2
    year = period[:4]
    return (f"{year}-{first:02}", f"{year}-{first + 1:02}", f"{year}-{first + 2:02}")


def last_day(period: str) -> str:
    """The last calendar day of a period: '2026-12-31'."""
    following = shift(period, 1)
    return (date.fromisoformat(f"{months(following)[0]}-01") - timedelta(days=1)).isoformat()
