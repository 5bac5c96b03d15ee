"""The quarter as a workbook: Ringkasan, Nilai area, Temuan, Jawaban, Keterangan.

Numbers are numbers, exactly those the pages show; there is not one formula in the file, and a text that looks like
one stays a text even after somebody edits its cell. Rows are written as they come, so answers stream.
"""

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.domain.reports import Mark, QuarterReport
from app.exports import wording
from app.exports.plain import cell_text
from app.exports.quarter_rows import (
    ANSWER_COLUMNS,
    FINDING_COLUMNS,
    NUMBER,
    STATION_COLUMNS,
    Cell,
    Column,
    answer_cells,
    finding_cells,
)
from app.exports.sheets import new_sheet, put, write_row
from app.exports.styles import Styles
from app.exports.summary_sheet import summary_sheet


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
    summary_sheet(book, styles, report)
    _areas(book, styles, report)
    _findings(book, styles, report)
    _answers(book, styles, report)
    _key(book, styles, report)
    book.close()
    return out.getvalue()


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


def _end_list(sheet: Worksheet, rows: int, columns: Sequence[Column]) -> None:
    last = max(3, 2 + rows)
    sheet.autofilter(2, 0, last, len(columns) - 1)
    sheet.print_area(0, 0, last, len(columns) - 1)


def _areas(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """The heat map: one row a station, one column an area, coloured by the marks."""
    sheet = new_sheet(book, report, "Nilai area")
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
        write_row(sheet, styles, 2 + number, columns, cells)
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
    sheet = new_sheet(book, report, "Temuan")
    _begin_list(sheet, styles, f"Temuan, {wording.period_name(report.period)}", FINDING_COLUMNS)
    for row, finding in enumerate(report.findings, 3):
        write_row(sheet, styles, row, FINDING_COLUMNS, finding_cells(finding))
    last = 2 + max(1, len(report.findings))
    for column, word, style in ((4, "Berat", "serious"), (8, "Ya", "late"), (5, "Selesai", "closed")):
        sheet.conditional_format(
            3, column, last, column, {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": styles[style]}
        )
    _end_list(sheet, len(report.findings), FINDING_COLUMNS)


def _answers(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    sheet = new_sheet(book, report, "Jawaban")
    _begin_list(sheet, styles, f"Jawaban tiap butir, {wording.period_name(report.period)}", ANSWER_COLUMNS)
    rows = 0
    for answer in report.answers:
        write_row(sheet, styles, 3 + rows, ANSWER_COLUMNS, answer_cells(answer))
        rows += 1
    _end_list(sheet, rows, ANSWER_COLUMNS)


def _key(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """How to read the workbook."""
    sheet = new_sheet(book, report, "Keterangan")
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
