"""What people do to a picture before they use it again; for measuring the radar, never for evidence."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageFont, ImageOps

Alteration = Callable[[Image.Image], Image.Image]
_TURN = Image.Transpose
_PHONE = (540, 1170)
_DESK = (1366, 768)


def alter(jpeg: bytes, name: str) -> bytes:
    """One of our own pictures, altered and saved again as a JPEG. Raises KeyError for an unknown name."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        changed = ALTERATIONS[name](image.convert("RGB"))
    out = io.BytesIO()
    changed.save(out, "JPEG", quality=QUALITY.get(name, 75))
    return out.getvalue()


def _resized(longest: int) -> Alteration:
    return lambda image: ImageOps.contain(image, (longest, longest))


def _turned(how: Image.Transpose) -> Alteration:
    return lambda image: image.transpose(how)


def _cut(left: float, top: float, right: float, bottom: float) -> Alteration:
    def cut(image: Image.Image) -> Image.Image:
        width, height = image.size
        return image.crop((int(width * left), int(height * top), int(width * (1 - right)), int(height * (1 - bottom))))

    return cut


def _framed(image: Image.Image) -> Image.Image:
    return ImageOps.expand(image, max(image.size) * 6 // 100, "white")


def _on_screen(size: tuple[int, int], ground: str, ink: str) -> Alteration:
    """Shown on a phone or a desk and photographed off it by a screenshot, with its bars and buttons."""

    def shown(image: Image.Image) -> Image.Image:
        width, height = size
        screen, small = Image.new("RGB", size, ground), ImageOps.contain(image, (width, height * 3 // 4))
        pen, unit = ImageDraw.Draw(screen), max(size) // 90
        screen.paste(small, ((width - small.width) // 2, (height - small.height) // 2))
        font = ImageFont.load_default(unit * 2)
        pen.text((unit * 2, unit), "09.41", font=font, fill=ink)
        pen.text((width - unit * 12, unit), "4G  87%", font=font, fill=ink)
        pen.text((unit * 2, unit * 5), "IMG_2026.jpg", font=font, fill=ink)
        for place in range(4):
            x, y = width * (2 * place + 1) // 8, height - unit * 5
            pen.ellipse((x - unit, y - unit, x + unit, y + unit), outline=ink, width=2)
        return screen

    return shown


def _stamped(image: Image.Image) -> Image.Image:
    image = image.copy()
    width, height = image.size
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 93 // 100, width, height), fill=(12, 20, 44))
    pen.text((width // 50, height * 94 // 100), "22-11-2026 09.30", font=ImageFont.load_default(height // 25))
    return image


ALTERATIONS: dict[str, Alteration] = {
    "saved again, quality 40": lambda image: image,
    "resized to 480": _resized(480),
    "turned by 90": _turned(_TURN.ROTATE_90),
    "turned by 180": _turned(_TURN.ROTATE_180),
    "turned by 270": _turned(_TURN.ROTATE_270),
    "mirrored": _turned(_TURN.FLIP_LEFT_RIGHT),
    "upside down and mirrored": _turned(_TURN.FLIP_TOP_BOTTOM),
    "mirrored and turned": _turned(_TURN.TRANSPOSE),
    "cut 10 % on the left": _cut(0.1, 0, 0, 0),
    "cut 10 % on top": _cut(0, 0.1, 0, 0),
    "cut 10 % at a corner": _cut(0, 0, 0.1, 0.1),
    "cut 5 % on each side": _cut(0.05, 0.05, 0.05, 0.05),
    "cut 10 % on each side": _cut(0.1, 0.1, 0.1, 0.1),
    "cut unevenly": _cut(0.03, 0.08, 0.07, 0.02),
    "white frame": _framed,
    "screenshot, dark phone": _on_screen(_PHONE, "black", "white"),
    "screenshot, light phone": _on_screen(_PHONE, "#f6f6f6", "black"),
    "screenshot, desk": _on_screen(_DESK, "#e4e6ea", "black"),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "without colour": lambda image: ImageOps.grayscale(image).convert("RGB"),
    "date stamped on it": _stamped,
    "cut 10 %, mirrored, quality 50": lambda image: ImageOps.mirror(_cut(0.1, 0.1, 0.1, 0.1)(image)),
    "screenshot of a part": lambda image: _on_screen(_PHONE, "black", "white")(_cut(0.05, 0.05, 0.05, 0.05)(image)),
}
QUALITY = {"saved again, quality 40": 40, "cut 10 %, mirrored, quality 50": 50}
