"""The rows of a quarter, one list of columns for each kind, as the workbook and the CSV files both print them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.reports import READINESS_LABEL, Figure, FindingReported, Mark, QuarterAnswer, StationQuarter
from app.exports import wording

Cell = str | int | date | Figure | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its heading, its width in characters, and the style of its cells."""

    title: str
    width: float
    style: str = "text"


STATION_COLUMNS = (
    Column("Polsek", 26),
    Column(READINESS_LABEL, 14, "figure_bold"),
    Column("Kunjungan lalu", 12, "figure"),
    Column("Perubahan", 12, "change"),
    Column("Letak terhadap tanda", 25),
    Column("Temuan terbuka", 10, "count"),
    Column("Lewat tenggat", 10, "count"),
    Column("Temuan berat", 10, "count"),
    Column("Temuan berulang triwulan ini", 12, "count"),
    Column("Janji tidak ditepati", 12, "count"),
    Column("Kunjungan terakhir", 19, "day"),
    Column("Jadwal triwulan ini", 19, "day"),
    Column("Keadaan kunjungan", 17),
    Column("Segel nilai ini", 42),
)
NUMBER = Column("No", 6, "count")


FINDING_COLUMNS = (
    Column("Nomor", 12),
    Column("Polsek", 20),
    Column("Butir", 8),
    Column("Temuan", 34, "wrap"),
    Column("Tingkat", 9),
    Column("Keadaan", 15),
    Column("Ditetapkan", 18, "day"),
    Column("Tenggat", 18, "day"),
    Column("Lewat", 7),
    Column("Ditemukan (kali)", 10, "count"),
    Column("Pertama ditemukan", 18, "day"),
    Column("Dijanjikan (kali)", 10, "count"),
    Column("Tidak ditepati (kali)", 10, "count"),
    Column("Kondisi", 40, "wrap"),
    Column("Rekomendasi", 40, "wrap"),
    Column("Penanggung jawab", 18),
    Column("Tanggapan", 34, "wrap"),
)


def finding_cells(finding: FindingReported) -> list[Cell]:
    """A finding in the order of FINDING_COLUMNS."""
    return [
        finding.number,
        finding.station,
        finding.item,
        finding.title,
        wording.SEVERITIES[finding.severity],
        wording.FINDING_STATES.get(finding.state, finding.state),
        day(finding.raised_on),
        day(finding.due_on),
        "Ya" if finding.is_overdue else "",
        finding.found,
        day(finding.first_on or finding.raised_on),
        finding.promised,
        finding.broken,
        finding.condition,
        finding.recommendation,
        finding.owner,
        finding.answer,
    ]


ANSWER_COLUMNS = (
    Column("Polsek", 20),
    Column("Tanggal", 18, "day"),
    Column("Bagian", 8),
    Column("Butir", 8),
    Column("Pernyataan", 60, "wrap"),
    Column("Jawaban", 26, "wrap"),
    Column("Nilai", 8, "figure"),
    Column("Kriteria", 34, "wrap"),
    Column("Catatan", 34, "wrap"),
    Column("Foto", 7, "count"),
    Column("Diisi oleh", 20),
)


def answer_cells(answer: QuarterAnswer) -> list[Cell]:
    """An answer in the order of ANSWER_COLUMNS."""
    line = answer.line
    return [
        answer.station,
        day(answer.visited_on),
        line.part,
        line.code,
        line.title,
        line.answer if line.answer is not None else wording.NOT_CHECKED,
        line.points,
        line.criterion,
        line.note,
        line.photos,
        line.answered_by,
    ]


def station_cells(station: StationQuarter, marks: Sequence[Mark]) -> list[Cell]:
    """A station in the order of STATION_COLUMNS."""
    return [
        station.name,
        station.readiness,
        station.previous,
        station.change,
        standing(station.readiness, marks),
        station.open_findings,
        station.overdue_findings,
        station.serious_findings,
        station.repeated_findings,
        station.broken_promises,
        day(station.last_visit_on),
        day(station.planned_on),
        visit_words(station),
        station.seal,
    ]


def day(iso: str | None) -> date | None:
    """A stored day as a day."""
    return date.fromisoformat(iso) if iso else None


def standing(readiness: Figure | None, marks: Sequence[Mark]) -> str:
    """Where a readiness stands: "di atas tanda WBK", "di bawah tanda WBK", or not checked yet."""
    if readiness is None:
        return wording.NOT_CHECKED
    count = reached(readiness, marks)
    if count:
        return f"di atas tanda {marks[count - 1].name}"
    return f"di bawah tanda {marks[0].name}" if marks else ""


def reached(readiness: Figure, marks: Sequence[Mark]) -> int:
    """How many of the marks, lowest first, the exact value is not below."""
    return sum(Decimal(readiness.value) >= Decimal(mark.at) for mark in marks)


def visit_words(station: StationQuarter) -> str:
    """How far the visit of this quarter is, in words."""
    if station.visit_state is None:
        return "Belum direncanakan"
    return wording.VISIT_STATES.get(station.visit_state, station.visit_state)
