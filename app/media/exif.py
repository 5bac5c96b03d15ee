"""What a picture says about itself: time, place and camera, from raw EXIF tags. Read, never believed.

The tags come from `decoder.read_tags`: text, fractions as [n, d], or lists of these; any may be missing
or absurd.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.evidence import Capture, Position

TIME_TAGS = (
    ("original", "original_offset", "DateTimeOriginal"),
    ("digitized", "digitized_offset", "DateTimeDigitized"),
    ("changed", "changed_offset", "DateTime"),
)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before digital cameras: a clock that was never set
MOST_OFFSET_MINUTES = 14 * 60
DATE_TIME = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)", re.ASCII)
DATE = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)", re.ASCII)
OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)

Tags = Mapping[str, Any]


def capture(tags: Tags) -> Capture | None:
    """When it was taken: the best of the camera's three times, else the satellites'; None if none is sane."""
    satellite = _satellite_time(tags)
    for name, offset_name, source in TIME_TAGS:
        local = _date_time(DATE_TIME.match(_text(tags.get(name))))
        if local is None:
            continue
        offset = _offset(_text(tags.get(offset_name)))
        if offset is not None:
            return _capture(local, offset, source, "camera")
        offset = _offset_between(local, satellite)
        return _capture(local, offset, source, "" if offset is None else "gps")
    return _capture(satellite, 0, "GPS", "gps") if satellite else None


def position(tags: Tags) -> Position | None:
    """Where it was taken; None when missing, impossible, or the pair of zeros of a camera without a fix."""
    lat = _degrees(tags.get("lat"), _text(tags.get("lat_ref")), "NS", 90)
    lon = _degrees(tags.get("lon"), _text(tags.get("lon_ref")), "EW", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # one zero alone is the equator, as at Pontianak
        return None
    accuracy, direction = _number(tags.get("accuracy")), _number(tags.get("direction"))
    return Position(
        lat=lat,
        lon=lon,
        accuracy_m=round(accuracy, 1) if accuracy and 0 < accuracy < 100_000 else None,
        direction=round(direction, 1) if direction is not None and 0 <= direction < 360 else None,
    )


def camera(tags: Tags) -> str:
    """Maker and model as one short text, the maker not said twice; '' when unknown."""
    make, model = _text(tags.get("make")), _text(tags.get("model"))
    if make and model.casefold().startswith(make.casefold()):
        make = ""
    return f"{make} {model}".strip()[:100]


def _text(value: Any) -> str:
    """Printable text without the padding that cameras add."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value.partition("\0")[0]).split())


def _number(value: Any) -> float | None:
    """A fraction [n, d] as a number; None when it is none."""
    match value:
        case [int(above), int(below)] if below and abs(above) < 2**32 and abs(below) < 2**32:
            return above / below
    return None


def _degrees(value: Any, ref: str, signs: str, most: int) -> float | None:
    """Degrees, minutes and seconds as one signed number with six decimals; None when impossible."""
    if not isinstance(value, list) or not 1 <= len(value) <= 3 or ref[:1].upper() not in tuple(signs):
        return None
    parts = [_number(part) for part in value]
    if any(part is None or part < 0 for part in parts):
        return None
    degrees = math.fsum(part / 60**power for power, part in enumerate(parts) if part is not None)
    if degrees > most:
        return None
    return round(-degrees if ref[:1].upper() == signs[1] else degrees, 6)


def _date_time(found: re.Match[str] | None) -> datetime | None:
    """The wall clock that was matched, as if it were UTC; None when there is no such moment."""
    if found is None:
        return None
    try:
        year, month, day, hour, minute, second = (int(part) for part in found.groups())
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment >= EARLIEST else None


def _satellite_time(tags: Tags) -> datetime | None:
    """The GPS date and time, which are UTC."""
    day, clock = DATE.match(_text(tags.get("date"))), tags.get("time")
    if day is None or not isinstance(clock, list) or len(clock) != 3:
        return None
    hour, minute, second = (_number(part) for part in clock)
    if hour is None or minute is None or second is None or not 0 <= hour * 3600 + minute * 60 + second < 86_400:
        return None
    midnight = _date_time(DATE_TIME.match(f"{day.group()} 00:00:00"))
    return midnight and midnight + timedelta(seconds=int(hour * 3600 + minute * 60 + second))


def _offset(text: str) -> int | None:
    """'+07:00' as 420 minutes; None when it is no offset of this world."""
    found = OFFSET.fullmatch(text)
    if found is None:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > MOST_OFFSET_MINUTES:
        return None
    return -minutes if found[1] == "-" else minutes


def _offset_between(local: datetime, satellite: datetime | None) -> int | None:
    """The zone that explains the two clocks, a whole quarter of an hour; None when none does.

    A fix may be a few minutes older than the picture, so what is left over must be small.
    """
    if satellite is None:
        return None
    minutes = (local - satellite).total_seconds() / 60
    offset = round(minutes / 15) * 15
    return offset if abs(offset) <= MOST_OFFSET_MINUTES and abs(minutes - offset) <= 5 else None


def _capture(local: datetime, offset: int | None, source: str, offset_source: str) -> Capture:
    return Capture(
        local=local.strftime("%Y-%m-%dT%H:%M:%S"),
        local_ms=int(local.timestamp()) * 1000,
        offset_minutes=offset,
        source=source,
        offset_source=offset_source,
    )
