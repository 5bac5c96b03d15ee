"""When two photos are the same picture: hashes that survive turning, mirroring, cutting and saving again.

A photo's grey picture is described by the signs of its lowest frequencies (`Sketch`). Two of its parts are kept, all
of it and its middle; a photo that is asked about is described in many parts, each cut a little differently, so that
one of them meets a kept one wherever a picture was cut. Why this way: docs/decisions/0032-radar-hashes.md.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import product
from operator import mul
from typing import NamedTuple

SIDE = 16  # of the square that a part is squeezed into, in pixels
BITS = 54
BAND_BITS = 20
BANDS = 4
MOST_APART = 9  # bits by which two sketches of the same part may differ
MOST_PLAIN_PROBES = 900  # more are not doubled: a lookup stays within its time
MOST_CANDIDATES = 24  # looked at closely; the nearest ones
FLAT = 5.0  # standard deviation of grey below which a picture shows too little to be compared

_FREQUENCIES = 10
_BASIS = [[math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in range(_FREQUENCIES)]
_LOWEST = sorted(
    ((u, v) for u in range(_FREQUENCIES) for v in range(_FREQUENCIES) if 0 < u + v < _FREQUENCIES),
    key=lambda pair: (pair[0] + pair[1], abs(pair[0] - pair[1]), pair),
)[:BITS]
# shuffled, so that every stretch of bits has its share of the low, steady frequencies and of the high ones
COEFFICIENTS = [_LOWEST[place * 23 % BITS] for place in range(BITS)]
SHIFTS = [band * (BITS - BAND_BITS) // (BANDS - 1) for band in range(BANDS)]
_MASK = (1 << BAND_BITS) - 1
_UNSURE_SIGN = 0.2  # of the sketch's usual strength: below it both signs are tried
_UNSURE_SIDE = 0.12
_FLIPS = 1  # the weakest bit of a band is tried the other way round too


@dataclass(frozen=True, slots=True)
class Turn:
    """How a picture lies against another: mirrored along its diagonal, then left to right, then top to bottom."""

    transposed: bool = False
    mirrored: bool = False
    flipped: bool = False

    @property
    def is_mirror(self) -> bool:
        """Whether turning alone can't undo it."""
        return (self.transposed + self.mirrored + self.flipped) % 2 == 1


TURNS = [Turn(*which) for which in product((False, True), repeat=3)]
UPRIGHT = TURNS[0]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, as shares of its width and height from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """Its share of the whole picture."""
        return (self.right - self.left) * (self.bottom - self.top)

    def inside(self, outer: "Box") -> "Box":
        """The same part of `outer` instead of the whole."""
        width, height = outer.right - outer.left, outer.bottom - outer.top
        return Box(
            outer.left + self.left * width,
            outer.top + self.top * height,
            outer.left + self.right * width,
            outer.top + self.bottom * height,
        )


WHOLE = Box(0, 0, 1, 1)
MIDDLE = Box(0.1, 0.1, 0.9, 0.9)
KEPT = (WHOLE, MIDDLE)  # the parts whose sketches are kept
_STEPS = (0.0, 0.05, 0.1)
ASKED = tuple(  # the parts that a photo is asked about with
    Box(left, top, 1 - right, 1 - bottom) for left, right, top, bottom in product(_STEPS, repeat=4)
)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The low frequencies of one part of a picture, in the order of COEFFICIENTS, as one of its turns has them.

    `hash` has one bit for each: whether it is positive.
    """

    turn: Turn
    values: tuple[float, ...]
    hash: int

    def index_keys(self) -> list[int]:
        """The index keys of its bands, as they are kept."""
        return [band << BAND_BITS | self.hash >> shift & _MASK for band, shift in enumerate(SHIFTS)]

    def probes(self) -> Iterator[int]:
        """The index keys to ask with: of each band as it is, and with its weakest bit the other way round."""
        strengths = list(map(abs, self.values))
        for key, shift in zip(self.index_keys(), SHIFTS, strict=True):
            yield key
            for bit in nsmallest(_FLIPS, range(shift, shift + BAND_BITS), key=strengths.__getitem__):
                yield key ^ 1 << bit - shift


def _sketch(turn: Turn, values: Iterable[float]) -> Sketch:
    kept = tuple(values)
    return Sketch(turn, kept, sum(bit for bit, value in zip(_BIT, kept, strict=True) if value > 0))


_BIT = [1 << place for place in range(BITS)]


def sketch(pixels: Sequence[float]) -> Sketch:
    """The sketch of SIDE x SIDE grey pixels, row by row, as they lie."""
    rows = [pixels[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    along = [[sum(map(mul, row, wave)) for row in rows] for wave in _BASIS]
    return _sketch(UPRIGHT, [sum(map(mul, along[u], _BASIS[v])) for u, v in COEFFICIENTS])


_PLACE = {pair: place for place, pair in enumerate(COEFFICIENTS)}
_SWAPPED = [_PLACE[v, u] for u, v in COEFFICIENTS]
_WIDE = [place for place, (u, v) in enumerate(COEFFICIENTS) if u > v]


def _signs(turn: Turn) -> list[int]:
    """What the turn does to each frequency: those that are odd along a side change sign when that side is turned."""
    return [(-1) ** (u * turn.mirrored + v * turn.flipped) for u, v in COEFFICIENTS]


_TURNED = {turn: (_SWAPPED if turn.transposed else list(range(BITS)), _signs(turn)) for turn in TURNS}


def turned(upright: Sketch, turn: Turn) -> Sketch:
    """The sketch that the picture would have after the turn."""
    places, signs = _TURNED[turn]
    return _sketch(turn, map(mul, map(upright.values.__getitem__, places), signs))


def settled(upright: Sketch) -> Sketch:
    """The one of the eight turns that is kept: brighter on its left and its top, busier from left to right."""
    return turned(upright, Turn(*(choice[0] for choice in _leanings(upright, unsure=0))))


def likely(upright: Sketch) -> list[Sketch]:
    """The turns that may be the kept one, when the picture was changed a little: mostly one or two of the eight."""
    return [turned(upright, Turn(*turn)) for turn in product(*_leanings(upright, unsure=1))]


def _leanings(upright: Sketch, *, unsure: float) -> tuple[tuple[bool, ...], ...]:
    """Whether to transpose, mirror and flip so that the picture leans as kept ones do; both where that is unsure."""
    values = upright.values
    strength = math.sqrt(sum(value * value for value in values) / BITS) or 1.0
    wide = sum(abs(values[place]) for place in _WIDE)
    tall = sum(abs(values[_SWAPPED[place]]) for place in _WIDE)
    swap = _leaning(wide - tall, unsure * _UNSURE_SIDE * (wide + tall))
    across, down = values[_PLACE[1, 0]], values[_PLACE[0, 1]]
    bound = unsure * _UNSURE_SIGN * strength
    if len(swap) == 1 and swap[0]:
        across, down = down, across
    mirror, flip = _leaning(across, bound), _leaning(down, bound)
    if len(swap) == 2 and mirror != flip:  # either way round, the pair of signs belongs to other sides
        mirror = flip = (False, True)
    return swap, mirror, flip


def _leaning(value: float, bound: float) -> tuple[bool, ...]:
    return (False, True) if abs(value) < bound else (value < 0,)


@dataclass(frozen=True, slots=True)
class Question:
    """One part of a photo, as it is asked about: the frame it lies in, the part of it, and its sketch."""

    frame: int
    part: Box
    sketch: Sketch


class Kept(NamedTuple):
    """One row of the index: its key, the sketch's hash, which photo, and which frame and part of it."""

    key: int
    bits: int
    photo_id: int
    part: int

    @property
    def frame(self) -> int:
        """Which of the photo's frames."""
        return self.part // len(KEPT)

    @property
    def box(self) -> Box:
        """Which part of that frame."""
        return KEPT[self.part % len(KEPT)]


def probes(questions: Iterable[Question]) -> set[int]:
    """The index keys to ask with; without the weakest bits turned over when a photo raises many questions by itself."""
    asked = list(questions)
    plain = {key for question in asked for key in question.sketch.index_keys()}
    if len(plain) > MOST_PLAIN_PROBES:
        return plain
    return {key for question in asked for key in question.sketch.probes()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A kept photo that may be the one asked about, how far apart they are, and where they may coincide."""

    apart: int
    kept: Kept
    question: Question


def candidates(questions: Sequence[Question], found: Iterable[Kept]) -> list[Candidate]:
    """The photos among the rows found that are near enough, each once, the nearest first."""
    by_key: dict[int, list[tuple[int, Question]]] = {}
    for question in questions:
        hashed = question.sketch.hash
        for key in question.sketch.probes():
            by_key.setdefault(key, []).append((hashed, question))
    best: dict[int, Candidate] = {}
    for row in found:
        for hashed, question in by_key.get(row.key, ()):
            apart = (hashed ^ row.bits).bit_count()
            known = best.get(row.photo_id)
            if apart <= MOST_APART and (known is None or apart < known.apart):
                best[row.photo_id] = Candidate(apart, row, question)
    return sorted(best.values(), key=lambda candidate: candidate.apart)[:MOST_CANDIDATES]


# --- frames: what of a picture is the picture, when it was photographed off a screen


_GREYS = bytes(value >> 3 for value in range(256))
_PLAIN = 0.84  # of a line's pixels are one grey: nothing of a photo
_LEAST_SIDE = 0.12  # of the whole
_LEAST_AREA = 0.05
_SAME = 0.02
_MOST_FRAMES = 3
_CUTS = 6  # rows and columns by turns: what is cut off one way shows what is plain the other way
_MOSTLY = 0.75  # of a margin's lines are plain


def frames(pixels: bytes, width: int, height: int) -> list[Box]:
    """The whole picture, and what is inside of bars, margins or a window around it, if anything is.

    What is inside is found in three ways, because none is always right: margins of one grey taken off, and the longest
    run of lines that show something, rows first or columns first.
    """
    canvas = _Canvas(pixels.translate(_GREYS), width, height)
    found = [WHOLE]
    for box in (canvas.peeled(), canvas.busiest(rows_first=True), canvas.busiest(rows_first=False)):
        is_enough = min(box.right - box.left, box.bottom - box.top) >= _LEAST_SIDE
        if is_enough and box.area >= _LEAST_AREA and all(_differ(box, other) for other in found):
            found.append(box)
    return found[:_MOST_FRAMES]


def _differ(one: Box, other: Box) -> bool:
    sides = ((one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom))
    return max(abs(a - b) for a, b in sides) > _SAME


@dataclass(frozen=True, slots=True)
class _Canvas:
    """A picture in 32 greys, cut down from its edges."""

    greys: bytes
    width: int
    height: int

    def rows(self, left: int, top: int, right: int, bottom: int) -> list[bytes]:
        return [self.greys[y * self.width + left : y * self.width + right] for y in range(top, bottom)]

    def columns(self, left: int, top: int, right: int, bottom: int) -> list[bytes]:
        return [self.greys[top * self.width + x : bottom * self.width : self.width] for x in range(left, right)]

    def peeled(self) -> Box:
        """Without the lines at each edge that are plain and as grey as the edges of the whole."""
        everything = (0, 0, self.width, self.height)
        edges = {
            _main_grey(lines[place])[0]
            for lines in (self.rows(*everything), self.columns(*everything))
            for place in (0, -1)
        }
        return self._cut(lambda lines: _without_margins(lines, edges), rows_first=True)

    def busiest(self, *, rows_first: bool) -> Box:
        """The longest run of rows, and of columns, that show something."""
        return self._cut(_longest_run, rows_first=rows_first)

    def _cut(self, span: Callable[[Sequence[bytes]], tuple[int, int]], *, rows_first: bool) -> Box:
        left, top, right, bottom = 0, 0, self.width, self.height
        for turn in range(_CUTS):
            if (turn % 2 == 0) is rows_first:
                first, end = span(self.rows(left, top, right, bottom))
                top, bottom = top + first, top + end
            else:
                first, end = span(self.columns(left, top, right, bottom))
                left, right = left + first, left + end
        return Box(left / self.width, top / self.height, right / self.width, bottom / self.height)


def _without_margins(lines: Sequence[bytes], edges: Collection[int]) -> tuple[int, int]:
    first = _margin(lines, edges)
    return first, max(first + 1, len(lines) - _margin(lines[::-1], edges))


def _margin(lines: Sequence[bytes], edges: Collection[int]) -> int:
    """How many lines belong to the margin; a few of them may carry signs, like the clock of a phone."""
    plain = end = 0
    for place, line in enumerate(lines[:-1]):
        grey, share = _main_grey(line)
        if share >= _PLAIN and any(abs(grey - edge) <= 1 for edge in edges):
            plain += 1
            if plain >= _MOSTLY * (place + 1):
                end = place + 1
    return end


def _longest_run(lines: Sequence[bytes]) -> tuple[int, int]:
    busy = [place for place, line in enumerate(lines) if _main_grey(line)[1] < _PLAIN]
    if not busy:
        return 0, len(lines)
    runs = [[busy[0], busy[0]]]
    for place in busy[1:]:
        if place - runs[-1][1] <= 2:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    first, last = max(runs, key=lambda run: run[1] - run[0])
    return first, last + 1


def _main_grey(line: bytes) -> tuple[int, float]:
    """The commonest grey of a line, and the share of its pixels that have it or one beside it."""
    counts = [0] * 34
    for value in set(line):
        counts[value + 1] = line.count(value)
    most = max(range(1, 33), key=counts.__getitem__)
    return most, (counts[most - 1] + counts[most] + counts[most + 1]) / len(line)


# --- the close look: two parts brought to the same size and compared block by block


BLOCK = 8
LOOK = 48  # pixels a side of what is compared
SAME = 0.8  # of the blocks that show something must agree
_BLOCK_AGREES = 0.7
_TEXTURE = 0.2  # of the picture's own standard deviation, from which a block shows something
_LEAST_TEXTURE, _MOST_TEXTURE = 1.5, 4.0
_FEW_BLOCKS = 6


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """From -1 to 1: how alike two pictures of the same size are, whatever their brightness and contrast."""
    size = len(one)
    mean, other_mean = sum(one) / size, sum(other) / size
    spread = sum(map(mul, one, one)) / size - mean * mean
    other_spread = sum(map(mul, other, other)) / size - other_mean * other_mean
    if spread < 1e-6 or other_spread < 1e-6:
        return 0.0
    shared: float = sum(map(mul, one, other)) / size - mean * other_mean
    return shared / math.sqrt(spread * other_spread)


def agreement(one: Sequence[float], other: Sequence[float]) -> float:
    """From 0 to 1: the share of blocks that agree, of those that show something; LOOK x LOOK grey pixels each.

    A picture of the same room on another day agrees in its walls only; a picture used again agrees nearly everywhere.
    0 where too little shows anything.
    """
    agreeing = telling = 0
    enough = min(_MOST_TEXTURE, max(_LEAST_TEXTURE, _TEXTURE * deviation(other)))
    for top, left in product(range(0, LOOK, BLOCK), repeat=2):
        rows = range(top * LOOK + left, (top + BLOCK) * LOOK + left, LOOK)
        block = [value for row in rows for value in one[row : row + BLOCK]]
        against = [value for row in rows for value in other[row : row + BLOCK]]
        if max(deviation(block), deviation(against)) >= enough:
            telling += 1
            agreeing += correlation(block, against) >= _BLOCK_AGREES
    return agreeing / telling if telling >= _FEW_BLOCKS else 0.0


def deviation(values: Sequence[float]) -> float:
    """The standard deviation."""
    mean = sum(values) / len(values)
    return math.sqrt(max(0.0, sum(map(mul, values, values)) / len(values) - mean * mean))
