"""Drawn pictures for the demo district: rooms, boards and papers that no camera ever saw."""

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 720)  # on which the rooms are drawn
TAKEN = (720, 540)  # what the pictures measure
Draw = ImageDraw.ImageDraw


def drawing(motif: str, seed: int) -> bytes:
    """A JPEG of one of MOTIFS; the same arguments give the same bytes.

    Raises KeyError for an unknown motif.
    """
    dice = random.Random(seed)  # noqa: S311  # decoration, not a secret
    wall = (200 + dice.randrange(40), 205 + dice.randrange(35), 200 + dice.randrange(40))
    picture = Image.new("RGB", SIZE, wall)
    draw = ImageDraw.Draw(picture)
    floor = 500 + dice.randrange(80)
    draw.rectangle((0, floor, *SIZE), fill=(150 + dice.randrange(30), 130, 110))
    for x in range(-40 + dice.randrange(40), SIZE[0], 120):  # tiles
        draw.line((x, floor, x - 160, SIZE[1]), fill=(120, 105, 90), width=3)
    draw.line((0, floor, SIZE[0], floor), fill=(90, 80, 70), width=8)
    _clutter(draw, dice, (-60, 20), (880, floor - 40))
    MOTIFS[motif](draw, dice)
    _clutter(draw, dice, (-60, 560), (880, 660))  # before the camera, where it hides little
    _clutter(draw, dice, (-80, 60), (60, 460))
    _clutter(draw, dice, (780, 60), (920, 460))
    out = io.BytesIO()
    _seen_from(picture, dice).save(out, "JPEG", quality=80)
    return out.getvalue()


def _clutter(draw: Draw, dice: random.Random, low: tuple[int, int], high: tuple[int, int]) -> None:
    """What stands about in a room, somewhere between two corners: posters, cupboards, boxes; no two rooms have the
    same."""
    for _thing in range(dice.randrange(2, 6)):
        x, y = dice.randrange(low[0], high[0]), dice.randrange(low[1], high[1])
        box = (x, y, x + dice.randrange(40, 190), y + dice.randrange(40, 200))
        shade = dice.randrange(70, 210)
        colour = (shade + dice.randrange(-40, 40), shade + dice.randrange(-30, 30), shade + dice.randrange(-40, 40))
        if dice.random() < 0.3:
            draw.ellipse(box, fill=colour, outline=(50, 50, 54), width=4)
            continue
        draw.rectangle(box, fill=colour, outline=(50, 50, 54), width=4)
        for line in range(box[1] + 34, box[3], dice.randrange(26, 90)):
            draw.line((box[0], line, box[2], line), fill=(60, 60, 64), width=3)


def _seen_from(picture: Image.Image, dice: random.Random) -> Image.Image:
    """The same room from where somebody stood: nearer or farther, from the left or the right."""
    wide, high = SIZE
    near = [dice.uniform(0, 0.2) for _edge in range(8)]
    corners = (
        (near[0] * wide, near[1] * high),
        (near[2] * wide, (1 - near[3]) * high),
        ((1 - near[4]) * wide, (1 - near[5]) * high),
        ((1 - near[6]) * wide, near[7] * high),
    )
    quad = tuple(number for corner in corners for number in corner)
    return picture.transform(TAKEN, Image.Transform.QUAD, quad, Image.Resampling.BILINEAR)


def _board(draw: Draw, dice: random.Random) -> None:
    left, top = 220 + dice.randrange(80), 90 + dice.randrange(40)
    draw.rectangle((left, top, left + 460, top + 330), fill=(110, 66, 36))
    draw.rectangle((left + 18, top + 18, left + 442, top + 312), fill=(250, 250, 244))
    draw.text((left + 230, top + 60), "MAKLUMAT PELAYANAN", font=_font(30), fill=(30, 40, 80), anchor="mm")
    for line in range(6):
        y = top + 110 + line * 28
        draw.rectangle((left + 60, y, left + 200 + dice.randrange(190), y + 7), fill=(90, 90, 100))
    draw.ellipse((left + 330, top + 240, left + 400, top + 300), outline=(40, 60, 150), width=5)


def _tariff(draw: Draw, dice: random.Random) -> None:
    left, top = 260 + dice.randrange(60), 80
    draw.rectangle((left, top, left + 420, top + 360), fill=(20, 52, 110))
    draw.text((left + 210, top + 46), "TARIF PNBP", font=_font(40), fill=(255, 220, 90), anchor="mm")
    for row, (name, price) in enumerate((("SKCK", "Rp30.000"), ("Surat kehilangan", "GRATIS"), ("Laporan", "GRATIS"))):
        y = top + 120 + row * 72
        draw.text((left + 30, y), name, font=_font(28), fill="white")
        draw.text((left + 390, y), price, font=_font(28), fill="white", anchor="ra")
        draw.line((left + 30, y + 46, left + 390, y + 46), fill=(90, 120, 180), width=2)


def _counter(draw: Draw, dice: random.Random) -> None:
    top = 330 + dice.randrange(30)
    draw.rectangle((90, top, 870, top + 230), fill=(120, 82, 48))
    draw.rectangle((70, top - 22, 890, top + 8), fill=(160, 116, 74))
    for number in range(3):
        left = 170 + number * 230
        draw.rectangle((left, top - 150, left + 150, top - 40), fill=(230, 240, 246), outline=(90, 100, 110), width=5)
        draw.text((left + 75, top - 96), f"LOKET {number + 1}", font=_font(28), fill=(30, 50, 90), anchor="mm")


def _chairs(draw: Draw, dice: random.Random) -> None:
    for number in range(5):
        left = 110 + number * 150 + dice.randrange(12)
        draw.rectangle((left, 330, left + 110, 450), fill=(40, 90, 150), outline=(20, 50, 90), width=4)
        draw.rectangle((left, 450, left + 110, 480), fill=(60, 110, 170))
        for leg in (left + 12, left + 90):
            draw.rectangle((leg, 480, leg + 10, 580), fill=(60, 60, 66))


def _camera(draw: Draw, dice: random.Random) -> None:
    x, y = 640 + dice.randrange(100), 120
    draw.rectangle((x - 20, 20, x, y), fill=(70, 70, 74))
    draw.rounded_rectangle((x - 120, y, x + 60, y + 84), 26, fill=(236, 238, 240), outline=(80, 84, 90), width=5)
    draw.ellipse((x - 118, y + 10, x - 54, y + 74), fill=(24, 26, 30))
    draw.ellipse((x - 98, y + 26, x - 74, y + 50), fill=(120, 30, 30))


def _paper(draw: Draw, dice: random.Random) -> None:
    draw.polygon(((250, 120), (690, 96), (720, 600), (276, 620)), fill=(252, 252, 250), outline=(150, 150, 150))
    draw.text((480, 168), "BUKU REGISTER", font=_font(32), fill=(40, 40, 50), anchor="mm")
    for row in range(11):
        y = 220 + row * 33
        draw.line((300, y, 680, y - 16), fill=(150, 160, 190), width=2)
        for column in range(4):
            x = 312 + column * 92
            draw.line((x, y - 12, x + 30 + dice.randrange(40), y - 13), fill=(40, 50, 110), width=4)


def _garden(draw: Draw, dice: random.Random) -> None:
    horizon, end = 240 + dice.randrange(160), 250 + dice.randrange(440)
    start = 180 + dice.randrange(560)
    draw.rectangle((0, 0, SIZE[0], horizon), fill=(170, 206, 236))
    draw.rectangle((0, horizon, SIZE[0], SIZE[1]), fill=(110, 150, 88))
    draw.polygon(((start - 210, 720), (end - 30, horizon), (end + 30, horizon), (start + 210, 720)), fill=(90, 92, 96))
    for tree in range(3 + dice.randrange(5)):
        x, y, wide = dice.randrange(960), horizon + dice.randrange(-40, 90), 40 + dice.randrange(90)
        draw.rectangle((x - 8, y, x + 8, y + wide), fill=(96, 70, 46))
        green = 80 + (tree * 37 + wide) % 70
        draw.ellipse((x - wide, y - wide, x + wide, y + wide // 3), fill=(50, green, 60), outline=(36, 70, 44), width=4)
    x = 150 + dice.randrange(640)
    draw.rectangle((x, 220, x + 14, 480), fill=(80, 80, 84))
    draw.regular_polygon((x + 7, 190, 70), 8, fill=(190, 30, 34), outline="white")
    draw.text((x + 7, 190), "STOP", font=_font(34), fill="white", anchor="mm")


def _ramp(draw: Draw, dice: random.Random) -> None:
    draw.rectangle((560, 120, 760, 520), fill=(96, 70, 50), outline=(60, 44, 32), width=8)
    draw.polygon(((100, 640), (560, 520), (760, 520), (760, 560), (120, 700)), fill=(176, 176, 180))
    rail = dice.randrange(20)
    draw.line((110, 520 + rail, 560, 400 + rail), fill=(210, 170, 30), width=14)
    for x in (140, 280, 420, 550):
        y = 520 + rail - (x - 110) * 120 // 450
        draw.line((x, y, x, y + 120), fill=(210, 170, 30), width=10)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


MOTIFS: dict[str, Callable[[Draw, random.Random], None]] = {
    "board": _board,
    "tariff": _tariff,
    "counter": _counter,
    "chairs": _chairs,
    "camera": _camera,
    "paper": _paper,
    "garden": _garden,
    "ramp": _ramp,
}
