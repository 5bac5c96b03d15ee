"""The looks of workbook cells, in the colours of the pages."""

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INDIGO_800, INDIGO_500, INDIGO_300, INDIGO_100 = "#172D6F", "#4973BD", "#9AB9E8", "#E0EAFA"
RED, RED_SOFT, GREEN, GREEN_SOFT = "#941C1E", "#FDE7E6", "#0D4E2C", "#E1F7E7"
INK, GREY, HAIRLINE, WHITE = "#0C1530", "#3F4859", "#C9CDD6", "#FFFFFF"

_CELL = {"border": 1, "border_color": HAIRLINE, "valign": "top"}
_NUMBER = {**_CELL, "align": "right"}
_WHOLE = "#,##0"
_TWO = "#,##0.00"

_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15, "valign": "vcenter"},
    "note": {"font_color": GREY, "font_size": 9},
    "letterhead": {"font_size": 9, "align": "center"},
    "head": {**_CELL, "bold": True, "font_color": WHITE, "bg_color": INDIGO_800, "text_wrap": True},
    "text": _CELL,
    "wrap": {**_CELL, "text_wrap": True},
    # 421 asks for Indonesian month names, whatever the language of the machine.
    "day": {**_CELL, "align": "left", "num_format": "[$-421]d mmmm yyyy"},
    "count": {**_NUMBER, "num_format": _WHOLE},
    "figure": {**_NUMBER, "num_format": _TWO},
    "figure_bold": {**_NUMBER, "num_format": _TWO, "bold": True},
    "change": {**_NUMBER, "num_format": f"+{_TWO};[Red]-{_TWO};{_TWO}"},
    "big": {"bold": True, "font_size": 20, "align": "left", "num_format": _WHOLE},
    "big_figure": {"bold": True, "font_size": 20, "align": "left", "num_format": _TWO},
    "big_late": {"bold": True, "font_size": 20, "align": "left", "num_format": _WHOLE, "font_color": RED},
    "name": {"bold": True, "valign": "top"},
    "words": {"text_wrap": True, "valign": "top"},
}

# What a condition lays over a cell: only what differs from the cell's own look.
_OVERLAYS: dict[str, dict[str, Any]] = {
    "heat_none": {},
    "heat_0": {"bg_color": RED, "font_color": WHITE, "bold": True},
    "heat_1": {"bg_color": INDIGO_100, "font_color": INK},
    "heat_2": {"bg_color": INDIGO_300, "font_color": INK},
    "heat_3": {"bg_color": INDIGO_800, "font_color": WHITE},
    "late": {"font_color": RED, "bold": True},
    "serious": {"bg_color": RED_SOFT, "font_color": RED, "bold": True},
    "closed": {"bg_color": GREEN_SOFT, "font_color": GREEN},
}


class Styles:
    """The formats of one workbook, made when first asked for: `styles["figure"]`."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], Format] = {}

    def __getitem__(self, name: str) -> Format:
        return self._get(name, quoted=False)

    def quoted(self, name: str) -> Format:
        """The same look with the quote mark of a typed text: editing the cell does not turn it into a formula."""
        return self._get(name, quoted=True)

    def _get(self, name: str, *, quoted: bool) -> Format:
        if (name, quoted) not in self._made:
            self._made[name, quoted] = self._make(name, quoted=quoted)
        return self._made[name, quoted]

    def _make(self, name: str, *, quoted: bool) -> Format:
        if name in _OVERLAYS:
            return self._book.add_format(_OVERLAYS[name])
        look = {"font_name": "Arial", "font_size": 10, "font_color": INK, **_LOOKS[name]}
        return self._book.add_format({**look, "quote_prefix": True} if quoted else look)
