"""The calendar day now, in the zone of the installation's district."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.clock import now


def today(tz: str = "Asia/Jakarta") -> str:
    """Today as 'YYYY-MM-DD' in `tz`."""
    return datetime.fromtimestamp(now() / 1000, UTC).astimezone(ZoneInfo(tz)).date().isoformat()
