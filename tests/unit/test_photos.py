"""The photo gate: what it takes, what it refuses, what it reads and what it makes."""

import io
import struct

import pytest
from PIL import Image

from app.domain.evidence import PhotoKind
from app.media import photos
from tests import pictures

CORNERS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}


def open_clean(data: bytes) -> Image.Image:
    """A derivative, after checking that it is a plain JPEG and holds nothing but pixels."""
    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    image.load()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()
    assert segments(data) <= {0xC0, 0xC4, 0xDA, 0xDB, 0xE0}
    assert data.endswith(b"\xff\xd9")
    return image


def segments(data: bytes) -> set[int]:
    """The markers of a JPEG up to its first scan."""
    found, at = set(), 2
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return found | {0xDA}


def corners(image: Image.Image) -> list[str]:
    """The nearest named colour of each corner, clockwise from the top left."""
    width, height = image.size
    spots = ((8, 8), (width - 9, 8), (width - 9, height - 9), (8, height - 9))
    return [
        min(
            CORNERS,
            key=lambda name: sum(abs(a - b) for a, b in zip(CORNERS[name], image.getpixel(spot), strict=True)),
        )
        for spot in spots
    ]


@pytest.mark.parametrize(
    ("kind", "encoder"),
    [(PhotoKind.JPEG, "JPEG"), (PhotoKind.PNG, "PNG"), (PhotoKind.WEBP, "WEBP"), (PhotoKind.HEIC, "HEIF")],
)
def test_each_of_the_four_kinds_is_taken_and_derived(kind: PhotoKind, encoder: str) -> None:
    data = pictures.encode(pictures.scene(2000, 1500), encoder)
    facts, made = photos.receive(data)
    assert (facts.kind, facts.width, facts.height, facts.bytes) == (kind, 2000, 1500, len(data))
    assert open_clean(made["screen"]).size == (1600, 1200)
    assert open_clean(made["thumb"]).size == (320, 240)
    assert corners(open_clean(made["thumb"])) == ["red", "lime", "blue", "yellow"]


@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_whatever_its_orientation(orientation: int, encoder: str) -> None:
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    lying = pictures.scene() if turned is None else pictures.scene().transpose(turned)
    data = pictures.encode(lying, encoder, exif=pictures.exif(orientation=orientation))
    facts, made = photos.receive(data)
    assert (facts.orientation, facts.width, facts.height) == (orientation, 400, 300)
    assert open_clean(made["screen"]).size == (400, 300)
    assert corners(open_clean(made["thumb"])) == ["red", "lime", "blue", "yellow"]
