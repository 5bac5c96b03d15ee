"""The only reader of the clock; web and cli pass the time down as an argument."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> int:
    """The time now, in integer milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def today(tz: str = "Asia/Jakarta") -> str:
    """The calendar day now in `tz`, as 'YYYY-MM-DD'."""
    return datetime.fromtimestamp(now() / 1000, UTC).astimezone(ZoneInfo(tz)).date().isoformat()
