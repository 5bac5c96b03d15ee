"""Template filters: numbers, days, hours and sizes as Indonesian and English pages write them.

Written by hand, so that nothing depends on the locale of the host. Each function takes the language as its last
argument; as a filter it takes the language of the page.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import wraps
from zoneinfo import ZoneInfo

from flask import Flask

from app.web.language import current_language

Number = Decimal | int | str
"""A number to print: text has a dot ("72.25") and keeps its digits."""

MISSING = "–"
DEFAULT_ZONE = "Asia/Jakarta"
ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SHORT_MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
PERIOD = re.compile(r"(\d{4})Q([1-4])")
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
         (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def number(value: Number | None, places: int | None = None, language: str = "id") -> str:
    """'72.25' as '72,25'; thousands are grouped. `places` rounds half up; None prints a dash."""
    if value is None or value == "":
        return MISSING
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,f}"
    if language == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def whole(value: Number | None, language: str = "id") -> str:
    """The number without its decimals, cut and not rounded: 74.99 is '74', so no mark is shown as met."""
    return number(value if value is None else int(Decimal(value)), None, language)


def percent(value: Number | None, places: int | None = None, language: str = "id") -> str:
    """A percentage that is already one: '72.25' as '72,25%'."""
    text = number(value, places, language)
    return text if text == MISSING else f"{text}%"


def change(value: Number | None, places: int | None = None, language: str = "id") -> str:
    """A difference with its sign: '+3,10', '−1,20'; nothing changed is '0,00'."""
    text = number(value, places, language)
    if text == MISSING or text.startswith("−"):
        return text if text.strip("−0,.") or text == MISSING else text.lstrip("−")
    return f"+{text}" if text.strip("0,.") else text


def as_day(value: str | date | None) -> date | None:
    """ISO text or a date as a date; raises ValueError for text that is none."""
    if not value:
        return None
    return date.fromisoformat(value) if isinstance(value, str) else value


def day(value: str | date | None, language: str = "id") -> str:
    """'2019-09-19' as '19 September 2019'."""
    found = as_day(value)
    return f"{found.day} {MONTHS[language][found.month - 1]} {found.year}" if found else MISSING


def long_day(value: str | date | None, language: str = "id") -> str:
    """'2019-09-19' as 'Kamis, 19 September 2019'."""
    found = as_day(value)
    return f"{DAYS[language][found.weekday()]}, {day(found, language)}" if found else MISSING


def short_day(value: str | date | None, language: str = "id") -> str:
    """'2019-11-19' as '19 Nov'."""
    found = as_day(value)
    return f"{found.day} {month(found, language)}" if found else MISSING


def month(value: str | date | None, language: str = "id") -> str:
    """The month in short: 'Nov'."""
    found = as_day(value)
    return SHORT_MONTHS[language][found.month - 1] if found else MISSING


def month_year(value: str | date | None, language: str = "id") -> str:
    """The month of a day in full: 'November 2026'."""
    found = as_day(value)
    return f"{MONTHS[language][found.month - 1]} {found.year}" if found else MISSING


def clock(value: str, language: str = "id") -> str:
    """An hour as it is stored, '09:00', as people write it: '09.00' ('09:00' in English)."""
    return value.replace(":", ".") if language == "id" else value


def instant(at: int, zone: str = DEFAULT_ZONE) -> datetime:
    """Milliseconds UTC as a moment in `zone`."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone))


def hour(at: int | None, zone: str = DEFAULT_ZONE, language: str = "id") -> str:
    """Milliseconds UTC as '13.30 WIB' in the unit's zone ('13:30 WIB' in English)."""
    if at is None:
        return MISSING
    point = "." if language == "id" else ":"
    return f"{instant(at, zone):%H{point}%M} {ZONES.get(zone, '')}".strip()


def moment(at: int | None, zone: str = DEFAULT_ZONE, language: str = "id") -> str:
    """Milliseconds UTC as '19 September 2019, 13.30 WIB'."""
    return MISSING if at is None else f"{day(instant(at, zone).date(), language)}, {hour(at, zone, language)}"


def short_moment(at: int | None, zone: str = DEFAULT_ZONE, language: str = "id") -> str:
    """Milliseconds UTC as '19 Sep, 13.30'."""
    return MISSING if at is None else f"{short_day(instant(at, zone).date(), language)}, {hour(at, zone, language)[:5]}"


def due(due_on: str | date | None, today: str | date, language: str = "id") -> str:
    """How far a due day is: 'Lewat 5 hari', 'Hari ini', 'Besok', '14 hari lagi'."""
    end, start = as_day(due_on), as_day(today)
    if end is None or start is None:
        return MISSING
    days = (end - start).days
    if language == "id":
        if days < 0:
            return f"Lewat {-days} hari"
        return {0: "Hari ini", 1: "Besok"}.get(days, f"{days} hari lagi")
    if days < 0:
        return f"{-days} {'day' if days == -1 else 'days'} overdue"
    return {0: "Today", 1: "Tomorrow"}.get(days, f"{days} days left")


def ago(at: int | None, now: int, language: str = "id") -> str:
    """How long ago: 'baru saja', '5 menit lalu', '3 jam lalu', '2 hari lalu'."""
    if at is None:
        return MISSING
    passed = timedelta(milliseconds=max(0, now - at))
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "baru saja" if language == "id" else "just now"
    count, unit = (minutes, 0) if minutes < 60 else (minutes // 60, 1) if minutes < 1440 else (passed.days, 2)
    if language == "id":
        return f"{count} {('menit', 'jam', 'hari')[unit]} lalu"
    return f"{count} {('minute', 'hour', 'day')[unit]}{'s' if count > 1 else ''} ago"


def file_size(size: int | None, language: str = "id") -> str:
    """Bytes as '812 B', '240 KB', '1,1 MB'; a thousand to the next, as phones count."""
    if size is None:
        return MISSING
    if size < 1000:
        return f"{size} B"
    if size < 999_500:
        return f"{number(Decimal(size) / 1000, 0, language)} KB"
    if size < 999_950_000:
        return f"{number(Decimal(size) / 1_000_000, 1, language)} MB"
    return f"{number(Decimal(size) / 1_000_000_000, 1, language)} GB"


def period(value: str, language: str = "id") -> str:
    """'2026Q4' as 'Triwulan IV 2026'; raises ValueError for anything else."""
    year, quarter = _quarter(value)
    return f"Triwulan {roman(quarter)} {year}" if language == "id" else f"Quarter {quarter} of {year}"


def short_period(value: str, language: str = "id") -> str:
    """'2026Q4' as 'TW IV 2026'."""
    year, quarter = _quarter(value)
    return f"TW {roman(quarter)} {year}" if language == "id" else f"Q{quarter} {year}"


def roman(value: int) -> str:
    """4 as 'IV'; raises ValueError below 1."""
    if value < 1:
        raise ValueError(f"no Roman numeral for {value}")
    text = ""
    for size, sign in ROMAN:
        count, value = divmod(value, size)
        text += sign * count
    return text


def _quarter(value: str) -> tuple[int, int]:
    found = PERIOD.fullmatch(value)
    if not found:
        raise ValueError(f"not a period: {value!r}")
    return int(found[1]), int(found[2])


def _in_page_language(function: Callable[..., str]) -> Callable[..., str]:
    @wraps(function)
    def speak(*values: object, **named: object) -> str:
        return function(*values, language=current_language(), **named)

    return speak


FILTERS = (
    number, whole, percent, change, day, long_day, short_day, month, month_year, clock,
    hour, moment, short_moment, due, ago, file_size, period, short_period,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Offer every function above as a filter of its own name, in the language of the page."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = _in_page_language(function)
    app.jinja_env.filters["roman"] = roman
