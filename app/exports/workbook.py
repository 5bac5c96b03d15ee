"""The quarter as a workbook: Ringkasan, Nilai area, Temuan, Jawaban, Keterangan.

Numbers are numbers, exactly those the pages show; there is not one formula in the file, and a text that looks like
one stays a text even after somebody edits its cell. Rows are written as they come, so answers stream.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.domain.reports import Figure, Mark, QuarterReport, StationQuarter
from app.exports import wording
from app.exports.plain import cell_text, could_be_formula
from app.exports.quarter_rows import (
    ANSWER_COLUMNS,
    FINDING_COLUMNS,
    NUMBER,
    STATION_COLUMNS,
    Cell,
    Column,
    answer_cells,
    finding_cells,
    station_cells,
)
from app.exports.styles import Styles

A4 = 9


def quarter_workbook(report: QuarterReport) -> bytes:
    """The whole quarter as XLSX; reads `report.answers` to its end."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    title = f"Rekap supervisi Zona Integritas, {wording.period_name(report.period)}"
    book.set_properties(
        {
            "title": title,
            "subject": cell_text(report.unit),
            "author": cell_text(report.unit),
            "created": wording.local(report.printed_at, report.zone),
        }
    )
    styles = Styles(book)
    _summary(book, styles, report)
    _areas(book, styles, report)
    _findings(book, styles, report)
    _answers(book, styles, report)
    _key(book, styles, report)
    book.close()
    return out.getvalue()


def _sheet(book: Workbook, report: QuarterReport, name: str) -> Worksheet:
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


def _begin_list(sheet: Worksheet, styles: Styles, title: str, columns: Sequence[Column]) -> None:
    """Title in row 1, headings in row 3, both frozen; the heading row is repeated on every printed page."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, title, styles["title"])
    sheet.set_row(2, 32)
    for place, column in enumerate(columns):
        sheet.write_string(2, place, column.title, styles["head"])
    sheet.freeze_panes(3, 2)
    sheet.repeat_rows(2)


def _write(sheet: Worksheet, styles: Styles, row: int, columns: Sequence[Column], cells: Iterable[Cell]) -> None:
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


def _end_list(sheet: Worksheet, rows: int, columns: Sequence[Column]) -> None:
    last = max(3, 2 + rows)
    sheet.autofilter(2, 0, last, len(columns) - 1)
    sheet.print_area(0, 0, last, len(columns) - 1)


def _summary(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """The unit, six counts, and every station in order with its readiness drawn as a bar."""
    sheet = _sheet(book, report, "Ringkasan")
    columns = (NUMBER, *STATION_COLUMNS)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    for row, line in enumerate(report.letterhead.lines):
        sheet.merge_range(row, 0, row, 2, cell_text(line), styles["letterhead"])
    row = len(report.letterhead.lines) + 1
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, "Rekap Supervisi Zona Integritas", styles["title"])
    sheet.write_string(row + 1, 0, _subtitle(report), styles["note"])
    _counts(sheet, styles, report, row + 3)
    head = row + 6
    sheet.set_row(head, 32)
    for place, column in enumerate(columns):
        sheet.write_string(head, place, column.title, styles["head"])
    for number, station in enumerate(report.stations, 1):
        _write(sheet, styles, head + number, columns, [number, *station_cells(station, report.total_marks)])
    last = head + max(1, len(report.stations))
    sheet.conditional_format(
        head + 1,
        2,
        last,
        2,
        {
            "type": "data_bar",
            "bar_color": "#9AB9E8",
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 100,
        },
    )
    sheet.conditional_format(
        head + 1, 7, last, 7, {"type": "cell", "criteria": ">", "value": 0, "format": styles["late"]}
    )
    sheet.autofilter(head, 0, last, len(columns) - 1)
    sheet.freeze_panes(head + 1, 2)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last, len(columns) - 1)
    sheet.activate()


def _subtitle(report: QuarterReport) -> str:
    made = wording.moment(report.printed_at, report.zone)
    return cell_text(
        f"{report.unit}, {wording.period_name(report.period)}, {len(report.stations)} Polsek. "
        f"Instrumen: {report.checklist}. Dibuat {made}."
    )


def _counts(sheet: Worksheet, styles: Styles, report: QuarterReport, row: int) -> None:
    """Six numbers a reader wants first, each with its word below."""
    known = [station for station in report.stations if station.readiness is not None]
    counts: list[tuple[str, Cell, str]] = [
        ("Sudah dinilai", len(known), "big"),
        ("Rata-rata", report.mean, "big_figure"),
        *(
            (f"Di atas tanda {mark.name} {wording.trimmed(mark.at)}", _above(known, mark), "big")
            for mark in report.total_marks
        ),
        ("Temuan terbuka", sum(station.open_findings for station in report.stations), "big"),
        ("Lewat tenggat", sum(station.overdue_findings for station in report.stations), "big_late"),
    ]
    places = (0, 2, 4, 5, 6, 9)
    sheet.set_row(row, 30)
    for place, (_, value, style) in zip(places, counts, strict=False):
        put(sheet, styles, row, place, value, style)
    for place, (name, _, _) in zip(places, counts, strict=False):
        sheet.write_string(row + 1, place, name, styles["note"])


def _above(stations: Iterable[StationQuarter], mark: Mark) -> int:
    return sum(s.readiness is not None and Decimal(s.readiness.value) >= Decimal(mark.at) for s in stations)


def _areas(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """The heat map: one row a station, one column an area, coloured by the marks."""
    sheet = _sheet(book, report, "Nilai area")
    columns = (
        NUMBER,
        *STATION_COLUMNS[:2],
        *(Column(cell_text(f"{area.code}. {area.title}"), 17, "figure") for area in report.areas),
    )
    _begin_list(
        sheet, styles, f"Nilai tiap area, persen dari nilai penuh, {wording.period_name(report.period)}", columns
    )
    sheet.set_row(2, 46)
    sheet.write_string(1, 0, _heat_key(report.area_marks), styles["note"])
    for number, station in enumerate(report.stations, 1):
        cells: list[Cell] = [number, station.name, station.readiness, *station.areas]
        _write(sheet, styles, 2 + number, columns, cells)
    _heat(sheet, styles, report, len(columns) - 1)
    _end_list(sheet, len(report.stations), columns)


def _heat(sheet: Worksheet, styles: Styles, report: QuarterReport, last_column: int) -> None:
    """Red below the first mark, then deeper blue at each further one; an empty cell keeps its paper."""
    rows = (3, 3, 2 + max(1, len(report.stations)), last_column)
    sheet.conditional_format(*rows, {"type": "blanks", "stop_if_true": True, "format": styles["heat_none"]})
    steps = [float(Decimal(mark.at)) for mark in report.area_marks]
    heats = (styles["heat_0"], styles["heat_1"], styles["heat_2"], styles["heat_3"])
    for value, heat in reversed(list(zip([*steps, 85.0], heats[1:], strict=False))):
        rule = {"type": "cell", "criteria": ">=", "value": value, "stop_if_true": True, "format": heat}
        sheet.conditional_format(*rows, rule)
    if steps:
        low = {"type": "cell", "criteria": "<", "value": steps[0], "format": heats[0]}
        sheet.conditional_format(*rows, low)


def _heat_key(marks: Sequence[Mark]) -> str:
    named = [f"{mark.name} {wording.trimmed(mark.at)}" for mark in marks]
    if not named:
        return ""
    return f"Merah: di bawah tanda {named[0]}. Biru makin tua: makin siap. Tanda: {wording.listed(named)}."


def _findings(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    sheet = _sheet(book, report, "Temuan")
    _begin_list(sheet, styles, f"Temuan, {wording.period_name(report.period)}", FINDING_COLUMNS)
    for row, finding in enumerate(report.findings, 3):
        _write(sheet, styles, row, FINDING_COLUMNS, finding_cells(finding))
    last = 2 + max(1, len(report.findings))
    for column, word, style in ((4, "Berat", "serious"), (8, "Ya", "late"), (5, "Selesai", "closed")):
        sheet.conditional_format(
            3, column, last, column, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles[style]}
        )
    _end_list(sheet, len(report.findings), FINDING_COLUMNS)


def _answers(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    sheet = _sheet(book, report, "Jawaban")
    _begin_list(sheet, styles, f"Jawaban tiap butir, {wording.period_name(report.period)}", ANSWER_COLUMNS)
    rows = 0
    for answer in report.answers:
        _write(sheet, styles, 3 + rows, ANSWER_COLUMNS, answer_cells(answer))
        rows += 1
    _end_list(sheet, rows, ANSWER_COLUMNS)


def _key(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """How to read the workbook."""
    sheet = _sheet(book, report, "Keterangan")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 100)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "Keterangan", styles["title"])
    marks = wording.listed([f"{mark.name} {wording.trimmed(mark.at)}" for mark in report.total_marks])
    area_marks = wording.listed([f"{mark.name} {wording.trimmed(mark.at)}" for mark in report.area_marks])
    weights = ", ".join(f"{area.code} {wording.trimmed(area.weight)}" for area in report.areas)
    rows = (
        (report.label, "Rata-rata nilai enam area menurut bobotnya, 0 sampai 100. Bukan nilai LKE dan bukan predikat."),
        ("Tanda", f"Penanda internal untuk nilai kesiapan: {marks}; untuk tiap area: {area_marks} persen."),
        ("Bobot area", weights),
        (
            "Pembulatan",
            "Dua desimal, setengah ke atas; nilai di bawah tanda tidak pernah tampil sama dengan tanda.",
        ),
        ("Sel kosong", f"{wording.NOT_CHECKED}; kosong bukan nol."),
        ("Perubahan", "Nilai kunjungan ini dikurangi nilai kunjungan sebelumnya."),
        ("Lewat tenggat", "Temuan yang belum selesai sesudah hari tenggatnya."),
        ("Instrumen", report.checklist),
        ("Dibuat", wording.moment(report.printed_at, report.zone)),
    )
    for row, (name, words) in enumerate(rows, 2):
        put(sheet, styles, row, 0, name, "name")
        put(sheet, styles, row, 1, words, "words")
