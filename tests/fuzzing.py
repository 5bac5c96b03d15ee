"""Drawn pictures and documents, damaged by chance: for the suite's short run and for `make fuzz`."""

import io
import random
from collections.abc import Callable
from functools import cache

from PIL import Image

from app.domain import evidence
from app.domain.errors import Refused
from app.media import photos
from tests import pictures
from tests.documents import paper, with_script

EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


@cache
def seeds() -> tuple[bytes, ...]:
    """One small file of every kind that is taken, and of the kinds' odder forms."""
    small = pictures.scene(64, 48)
    return (
        pictures.phone_photo(64, 48),
        pictures.encode(small, progressive=True),
        pictures.encode(small.convert("CMYK")),
        pictures.encode(small, "MPO", save_all=True, append_images=[small.rotate(90)]),
        pictures.encode(small, "PNG"),
        pictures.encode(small.quantize(8), "PNG"),
        pictures.text_png("keterangan"),
        pictures.encode(small, "WEBP"),
        pictures.encode(small.convert("RGBA"), "WEBP", lossless=True),
        pictures.encode(small, "HEIF"),
        pictures.encode(small, "AVIF"),
        paper(2),
        with_script(),
    )


def mutated(dice: random.Random) -> bytes:
    """A seed after one to four accidents."""
    data = bytearray(dice.choice(seeds()))
    for _ in range(dice.randint(1, 4)):
        dice.choice(ACCIDENTS)(data, dice)
    return bytes(data)


def verdict(data: bytes) -> str:
    """What the gate says: 'accepted', the code of the refusal, or 'decoder died'.

    Raises AssertionError when what would be served is not clean, and whatever got past the refusals.
    """
    try:
        photos.inspect(data)
        made = photos.every_size(data)
    except Refused as refusal:
        assert refusal.code in evidence.MESSAGES, refusal
        return "decoder died" if refusal.detail == "decoder_died" else refusal.code
    for picture in made.values():
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            image.load()
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert picture.endswith(b"\xff\xd9")
    return "accepted"


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 8)):
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _cut(data: bytearray, dice: random.Random) -> None:
    del data[dice.randint(0, len(data)) :]


def _lose(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    del data[at : at + dice.randint(1, 64)]


def _repeat(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    data[at:at] = data[at : at + dice.randint(1, 256)] * dice.randint(1, 20)


def _splice(data: bytearray, dice: random.Random) -> None:
    other = dice.choice(seeds())
    at = dice.randint(0, len(other))
    data[dice.randint(0, len(data)) :] = other[at:]


def _overstate(data: bytearray, dice: random.Random) -> None:
    """Put an extreme number where one may stand: lengths and sizes are such numbers."""
    width = dice.choice((1, 2, 4))
    number = dice.choice(EXTREMES) & (1 << 8 * width) - 1
    at = dice.randint(0, min(len(data), 2000))
    data[at : at + width] = number.to_bytes(width, dice.choice(("big", "little")))


ACCIDENTS: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _cut, _lose, _repeat, _splice, _overstate)
