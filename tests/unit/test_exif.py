"""What a photo says about itself is read where it makes sense, and passed over where it does not."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags

from app.domain.evidence import Capture, PhotoFacts, Position
from app.media import exif, photos
from tests import pictures

Base, Gps = ExifTags.Base, ExifTags.GPS
NINE_THIRTY = 1_795_339_805_000  # 2026-11-22 09:30:05, as if it were UTC


def facts(kind: str = "JPEG", **tags: Any) -> PhotoFacts:
    return photos.inspect(pictures.encode(pictures.scene(80, 60), kind, exif=pictures.exif(**tags)))


def taken(**tags: Any) -> Capture:
    capture = facts(**tags).taken
    assert capture
    return capture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_time_place_and_camera_are_read_from_every_kind(kind: str) -> None:
    read = facts(
        kind,
        main={Base.Make: "Maju", Base.Model: "Maju Foto 5"},
        photo={Base.DateTimeOriginal: "2026:11:22 09:30:05", Base.OffsetTimeOriginal: "+07:00"},
        gps=pictures.TUBAN | {Gps.GPSHPositioningError: 4.7, Gps.GPSImgDirection: 271.25},
    )
    assert read.taken == Capture("2026-11-22T09:30:05", NINE_THIRTY, 420, "DateTimeOriginal", "camera")
    assert read.position == Position(-6.8976, 112.0492, accuracy_m=4.7, direction=271.2)
    assert read.camera == "Maju Foto 5"


def test_a_picture_that_says_nothing_gives_nothing() -> None:
    read = photos.inspect(pictures.encode(pictures.scene(80, 60)))
    assert (read.taken, read.position, read.camera, read.orientation) == (None, None, "", 1)


def test_the_moment_of_the_shutter_goes_before_later_times() -> None:
    times = {
        Base.DateTimeOriginal: "2026:11:22 09:30:05",
        Base.DateTimeDigitized: "2026:11:23 10:00:00",
    }
    changed = {Base.DateTime: "2026:11:24 11:00:00"}
    assert taken(main=changed, photo=times).source == "DateTimeOriginal"
    del times[Base.DateTimeOriginal]
    assert taken(main=changed, photo=times).source == "DateTimeDigitized"
    assert taken(main=changed).local == "2026-11-24T11:00:00"


@pytest.mark.parametrize(
    "nonsense",
    [
        "0000:00:00 00:00:00",
        "    :  :     :  :  ",
        "2026:13:40 09:30:05",
        "1970:01:01 00:00:00",
        "kemarin",
        "\0",
        "2026",
    ],
)
def test_a_time_that_cannot_be_is_none(nonsense: str) -> None:
    assert facts(photo={Base.DateTimeOriginal: nonsense}).taken is None


def test_the_zone_comes_from_the_camera_else_from_the_satellites_else_it_is_unknown() -> None:
    photo = {Base.DateTimeOriginal: "2026:11:22 09:30:05"}
    satellites = {Gps.GPSDateStamp: "2026:11:22", Gps.GPSTimeStamp: (2.0, 28.0, 40.0)}
    assert taken(photo=photo).offset_minutes is None
    by_satellites = taken(photo=photo, gps=satellites)
    assert (by_satellites.offset_minutes, by_satellites.offset_source) == (420, "gps")
    by_camera = taken(photo=photo | {Base.OffsetTimeOriginal: "+09:00"}, gps=satellites)
    assert (by_camera.offset_minutes, by_camera.offset_source) == (540, "camera")


def test_two_clocks_that_no_zone_explains_leave_the_zone_unknown() -> None:
    satellites = {Gps.GPSDateStamp: "2026:11:22", Gps.GPSTimeStamp: (2.0, 22.0, 0.0)}
    assert taken(photo={Base.DateTimeOriginal: "2026:11:22 09:30:05"}, gps=satellites).offset_minutes is None


def test_satellites_alone_tell_the_time_in_utc() -> None:
    capture = taken(gps={Gps.GPSDateStamp: "2026:11:22", Gps.GPSTimeStamp: (2.0, 30.0, 5.0)})
    assert (capture.local, capture.offset_minutes, capture.source) == ("2026-11-22T02:30:05", 0, "GPS")


def test_the_assumed_zone_serves_only_where_the_file_has_none() -> None:
    unknown = Capture("2026-11-22T09:30:05", NINE_THIRTY, None, "DateTime", "")
    told = Capture("2026-11-22T09:30:05", NINE_THIRTY, 540, "DateTime", "camera")
    assert unknown.at(assumed_offset_minutes=420) == NINE_THIRTY - 7 * 3_600_000
    assert told.at(assumed_offset_minutes=420) == NINE_THIRTY - 9 * 3_600_000


def gps(lat: Any, lon: Any, ns: str = "S", ew: str = "E") -> dict[int, Any]:
    return {Gps.GPSLatitudeRef: ns, Gps.GPSLatitude: lat, Gps.GPSLongitudeRef: ew, Gps.GPSLongitude: lon}


def test_a_pair_of_zeros_is_no_place() -> None:
    assert facts(gps=gps((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))).position is None


def test_the_equator_is_a_place() -> None:
    assert facts(gps=gps((0.0, 0.0, 0.0), (109.0, 19.0, 48.0))).position == Position(0.0, 109.33)


@pytest.mark.parametrize(
    "impossible",
    [
        gps((96.0, 0.0, 0.0), (112.0, 0.0, 0.0)),
        gps((6.0, 0.0, 0.0), (181.0, 0.0, 0.0)),
        gps((6.0, 0.0, 0.0), (112.0, 0.0, 0.0), ns="X"),
        gps((6.0, 0.0, 0.0), (112.0, 0.0, 0.0), ew=""),
        {Gps.GPSLatitudeRef: "S", Gps.GPSLatitude: (6.0, 0.0, 0.0)},
    ],
)
def test_a_place_that_cannot_be_is_none(impossible: dict[int, Any]) -> None:
    assert facts(gps=impossible).position is None


def test_a_fraction_without_a_denominator_is_no_number() -> None:
    tags = {"lat_ref": "S", "lat": [[6, 1], [1, 0], [0, 1]], "lon_ref": "E", "lon": [[112, 1], [0, 1], [0, 1]]}
    assert exif.position(tags) is None


def test_a_camera_is_named_without_padding_control_signs_or_its_maker_twice() -> None:
    assert exif.camera({"make": "SAMSUNG\0\0", "model": "samsung SM-A155F \0\x07junk"}) == "samsung SM-A155F"
    assert exif.camera({"make": "Apple", "model": "iPhone\n13"}) == "Apple iPhone 13"
    assert exif.camera({"make": "<script>", "model": "x" * 500}) == "<script> " + "x" * 91
    assert exif.camera({"make": ["Apple"], "model": 13}) == ""


def test_an_orientation_that_makes_no_sense_is_upright() -> None:
    for orientation in (0, 9, 77):
        assert facts(orientation=orientation).orientation == 1


single = st.none() | st.text(max_size=30) | st.integers(-(2**70), 2**70) | st.floats()
raw = single | st.lists(single | st.lists(single | st.lists(single, max_size=2), max_size=3), max_size=4)
names = [name for group in ("lat", "lon") for name in (group, f"{group}_ref")]
names += [
    "original",
    "original_offset",
    "digitized",
    "changed",
    "time",
    "date",
    "accuracy",
    "direction",
    "make",
    "model",
]


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(names), raw))
def test_no_tag_whatever_it_holds_breaks_the_reading(tags: dict[str, Any]) -> None:
    exif.capture(tags)
    exif.camera(tags)
    place = exif.position(tags)
    assert place is None or (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)


@settings(max_examples=200, deadline=None)
@given(
    st.from_regex(r"(19|20)\d\d:[01]\d:[0-3]\d [012]\d:[0-6]\d:[0-6]\d", fullmatch=True),
    st.from_regex(r"[+-][012]\d:[0-6]\d", fullmatch=True),
)
def test_every_time_that_is_read_has_an_offset_of_this_world(time: str, offset: str) -> None:
    capture = exif.capture({"original": time, "original_offset": offset})
    if capture:
        assert capture.local.replace("T", " ").replace("-", ":")[:16] == time[:16]
        assert capture.offset_minutes is None or abs(capture.offset_minutes) <= 14 * 60


def test_a_damaged_exif_does_not_spoil_the_picture() -> None:
    for damage in (b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 60):
        data = pictures.encode(pictures.scene(80, 60))
        segment = b"\xff\xe1" + (len(damage) + 2).to_bytes(2) + damage
        assert photos.inspect(data[:2] + segment + data[2:]).width == 80
