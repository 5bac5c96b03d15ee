"""The words of the berita acara: who closed the supervision of a station, with what result, and what the chief said."""

from typing import Any

from app.domain.reports import FindingReported, VisitReport
from app.exports import wording
from app.exports.seal_paper import amendments, seal_block, signers

Data = dict[str, Any]


def minutes_paper(report: VisitReport) -> Data:
    """Everything the template prints, in its own names."""
    moment = wording.local(report.printed_at, report.zone)
    day = wording.DAYS[moment.weekday()]
    spelled = (
        f"tanggal {wording.spelled(moment.day)} bulan {wording.MONTHS[moment.month - 1]} tahun "
        f"{wording.spelled(moment.year)}"
    )
    lead = next((member for member in report.team if member.is_lead), None)
    name = f"Berita Acara Penutupan Supervisi {report.station}, {wording.date_of(report.visited_on)}"
    return {
        "title": name,
        "author": lead.name if lead else report.unit,
        "subtitle": f"PENUTUPAN SUPERVISI ZONA INTEGRITAS {report.station.upper()}",
        "draft": report.seal is None,
        "footer": f"{name}. Segel {report.seal.code}" if report.seal else name,
        "letterhead": {"lines": list(report.letterhead.lines), "address": report.letterhead.address},
        "opening": (
            f"Pada hari ini {day}, {spelled}, pukul {wording.clock(report.printed_at, report.zone)} "
            f"{wording.ZONES[report.zone][0]}, yang bertanda tangan di bawah ini menutup supervisi pembangunan Zona "
            f"Integritas di {report.station}, yang dilaksanakan {_held(report)} berdasarkan Surat Perintah Nomor "
            f"{report.order_no}."
        ),
        "team": [f"{member.rank} {member.name}".strip() + (", ketua tim" if member.is_lead else "")
                 for member in report.team],
        "result": _result(report),
        "areas": [_area(area) for area in report.areas],
        "findings": [_finding(finding) for finding in report.findings],
        "statement": _statement(report),
        "closing": (
            "Demikian berita acara ini dibuat dengan sebenarnya dan ditandatangani di layar aplikasi, "
            "masing-masing dengan kata sandi sendiri."
        ),
        "dated": f"{report.letterhead.place}, {wording.long_date(moment)}",
        "signers": signers(report),
        "seal": seal_block(report),
        "amendments": amendments(report),
    }  # fmt: skip


def _held(report: VisitReport) -> str:
    hours = wording.span(report.started_at, report.ended_at, report.zone)
    return f"{wording.date_of(report.visited_on)}{' ' + hours if hours else ''}"


def _result(report: VisitReport) -> list[list[str]]:
    answered = sum(line.answer is not None for line in report.answers)
    return [
        [report.label, wording.shown(report.total) if report.total else wording.NOT_CHECKED],
        ["Butir terjawab", f"{answered} dari {len(report.answers)}"],
        ["Temuan", str(len(report.findings)) if report.findings else "tidak ada"],
        ["Foto bukti", str(report.photos)],
        ["Instrumen", f"{report.checklist.title} versi {report.checklist.version}"],
    ]


def _area(area: Any) -> list[str]:
    return [area.code, area.title, wording.shown(area.score), wording.trimmed(area.max)]


def _finding(finding: FindingReported) -> list[str]:
    return [
        finding.number,
        finding.item,
        finding.title,
        wording.SEVERITIES[finding.severity],
        wording.date_of(finding.due_on) or "–",
    ]


def _statement(report: VisitReport) -> Data:
    """What the chief says of the result, or what the lead says of the chief."""
    sentence = {
        "agrees": "Kepala kepolisian sektor menyatakan setuju dengan hasil supervisi ini.",
        "disagrees": "Kepala kepolisian sektor menyatakan tidak setuju dengan hasil supervisi ini, karena:",
        "absent": (
            "Ketua tim menyatakan bahwa kepala kepolisian sektor tidak di tempat, sehingga anggota kedua dari tim "
            "menandatangani sebagai pengganti. Alasan:"
        ),
        "refuses": (
            "Ketua tim menyatakan bahwa kepala kepolisian sektor menolak menandatangani, sehingga anggota kedua dari "
            "tim menandatangani sebagai pengganti. Alasan:"
        ),
        "": "Kepala kepolisian sektor belum memberi pernyataan.",
    }[report.statement.says]
    return {"sentence": sentence, "because": report.statement.because}
