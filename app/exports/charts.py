"""Charts as SVG text, the same drawing on a page and on paper; pure strings from numbers.

Rules shared by every chart:

- lengths run in percent of the drawing's width, so that type, ticks and corners never stretch;
- colours come from CSS classes (`chart-…`), or stand in the drawing as literals when `standalone` is asked for:
  then the drawing has its own size and fonts and needs no stylesheet;
- each drawing is one image with a whole sentence as its name; the caller passes the sentences in its language;
- a missing value (None) is drawn and said as not yet checked, never as zero;
- WBK and WBBM are yardsticks: the drawing says where they stand, never that one is reached.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from html import escape
from itertools import pairwise

from app.domain.exact import two_decimals
from app.exports.colors import COLORS

Number = Decimal | Fraction | int | str
"""An exact number; text has a dot ("72.25")."""

TOTAL_MARKS: tuple[Number, Number] = (75, 85)
AREA_MARKS: tuple[Number, Number] = (60, 75)
STRONG_AREA = Fraction(85)
NEAR_TOP = Fraction(5)
PAPER_WIDTH = 320
FONT = "Liberation Sans, Roboto, sans-serif"


@dataclass(frozen=True)
class Words:
    """The sentences of every chart, with named places; the defaults are the Indonesian of the papers."""

    ruler: str = "{label} {value} dari 100. Tanda WBK {first}, tanda WBBM {second}."
    ruler_unknown: str = "{label}: belum diperiksa. Tanda WBK {first}, tanda WBBM {second}."
    label: str = "Nilai kesiapan internal"
    bar: str = "{name}: {value} dari 100. Tanda WBK {first}, tanda WBBM {second}."
    bar_unknown: str = "{name}: belum diperiksa."
    previous: str = "Kunjungan lalu {value}."
    trend: str = "Perjalanan nilai kesiapan internal: {points}. Tanda WBK {first}, tanda WBBM {second}."
    trend_point: str = "{name} {value}"
    unknown: str = "belum diperiksa"
    progress: str = "{name}: {done} dari {all} butir terjawab"
    decimal_sign: str = ","


INDONESIAN = Words()


@dataclass(frozen=True)
class Point:
    """One stop of a trend: its name in full, the two lines under the axis, and the score or None."""

    name: str
    short: str
    year: str
    value: Number | None
    shown: str | None = None


def exact(value: Number) -> Fraction:
    """`value` as a Fraction; raises ValueError for text that is no number."""
    return Fraction(value)


def shown_text(value: Number, marks: Iterable[Number] = (), words: Words = INDONESIAN) -> str:
    """`value` for people: two decimals, half up, never up to a mark that it misses."""
    return two_decimals(exact(value), [exact(mark) for mark in marks]).replace(".", words.decimal_sign)


def level(value: Number | None, marks: Sequence[Number] = TOTAL_MARKS) -> int | None:
    """How deep the indigo is: 0 below the first mark, 3 at the second and above; None when there is no value.

    Level 2 begins five points below the second mark.
    """
    if value is None:
        return None
    number, first, second = exact(value), exact(marks[0]), exact(marks[1])
    if number < first:
        return 0
    if number >= second:
        return 3
    return 2 if number >= second - NEAR_TOP else 1


def area_level(percent: Number | None, marks: Sequence[Number] = AREA_MARKS) -> int | None:
    """The depth of one area's cell: 0 below the WBK mark, 1 from it, 2 from the WBBM mark, 3 from 85."""
    if percent is None:
        return None
    number = exact(percent)
    return sum(number >= step for step in (exact(marks[0]), exact(marks[1]), STRONG_AREA))


def ruler(
    value: Number | None,
    *,
    previous: Number | None = None,
    shown: str | None = None,
    marks: Sequence[Number] = TOTAL_MARKS,
    labels: bool = True,
    words: Words = INDONESIAN,
    standalone: bool = False,
) -> str:
    """The threshold ruler: one bar from 0 to 100, a tick at each mark, a yellow notch for the last visit.

    `shown` is the number as the scoring rule shows it, with a dot; left out, it is made by the same rule.
    """
    height, top = (44, 23) if labels else (22, 4)
    first, second = (_tidy(mark, words) for mark in marks)
    said = _spoken(words.ruler, words.ruler_unknown, value, shown, marks, words, label=words.label)
    said += _previously(previous, marks, words)
    parts = [_open("ruler", height, said, standalone), _bar(value, top, 14, level(value, marks), standalone)]
    parts += _notch(previous, top, 14, standalone)
    for mark in marks:
        parts.append(_tick(exact(mark), top - 5, 24, standalone))
    if labels:
        parts.append(_text(f"WBK {first}", _x(marks[0]), 13, "label", standalone, anchor="end", dx=4))
        parts.append(_text(f"WBBM {second}", _x(marks[1]), 13, "label", standalone, dx=-2))
    return "".join(parts) + "</svg>"


def area_bar(
    percent: Number | None,
    name: str,
    *,
    previous: Number | None = None,
    shown: str | None = None,
    marks: Sequence[Number] = AREA_MARKS,
    words: Words = INDONESIAN,
    standalone: bool = False,
) -> str:
    """One area's bar, 0 to 100 percent, with a tick at each of its two marks."""
    said = _spoken(words.bar, words.bar_unknown, percent, shown, marks, words, name=name)
    said += _previously(previous, marks, words)
    parts = [_open("area-bar", 18, said, standalone), _bar(percent, 2, 14, area_level(percent, marks), standalone)]
    parts += _notch(previous, 2, 14, standalone)
    parts += [_tick(exact(mark), 0, 18, standalone) for mark in marks]
    return "".join(parts) + "</svg>"


def progress_bar(done: int, total: int, name: str, *, words: Words = INDONESIAN, standalone: bool = False) -> str:
    """How much is filled: a plain bar without marks."""
    share = Fraction(100 * done, total) if total else Fraction(0)
    said = words.progress.format(name=name, done=done, all=total)
    return _open("area-bar", 12, said, standalone) + _bar(share, 0, 12, 3, standalone) + "</svg>"


def gap_step(
    start: Number,
    end: Number,
    *,
    scale: tuple[int, int] = (60, 100),
    marks: Sequence[Number] = TOTAL_MARKS,
    is_total: bool = False,
    standalone: bool = False,
) -> str:
    """One row of the gap plan: a step that floats from `start` to `end`, both within `scale`.

    The row's own text says the numbers, so the drawing is hidden from a screen reader.
    """
    begin, stop = _place(scale[0] if is_total else start, scale), _place(end, scale)
    fill = f"level-{level(end, marks)}" if is_total else "gain"
    parts = [_open("gap-step", 14, None, standalone)]
    for mark in _inside(marks, scale):
        at = _percent(_place(mark, scale))
        parts.append(f'<line x1="{at}" x2="{at}" y1="0" y2="100%" {_paint("mark", standalone)}/>')
    parts.append(
        f'<rect x="{_percent(begin)}" y="50%" width="{_percent(stop - begin)}" height="12" rx="2" '
        f'transform="translate(0 -6)" {_paint(fill, standalone)}/>'
    )
    return "".join(parts) + "</svg>"


def gap_axis(
    scale: tuple[int, int] = (60, 100), *, marks: Sequence[Number] = TOTAL_MARKS, standalone: bool = False
) -> str:
    """The names of the marks above a gap plan."""
    parts = [_open("gap-step", 18, None, standalone)]
    for mark, name in zip(marks, ("WBK", "WBBM"), strict=True):
        if mark in _inside(marks, scale):
            at = _place(mark, scale)
            parts.append(_text(f"{name} {_tidy(mark, INDONESIAN)}", at, 13, "label", standalone, anchor="middle"))
    return "".join(parts) + "</svg>"


def gap_scale(start: Number, end: Number) -> tuple[int, int]:
    """A scale for a gap plan from `start` to `end`: whole tens, with some air at both ends."""
    low = max(0, 10 * int((exact(start) - 3) // 10))
    return low, min(100, 10 * -int(-(exact(end) + 3) // 10))


def trend(
    points: Sequence[Point],
    *,
    marks: Sequence[Number] = TOTAL_MARKS,
    low: int | None = None,
    words: Words = INDONESIAN,
    standalone: bool = False,
) -> str:
    """The scores of some quarters as a line with both marks; a quarter without a visit breaks the line.

    `low` is where the scale begins, a multiple of ten; left out, it lies below the lowest score.
    """
    known = [exact(point.value) for point in points if point.value is not None]
    floor = low if low is not None else min(50, max(0, 10 * int((min(known, default=Fraction(50)) - 4) // 10)))
    scale = _Scale(floor, len(points))
    parts = [_open("trend", _Scale.height, _trend_sentence(points, marks, words), standalone)]
    parts += _trend_ground(scale, [exact(mark) for mark in marks], standalone)
    spots = [None if p.value is None else (scale.x(i), scale.y(exact(p.value))) for i, p in enumerate(points)]
    for here, after in pairwise(spots):
        if here and after:
            parts.append(
                f'<line x1="{_percent(here[0])}" y1="{here[1]:.1f}" x2="{_percent(after[0])}" y2="{after[1]:.1f}" '
                f"{_paint('line', standalone)}/>"
            )
    for index, point in enumerate(points):
        parts += _trend_point(scale, index, points, marks, words, standalone)
        parts.append(_text(point.short, scale.x(index), scale.height - 17, "axis", standalone, anchor="middle"))
        if index == 0 or points[index - 1].year != point.year:
            parts.append(_text(point.year, scale.x(index), scale.height - 2, "axis", standalone, anchor="middle"))
    return "".join(parts) + "</svg>"


def hexagon(
    shares: Sequence[tuple[int, int]], name: str, *, size: int = 96, words: Words = INDONESIAN, standalone: bool = False
) -> str:
    """The progress ring of a visit: six sides for six areas, each filled by its (done, all)."""
    done, total = sum(share[0] for share in shares), sum(share[1] for share in shares)
    said = escape(words.progress.format(name=name, done=done, all=total))
    corners = [
        (50 + 42 * math.cos(math.radians(angle)), 50 + 42 * math.sin(math.radians(angle)))
        for angle in range(-90, 270, 60)
    ]
    space = 'xmlns="http://www.w3.org/2000/svg"' if standalone else 'class="hexagon"'
    box = f'viewBox="0 0 100 100" width="{size}" height="{size}"'
    parts = [f'<svg {space} {box} role="img" aria-label="{said}">']
    for side, (filled, of) in enumerate(shares[:6]):
        start, end = corners[side], corners[(side + 1) % 6]
        a, b = _between(start, end, 0.12), _between(start, end, 0.88)
        parts.append(f'<path d="{_stroke(a, b)}" {_paint("side", standalone)}/>')
        if filled and of:
            parts.append(f'<path d="{_stroke(a, _between(a, b, filled / of))}" {_paint("side-done", standalone)}/>')
    parts.append(_text(f"{done}/{total}", None, 57, "center", standalone, anchor="middle", x_text="50"))
    return "".join(parts) + "</svg>"


class _Scale:
    """Where a trend's values stand: x in percent of the width, y in pixels."""

    height = 208
    left, right, top, bottom = Fraction(10), Fraction(17), 14, 40

    def __init__(self, low: int, count: int) -> None:
        self.low = low
        self.count = count
        self.width = 100 - self.left - self.right

    def x(self, index: int) -> Fraction:
        inset = Fraction(6)
        share = Fraction(index, self.count - 1) if self.count > 1 else Fraction(1, 2)
        return self.left + inset + (self.width - 2 * inset) * share

    def y(self, value: Fraction) -> float:
        return float(self.top + (self.height - self.top - self.bottom) * (100 - value) / (100 - self.low))


def _place(value: Number, scale: tuple[int, int]) -> Fraction:
    low, high = scale
    return (min(max(exact(value), Fraction(low)), Fraction(high)) - low) * 100 / (high - low)


def _inside(marks: Sequence[Number], scale: tuple[int, int]) -> list[Number]:
    return [mark for mark in marks if scale[0] < exact(mark) < scale[1]]


def _trend_sentence(points: Sequence[Point], marks: Sequence[Number], words: Words) -> str:
    said = [
        words.trend_point.format(name=point.name, value=_value_text(point.value, point.shown, marks, words))
        for point in points
    ]
    return words.trend.format(points=", ".join(said), first=_tidy(marks[0], words), second=_tidy(marks[1], words))


def _trend_ground(scale: _Scale, marks: Sequence[Fraction], standalone: bool) -> list[str]:
    left, width = _percent(scale.left), _percent(scale.width)
    end = scale.left + scale.width
    bands = ((Fraction(100), marks[1], "band-high"), (marks[1], marks[0], "band-low"))
    parts = [
        f'<rect x="{left}" width="{width}" y="{scale.y(upper):.1f}" height="{scale.y(lower) - scale.y(upper):.1f}" '
        f"{_paint(paint, standalone)}/>"
        for upper, lower, paint in bands
    ]
    for value in range(scale.low, 101, 10):
        y = scale.y(Fraction(value))
        parts.append(f'<line x1="{left}" x2="{_percent(end)}" y1="{y:.1f}" y2="{y:.1f}" {_paint("grid", standalone)}/>')
        parts.append(_text(str(value), scale.left, y + 4.5, "axis", standalone, anchor="end", dx=-7))
    for mark, name in zip(marks, ("WBK", "WBBM"), strict=True):
        y = scale.y(mark)
        parts.append(f'<line x1="{left}" x2="{_percent(end)}" y1="{y:.1f}" y2="{y:.1f}" {_paint("mark", standalone)}/>')
        parts.append(_text(name, end, y + 4.5, "label", standalone, dx=7))
    return parts


def _trend_point(
    scale: _Scale, index: int, points: Sequence[Point], marks: Sequence[Number], words: Words, standalone: bool
) -> list[str]:
    point, x = points[index], scale.x(index)
    if point.value is None:
        return [_text("–", x, scale.height - scale.bottom - 6, "axis", standalone, anchor="middle")]
    value, is_last = exact(point.value), index == len(points) - 1
    y = scale.y(value)
    dot = f'<circle cx="{_percent(x)}" cy="{y:.1f}" r="{6 if is_last else 4.5}" {_paint("dot", standalone)}/>'
    if is_last:
        dot = dot.replace(_paint("dot", standalone), _paint("dot-last", standalone))
    elif (len(points) - 1 - index) % 2:
        return [dot]  # every second number, counted back from the last, so that they never collide
    below = any(0 < exact(mark) - value < 6 for mark in marks)
    number = _value_text(point.value, point.shown, marks, words)
    paint = "value-last" if is_last else "value"
    return [dot, _text(number, x, y + (21 if below else -12), paint, standalone, anchor="middle")]


def _value_text(value: Number | None, shown: str | None, marks: Sequence[Number], words: Words) -> str:
    if value is None:
        return words.unknown
    return shown.replace(".", words.decimal_sign) if shown else shown_text(value, marks, words)


def _spoken(
    known: str,
    unknown: str,
    value: Number | None,
    shown: str | None,
    marks: Sequence[Number],
    words: Words,
    **names: str,
) -> str:
    sentence = unknown if value is None else known
    first, second = (_tidy(mark, words) for mark in marks)
    return sentence.format(value=_value_text(value, shown, marks, words), first=first, second=second, **names)


def _previously(previous: Number | None, marks: Sequence[Number], words: Words) -> str:
    return "" if previous is None else " " + words.previous.format(value=shown_text(previous, marks, words))


def _tidy(mark: Number, words: Words) -> str:
    text = two_decimals(exact(mark))
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", words.decimal_sign)


def _open(kind: str, height: int, said: str | None, standalone: bool) -> str:
    name = f'role="img" aria-label="{escape(said)}"' if said else 'aria-hidden="true"'
    if standalone:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{PAPER_WIDTH}" height="{height}" '
            f'viewBox="0 0 {PAPER_WIDTH} {height}" {name}>'
        )
    return f'<svg class="{kind}" width="100%" height="{height}" {name}>'


def _bar(value: Number | None, top: int, height: int, depth: int | None, standalone: bool) -> str:
    if value is None:
        return f'<rect x="1" y="{top + 1}" width="99%" height="{height - 2}" rx="2" {_paint("none", standalone)}/>'
    share = min(max(exact(value), Fraction(0)), Fraction(100))
    return (
        f'<rect y="{top}" width="100%" height="{height}" rx="3" {_paint("track", standalone)}/>'
        f'<rect y="{top}" width="{_percent(share)}" height="{height}" rx="3" {_paint(f"level-{depth}", standalone)}/>'
    )


def _notch(previous: Number | None, top: int, height: int, standalone: bool) -> list[str]:
    if previous is None:
        return []
    return [_upright(exact(previous), 5, top, height, "previous", standalone)]


def _tick(at: Fraction, top: int, height: int, standalone: bool) -> str:
    case = _upright(at, 5.5, top, height, "case", standalone)
    return case + _upright(at, 2.5, top, height, "tick", standalone)


def _upright(at: Fraction, width: float, top: int, height: int, paint: str, standalone: bool) -> str:
    """A small upright bar centred on `at` percent: the place is in percent, its width and the shift in pixels."""
    return (
        f'<rect x="{_percent(at)}" y="{top}" width="{width:g}" height="{height}" '
        f'transform="translate({-width / 2:g})" {_paint(paint, standalone)}/>'
    )


def _text(
    text: str,
    x: Fraction | None,
    y: float,
    paint: str,
    standalone: bool,
    *,
    anchor: str = "start",
    dx: int = 0,
    x_text: str = "",
) -> str:
    at = x_text or _percent(x or Fraction(0))
    shift = f' dx="{dx}"' if dx else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{at}" y="{y:g}"{shift}{side} {_paint(paint, standalone)}>{escape(text)}</text>'


def _x(value: Number) -> Fraction:
    return min(max(exact(value), Fraction(0)), Fraction(100))


def _percent(share: Fraction) -> str:
    return f"{float(share):.2f}".rstrip("0").rstrip(".") + "%"


def _between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _stroke(a: tuple[float, float], b: tuple[float, float]) -> str:
    return f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"


def _type(size: float, weight: int, color: str = "ink") -> str:
    return f'font-family="{FONT}" font-size="{size:g}" font-weight="{weight}" fill="{COLORS[color]}"'


def _outline(color: str, width: float, more: str = "") -> str:
    return f'fill="none" stroke="{COLORS[color]}" stroke-width="{width:g}"{more}'


_ROUND = ' stroke-linecap="round"'
_LITERAL = {
    "track": f'fill="{COLORS["track"]}"',
    "none": _outline("edge", 1, ' stroke-dasharray="3 3"'),
    "level-0": f'fill="{COLORS["level-0"]}"',
    "level-1": f'fill="{COLORS["fill-1"]}"',
    "level-2": f'fill="{COLORS["fill-2"]}"',
    "level-3": f'fill="{COLORS["level-3"]}"',
    "gain": f'fill="{COLORS["good"]}"',
    "tick": f'fill="{COLORS["ink"]}"',
    "case": f'fill="{COLORS["surface"]}"',
    "previous": f'fill="{COLORS["warn"]}" stroke="{COLORS["ink"]}" stroke-width="1"',
    "mark": _outline("ink", 1.5, ' stroke-dasharray="4 3"'),
    "grid": _outline("line", 1),
    "line": _outline("action", 3, _ROUND),
    "dot": f'fill="{COLORS["surface"]}" stroke="{COLORS["action"]}" stroke-width="2.5"',
    "dot-last": f'fill="{COLORS["action"]}"',
    "band-high": f'fill="{COLORS["fill-1"]}" fill-opacity="0.2"',
    "band-low": f'fill="{COLORS["fill-1"]}" fill-opacity="0.09"',
    "side": _outline("track", 8, _ROUND),
    "side-done": _outline("action", 8, _ROUND),
    "axis": _type(13, 400, "ink-soft"),
    "label": _type(12.5, 700),
    "value": _type(13, 600),
    "value-last": _type(15, 700),
    "center": _type(18, 700),
}


def _paint(name: str, standalone: bool) -> str:
    return _LITERAL[name] if standalone else f'class="chart-{name}"'
