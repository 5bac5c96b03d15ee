"""The strokes that charts are made of: places in percent of the drawing's width, thickness in pixels."""

from fractions import Fraction
from html import escape

from app.exports.colors import COLORS

PAPER_WIDTH = 320
"""Pixels across, for a drawing that stands alone."""
FONT = "Liberation Sans, Roboto, sans-serif"


class Pen:
    """Draws with the classes of the stylesheet, or with literal colours and fonts when the drawing stands alone."""

    def __init__(self, standalone: bool) -> None:
        self.standalone = standalone

    def paint(self, name: str) -> str:
        """The attributes that colour a stroke called `name`."""
        return LITERAL[name] if self.standalone else f'class="chart-{name}"'

    def begin(self, kind: str, height: int, said: str | None) -> str:
        """The opening of a drawing; without a sentence it is hidden from those who listen."""
        name = f'role="img" aria-label="{escape(said)}"' if said else 'aria-hidden="true"'
        if self.standalone:
            size = f'width="{PAPER_WIDTH}" height="{height}" viewBox="0 0 {PAPER_WIDTH} {height}"'
            return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {name}>'
        return f'<svg class="{kind}" width="100%" height="{height}" {name}>'

    def bar(self, start: Fraction, width: Fraction, top: float, height: float, paint: str) -> str:
        """A bar with small corners, from `start` over `width` percent."""
        return (
            f'<rect x="{percent(start)}" y="{top:g}" width="{percent(width)}" height="{height:g}" rx="3" '
            f"{self.paint(paint)}/>"
        )

    def upright(self, at: Fraction, width: float, top: float, height: float, paint: str) -> str:
        """A small upright bar centred on `at` percent; its own width is in pixels."""
        return (
            f'<rect x="{percent(at)}" y="{top:g}" width="{width:g}" height="{height:g}" '
            f'transform="translate({-width / 2:g})" {self.paint(paint)}/>'
        )

    def line(self, x1: Fraction, y1: float, x2: Fraction, y2: float, paint: str) -> str:
        """A line; x in percent, y in pixels."""
        return f'<line x1="{percent(x1)}" y1="{y1:g}" x2="{percent(x2)}" y2="{y2:g}" {self.paint(paint)}/>'

    def text(self, text: str, at: Fraction, y: float, paint: str, anchor: str = "start", dx: int = 0) -> str:
        """Words that begin, centre or end at `at` percent."""
        shift = f' dx="{dx}"' if dx else ""
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        return f'<text x="{percent(at)}" y="{y:g}"{shift}{side} {self.paint(paint)}>{escape(text)}</text>'


def percent(share: Fraction) -> str:
    """A place or a length as SVG writes it: '75.4%'."""
    return f"{float(share):.2f}".rstrip("0").rstrip(".") + "%"


def _fill(color: str, more: str = "") -> str:
    return f'fill="{COLORS[color]}"{more}'


def _outline(color: str, width: float, more: str = "") -> str:
    return f'fill="none" stroke="{COLORS[color]}" stroke-width="{width:g}"{more}'


def _type(size: float, weight: int, color: str = "ink") -> str:
    return f'font-family="{FONT}" font-size="{size:g}" font-weight="{weight}" {_fill(color)}'


_ROUND = ' stroke-linecap="round"'
LITERAL = {
    "track": _fill("track"),
    "none": _outline("edge", 1, ' stroke-dasharray="3 3"'),
    "level-0": _fill("level-0"),
    "level-1": _fill("fill-1"),
    "level-2": _fill("fill-2"),
    "level-3": _fill("level-3"),
    "gain": _fill("good"),
    "tick": _fill("ink"),
    "case": _fill("surface"),
    "previous": _fill("warn", f' stroke="{COLORS["ink"]}" stroke-width="1"'),
    "mark": _outline("ink", 1.5, ' stroke-dasharray="4 3"'),
    "grid": _outline("line", 1),
    "line": _outline("action", 3, _ROUND),
    "dot": _fill("surface", f' stroke="{COLORS["action"]}" stroke-width="2.5"'),
    "dot-last": _fill("action"),
    "band-high": _fill("fill-1", ' fill-opacity="0.2"'),
    "band-low": _fill("fill-1", ' fill-opacity="0.09"'),
    "side": _outline("track", 8, _ROUND),
    "side-done": _outline("action", 8, _ROUND),
    "axis": _type(13, 400, "ink-soft"),
    "label": _type(12.5, 700),
    "value": _type(13, 600),
    "value-last": _type(15, 700),
    "center": _type(18, 700),
}
"""What the classes of chart.css say, in the colours of the light theme."""
