"""The causes of findings as CSV: one row for each cause, kind by kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.domain.reports import Figure
from app.exports import wording
from app.exports.csv import lines
from app.exports.quarter_rows import Cell

KINDS = {
    "knowledge": "Pengetahuan",
    "people": "Orang",
    "supervision": "Pengawasan",
    "procedure": "Prosedur",
    "facilities": "Sarana",
    "budget": "Anggaran",
    "conduct": "Perilaku",
    "outside": "Di luar kendali Polsek",
    "": "Belum dipilih",
}


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause; `trend` counts its findings in each quarter."""

    kind: str
    cause: str
    wordings: Sequence[str]
    shared: Sequence[str]
    stations: Sequence[str]
    number: int
    open: int
    overdue: int
    at_stake: Figure
    trend: Sequence[int]


def causes_csv(causes: Iterable[CauseLine], periods: Sequence[str]) -> Iterator[bytes]:
    """The file line by line."""
    head = ["Jenis sebab", "Sebab", "Tulisan lain", "Kata yang sama", "Jumlah Polsek", "Polsek", "Temuan", "Terbuka"]
    head += ["Lewat tenggat", "Nilai terancam", *(wording.period_name(period) for period in periods)]
    return lines(head, map(_cells, causes))


def _cells(line: CauseLine) -> list[Cell]:
    return [
        KINDS.get(line.kind, line.kind),
        line.cause,
        " / ".join(line.wordings),
        ", ".join(line.shared),
        len(line.stations),
        ", ".join(line.stations),
        line.number,
        line.open,
        line.overdue,
        line.at_stake,
        *line.trend,
    ]
