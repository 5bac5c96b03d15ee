"""The scores of some quarters as a line with both marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from app.exports.charts import INDONESIAN, TOTAL_MARKS, Number, Words, exact, mark_text, value_text
from app.exports.svg import Pen, percent

HEIGHT = 208
TOP, BOTTOM = 14, 40  # pixels
ALL_NUMBERED = 4  # with more points every second number is left out, so that they never collide
LEFT, RIGHT, INSET = Fraction(10), Fraction(83), Fraction(6)  # percent


@dataclass(frozen=True)
class Point:
    """One stop of a trend: its name in full, the two lines under the axis, and the score or None."""

    name: str
    short: str
    year: str
    value: Number | None
    shown: str | None = None


def trend(
    points: Sequence[Point],
    *,
    marks: Sequence[Number] = TOTAL_MARKS,
    low: int | None = None,
    words: Words = INDONESIAN,
    standalone: bool = False,
) -> str:
    """The line chart; a quarter without a visit breaks the line.

    `low` is where the scale begins, a multiple of ten; left out, it lies below the lowest score.
    """
    if low is None:
        low = _low([exact(point.value) for point in points if point.value is not None])
    drawing = _Trend(Pen(standalone), points, [exact(mark) for mark in marks], low, words)
    parts = [drawing.pen.begin("trend", HEIGHT, _sentence(points, marks, words))]
    parts += drawing.ground() + drawing.steps()
    for index in range(len(points)):
        parts += drawing.stop(index)
    return "".join(parts) + "</svg>"


def _low(known: Sequence[Fraction]) -> int:
    lowest = min(known, default=Fraction(100))
    return min(50, max(0, 10 * int((lowest - 4) // 10)))


def _sentence(points: Sequence[Point], marks: Sequence[Number], words: Words) -> str:
    said = [
        words.trend_point.format(name=point.name, value=value_text(point.value, point.shown, marks, words))
        for point in points
    ]
    first, second = (mark_text(mark, words) for mark in marks)
    return words.trend.format(points=", ".join(said), first=first, second=second)


class _Trend:
    """The places of one line chart: x in percent of the width, y in pixels."""

    def __init__(self, pen: Pen, points: Sequence[Point], marks: Sequence[Fraction], low: int, words: Words) -> None:
        self.pen = pen
        self.points = points
        self.marks = marks
        self.low = low
        self.words = words

    def x(self, index: int) -> Fraction:
        """Where a point stands; the only one of a trend stands in the middle."""
        steps = len(self.points) - 1
        share = Fraction(index, steps) if steps else Fraction(1, 2)
        return LEFT + INSET + (RIGHT - LEFT - 2 * INSET) * share

    def y(self, value: Fraction) -> float:
        """How high a value stands."""
        share = (100 - max(value, Fraction(self.low))) / (100 - self.low)
        return round(float(TOP + (HEIGHT - TOP - BOTTOM) * share), 1)

    def ground(self) -> list[str]:
        """Bands above the marks, the scale, and the marks with their names."""
        top, second, first = self.y(Fraction(100)), self.y(self.marks[1]), self.y(self.marks[0])
        parts = [
            self._band(top, second, "band-high"),
            self._band(second, first, "band-low"),
        ]
        for value in range(self.low, 101, 10):
            y = self.y(Fraction(value))
            parts.append(self.pen.line(LEFT, y, RIGHT, y, "grid"))
            parts.append(self.pen.text(str(value), LEFT, y + 4.5, "axis", "end", -7))
        for name, y in (("WBK", first), ("WBBM", second)):
            parts.append(self.pen.line(LEFT, y, RIGHT, y, "mark"))
            parts.append(self.pen.text(name, RIGHT, y + 4.5, "label", dx=7))
        return parts

    def steps(self) -> list[str]:
        """The line between each two neighbours that both have a score."""
        spots = [
            None if point.value is None else (self.x(index), self.y(exact(point.value)))
            for index, point in enumerate(self.points)
        ]
        return [self.pen.line(*here, *after, "line") for here, after in pairwise(spots) if here and after]

    def stop(self, index: int) -> list[str]:
        """A point, its number, and its name under the axis."""
        point, x = self.points[index], self.x(index)
        parts = [self.pen.text(point.short, x, HEIGHT - 17, "axis", "middle")]
        if index == 0 or self.points[index - 1].year != point.year:
            parts.append(self.pen.text(point.year, x, HEIGHT - 2, "axis", "middle"))
        if point.value is None:
            return [*parts, self.pen.text("–", x, HEIGHT - BOTTOM - 6, "axis", "middle")]
        value, is_last = exact(point.value), index == len(self.points) - 1
        radius, paint = (6, "dot-last") if is_last else (4.5, "dot")
        y = self.y(value)
        parts.append(f'<circle cx="{percent(x)}" cy="{y:g}" r="{radius}" {self.pen.paint(paint)}/>')
        if len(self.points) <= ALL_NUMBERED or (len(self.points) - 1 - index) % 2 == 0:
            number = value_text(point.value, point.shown, self.marks, self.words)
            under = any(0 < mark - value < 6 for mark in self.marks)
            parts.append(
                self.pen.text(number, x, y + (21 if under else -12), "value-last" if is_last else "value", "middle")
            )
        return parts

    def _band(self, upper: float, lower: float, paint: str) -> str:
        width = percent(RIGHT - LEFT)
        return (
            f'<rect x="{percent(LEFT)}" y="{upper:g}" width="{width}" height="{lower - upper:g}" '
            f"{self.pen.paint(paint)}/>"
        )
