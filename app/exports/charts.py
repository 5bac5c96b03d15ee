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

from app.domain.exact import exact_text, two_decimals
from app.exports.svg import Pen, percent

Number = Decimal | Fraction | int | str
"""An exact number; text has a dot ("72.25")."""

TOTAL_MARKS: tuple[Number, Number] = (75, 85)
AREA_MARKS: tuple[Number, Number] = (60, 75)
STRONG_AREA = Fraction(85)
NEAR_TOP = Fraction(5)
CORNERS = [
    (50 + 42 * math.cos(math.radians(angle)), 50 + 42 * math.sin(math.radians(angle))) for angle in range(-90, 271, 60)
]


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


def area_level(share: Number | None, marks: Sequence[Number] = AREA_MARKS) -> int | None:
    """The depth of one area's cell: 0 below the WBK mark, 1 from it, 2 from the WBBM mark, 3 from 85."""
    if share is None:
        return None
    number = exact(share)
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
    pen = Pen(standalone)
    height, top = (44, 23) if labels else (22, 4)
    sentence = words.ruler_unknown if value is None else words.ruler
    said = _said(sentence, value, shown, previous, marks, words, label=words.label)
    parts = [pen.begin("ruler", height, said), *_measure(pen, value, level(value, marks), previous, top, 14)]
    parts += [_tick(pen, exact(mark), top - 5, 24) for mark in marks]
    if labels:
        first, second = (mark_text(mark, words) for mark in marks)
        parts.append(pen.text(f"WBK {first}", exact(marks[0]), 13, "label", "end", 2))
        parts.append(pen.text(f"WBBM {second}", exact(marks[1]), 13, "label", "middle", 6))
    return "".join(parts) + "</svg>"


def area_bar(
    value: Number | None,
    name: str,
    *,
    previous: Number | None = None,
    shown: str | None = None,
    marks: Sequence[Number] = AREA_MARKS,
    words: Words = INDONESIAN,
    standalone: bool = False,
) -> str:
    """One area's bar, 0 to 100 percent, with a tick at each of its two marks."""
    pen = Pen(standalone)
    sentence = words.bar_unknown if value is None else words.bar
    said = _said(sentence, value, shown, previous, marks, words, name=name)
    parts = [pen.begin("area-bar", 18, said), *_measure(pen, value, area_level(value, marks), previous, 2, 14)]
    parts += [_tick(pen, exact(mark), 0, 18) for mark in marks]
    return "".join(parts) + "</svg>"


def progress_bar(done: int, total: int, name: str, *, words: Words = INDONESIAN, standalone: bool = False) -> str:
    """How much is filled: a plain bar without marks."""
    pen = Pen(standalone)
    share = Fraction(100 * done, total) if total else Fraction(0)
    said = words.progress.format(name=name, done=done, all=total)
    return "".join([pen.begin("area-bar", 12, said), *_measure(pen, share, 3, None, 0, 12), "</svg>"])


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
    pen = Pen(standalone)
    begin, stop = _place(scale[0] if is_total else start, scale), _place(end, scale)
    paint = pen.paint(f"level-{level(end, marks)}" if is_total else "gain")
    parts = [pen.begin("gap-step", 14, None)]
    for at in (percent(_place(mark, scale)) for mark in _inside(marks, scale)):
        parts.append(f'<line x1="{at}" x2="{at}" y1="0" y2="100%" {pen.paint("mark")}/>')
    parts.append(
        f'<rect x="{percent(begin)}" y="50%" width="{percent(stop - begin)}" height="12" rx="2" '
        f'transform="translate(0 -6)" {paint}/>'
    )
    return "".join(parts) + "</svg>"


def gap_axis(
    scale: tuple[int, int] = (60, 100), *, marks: Sequence[Number] = TOTAL_MARKS, standalone: bool = False
) -> str:
    """The names of the marks above a gap plan."""
    pen = Pen(standalone)
    names = zip(marks, ("WBK", "WBBM"), strict=True)
    labels = [
        pen.text(f"{name} {mark_text(mark)}", _place(mark, scale), 13, "label", "middle")
        for mark, name in names
        if mark in _inside(marks, scale)
    ]
    return "".join([pen.begin("gap-step", 18, None), *labels, "</svg>"])


def gap_scale(start: Number, end: Number) -> tuple[int, int]:
    """A scale for a gap plan from `start` to `end`: whole tens, with some air at both ends."""
    low = max(0, 10 * int((exact(start) - 3) // 10))
    return low, min(100, 10 * -int(-(exact(end) + 3) // 10))


def hexagon(
    shares: Sequence[tuple[int, int]], name: str, *, size: int = 96, words: Words = INDONESIAN, standalone: bool = False
) -> str:
    """The progress ring of a visit: six sides for six areas, each filled by its (done, all)."""
    pen = Pen(standalone)
    done, total = sum(share[0] for share in shares), sum(share[1] for share in shares)
    said = escape(words.progress.format(name=name, done=done, all=total))
    kind = 'xmlns="http://www.w3.org/2000/svg"' if standalone else 'class="hexagon"'
    parts = [f'<svg {kind} viewBox="0 0 100 100" width="{size}" height="{size}" role="img" aria-label="{said}">']
    for (filled, of), (start, end) in zip(shares, pairwise(CORNERS), strict=True):
        a, b = _between(start, end, 0.12), _between(start, end, 0.88)
        parts.append(f'<path d="{_stroke(a, b)}" {pen.paint("side")}/>')
        if filled and of:
            parts.append(f'<path d="{_stroke(a, _between(a, b, filled / of))}" {pen.paint("side-done")}/>')
    parts.append(pen.text(f"{done}/{total}", Fraction(50), 56.5, "center", "middle"))
    return "".join(parts) + "</svg>"


def value_text(value: Number | None, shown: str | None, marks: Sequence[Number], words: Words) -> str:
    """A score as a sentence says it: as the rule shows it, or that it is not known."""
    if value is None:
        return words.unknown
    return shown.replace(".", words.decimal_sign) if shown else shown_text(value, marks, words)


def mark_text(mark: Number, words: Words = INDONESIAN) -> str:
    """Where a mark stands, without needless decimals: '75', '82,5'."""
    return exact_text(exact(mark)).replace(".", words.decimal_sign)


def _said(
    sentence: str,
    value: Number | None,
    shown: str | None,
    previous: Number | None,
    marks: Sequence[Number],
    words: Words,
    **names: str,
) -> str:
    first, second = (mark_text(mark, words) for mark in marks)
    said = sentence.format(value=value_text(value, shown, marks, words), first=first, second=second, **names)
    if previous is None:
        return said
    return f"{said} {words.previous.format(value=shown_text(previous, marks, words))}"


def _measure(
    pen: Pen, value: Number | None, depth: int | None, previous: Number | None, top: int, height: int
) -> list[str]:
    """The bar itself: a broken outline while nothing is known, else what is reached on what there is."""
    full = Fraction(100)
    if value is None:
        parts = [f'<rect x="1" y="{top + 1}" width="99%" height="{height - 2}" rx="2" {pen.paint("none")}/>']
    else:
        share = min(max(exact(value), Fraction(0)), full)
        parts = [
            pen.bar(Fraction(0), full, top, height, "track"),
            pen.bar(Fraction(0), share, top, height, f"level-{depth}"),
        ]
    if previous is not None:
        parts.append(pen.upright(exact(previous), 5, top, height, "previous"))
    return parts


def _tick(pen: Pen, at: Fraction, top: int, height: int) -> str:
    return pen.upright(at, 5.5, top, height, "case") + pen.upright(at, 2.5, top, height, "tick")


def _place(value: Number, scale: tuple[int, int]) -> Fraction:
    low, high = scale
    return (min(max(exact(value), Fraction(low)), Fraction(high)) - low) * 100 / (high - low)


def _inside(marks: Sequence[Number], scale: tuple[int, int]) -> list[Number]:
    return [mark for mark in marks if scale[0] < exact(mark) < scale[1]]


def _between(a: tuple[float, float], b: tuple[float, float], share: float) -> tuple[float, float]:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _stroke(a: tuple[float, float], b: tuple[float, float]) -> str:
    return f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"
