"""Odd pictures at the gate, a case each: taken and shown rightly, or refused with the right reason; never believed."""

import struct
import zlib
from typing import Any

import pytest
from PIL import ExifTags, Image

from app.domain import evidence
from app.media import photos
from tests.pictures import TUBAN, Base, Gps, encode, exif, scene
from tests.unit.test_photos import UPRIGHT, corners, open_clean

GPS = ExifTags.IFD.GPSInfo


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_of_sixteen_bits() -> bytes:
    """The corners of `scene` in RGB with 16 bits a channel, which Pillow cannot write."""
    rows = b""
    pixels = scene(64, 48).tobytes()
    for y in range(48):
        row = pixels[y * 192 : (y + 1) * 192]
        rows += b"\0" + b"".join(bytes((value, value)) for value in row)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 48, 16, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def with_segments(many: int) -> bytes:
    """A JPEG with that many full comments before its picture."""
    data = encode(scene())
    return data[:2] + (b"\xff\xfe\xff\xff" + b"x" * 65533) * many + data[2:]


def with_another_thumbnail() -> bytes:
    """A JPEG whose EXIF holds a small picture of something else: all pink."""
    small = encode(Image.new("RGB", (160, 120), "magenta"))
    entries = ((0x0103, 3, 1, 6 << 16), (0x0201, 4, 1, 56), (0x0202, 4, 1, len(small)))
    first = struct.pack(">H", 0) + struct.pack(">I", 14)
    second = struct.pack(">H", 3) + b"".join(struct.pack(">HHII", *entry) for entry in entries) + struct.pack(">I", 0)
    tiff = b"MM\0*\0\0\0\x08" + first + second
    assert len(tiff) == 56
    return encode(scene(), exif=b"Exif\0\0" + tiff + small)


SHOWN = {
    "of 16 bits a colour": png_of_sixteen_bits,
    "with a palette": lambda: encode(scene().quantize(16), "PNG"),
    "with a palette and a transparent colour": lambda: encode(scene().quantize(16), "PNG", transparency=b"\xff" * 16),
    "in progressive order": lambda: encode(scene(), progressive=True),
    "for printing, in progressive order": lambda: encode(scene().convert("CMYK"), progressive=True, quality=95),
    "whose thumbnail shows something else": with_another_thumbnail,
    "with 3 MB of comments": lambda: with_segments(45),
    "in AVIF with transparency": lambda: encode(scene().convert("RGBA"), "AVIF"),
    "in HEIC with a thumbnail": lambda: encode(scene(), "HEIF", thumbnails=[64]),
}


@pytest.mark.parametrize("what", SHOWN)
def test_is_taken_and_shown_as_it_is(what: str) -> None:
    data = SHOWN[what]()
    facts, made = photos.inspect(data), photos.every_size(data)
    assert facts.bytes == len(data)
    for picture in made.values():
        assert corners(open_clean(picture)) == UPRIGHT


def moving_avif() -> bytes:
    data = encode(scene(64, 48), "AVIF", save_all=True, append_images=[scene(64, 48).rotate(90)])
    assert data[8:12] == b"avis"
    return data


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


REFUSED = {
    "moves in AVIF": (moving_avif, "photo_not_accepted"),
    "moves in AVIF and denies it": (lambda: moving_avif().replace(b"avis", b"avif", 1), "photo_not_accepted"),
    "claims a huge canvas in WebP": (
        lambda: riff(b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\xfe\x3f\0" * 2),
        "photo_too_many_pixels",
    ),
    "has more pixels than WebP may": (
        lambda: riff(b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + b"\x9f\x0f\0" + b"\xff\x0f\0"),
        "photo_too_many_pixels",
    ),
    "needs too much for its last pass": (
        lambda: wide(encode(scene(64, 64), progressive=True, subsampling=0), 7000, 6000),
        "photo_too_many_pixels",
    ),
    "unpacks a text of 8 MB": (
        lambda: (
            encode(scene(), "PNG")[:33]
            + chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 8_000_000, 1))
            + encode(scene(), "PNG")[33:]
        ),
        "photo_broken",
    ),
}


def wide(data: bytes, width: int, height: int) -> bytes:
    """A progressive JPEG whose header was changed to claim another size."""
    at = data.index(b"\xff\xc2")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


@pytest.mark.parametrize("what", REFUSED)
def test_is_refused_when_it(what: str) -> None:
    make, code = REFUSED[what]
    with pytest.raises(evidence.PhotoRefused) as refusal:
        photos.inspect(make())
    assert refusal.value.code == code


PLACES: dict[str, dict[int, Any]] = {
    "beyond the pole": {**TUBAN, Gps.GPSLatitude: (97.0, 0.0, 0.0)},
    "beyond the date line": {**TUBAN, Gps.GPSLongitude: (541.0, 0.0, 0.0)},
    "of infinite minutes": {**TUBAN, Gps.GPSLatitude: (6.0, float("inf"), 0.0)},
    "in no hemisphere": {**TUBAN, Gps.GPSLatitudeRef: "Q"},
    "at a pair of zeros": {**TUBAN, Gps.GPSLatitude: (0.0, 0.0, 0.0), Gps.GPSLongitude: (0.0, 0.0, 0.0)},
}


@pytest.mark.parametrize("where", PLACES)
def test_a_place_that_cannot_be_is_none_and_the_photo_is_taken(where: str) -> None:
    try:
        data = encode(scene(64, 48), exif=exif(gps=PLACES[where]))
    except (ValueError, OverflowError):  # a number that EXIF cannot hold cannot come
        return
    assert photos.inspect(data).position is None


def test_a_time_to_come_is_kept_as_the_claim_it_is_and_a_time_that_cannot_be_is_none() -> None:
    def taken(said: str) -> evidence.Capture | None:
        return photos.inspect(encode(scene(64, 48), exif=exif(photo={Base.DateTimeOriginal: said}))).taken

    future = taken("2099:01:02 03:04:05")
    assert future is not None and future.local == "2099-01-02T03:04:05"
    for said in (
        "2026:13:40 25:61:61",
        "9999:99:99 99:99:99",
        "0000:00:00 00:00:00",
        "besok",
        "\0\0\0",
        "1970:01:01 00:00:00",
    ):
        assert taken(said) is None


def test_tags_of_the_wrong_type_say_nothing() -> None:
    odd = exif(main={Base.Make: 5, Base.DateTime: 17}, photo={Base.DateTimeOriginal: 3.5})
    odd[Base.Orientation] = 99
    facts = photos.inspect(encode(scene(64, 48), exif=odd))
    assert (facts.orientation, facts.taken, facts.position) == (1, None, None)
    assert photos.inspect(encode(scene(64, 48), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")).taken is None


def test_an_exif_of_three_megabytes_is_read_for_what_matters() -> None:
    tags = exif(
        main={Base.Make: "Maju"},
        photo={Base.DateTimeOriginal: "2026:11:22 09:30:05", Base.MakerNote: b"maju" * 750_000},
    )
    facts = photos.inspect(encode(scene(64, 48), "PNG", exif=tags))
    assert facts.taken is not None and facts.taken.local == "2026-11-22T09:30:05"


def test_what_is_served_never_begins_or_ends_like_anything_but_a_picture() -> None:
    for tail in (b"<html><script>alert(1)</script>", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7\n%%EOF"):
        for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
            data = encode(scene(64, 48), kind) + tail
            for served in photos.every_size(data).values():
                assert tail[:8] not in served
                open_clean(served)
