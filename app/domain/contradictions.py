"""When a picture's own time or place contradicts the visit that it is evidence of."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.domain.place import distance_m

FAR_M = 1000.0  # beyond it, and beyond what the fix is sure of, a picture was not taken at the station
CLOCK_MS = 10 * 60_000  # a camera may be so much ahead


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a picture as evidence, with what contradictions are found from; times ms UTC, places in degrees."""

    id: int
    uid: str
    sha256: str
    visit_uid: str
    visit_id: int
    item_code: str
    step_uid: str | None  # a response of the station
    begun_at: int  # the visit was opened, or the finding issued that the response answers
    received_at: int
    tz: str
    taken_at: int | None
    taken_text: str
    station_lat: float | None
    station_lon: float | None
    lat: float | None  # the phone's fix
    lon: float | None
    accuracy_m: float | None
    file_lat: float | None
    file_lon: float | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`kind` is 'time' or 'place'; `sign` says which; `amount` is hours or metres."""

    kind: str
    sign: str
    amount: float


def of(use: Use) -> list[Contradiction]:
    """What contradicts, at most one of a kind."""
    return [found for found in (_time(use), _place(use)) if found is not None]


def may_pair(one: Use, other: Use) -> bool:
    """Whether two uses of one picture are worth a word: not within the same item of the same visit.

    A station's response is a use of its own, also at the item that it answers.
    """
    return one.id != other.id and (one.visit_id, one.item_code, one.step_uid) != (
        other.visit_id,
        other.item_code,
        other.step_uid,
    )


def captured_at(use: Use) -> int | None:
    """When the file says it was taken, ms UTC; without a zone in the station's; None when it says nothing."""
    if use.taken_at is not None or not use.taken_text:
        return use.taken_at
    try:
        local = datetime.fromisoformat(use.taken_text)
    except ValueError:
        return None
    return int(local.replace(tzinfo=ZoneInfo(use.tz)).timestamp() * 1000)


def _time(use: Use) -> Contradiction | None:
    """Taken on a day before the visit began, or after it was received, which no clock that goes right can say."""
    at = captured_at(use)
    if at is None:
        return None
    if at > use.received_at + CLOCK_MS:
        return Contradiction("time", "after", (at - use.received_at) / 3_600_000)
    if _day(at, use.tz) < _day(use.begun_at, use.tz):
        return Contradiction("time", "before", (use.begun_at - at) / 3_600_000)
    return None


def _place(use: Use) -> Contradiction | None:
    """Far from the station's point, by the file's own place or else by the phone's."""
    if use.station_lat is None or use.station_lon is None:
        return None
    for sign, lat, lon, unsure in (
        ("file", use.file_lat, use.file_lon, 0.0),
        ("phone", use.lat, use.lon, use.accuracy_m or 0.0),
    ):
        if lat is not None and lon is not None:
            away = distance_m(lat, lon, use.station_lat, use.station_lon)
            if away > FAR_M + unsure:
                return Contradiction("place", sign, away)
    return None


def _day(at: int, zone: str) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(ZoneInfo(zone)).date()
