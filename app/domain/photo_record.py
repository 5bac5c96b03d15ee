"""The record beside a picture: all that is known of it, each claim with who made it. Rules: docs/evidence.md.

Nothing here is judged: a far place or a strange hour is shown, and decides nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain import place
from app.domain.evidence import DOCUMENT_MIME


@dataclass(frozen=True, slots=True)
class Captured:
    """When a picture was taken, ms UTC, and who says so.

    `source` is 'exif' (the file's own tags), 'file' (the file's date on the phone) or 'phone' (the phone's clock when
    the picture was taken in the app). `zone` is where the zone of the hour comes from: 'camera', 'gps', 'phone', or
    'assumed' when nobody says it and the station's stands in.
    """

    at: int
    source: str
    zone: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture was taken, in degrees; `source` is 'phone' or 'file'."""

    lat: float
    lon: float
    source: str
    accuracy_m: float | None = None
    age_s: int | None = None  # how old the phone's fix was
    direction: float | None = None

    @property
    def text(self) -> str:
        """The point as people write it."""
        return place.point(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class PhotoRecord:
    """One use of a picture with everything that is kept beside it; bytes that are not here yet have no `size`."""

    id: int
    uid: str
    sha256: str
    item_code: str
    caption: str
    source: str  # 'camera', 'gallery' or ''
    phone_at: int | None  # when it was taken as the phone says, set right by its measured skew
    taken_from: str
    delay_s: int | None
    original_sha256: str | None
    original_size: int | None
    received_at: int  # what is said of it came
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    place_age_s: int | None
    withdrawn_at: int | None
    step_uid: str | None
    finding_uid: str | None
    finding_number: int | None
    person_id: int
    username: str
    person_name: str
    visit_id: int | None  # None for a response to a finding that came with a letter
    visit_uid: str
    visit_state: str
    visited_on: str
    lead_id: int | None
    checklist_version_id: int | None
    station_code: str
    station_name: str
    tz: str
    station_lat: float | None
    station_lon: float | None
    size: int | None
    mime: str | None
    width: int | None
    height: int | None
    taken_at: int | None
    taken_text: str | None
    taken_tag: str | None
    taken_offset: int | None
    offset_from: str | None
    file_lat: float | None
    file_lon: float | None
    file_accuracy_m: float | None
    direction: float | None
    camera: str | None
    pages: int | None  # of a document
    stored_at: int | None  # the bytes came
    destroyed_at: int | None
    may_see_original: bool
    may_see_plain: bool
    may_annotate: bool

    @property
    def is_here(self) -> bool:
        """Whether its bytes have come and are kept."""
        return self.size is not None and self.destroyed_at is None

    @property
    def is_picture(self) -> bool:
        """Whether they are a picture, to be drawn upon; a document is shown by its first page alone."""
        return self.is_here and str(self.mime).startswith("image/")

    @property
    def is_document(self) -> bool:
        """Whether it is read in pages, of which the first can be shown as a picture."""
        return self.is_here and self.mime == DOCUMENT_MIME

    @property
    def captured(self) -> Captured | None:
        """When it was taken, by the best claim there is; None when nobody says."""
        zone = self.offset_from or "assumed"
        if self.phone_at is not None:
            return Captured(self.phone_at, self.taken_from or "phone", zone if self.taken_from == "exif" else "phone")
        if self.taken_at is not None:
            return Captured(self.taken_at, "exif", zone)
        if self.taken_text:
            return Captured(_local(self.taken_text, self.tz), "exif", "assumed")
        return None

    @property
    def place(self) -> Place | None:
        """Where it was taken: the phone's own fix, else what the file says; None when neither knows."""
        if self.lat is not None and self.lon is not None:
            return Place(self.lat, self.lon, "phone", self.accuracy_m, self.place_age_s, self.direction)
        if self.file_lat is not None and self.file_lon is not None:
            return Place(self.file_lat, self.file_lon, "file", self.file_accuracy_m, None, self.direction)
        return None

    @property
    def distance_m(self) -> float | None:
        """Metres from the station's point; None when the station has none or the picture no place."""
        here = self.place
        if here is None or self.station_lat is None or self.station_lon is None:
            return None
        return place.distance_m(here.lat, here.lon, self.station_lat, self.station_lon)

    @property
    def cell(self) -> str:
        """The name of its cell in the visit's log."""
        return f"{self.item_code}.photo.{self.uid}"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two clocks when a picture was attached: what the phone's showed, and how far it was behind the server's."""

    phone_said: str  # as the phone wrote it
    skew_ms: int
    received_at: int


def _local(text: str, zone: str) -> int:
    """The camera's wall clock as milliseconds UTC, in the station's zone."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)
