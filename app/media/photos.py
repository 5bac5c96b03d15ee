"""The gate and its derivatives: bytes in, facts and clean pictures out. Rules: docs/evidence.md.

Each call decodes once, in a child process under limits (`decoder.py`). All of them raise a PhotoRefused for what can
never be evidence, and GateBusy when the same bytes may be tried again. A document's pictures are of its first page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.domain import evidence
from app.domain.annotations import Shape
from app.domain.evidence import PhotoFacts, PhotoKind, Size
from app.media import exif
from app.media.workers import Decoders

REFUSALS: dict[object, type[evidence.PhotoRefused]] = {
    kind.code: kind
    for kind in (
        evidence.PhotoTooManyPixels,
        evidence.PhotoNotAccepted,
        evidence.PhotoBroken,
        evidence.DocumentBroken,
        evidence.DocumentLocked,
        evidence.DocumentActive,
        evidence.DocumentTooLong,
    )
}
ALL_SIZES: tuple[Size, ...] = ("screen", "thumb")

DRAWING_SEGMENTS = frozenset({b"\xff\xc0", b"\xff\xc4", b"\xff\xdb", b"\xff\xdd", b"\xff\xe0"})  # frame, tables, JFIF

GREY_SIDE = 160  # pixels, of the longest side; enough to tell two photos apart
CPU_SECONDS = 10  # for one picture; 50 megapixels of HEIC take one or two

decoders = Decoders()
readers = Decoders("documents", most=1)  # documents are few


def inspect(data: bytes) -> PhotoFacts:
    """Judge a photo as received: all of it is decoded, but no finer than judging needs. The cheapest call."""
    return _develop(data, ())[0]


def derive(data: bytes, size: Size) -> bytes:
    """One upright JPEG made of pixels alone: no EXIF, XMP, profile, comment or embedded thumbnail."""
    return _develop(data, (size,))[1][size]


def derivatives(data: bytes, size: Size) -> dict[Size, bytes]:
    """`size`, and every size with it where decoding again would cost more than shrinking (all but JPEG)."""
    return _develop(data, (size,) if evidence.kind_of(data) is PhotoKind.JPEG else ALL_SIZES)[1]


def burned(data: bytes, shapes: Iterable[Shape]) -> dict[Size, bytes]:
    """Every size with a layer drawn into it for good: what may leave the house. Made from the original."""
    return _develop(data, ALL_SIZES, shapes=shapes)[1]


def every_size(data: bytes) -> dict[Size, bytes]:
    """All sizes at once."""
    return _develop(data, ALL_SIZES)[1]


@dataclass(frozen=True, slots=True)
class Grey:
    """A small grey picture: a byte for each pixel, row by row."""

    width: int
    height: int
    pixels: bytes


def grey(picture: bytes, side: int = GREY_SIDE) -> Grey:
    """The grey pixels of a derivative, `side` the longest at most, for whoever compares or looks."""
    job = {
        "kind": PhotoKind.JPEG,
        "sizes": {},
        "grey": side,
        "max_pixels": evidence.MAX_PIXELS,
        "max_side": evidence.MAX_SIDE,
        "cpu_seconds": CPU_SECONDS,
    }
    reply, made = decoders.ask(job, picture, 1)
    match reply.get("grey"), made:
        case [int(width), int(height)], [bytes(pixels)] if 0 < width <= side and len(pixels) == width * height:
            return Grey(width, height, pixels)
    raise evidence.PhotoBroken("the decoder's greys make no sense")


def preview(data: bytes) -> bytes:
    """A small picture sent ahead of a photo, drawn anew: nothing of the bytes that came is kept.

    Only a JPEG of few bytes and pixels passes. Raises as the others.
    """
    if len(data) > evidence.PREVIEW_BYTES:
        raise evidence.PhotoTooLarge(f"{len(data)} bytes", bytes=len(data), most=evidence.PREVIEW_BYTES)
    if evidence.kind_of(data) is not PhotoKind.JPEG:
        raise evidence.PhotoNotAccepted("a preview is a JPEG")
    return _develop(data, ("thumb",), most_side=evidence.PREVIEW_SIDE)[1]["thumb"]


def _develop(
    data: bytes, sizes: Iterable[Size], most_side: int = evidence.MAX_SIDE, shapes: Iterable[Shape] = ()
) -> tuple[PhotoFacts, dict[Size, bytes]]:
    if len(data) > evidence.MAX_BYTES:
        raise evidence.PhotoTooLarge(f"{len(data)} bytes", bytes=len(data), most=evidence.MAX_BYTES)
    kind = evidence.kind_of(data)
    if kind is None:
        raise evidence.PhotoNotAccepted("no accepted kind of picture begins like this")
    if kind.is_document:
        _judge_document(data)
    wanted = {size: evidence.SIZES[size] for size in sizes}
    job = {
        "kind": kind,
        "sizes": wanted,
        "max_pixels": kind.max_pixels,
        "max_side": most_side,
        "max_pages": evidence.MAX_PAGES,
        "cpu_seconds": CPU_SECONDS,
        "shapes": [[shape.kind, shape.x, shape.y, shape.w, shape.h] for shape in shapes],
    }
    broken = evidence.DocumentBroken if kind.is_document else evidence.PhotoBroken
    try:
        reply, made = (readers if kind.is_document else decoders).ask(job, data, len(wanted))
    except evidence.PhotoBroken as ended:
        raise broken(ended.detail) from ended
    if "refused" in reply:
        raise REFUSALS.get(reply["refused"], broken)(str(reply.get("detail", ""))[:100])
    if not all(_is_bare_jpeg(picture) for picture in made):
        raise broken("the decoder's picture is not a plain one")
    return _facts(kind, len(data), reply), dict(zip(wanted, made, strict=True))


def _judge_document(data: bytes) -> None:
    """What its bytes show before a reader sees them."""
    if not evidence.is_whole_document(data):
        raise evidence.DocumentBroken("no end")
    if evidence.says_that_it_runs(data):
        raise evidence.DocumentActive("names what runs")


def _is_bare_jpeg(picture: bytes) -> bool:
    """Whether it holds nothing but what draws it: no EXIF, XMP, profile, comment, and nothing behind its end."""
    if picture[:2] != b"\xff\xd8" or picture[-2:] != b"\xff\xd9":
        return False
    at = 2
    while picture[at : at + 2] in DRAWING_SEGMENTS:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4])
    return picture[at : at + 2] == b"\xff\xda"  # the scan itself, which runs to the end


def _facts(kind: PhotoKind, size: int, reply: dict[str, Any]) -> PhotoFacts:
    """The decoder's reply as facts; it has handled hostile bytes, so its numbers are checked too."""
    names = ("width", "height", "orientation", "tags", "pages")
    width, height, orientation, tags, pages = (reply.get(name) for name in names)
    match width, height, orientation, tags, pages:
        case int(), int(), int(), dict(), int() | None if (
            width > 0 and height > 0 and width * height <= evidence.MAX_PIXELS
        ):
            return PhotoFacts(
                kind=kind,
                bytes=size,
                width=width,
                height=height,
                orientation=orientation,
                taken=exif.capture(tags),
                position=exif.position(tags),
                camera=exif.camera(tags),
                pages=pages,
            )
    raise evidence.PhotoBroken("the decoder's answer makes no sense")
