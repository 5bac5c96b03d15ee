"""Pictures that the tests draw for themselves, as phones would make them and as nobody should."""

import io
import struct
import zlib
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageDraw, ImageFilter, ImageFont, PngImagePlugin

pillow_heif.register_heif_opener(thumbnails=False)

Base, Gps = ExifTags.Base, ExifTags.GPS
TUBAN: dict[int, Any] = {
    Gps.GPSLatitudeRef: "S",
    Gps.GPSLatitude: (6.0, 53.0, 51.36),
    Gps.GPSLongitudeRef: "E",
    Gps.GPSLongitude: (112.0, 2.0, 57.12),
}


def scene(width: int = 400, height: int = 300) -> Image.Image:
    """A picture whose four corners differ: red, green, blue, yellow, clockwise from the top left."""
    image = Image.new("RGB", (width, height), "grey")
    draw = ImageDraw.Draw(image)
    x, y = width // 4, height // 4
    for box, colour in (
        ((0, 0, x, y), "red"),
        ((width - x, 0, width, y), "lime"),
        ((width - x, height - y, width, height), "blue"),
        ((0, height - y, x, height), "yellow"),
    ):
        draw.rectangle(box, fill=colour)
    return image


FACE, PLATE = (0.13, 0.2, 0.22, 0.33), (0.625, 0.67, 0.225, 0.1)  # left, top, width, height in shares of the picture


def bystander() -> Image.Image:
    """480 by 360 pixels with a drawn face at FACE, which a detector takes for a real one, and a plate at PLATE."""
    image = Image.new("RGB", (480, 360), (120, 120, 120))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 240, 480, 360), fill=(80, 80, 80))
    draw.rectangle((260, 180, 460, 312), fill=(30, 30, 34))
    image.paste(_plate().resize((108, 38), Image.Resampling.LANCZOS), (300, 240))
    image.paste(_face().resize((144, 144), Image.Resampling.LANCZOS), (48, 60))
    return image


def _face() -> Image.Image:
    face = Image.new("RGB", (400, 400), (150, 150, 150))
    draw = ImageDraw.Draw(face)
    skin, shade, dark = (205,) * 3, (140,) * 3, (60,) * 3
    draw.ellipse((90, 20, 310, 390), fill=skin)
    draw.pieslice((80, 5, 320, 260), 180, 360, fill=dark)
    draw.ellipse((105, 70, 295, 300), fill=skin)
    for x in (150, 250):
        draw.ellipse((x - 42, 150, x + 42, 205), fill=shade)
        draw.rectangle((x - 38, 140, x + 38, 152), fill=dark)
        draw.ellipse((x - 24, 166, x + 24, 192), fill=dark)
    draw.ellipse((178, 240, 222, 262), fill=shade)
    draw.ellipse((150, 286, 250, 318), fill=(110,) * 3)
    return face.filter(ImageFilter.GaussianBlur(7))


def _plate() -> Image.Image:
    plate = Image.new("RGB", (430, 150), (235, 235, 235))
    draw = ImageDraw.Draw(plate)
    draw.rounded_rectangle((0, 0, 429, 149), 12, outline=(20, 20, 20), width=4)
    for text, y, size in (("S 1234 HT", 60, 84), ("11 27", 128, 26)):
        draw.text(
            (215, y), text, font=ImageFont.load_default(size), fill=(20, 20, 20), anchor="mm", stroke_width=size // 28
        )
    return plate


def exif(
    *,
    orientation: int | None = None,
    main: dict[int, Any] | None = None,
    photo: dict[int, Any] | None = None,
    gps: dict[int, Any] | None = None,
) -> Image.Exif:
    """EXIF with the tags given."""
    made = Image.Exif()
    made.update(main or {})
    if orientation is not None:
        made[Base.Orientation] = orientation
    if photo:
        made.get_ifd(ExifTags.IFD.Exif).update(photo)
    if gps:
        made.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return made


def encode(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture in one of the kinds; HEIF stands for HEIC."""
    out = io.BytesIO()
    if kind == "AVIF":
        options.setdefault("speed", 10)
    image.save(out, kind, **options)
    return out.getvalue()


def phone_photo(width: int = 400, height: int = 300) -> bytes:
    """A JPEG with all that a phone writes: time, zone, place, camera, a comment and XMP."""
    return encode(
        scene(width, height),
        exif=exif(
            main={Base.Make: "Maju", Base.Model: "Maju Foto 5"},
            photo={Base.DateTimeOriginal: "2026:11:22 09:30:05", Base.OffsetTimeOriginal: "+07:00"},
            gps=TUBAN,
        ),
        comment=b"rahasia",
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>rahasia</x:xmpmeta>",
    )


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be this large and holds almost nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def jpeg_header(width: int, height: int) -> bytes:
    """A small JPEG whose header was changed to claim another size."""
    data = encode(scene(64, 64))
    at = data.index(b"\xff\xc0")
    return data[: at + 5] + struct.pack(">HH", height, width) + data[at + 9 :]


def text_png(text: str) -> bytes:
    """A PNG that carries text beside its pixels."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", text)
    return encode(scene(), "PNG", pnginfo=info)


def camera_photo(width: int = 2600, height: int = 1950) -> bytes:
    """A large, grainy JPEG of a phone that lay on its side: its stored pixels are to be turned by 90 degrees."""
    grain = Image.effect_noise((width, height), 40).convert("RGB")
    return encode(
        Image.blend(scene(width, height), grain, 0.25),
        exif=exif(
            orientation=6,
            main={Base.Make: "Maju", Base.Model: "Maju Foto 5"},
            photo={
                Base.DateTimeOriginal: "2026:11:22 09:30:05",
                Base.OffsetTimeOriginal: "+07:00",
                Base.ExifImageWidth: width,
                Base.ExifImageHeight: height,
                Base.MakerNote: b"maju" * 4000,
            },
            gps={**TUBAN, Gps.GPSImgDirection: 123.5},
        ),
        quality=90,
    )
