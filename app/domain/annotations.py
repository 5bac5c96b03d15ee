"""What may be drawn upon a picture: arrows, circles and blurs, as a layer beside it. Rules: docs/evidence.md.

Lengths are whole ten-thousandths of the upright picture's width and height, so that a layer fits every size of it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.domain.errors import Conflict, Invalid, Refused

WHOLE = 10_000
SMALLEST = 60  # of a side; what is smaller was a slip of the finger
MOST_SHAPES = 40
MOST_PROPOSED = 12  # of a machine's proposals, those with the most votes; more would not be looked at one by one
ROOM = {"face": (0.15, 0.25), "plate": (0.10, 0.20)}  # added at each side, in shares: hair and chin, a plate's frame


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a detector takes for a face or a plate: a box in the pixels it looked at, and how many hits lay in it."""

    what: str
    x: int
    y: int
    w: int
    h: int
    votes: int


class LayerMoved(Conflict):
    """Somebody else drew on the picture meanwhile."""

    code = "layer_moved"


class DetectorMissing(Refused):
    """Nothing on this server looks for faces and plates."""

    code = "detector_missing"


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


def proposals(found: Iterable[Found], width: int, height: int, standing: Sequence[Shape]) -> tuple[Shape, ...]:
    """Blurs to propose for what was found in a picture of this size, from left to right.

    Of boxes that mostly lie in one another the largest counts; what a standing blur hides already is left out.
    """
    hidden, kept = list(blurs(standing)), list[tuple[int, Shape]]()
    for one in sorted(found, key=lambda one: -one.w * one.h):
        shape = _with_room(one, width, height)
        if _is_large_enough(shape) and not any(_covers_half(other, shape) for other in hidden):
            hidden.append(shape)
            kept.append((one.votes, shape))
    kept.sort(key=lambda pair: -pair[0])
    most = min(MOST_PROPOSED, max(0, MOST_SHAPES - len(standing)))
    return tuple(sorted((shape for _, shape in kept[:most]), key=lambda shape: (shape.x, shape.y)))


def _with_room(one: Found, width: int, height: int) -> Shape:
    across, down = ROOM[one.what]
    left, right = (one.x - one.w * across) / width, (one.x + one.w * (1 + across)) / width
    top, bottom = (one.y - one.h * down) / height, (one.y + one.h * (1 + down)) / height
    x, y, to_x, to_y = (round(WHOLE * min(1, max(0, share))) for share in (left, top, right, bottom))
    return Shape(ShapeKind.BLUR, x, y, to_x - x, to_y - y)


def _covers_half(larger: Shape, shape: Shape) -> bool:
    across = min(larger.x + larger.w, shape.x + shape.w) - max(larger.x, shape.x)
    down = min(larger.y + larger.h, shape.y + shape.h) - max(larger.y, shape.y)
    return across > 0 and down > 0 and 2 * across * down >= shape.w * shape.h


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
