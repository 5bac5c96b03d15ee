"""When the demo district is visited: a day for each station in each quarter."""

from datetime import UTC, date, datetime, timedelta

from app.domain import periods

QUARTERS = 6  # the running one and the five before it


def periods_until(today: str) -> list[str]:
    """The quarters of the demo, oldest first."""
    running = periods.period_of(today)
    return [periods.shift(running, -back) for back in range(QUARTERS - 1, -1, -1)]


def visiting_days(period: str, stations: int, *, but: str = "") -> list[str]:
    """One weekday for each station, spread over the quarter with room at its ends; never the day `but`."""
    first = date.fromisoformat(f"{periods.months(period)[0]}-01")
    last = date.fromisoformat(periods.last_day(period))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_days = [day.isoformat() for day in days if day.weekday() < 5 and day.isoformat() != but][4:-6]
    return [open_days[place * (len(open_days) - 1) // (stations - 1)] for place in range(stations)]


def moment(day: str, hour: float) -> int:
    """Milliseconds UTC of an hour of a day at Tuban (UTC+7)."""
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return int(midnight.timestamp() * 1000 + (hour - 7) * 3_600_000)


def later(day: str, days: int) -> str:
    """The day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
