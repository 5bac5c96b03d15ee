"""A list of findings as CSV and as a workbook, row by row: nothing is held back until the end."""

import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import xlsxwriter

from app.domain.findings import Finding
from app.exports import csv, wording
from app.exports.plain import cell_text
from app.exports.quarter_rows import Cell, Column, day
from app.exports.sheets import A4, write_row
from app.exports.styles import Styles

COLUMNS = (
    Column("Nomor", 8, "count"),
    Column("Polsek", 22),
    Column("Ditemukan", 18, "day"),
    Column("Sumber", 22),
    Column("Butir", 8),
    Column("Area", 6),
    Column("Layanan", 14),
    Column("Tingkat", 9),
    Column("Keadaan", 15),
    Column("Tindak lanjut", 10),
    Column("Tenggat", 18, "day"),
    Column("Lewat tenggat", 9),
    Column("Hari sejak terbit", 9, "count"),
    Column("Kondisi", 40, "wrap"),
    Column("Kriteria", 34, "wrap"),
    Column("Sebab", 34, "wrap"),
    Column("Jenis sebab", 18),
    Column("Akibat", 34, "wrap"),
    Column("Rekomendasi", 40, "wrap"),
    Column("Penanggung jawab", 20),
    Column("Berulang", 9),
    Column("Maladministrasi", 22),
)
SERVICES = {
    "spkt": "SPKT", "skck": "SKCK", "crowd_permit": "Izin keramaian", "sim": "SIM", "investigation": "Reskrim",
    "traffic": "Lantas", "community": "Binmas", "patrol": "Samapta", "detention": "Tahti",
    "complaints": "Dumas, Propam",
}  # fmt: skip
MALADMINISTRATION = {
    "M01": "Penundaan berlarut", "M02": "Tidak memberikan pelayanan", "M03": "Tidak kompeten",
    "M04": "Penyalahgunaan wewenang", "M05": "Penyimpangan prosedur", "M06": "Permintaan imbalan",
    "M07": "Tidak patut", "M08": "Berpihak", "M09": "Diskriminasi", "M10": "Konflik kepentingan",
}  # fmt: skip
CAUSES = {
    "knowledge": "Pengetahuan", "people": "Personel", "supervision": "Pengawasan", "procedure": "Prosedur",
    "facilities": "Sarana", "budget": "Anggaran", "conduct": "Perilaku", "outside": "Di luar kendali Polsek",
}  # fmt: skip
SOURCES = {"ombudsman": "Ombudsman RI", "itwasda": "Itwasda", "siwas": "Siwas", "bagren": "Bagren"}
_WIB = timedelta(hours=7)
_CHUNK = 64 * 1024


def cells(finding: Finding, today: str) -> list[Cell]:
    """A finding in the order of COLUMNS."""
    letter = f"{SOURCES.get(finding.source, finding.source)} {finding.letter_number}".strip()
    return [
        finding.number,
        finding.station_name,
        day(finding.found_on),
        letter or "Kunjungan",
        finding.item_code,
        finding.area,
        SERVICES.get(finding.service, finding.service),
        wording.SEVERITIES[finding.severity],
        wording.FINDING_STATES[finding.state],
        finding.verdict,
        day(finding.due_on),
        "Ya" if finding.is_overdue(today) else "",
        _age(finding, today),
        finding.condition,
        finding.criterion,
        finding.cause,
        CAUSES.get(finding.cause_kind, finding.cause_kind),
        finding.effect,
        finding.recommendation,
        finding.owner_name,
        "Ya" if finding.repeat_of else "",
        MALADMINISTRATION.get(finding.maladministration, finding.maladministration),
    ]


def list_csv(found: Iterable[Finding], today: str) -> Iterator[bytes]:
    """One row for each finding, in the order in which they come."""
    return csv.lines([column.title for column in COLUMNS], (cells(finding, today) for finding in found))


def list_workbook(found: Iterable[Finding], today: str) -> Iterator[bytes]:
    """The same as XLSX. Rows go to the disk as they come; the file is handed out in pieces."""
    with tempfile.TemporaryFile() as out:
        settings = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(out, settings) as book:
            styles = Styles(book)
            sheet = book.add_worksheet("Temuan")
            sheet.set_paper(A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            for place, column in enumerate(COLUMNS):
                sheet.set_column(place, place, column.width)
                sheet.write_string(0, place, cell_text(column.title), styles["head"])
            sheet.freeze_panes(1, 2)
            sheet.repeat_rows(0)
            row = 0
            for row, finding in enumerate(found, 1):
                write_row(sheet, styles, row, COLUMNS, cells(finding, today))
            sheet.autofilter(0, 0, max(1, row), len(COLUMNS) - 1)
        out.seek(0)
        while piece := out.read(_CHUNK):
            yield piece


def _age(finding: Finding, today: str) -> int:
    """Days since it was issued, a draft: raised."""
    moment = finding.raised_at if finding.issued_at is None else finding.issued_at
    began = (datetime.fromtimestamp(moment / 1000, UTC) + _WIB).date()
    return (date.fromisoformat(today) - began).days
