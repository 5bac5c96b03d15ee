"""Working days of Indonesia: no weekends, no public holidays, no joint leave (cuti bersama).

Holidays of coming years that follow the moon are estimates until the government has set them; the `holidays` package
is renewed with each release.
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def _holidays_of(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("ID", years=year, categories=("public", "government")))


def is_workday(day: date) -> bool:
    """Neither weekend nor holiday."""
    return day.weekday() < 5 and day not in _holidays_of(day.year)


def workdays_after(day: str, number: int) -> str:
    """The `number`-th working day after an ISO day, itself not counted; the day itself for 0."""
    found = date.fromisoformat(day)
    left = number
    while left > 0:
        found += timedelta(days=1)
        left -= is_workday(found)
    return found.isoformat()


def workdays_between(first: str, last: str) -> int:
    """How many working days there are after ISO day `first` up to and including `last`; 0 when `last` is not later."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
