"""Grey pictures compared: sketches of their parts, and the close look at two of them.

Works on grey pixels that the decoder's cage handed out; decodes nothing itself.
"""

from dataclasses import dataclass
from functools import cached_property

from PIL import Image

from app.domain import likeness
from app.domain.likeness import ASKED, KEPT, LOOK, SIDE, Box, Candidate, Question, Sketch, Turn
from app.media.photos import Grey

_COARSE = 24
_MOVED = 0.03  # of the picture: edges so far apart were cut or framed
_STEPS = (0.03, 0.015, 0.0075)


@dataclass(frozen=True)
class Looked:
    """One photo's grey picture, with what is needed to compare it."""

    grey: Grey

    @cached_property
    def image(self) -> Image.Image:
        """The same pixels."""
        return Image.frombytes("L", (self.grey.width, self.grey.height), self.grey.pixels)

    @cached_property
    def frames(self) -> list[Box]:
        """The whole picture and what is inside of a frame around it."""
        return likeness.frames(self.grey.pixels, self.grey.width, self.grey.height)

    @property
    def is_flat(self) -> bool:
        """Whether it shows too little to be compared: a wall, a hand before the lens."""
        return likeness.deviation(self.grey.pixels) < likeness.FLAT

    def kept(self) -> list[Sketch]:
        """The sketches to keep: of each frame its parts in the order of KEPT."""
        return [likeness.settled(self.sketch(part.inside(frame))) for frame in self.frames for part in KEPT]

    def questions(self) -> list[Question]:
        """The sketches to ask with."""
        return [
            Question(number, part, sketch)
            for number, frame in enumerate(self.frames)
            for part in ASKED
            for sketch in likeness.likely(self.sketch(part.inside(frame)))
        ]

    def sketch(self, box: Box) -> Sketch:
        """The sketch of a part as it lies."""
        return likeness.sketch(pixels(self.image, box, SIDE))


def pixels(image: Image.Image, box: Box, side: int) -> list[float]:
    """A part squeezed into a square, row by row."""
    wide, high = image.size
    edges = (box.left * wide, box.top * high, box.right * wide, box.bottom * high)
    square = image.resize((side, side), Image.Resampling.BILINEAR, box=edges)
    return [float(value) for value in square.tobytes()]


@dataclass(frozen=True, slots=True)
class Match:
    """How far two pictures agree, from 0 to 1, and the signs of what was done to one of them."""

    share: float
    signs: tuple[str, ...]


def compare(asked: Looked, kept: Looked, candidate: Candidate) -> Match:
    """The close look at two pictures where the candidate says that they coincide.

    The place is found more exactly first: each edge is moved a little as long as that helps.
    """
    if candidate.kept.frame >= len(kept.frames):
        return Match(0.0, ())
    part = candidate.kept.box.inside(kept.frames[candidate.kept.frame])
    turn = _between(kept.sketch(part), candidate.question.sketch.turn)
    image = turned(asked.image, turn)
    box = _turned_box(candidate.question.part.inside(asked.frames[candidate.question.frame]), turn)
    box = _closest(image, box, pixels(kept.image, part, _COARSE))
    share = likeness.agreement(pixels(image, box, LOOK), pixels(kept.image, part, LOOK))
    return Match(share, _signs(turn, box, part))


def _signs(turn: Turn, asked: Box, kept: Box) -> tuple[str, ...]:
    """'mirrored' or 'turned', and 'cut' when one shows more than the other."""
    signs = []
    if turn.is_mirror:
        signs.append("mirrored")
    elif turn != likeness.UPRIGHT:
        signs.append("turned")
    sides = ((asked.left, kept.left), (asked.top, kept.top), (asked.right, kept.right), (asked.bottom, kept.bottom))
    if max(abs(one - other) for one, other in sides) > _MOVED:
        signs.append("cut")
    return tuple(signs)


def _between(kept: Sketch, asked: Turn) -> Turn:
    """The turn that brings the photo asked about to lie as the kept one does."""
    settled = likeness.settled(kept).turn
    return next(turn for turn in likeness.TURNS if _same_turn(turn, settled, asked))


def _same_turn(turn: Turn, then: Turn, asked: Turn) -> bool:
    probe = (1.0, 2.0)
    return all(_moved(_moved(point, turn), then) == _moved(point, asked) for point in (probe, (-3.0, 5.0)))


def _moved(point: tuple[float, float], turn: Turn) -> tuple[float, float]:
    x, y = point
    if turn.transposed:
        x, y = y, x
    return -x if turn.mirrored else x, -y if turn.flipped else y


def turned(image: Image.Image, turn: Turn) -> Image.Image:
    """The picture after the turn."""
    for is_done, how in (
        (turn.transposed, Image.Transpose.TRANSPOSE),
        (turn.mirrored, Image.Transpose.FLIP_LEFT_RIGHT),
        (turn.flipped, Image.Transpose.FLIP_TOP_BOTTOM),
    ):
        if is_done:
            image = image.transpose(how)
    return image


def _turned_box(box: Box, turn: Turn) -> Box:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    if turn.transposed:
        left, top, right, bottom = top, left, bottom, right
    if turn.mirrored:
        left, right = 1 - right, 1 - left
    if turn.flipped:
        top, bottom = 1 - bottom, 1 - top
    return Box(left, top, right, bottom)


def _closest(image: Image.Image, box: Box, target: list[float]) -> Box:
    """The part near `box` that is most like the target."""
    edges = [box.left, box.top, box.right, box.bottom]
    best = likeness.correlation(pixels(image, Box(*edges), _COARSE), target)
    for step in _STEPS:
        has_moved = True
        while has_moved:
            has_moved = False
            for edge, by in ((edge, by) for edge in range(4) for by in (-step, step)):
                tried = list(edges)
                tried[edge] = min(1.0, max(0.0, tried[edge] + by))
                if tried == edges or tried[2] - tried[0] < 0.1 or tried[3] - tried[1] < 0.1:
                    continue
                alike = likeness.correlation(pixels(image, Box(*tried), _COARSE), target)
                if alike > best + 1e-4:
                    edges, best, has_moved = tried, alike, True
    return Box(*edges)
