"""The photo gate: what it takes, what it refuses, and what it makes."""

import io
import struct

import pytest
from PIL import Image, ImageCms

from app.domain import evidence
from app.domain.evidence import PhotoFacts, PhotoKind, Size
from app.media import photos
from tests import pictures

CORNERS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}
UPRIGHT = ["red", "lime", "blue", "yellow"]


def develop(data: bytes) -> tuple[PhotoFacts, dict[Size, bytes]]:
    """The facts and every size, by all the ways that lead there."""
    facts, made = photos.inspect(data), photos.every_size(data)
    assert photos.derivatives(data, "screen")["screen"] == made["screen"]
    for size in photos.ALL_SIZES:
        made[size] = photos.derive(data, size)
    return facts, made


def open_clean(data: bytes) -> Image.Image:
    """A derivative, after checking that it is a plain JPEG which holds nothing but pixels."""
    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    image.load()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not image.getexif()
    assert segments(data) <= {0xC0, 0xC4, 0xDB, 0xE0}
    assert data.endswith(b"\xff\xd9")
    return image


def segments(data: bytes) -> set[int]:
    """The markers of a JPEG up to its first scan."""
    found, at = set(), 2
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return found


def corners(image: Image.Image) -> list[str]:
    """The nearest named colour of each corner, clockwise from the top left."""
    width, height = image.size
    spots = ((8, 8), (width - 9, 8), (width - 9, height - 9), (8, height - 9))
    return [min(CORNERS, key=lambda name: distance(CORNERS[name], image.getpixel(spot))) for spot in spots]


def distance(one: object, other: object) -> int:
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("kind", "encoder"),
    [
        (PhotoKind.JPEG, "JPEG"),
        (PhotoKind.PNG, "PNG"),
        (PhotoKind.WEBP, "WEBP"),
        (PhotoKind.HEIC, "HEIF"),
        (PhotoKind.AVIF, "AVIF"),
    ],
)
def test_each_of_the_five_kinds_is_taken_and_derived(kind: PhotoKind, encoder: str) -> None:
    data = pictures.encode(pictures.scene(2000, 1500), encoder)
    facts, made = develop(data)
    assert (facts.kind, facts.width, facts.height, facts.bytes) == (kind, 2000, 1500, len(data))
    assert facts.mime == {"HEIF": "image/heic"}.get(encoder, f"image/{encoder.lower()}")
    assert open_clean(made["screen"]).size == (1600, 1200)
    assert open_clean(made["thumb"]).size == (320, 240)
    assert corners(open_clean(made["thumb"])) == UPRIGHT


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
    facts, made = develop(data)
    assert (facts.orientation, facts.width, facts.height) == (orientation, 400, 300)
    assert open_clean(made["screen"]).size == (400, 300)
    assert corners(open_clean(made["thumb"])) == UPRIGHT


def test_what_is_dear_to_decode_is_derived_in_all_sizes_at_once() -> None:
    assert set(photos.derivatives(pictures.encode(pictures.scene()), "thumb")) == {"thumb"}
    assert set(photos.derivatives(pictures.encode(pictures.scene(), "HEIF"), "thumb")) == {"screen", "thumb"}


def test_a_heic_under_the_name_of_its_family_is_a_heic() -> None:
    data = pictures.encode(pictures.scene(), "HEIF")
    assert data[8:12] == b"heic"
    assert b"heic" in data[16:32]
    assert photos.inspect(data[:8] + b"mif1" + data[12:]).kind is PhotoKind.HEIC


def test_a_jpeg_with_further_pictures_in_it_is_its_first_picture() -> None:
    data = pictures.encode(pictures.scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300))])
    facts, made = develop(data)
    assert facts.kind is PhotoKind.JPEG
    assert corners(open_clean(made["screen"])) == UPRIGHT


def test_a_heic_that_says_how_it_lies_is_turned_once() -> None:
    lying = pictures.scene().transpose(Image.Transpose.ROTATE_90)
    data = pictures.encode(lying, "HEIF", exif=pictures.exif(orientation=6).tobytes())
    assert b"irot" in data  # HEIC keeps the turn beside the pixels; its EXIF only repeats it
    facts, made = develop(data)
    assert (facts.width, facts.height) == (400, 300)
    assert corners(open_clean(made["screen"])) == UPRIGHT


def test_nothing_that_the_camera_wrote_is_in_what_is_served() -> None:
    data = pictures.phone_photo()
    assert b"rahasia" in data
    for size in photos.ALL_SIZES:
        served = photos.derive(data, size)
        open_clean(served)
        assert b"rahasia" not in served
        assert b"Maju" not in served
        assert b"Exif" not in served


def test_small_pictures_are_never_enlarged() -> None:
    made = develop(pictures.encode(pictures.scene(90, 60)))[1]
    assert {open_clean(picture).size for picture in made.values()} == {(90, 60)}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_colour_mode_becomes_a_picture(mode: str) -> None:
    image = Image.new("I;16", (40, 30), 65535) if mode == "I;16" else Image.new("RGB", (40, 30), "white").convert(mode)
    picture = open_clean(photos.derive(pictures.encode(image, "JPEG" if mode == "CMYK" else "PNG"), "thumb"))
    assert distance(picture.getpixel((20, 15)), (255, 255, 255)) < 12


def test_what_is_transparent_is_shown_on_white() -> None:
    hidden = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    for encoder in ("PNG", "WEBP"):
        picture = open_clean(photos.derive(pictures.encode(hidden, encoder, **lossless(encoder)), "thumb"))
        assert distance(picture.getpixel((20, 15)), (255, 255, 255)) < 12


def lossless(encoder: str) -> dict[str, bool]:
    return {"lossless": True, "exact": True} if encoder == "WEBP" else {}


def test_colours_of_a_profile_survive_without_the_profile() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, lab, b"no profile at all"):  # the last two do not fit the picture and are passed over
        data = pictures.encode(pictures.scene(), icc_profile=profile)
        assert corners(open_clean(photos.derive(data, "screen"))) == UPRIGHT


REFUSED = {
    "nothing": (b"", "photo_not_accepted"),
    "a gif": (pictures.encode(pictures.scene(), "GIF"), "photo_not_accepted"),
    "a bmp": (pictures.encode(pictures.scene(), "BMP"), "photo_not_accepted"),
    "a tiff": (pictures.encode(pictures.scene(), "TIFF"), "photo_not_accepted"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "photo_not_accepted"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "photo_not_accepted"),
    "only the beginning of a paper": (b"%PDF-1.7\n", "document_broken"),
    "only the beginning of an avif": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "photo_broken"),
    "a moving avif": (b"\0\0\0\x1cftypavis\0\0\0\0avismif1miaf", "photo_not_accepted"),
    "a moving avif under a wider name": (b"\0\0\0\x1cftypmif1\0\0\0\0avifavismiaf", "photo_not_accepted"),
    "a film": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "photo_not_accepted"),
    "a moving png": (
        pictures.encode(pictures.scene(), "PNG", save_all=True, append_images=[pictures.scene().rotate(9)]),
        "photo_not_accepted",
    ),
    "a moving webp": (
        pictures.encode(pictures.scene(), "WEBP", save_all=True, append_images=[pictures.scene().rotate(9)]),
        "photo_not_accepted",
    ),
    "51 megapixels of png": (pictures.png_header(8500, 6000), "photo_too_many_pixels"),
    "51 megapixels of jpeg": (pictures.jpeg_header(8500, 6000), "photo_too_many_pixels"),
    "a bomb": (pictures.png_header(2**31 - 1, 2**31 - 1), "photo_too_many_pixels"),
    "one endless row": (pictures.png_header(40_000, 1), "photo_too_many_pixels"),
    "a header without pixels": (pictures.png_header(500, 500), "photo_broken"),
    "only the beginning of a jpeg": (b"\xff\xd8\xff", "photo_broken"),
    "only the beginning of a heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo_broken"),
    "only the beginning of a webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "photo_broken"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_fit_photo_is_refused_with_its_code(what: str) -> None:
    data, code = REFUSED[what]
    with pytest.raises(evidence.PhotoRefused) as refusal:
        photos.inspect(data)
    assert refusal.value.code == code
    assert evidence.MESSAGES[code]


@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_picture_cut_off_is_refused_wherever_it_was_cut(encoder: str) -> None:
    data = pictures.encode(pictures.scene(640, 480).effect_spread(20), encoder)
    for percent in (5, 30, 60, 90, 99):
        with pytest.raises(evidence.PhotoRefused):
            photos.inspect(data[: len(data) * percent // 100])


def test_a_png_whose_pixels_were_damaged_is_refused() -> None:
    data = bytearray(pictures.encode(pictures.scene(), "PNG"))
    data[data.index(b"IDAT") + 20] ^= 0xFF
    with pytest.raises(evidence.PhotoBroken):
        photos.inspect(bytes(data))


def test_fifteen_megabytes_are_taken_and_one_byte_more_is_not() -> None:
    photo = pictures.encode(pictures.scene())
    largest = photo + b"\0" * (evidence.MAX_BYTES - len(photo))
    assert photos.inspect(largest).bytes == 15 * 1024 * 1024
    with pytest.raises(evidence.PhotoTooLarge):
        photos.inspect(largest + b"\0")


def test_fifty_megapixels_are_taken() -> None:
    data = pictures.encode(Image.new("L", (10_000, 5_000)))
    assert photos.inspect(data).width == 10_000


def test_a_name_decides_nothing_because_none_is_asked_for() -> None:
    png_called_jpg = pictures.encode(pictures.scene(), "PNG")
    assert photos.inspect(png_called_jpg).kind is PhotoKind.PNG


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7 %%EOF"])
@pytest.mark.parametrize("encoder", ["JPEG", "PNG"])
def test_a_second_format_behind_the_picture_never_reaches_a_browser(encoder: str, tail: bytes) -> None:
    data = pictures.encode(pictures.scene(), encoder) + tail
    for size in photos.ALL_SIZES:
        served = photos.derive(data, size)
        open_clean(served)
        assert tail not in served


def test_a_script_inside_the_picture_never_reaches_a_browser() -> None:
    script = "<script>alert(1)</script>"
    for data in (pictures.text_png(script), pictures.encode(pictures.scene(), comment=script.encode())):
        assert b"script" in data
        assert b"script" not in photos.derive(data, "screen")


def test_every_refusal_has_its_message() -> None:
    kinds = [*evidence.PhotoRefused.__subclasses__(), evidence.PhotoOffset, evidence.GateBusy, evidence.StorageFull]
    assert {kind.code for kind in kinds} <= set(evidence.MESSAGES)
