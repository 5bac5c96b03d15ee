"""The readiness of every station as screen, workbook and CSV file say it, all in the same shape."""

import csv
import io
from decimal import Decimal

import openpyxl
from playwright.sync_api import Page

from tests.browser.steps import figure

Figures = dict[str, list[Decimal | None]]


def overview(page: Page) -> Figures:
    """Station → score and its six areas, as the table shows them."""
    texts = page.locator("table tbody tr").evaluate_all(
        """rows => rows.map((row) => [row.querySelector("th").textContent, row.querySelector("td").textContent,
           ...[...row.querySelectorAll("td.heat")].map((cell) => cell.textContent)])"""
    )
    return {f"Polsek {name.strip()}": [figure(text) for text in cells] for name, *cells in texts}


def workbook_figures(data: bytes) -> Figures:
    """The same from the sheet of areas."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Nilai area"]
    found = list(sheet.iter_rows(min_row=4, values_only=True))
    return {str(row[1]): [None if cell is None else Decimal(str(cell)) for cell in row[2:9]] for row in found}


def csv_figures(data: bytes) -> Figures:
    """The same from the CSV file of stations."""
    head, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    score = head.index("Nilai kesiapan internal")
    return {
        line[head.index("Polsek")]: [Decimal(cell) if cell else None for cell in [line[score], *line[-6:]]]
        for line in lines
    }
