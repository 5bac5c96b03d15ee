"""A layer as SVG draws it over the picture: shapes in the picture's own pixels."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.annotations import WHOLE, Shape, ShapeKind


@dataclass(frozen=True, slots=True)
class Drawn:
    """One shape in pixels: a box, and for an arrow its shaft's end and its head's three corners."""

    kind: str
    x: float
    y: float
    w: float
    h: float
    neck: tuple[float, float] = (0.0, 0.0)
    head: str = ""


def drawn(shapes: Iterable[Shape], width: int, height: int) -> list[Drawn]:
    """The shapes over a picture of this size, as `media/decoder.py` burns them in."""
    thick = stroke(width, height)
    return [_drawn(shape, width, height, thick) for shape in shapes]


def stroke(width: int, height: int) -> float:
    """How thick a line is, in the picture's pixels."""
    return max(3.0, max(width, height) / 200)


def _drawn(shape: Shape, width: int, height: int, thick: float) -> Drawn:
    x, y, w, h = (
        round(number * side / WHOLE, 1)
        for number, side in zip((shape.x, shape.y, shape.w, shape.h), (width, height, width, height), strict=True)
    )
    if shape.kind is not ShapeKind.ARROW:
        return Drawn(shape.kind, x, y, w, h)
    length = math.hypot(w, h) or 1.0
    along = (w / length, h / length)
    head = min(length, 5 * thick)
    tip = (x + w, y + h)
    back = (tip[0] - along[0] * head, tip[1] - along[1] * head)
    side = (-along[1] * head / 2, along[0] * head / 2)
    corners = (tip, (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1]))
    neck = (round(tip[0] - along[0] * head * 0.8, 1), round(tip[1] - along[1] * head * 0.8, 1))
    return Drawn(shape.kind, x, y, w, h, neck, " ".join(f"{a:.1f},{b:.1f}" for a, b in corners))
