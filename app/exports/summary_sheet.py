"""The first sheet of the quarter's workbook."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from app.domain.reports import Mark, QuarterReport, StationQuarter
from app.exports import wording
from app.exports.plain import cell_text
from app.exports.quarter_rows import NUMBER, STATION_COLUMNS, Cell, reached, station_cells
from app.exports.sheets import new_sheet, put, write_row
from app.exports.styles import INDIGO_500, INDIGO_800, INK, RED, Styles

CHART_DATA = 20
"""The first of the hidden columns that hold the marks for the lines of the chart."""

CHART_ROWS = 22
"""How many rows the chart covers below the list."""


def summary_sheet(book: Workbook, styles: Styles, report: QuarterReport) -> None:
    """The unit, six counts, every station in order, and all of them in one chart."""
    sheet = new_sheet(book, report, "Ringkasan")
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
        write_row(sheet, styles, head + number, columns, [number, *station_cells(station, report.total_marks)])
        for place, mark in enumerate(report.total_marks):
            sheet.write_number(head + number, CHART_DATA + place, float(Decimal(mark.at)))
    last = head + max(1, len(report.stations))
    _emphasis(sheet, styles, head + 1, last)
    _chart(book, sheet, report, head + 1)
    sheet.autofilter(head, 0, last, len(columns) - 1)
    sheet.freeze_panes(head + 1, 2)
    sheet.repeat_rows(head)
    sheet.print_area(0, 0, last + CHART_ROWS, len(columns) - 1)
    sheet.activate()


def _subtitle(report: QuarterReport) -> str:
    made = wording.moment(report.printed_at, report.zone)
    return cell_text(
        f"{report.unit}, {wording.period_name(report.period)}, {len(report.stations)} Polsek. "
        f"Instrumen: {report.checklist}. Dibuat {made}."
    )


def _counts(sheet: Worksheet, styles: Styles, report: QuarterReport, row: int) -> None:
    """Six numbers a reader wants first, each with its word below."""
    known = [station.readiness for station in report.stations if station.readiness]
    counts: list[tuple[str, Cell, str]] = [
        ("Sudah dinilai", len(known), "big"),
        ("Rata-rata", report.mean, "big_figure"),
        *(
            (
                f"Di atas tanda {mark.name} {wording.trimmed(mark.at)}",
                sum(reached(figure, [mark]) for figure in known),
                "big",
            )
            for mark in report.total_marks
        ),
        ("Temuan terbuka", sum(station.open_findings for station in report.stations), "big"),
        ("Lewat tenggat", sum(station.overdue_findings for station in report.stations), "big_late"),
    ]
    places = (0, 2, 3, 5, 6, 9)
    sheet.set_row(row, 30)
    sheet.merge_range(row, 0, row, 1, None, styles["big"])
    for place, (_, value, style) in zip(places, counts, strict=False):
        put(sheet, styles, row, place, value, style)
    for place, (name, _, _) in zip(places, counts, strict=False):
        sheet.write_string(row + 1, place, name, styles["note"])


def _emphasis(sheet: Worksheet, styles: Styles, first: int, last: int) -> None:
    """Readiness as a bar in its cell, and red where a finding is late."""
    bar = {"type": "data_bar", "bar_color": "#9AB9E8", "min_type": "num", "max_type": "num"}
    sheet.conditional_format(first, 2, last, 2, {**bar, "min_value": 0, "max_value": 100})
    late = {"type": "cell", "criteria": ">", "value": 0, "format": styles["late"]}
    sheet.conditional_format(first, 7, last, 7, late)


def _chart(book: Workbook, sheet: Worksheet, report: QuarterReport, first: int) -> None:
    """A column for each station and a line for each mark, below the list."""
    if not report.stations:
        return
    last = first + len(report.stations) - 1
    names = [sheet.name, first, 1, last, 1]
    chart = book.add_chart({"type": "column"})
    points = [{"fill": {"color": _colour(station, report.total_marks)}} for station in report.stations]
    chart.add_series(
        {
            "name": report.label,
            "categories": names,
            "values": [sheet.name, first, 2, last, 2],
            "gap": 45,
            "points": points,
        }
    )
    lines = book.add_chart({"type": "line"})
    for place, mark in enumerate(report.total_marks):
        values = [sheet.name, first, CHART_DATA + place, last, CHART_DATA + place]
        look = {"color": INK, "width": 1.25, "dash_type": "dash" if place else "solid"}
        name = f"{mark.name} {wording.trimmed(mark.at)}"
        lines.add_series({"name": name, "categories": names, "values": values, "line": look})
    if report.total_marks:
        chart.combine(lines)
    sheet.set_column(CHART_DATA, CHART_DATA + len(report.total_marks), None, None, {"hidden": True})
    chart.show_hidden_data()
    _dress(chart, report)
    alt = f"Diagram {report.label} {len(report.stations)} Polsek dengan garis tanda"
    sheet.insert_chart(last + 2, 0, chart, {"description": alt, "object_position": 1})


def _dress(chart: Chart, report: QuarterReport) -> None:
    chart.set_title({"name": f"{report.label} tiap Polsek", "name_font": {"size": 12, "color": INK}, "overlay": False})
    chart.set_y_axis(
        {"min": 0, "max": 100, "major_unit": 25, "major_gridlines": {"visible": True, "line": {"color": "#E3E6EC"}}}
    )
    chart.set_x_axis({"num_font": {"size": 9, "rotation": -45}})
    chart.set_legend({"position": "top", "font": {"size": 9}})
    chart.set_size({"width": 1180, "height": 20 * (CHART_ROWS - 2)})


def _colour(station: StationQuarter, marks: Sequence[Mark]) -> str:
    """As on the pages: red below the first mark, the deepest blue above the last."""
    count = reached(station.readiness, marks) if station.readiness else 0
    return RED if count == 0 else INDIGO_800 if count == len(marks) else INDIGO_500
