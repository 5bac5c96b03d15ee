"""What follows from a visit's figures: chapters IV to VI of its report, as sentences and rows.

Facts that follow from the numbers and the findings, and no opinion: what stands below a mark, what moved, what
was asked for.
"""

from decimal import Decimal
from typing import Any

from app.domain.reports import (
    AnswerLine,
    AreaResult,
    Figure,
    FindingReported,
    GateResult,
    Mark,
    VisitReport,
)
from app.exports import wording
from app.exports.seal_paper import amendments, seal_block, signers

Data = dict[str, Any]

GATES_INTRO = (
    "Tanda berikut meminjam syarat predikat sebagai penanda internal. Predikat hanya diberikan kepada Polres, "
    "tidak kepada Polsek."
)

_SEVERITY_ORDER = {"serious": 0, "moderate": 1, "minor": 2}


def reading(report: VisitReport) -> str:
    """What the number says, in one paragraph."""
    if report.total is None:
        return "Nilai dihitung setelah kunjungan dikirim oleh ketua tim."
    words = [f"{report.label} {wording.comma(report.total.shown)} dari 100."]
    value = Decimal(report.total.value)
    above = [m for m in report.total_marks if value >= Decimal(m.at)]
    below = [m for m in report.total_marks if value < Decimal(m.at)]
    if above:
        words.append(f"Di atas tanda {wording.listed([mark_words(mark) for mark in above])}.")
    if below:
        words.append(f"Di bawah tanda {wording.listed([mark_words(mark) for mark in below])}.")
    if report.previous_total is not None:
        when = f" ({wording.date_of(report.previous_on)})" if report.previous_on else ""
        words.append(
            f"Kunjungan lalu{when} {wording.comma(report.previous_total.shown)}{direction(report.change)};"
            " letaknya ditandai garis kuning."
        )
    return " ".join(words)


def mark_words(mark: Mark) -> str:
    return f"{mark.name} ({wording.trimmed(mark.at)})"


def direction(change: Figure | None) -> str:
    """ ", naik 4,20" or ", turun 1,05", or ", tetap"; nothing when the change is not known."""
    if change is None:
        return ""
    difference = Decimal(change.shown)
    if difference == 0:
        return ", tetap"
    return f", {'naik' if difference > 0 else 'turun'} {wording.comma(str(abs(difference)))}"


def analysis(report: VisitReport) -> Data:
    """Chapter IV: facts that follow from the numbers, and no opinion."""
    return {
        "gates-intro": GATES_INTRO if report.gates else "Belum ada tanda yang dapat dinilai.",
        "gates": [_gate(gate) for gate in report.gates],
        "changes": _changes(report),
        "attention": _attention(report),
    }


def _gate(gate: GateResult) -> Data:
    reading = "belum dapat dinilai"
    if gate.passed is not None:
        reading = "di atas tanda" if gate.passed else "di bawah tanda"
    if gate.short_by is not None:
        reading += f", kurang {wording.comma(gate.short_by)}"
    if not gate.confirmed:
        reading += " (tanda belum dipastikan)"
    return {
        "predicate": gate.predicate,
        "title": gate.title,
        "needs": wording.trimmed(gate.needs),
        "has": wording.shown(gate.has),
        "passed": gate.passed,
        "reading": reading,
    }


def _changes(report: VisitReport) -> list[str]:
    if report.previous_total is None or report.total is None:
        return ["Belum ada dua kunjungan yang dapat dibandingkan."]
    moved = [
        (Decimal(a.percent.value) - Decimal(a.previous_percent.value), a)
        for a in report.areas
        if a.percent is not None and a.previous_percent is not None
    ]
    before, now = wording.comma(report.previous_total.shown), wording.comma(report.total.shown)
    words = [f"{report.label}: dari {before} menjadi {now}{direction(report.change)}."]
    for up, name in ((True, "Area yang naik"), (False, "Area yang turun")):
        areas = sorted((pair for pair in moved if (pair[0] > 0) is up and pair[0] != 0), key=lambda p: -abs(p[0]))
        if areas:
            words.append(f"{name}: {'; '.join(_area_move(area) for _, area in areas)}.")
    return words


def _area_move(area: AreaResult) -> str:
    return (
        f"{area.code} {area.title}, dari {wording.shown(area.previous_percent)} menjadi {wording.shown(area.percent)}"
    )


def _attention(report: VisitReport) -> list[str]:
    """Unanswered items, critical items below full marks, serious and late findings; or that there are none."""
    blank = [line.code for line in report.answers if line.answer is None]
    critical = [line.code for line in report.answers if _critical_gap(line)]
    serious = [f.number for f in report.findings if f.severity == "serious"]
    late = [f.number for f in report.findings if f.is_overdue]
    found = (
        ("Butir kritis yang belum penuh", critical),
        ("Temuan berat", serious),
        ("Temuan lewat tenggat", late),
        ("Butir belum diperiksa", blank),
    )
    words = [f"{name} ({len(codes)}): {', '.join(codes)}." for name, codes in found if codes]
    return words or ["Semua butir dijawab; tidak ada temuan berat maupun butir kritis yang belum penuh."]


def _critical_gap(line: AnswerLine) -> bool:
    return line.is_critical and line.points is not None and Decimal(line.points.value) < 1


def ending(report: VisitReport) -> Data:
    """Chapters V and VI, the signatures, and what proves the paper."""
    return {
        "conclusions": _conclusions(report),
        "advice": [_advice(finding) for finding in sorted(report.findings, key=_urgency) if finding.recommendation],
        "closing": (
            "Demikian laporan hasil supervisi ini dibuat dengan sebenarnya sebagai bahan pimpinan dalam menentukan "
            "kebijakan lebih lanjut."
        ),
        "dated": f"{report.letterhead.place}, {wording.long_date(wording.local(report.printed_at, report.zone))}",
        "signers": signers(report),
        "annex-of": f"LAMPIRAN LAPORAN HASIL SUPERVISI {report.number}".rstrip(),
        "instrument": f"Instrumen: {report.checklist.title}, {report.checklist.id} versi {report.checklist.version}.",
        "fingerprint": f"SHA-256 instrumen: {report.checklist.sha256}",
        "seal": seal_block(report),
        "amendments": amendments(report),
    }


def _conclusions(report: VisitReport) -> list[str]:
    words = [reading(report)] if report.total is None else [_overall(report)]
    known = [area for area in report.areas if area.percent is not None]
    if len(known) > 1:
        ranked = sorted(known, key=lambda area: Decimal(area.percent.value) if area.percent else Decimal(0))
        low, high = ranked[0], ranked[-1]
        words.append(
            f"Area tertinggi {high.code} {high.title} ({wording.shown(high.percent)}%); "
            f"terendah {low.code} {low.title} ({wording.shown(low.percent)}%)."
        )
    by_severity = [
        f"{count} {wording.SEVERITIES[severity].lower()}"
        for severity in _SEVERITY_ORDER
        if (count := sum(finding.severity == severity for finding in report.findings))
    ]
    total = len(report.findings)
    words.append(f"{total} temuan: {wording.listed(by_severity)}." if total else "Tidak ada temuan.")
    return words


def _overall(report: VisitReport) -> str:
    shown = wording.comma(report.total.shown) if report.total else ""
    failing = [gate for gate in report.gates if gate.passed is False]
    if not report.gates:
        return f"{report.label} {report.station} adalah {shown}."
    if not failing:
        return f"{report.label} {report.station} adalah {shown}, di atas semua tanda yang dapat dinilai."
    return f"{report.label} {report.station} adalah {shown}, di bawah {len(failing)} dari {len(report.gates)} tanda."


def _urgency(finding: FindingReported) -> tuple[int, str]:
    return _SEVERITY_ORDER[finding.severity], finding.due_on or "9999"


def _advice(finding: FindingReported) -> Data:
    return {
        "number": finding.number,
        "recommendation": finding.recommendation,
        "owner": finding.owner or "Kapolsek",
        "due": wording.date_of(finding.due_on) or "–",
    }
