"""How one sheet of a workbook is begun and how one cell is written."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.domain.reports import Figure, QuarterReport
from app.exports import wording
from app.exports.plain import cell_text, could_be_formula
from app.exports.quarter_rows import Cell, Column
from app.exports.styles import Styles

A4 = 9


def new_sheet(book: Workbook, report: QuarterReport, name: str) -> Worksheet:
    """A sheet that prints on A4, one page wide, with its name and page below."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    # & starts a command in a footer; doubled it is only itself.
    unit = cell_text(report.unit).replace("&", "&&")[:60]
    sheet.set_footer(f"&L&8{unit}, {wording.period_name(report.period)}&C&8&A&R&8Halaman &P dari &N")
    return sheet


def write_row(sheet: Worksheet, styles: Styles, row: int, columns: Sequence[Column], cells: Iterable[Cell]) -> None:
    """One row of a list, each cell in the style of its column."""
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        put(sheet, styles, row, place, cell, column.style)


def put(sheet: Worksheet, styles: Styles, row: int, place: int, cell: Cell, style: str) -> None:
    """One cell: figures and counts as numbers, days as days, a text as a text, nothing as an empty cell."""
    if isinstance(cell, Figure):
        sheet.write_number(row, place, float(Decimal(cell.shown)), styles[style])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, styles[style])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell, styles[style])
    elif not cell:
        sheet.write_blank(row, place, None, styles[style])
    else:
        text = cell_text(cell)
        sheet.write_string(row, place, text, styles.quoted(style) if could_be_formula(text) else styles[style])
