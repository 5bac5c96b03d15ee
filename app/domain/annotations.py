"""What may be drawn upon a picture: arrows, circles and blurs, as a layer beside it. Rules: docs/evidence.md.

Lengths are whole ten-thousandths of the upright picture's width and height, so that a layer fits every size of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.domain.errors import Conflict, Invalid

WHOLE = 10_000
SMALLEST = 60  # of a side; what is smaller was a slip of the finger
MOST_SHAPES = 40


class ShapeKind(StrEnum):
    """The three things that can be drawn."""

    ARROW = "arrow"
    CIRCLE = "circle"
    BLUR = "blur"


@dataclass(frozen=True, slots=True)
class Shape:
    """One drawn thing: a box by its corner and its sides; an arrow runs from the corner, its sides may be negative."""

    kind: ShapeKind
    x: int
    y: int
    w: int
    h: int


class LayerMoved(Conflict):
    """Somebody else drew on the picture meanwhile."""

    code = "layer_moved"


def parse(text: str) -> tuple[Shape, ...]:
    """The shapes in a page's JSON. Raises Invalid with 'shapes' and one of: unreadable, too_many, bad_shape."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid({"shapes": "unreadable"}) from None
    if not isinstance(found, list):
        raise Invalid({"shapes": "unreadable"})
    if len(found) > MOST_SHAPES:
        raise Invalid({"shapes": "too_many"})
    return tuple(_shape(one) for one in found)


def canonical(shapes: Iterable[Shape]) -> str:
    """The one spelling of a layer."""
    return json.dumps([asdict(shape) for shape in shapes], sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """SHA-256 of a layer's one spelling, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def blurs(shapes: Iterable[Shape]) -> tuple[Shape, ...]:
    """The blurs among them."""
    return tuple(shape for shape in shapes if shape.kind is ShapeKind.BLUR)


def shared(own: Sequence[Shape], of_same_bytes: Iterable[Shape]) -> tuple[Shape, ...]:
    """What is burned into a picture that leaves the house: its own layer, and every blur of any use of the same bytes.

    Blurs come first, so that an arrow that points at one stays sharp.
    """
    hidden = dict.fromkeys((*blurs(own), *blurs(of_same_bytes)))
    return (*hidden, *(shape for shape in own if shape.kind is not ShapeKind.BLUR))


def _shape(one: object) -> Shape:
    if not isinstance(one, Mapping) or set(one) != {"kind", "x", "y", "w", "h"} or one["kind"] not in tuple(ShapeKind):
        raise Invalid({"shapes": "bad_shape"})
    numbers = [one[name] for name in ("x", "y", "w", "h")]
    if not all(isinstance(number, int) and not isinstance(number, bool) for number in numbers):
        raise Invalid({"shapes": "bad_shape"})
    shape = Shape(ShapeKind(one["kind"]), *numbers)
    if not _is_inside(shape) or not _is_large_enough(shape):
        raise Invalid({"shapes": "bad_shape"})
    return shape


def _is_inside(shape: Shape) -> bool:
    if shape.kind is not ShapeKind.ARROW and (shape.w < 0 or shape.h < 0):
        return False
    ends = (shape.x, shape.y, shape.x + shape.w, shape.y + shape.h)
    return all(0 <= end <= WHOLE for end in ends)


def _is_large_enough(shape: Shape) -> bool:
    if shape.kind is ShapeKind.ARROW:
        return max(abs(shape.w), abs(shape.h)) >= SMALLEST
    return min(shape.w, shape.h) >= SMALLEST
