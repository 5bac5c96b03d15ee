"""The quarter as CSV, one file for each kind of row, made line by line.

Comma between cells, point in numbers, days as 2026-11-19, UTF-8 with its mark at the start. Every text carries
a guard wherever a spreadsheet could begin to read a formula, also one that splits at a semicolon or a tab.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.domain.reports import Figure, QuarterReport
from app.exports import wording
from app.exports.plain import guarded
from app.exports.quarter_rows import (
    ANSWER_COLUMNS,
    FINDING_COLUMNS,
    STATION_COLUMNS,
    Cell,
    answer_cells,
    finding_cells,
    station_cells,
)

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def stations_csv(report: QuarterReport) -> Iterator[bytes]:
    """One row for each station: readiness, change, findings, visits, and the six areas in percent."""
    period = wording.period_name(report.period)
    head = ["Periode", "Kode", *(column.title for column in STATION_COLUMNS)]
    head += [f"{area.code} {area.title}" for area in report.areas]
    rows = (
        [period, station.code, *station_cells(station, report.total_marks), *station.areas]
        for station in report.stations
    )
    return lines(head, rows)


def findings_csv(report: QuarterReport) -> Iterator[bytes]:
    """One row for each finding, with the columns of the workbook's sheet."""
    return lines([column.title for column in FINDING_COLUMNS], map(finding_cells, report.findings))


def answers_csv(report: QuarterReport) -> Iterator[bytes]:
    """One row for each answer; reads `report.answers` as it goes."""
    return lines([column.title for column in ANSWER_COLUMNS], map(answer_cells, report.answers))


def lines(head: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """A file line by line, with its mark at the start; every text is guarded."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([guarded(name) for name in head])
    yield BYTE_ORDER_MARK + _taken(buffer)
    for row in rows:
        writer.writerow([_cell(cell) for cell in row])
        yield _taken(buffer)


def _cell(cell: Cell) -> str:
    if isinstance(cell, Figure):
        return str(Decimal(cell.shown))
    return guarded(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _taken(buffer: io.StringIO) -> bytes:
    """What stands in the buffer, which is empty afterwards."""
    line = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return line
