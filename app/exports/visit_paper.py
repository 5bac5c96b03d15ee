"""The words of the Laporan Hasil Supervisi: a VisitReport turned into exactly the strings its template places.

Chapters follow the domain paper, 2.4. Nothing is said here that the report does not hold: no reading of causes,
no praise. A Polsek stands above or below a mark; it never "reaches" a predicate (domain paper, 1.8).
"""

from datetime import date
from decimal import Decimal
from itertools import groupby

from app.domain.place import in_words
from app.domain.reports import (
    AnswerLine,
    AreaResult,
    Figure,
    FindingReported,
    Letterhead,
    Mark,
    PartResult,
    PhotoLine,
    ReportPhoto,
    TeamMember,
    VisitReport,
)
from app.exports import wording
from app.exports.visit_review import Data, analysis, ending, reading

LONG_FINDING = 1200
"""Characters beyond which a finding may run over a page end instead of moving to the next page whole."""


def visit_paper(report: VisitReport) -> Data:
    """Everything the template prints, in its own names; pictures are named by their place, see `pictures_of`."""
    return {
        **_front(report),
        **_conduct(report),
        **_results(report),
        **analysis(report),
        **ending(report),
        "answers": _annex(report),
        "photos": [_photo(place, line, report.zone) for place, line in enumerate(report.photo_lines, 1)],
    }


def pictures_of(report: VisitReport) -> dict[str, ReportPhoto]:
    """The pictures of all findings by the name the template asks for."""
    return {
        picture_name(place, index): photo
        for place, finding in enumerate(report.findings)
        for index, photo in enumerate(finding.photos)
    }


def picture_name(finding: int, photo: int) -> str:
    """How picture number `photo` of finding number `finding` is called, both from 0."""
    return f"{finding}-{photo}"


def _front(report: VisitReport) -> Data:
    """Title, letterhead and chapter I."""
    lead = next((member.name for member in report.team if member.is_lead), report.unit)
    period = wording.period_name(report.period)
    instrument = report.checklist
    order_of = f" tanggal {wording.date_of(report.order_on)}" if report.order_on else ""
    return {
        "title": f"Laporan Hasil Supervisi {report.station}, {wording.date_of(report.visited_on)}",
        "author": lead,
        "subtitle": f"KESIAPAN ZONA INTEGRITAS {report.station.upper()}",
        "number": report.number,
        "draft": not report.is_final,
        "footer": _footer(report),
        "letterhead": _letterhead(report.letterhead),
        "general": (
            f"{report.unit} menyupervisi pembangunan Zona Integritas pada Polsek jajaran. Laporan ini memuat hasil "
            f"supervisi {report.station} pada {period}."
        ),
        "grounds": [
            *([f"Surat Perintah Nomor {report.order_no}{order_of};"] if report.order_no else []),
            f"Rencana supervisi {report.unit} {period};",
            f"Instrumen {instrument.title} versi {instrument.version}, {instrument.items} butir.",
        ],
        "purpose": (
            f"Mengetahui kesiapan {report.station} dalam mendukung {report.unit} menuju predikat WBK dan WBBM, serta "
            "menetapkan perbaikan yang dapat diselesaikan."
        ),
        "scope": (
            f"{_count_words(len(report.areas))} area perubahan Zona Integritas, diperiksa melalui "
            f"{len(report.parts)} bagian instrumen di {report.station}."
        ),
        "order": (
            "Pendahuluan, pelaksanaan, hasil, analisa dan evaluasi, kesimpulan dan saran, penutup; dilampiri jawaban "
            "tiap butir dan catatan foto."
        ),
    }


def _count_words(count: int) -> str:
    return "Enam" if count == 6 else str(count)


def _footer(report: VisitReport) -> str:
    name = f"Laporan Hasil Supervisi {report.station}, {wording.date_of(report.visited_on)}"
    return f"{name}. Segel {report.seal.code}" if report.seal else name


def _letterhead(head: Letterhead) -> Data:
    return {"lines": list(head.lines), "address": head.address}


def _kept(report: VisitReport) -> str:
    documents = sum(len(line.documents) for line in report.answers)
    return f"{report.photos} foto" + (f" dan {documents} dokumen" if documents else "")


def _conduct(report: VisitReport) -> Data:
    """Chapter II: when, where, who and how."""
    hours = wording.span(report.started_at, report.ended_at, report.zone)
    day = wording.long_day(date.fromisoformat(report.visited_on))
    answered = sum(line.answer is not None for line in report.answers)
    return {
        "held": f"{day}{', ' + hours if hours else ''}, di {report.station}.",
        "team": [_member(member) for member in report.team],
        "method": (
            "Tiap bagian dinilai di tempat oleh anggota yang ditunjuk, dengan melihat, menghitung, dan bertanya. "
            f"{answered} dari {len(report.answers)} butir dijawab; {_kept(report)} disimpan sebagai bukti."
        ),
    }


def _member(member: TeamMember) -> Data:
    return {
        "name": member.name,
        "rank": member.rank,
        "nrp": member.nrp,
        "post": member.post,
        "duties": "; ".join(member.duties),
        "lead": member.is_lead,
    }


def _results(report: VisitReport) -> Data:
    """Chapter III: the number, the six areas, the parts, the findings."""
    return {
        "label": report.label,
        "total": {
            "shown": wording.comma(report.total.shown) if report.total else None,
            "percent": _position(report.total),
            "marks": [_mark(mark) for mark in report.total_marks],
            "previous": _position(report.previous_total),
            "reading": reading(report),
        },
        "areas": [_area(area) for area in report.areas],
        "areas-key": _areas_key(report),
        "parts": [_part(part) for part in report.parts],
        "findings": [_finding(place, finding, report.zone) for place, finding in enumerate(report.findings)],
    }


def _position(figure: Figure | None) -> float | None:
    """Where a figure stands on a ruler; for drawing only."""
    return None if figure is None else min(100.0, max(0.0, float(Decimal(figure.value))))


def _mark(mark: Mark) -> Data:
    return {"name": mark.name, "at": float(Decimal(mark.at)), "label": wording.trimmed(mark.at)}


def _area(area: AreaResult) -> Data:
    highest = max((Decimal(mark.at) for mark in area.marks), default=Decimal(0))
    return {
        "code": area.code,
        "title": area.title,
        "score": f"{wording.shown(area.score)} / {wording.trimmed(area.max)}",
        "percent": _position(area.percent),
        "shown": wording.shown(area.percent),
        "low": area.percent is not None and Decimal(area.percent.value) < highest,
        "marks": [_mark(mark) for mark in area.marks],
        "previous": wording.shown(area.previous_percent),
        "previous-percent": _position(area.previous_percent),
    }


def _areas_key(report: VisitReport) -> str:
    marks = report.areas[0].marks if report.areas else ()
    if not marks:
        return ""
    named = wording.listed([f"{mark.name} {wording.trimmed(mark.at)}" for mark in marks])
    return (
        f"Garis tegak: tanda {named} persen. Garis kuning: kunjungan lalu. Angka merah: di bawah tanda "
        f"{marks[-1].name}. Tanda adalah penanda internal."
    )


def _part(part: PartResult) -> Data:
    return {
        "code": part.code,
        "title": part.title,
        "shown-by": part.shown_by,
        "filled": f"{part.answered} / {part.items}",
        "shown": wording.shown(part.percent),
    }


def _strip(station: str, photo: ReportPhoto, zone: str) -> str:
    """What stands below a picture, never on it: station, item, time and place, and what its author wrote."""
    record = photo.record
    if record is None:
        return photo.caption
    at = record.taken_at if record.taken_at is not None else record.received_at
    where = f"{in_words(record.distance_m)} dari kantor" if record.distance_m is not None else record.place
    when = wording.moment(at, zone) + ("" if record.taken_at is not None else " (diterima)")
    words = "" if photo.caption.startswith(f"{record.item}, ") else photo.caption
    return " · ".join(filter(None, (station, record.item, when, where or "tempat tidak diketahui", words)))


def _finding(place: int, finding: FindingReported, zone: str) -> Data:
    texts = (finding.condition, finding.criterion, finding.cause, finding.effect, finding.recommendation)
    due = f"tenggat {wording.date_of(finding.due_on)}" if finding.due_on else "tanpa tenggat"
    facts = [f"butir {finding.item}", due + (" (lewat)" if finding.is_overdue else "")]
    word = f" ({finding.verdict})" if finding.verdict else ""
    state = wording.FINDING_STATES.get(finding.state, finding.state).lower() + word
    owner = [f"penanggung jawab {finding.owner}"] if finding.owner else []
    return {
        "number": finding.number,
        "title": finding.title,
        "severity": finding.severity,
        "severity-label": wording.SEVERITIES[finding.severity],
        "facts": ", ".join([*facts, *owner, state, *(["butir kritis"] if finding.is_critical else [])]),
        "condition": finding.condition,
        "criterion": finding.criterion,
        "cause": finding.cause,
        "effect": finding.effect,
        "recommendation": finding.recommendation,
        "answer": finding.answer,
        "amended": finding.amended,
        "long": len(finding.photos) > 3 or sum(map(len, texts)) + len(finding.answer) > LONG_FINDING,
        "photos": [
            {
                "file": picture_name(place, index),
                "caption": _strip(finding.station, photo, zone),
                "description": photo.description or f"Foto temuan {finding.number}",
            }
            for index, photo in enumerate(finding.photos)
        ],
    }


def _annex(report: VisitReport) -> list[Data]:
    """All answers, part by part, in the order of the instrument."""
    titles = {part.code: f"{part.code}. {part.title}" for part in report.parts}
    return [
        {"title": titles.get(code, code), "lines": [_answer(line) for line in lines]}
        for code, lines in groupby(report.answers, key=lambda line: line.part)
    ]


def _photo(place: int, line: PhotoLine, zone: str) -> Data:
    """One row of the annex of pictures: what is known of it, in words."""
    taken = wording.moment(line.taken_at, zone) if line.taken_at is not None else "tidak diketahui"
    where = [in_words(line.distance_m) + " dari kantor"] if line.distance_m is not None else []
    state = [
        *(["temuan " + str(line.finding)] if line.finding else []),
        *(["jawaban Polsek"] if line.of_station else []),
        *([] if line.is_here else ["berkas tidak ada di server"]),
        *(["sebagian disamarkan"] if line.blurs else []),
    ]
    return {
        "number": str(place),
        "item": line.item,
        "state": ", ".join(state),
        "taken": taken + (" (zona Polsek dianggap)" if line.zone_is_assumed else ""),
        "received": f"diterima {wording.moment(line.received_at, zone)}",
        "place": ", ".join([*where, *([line.place] if line.place else [])]) or "tempat tidak diketahui",
        "by": line.by,
        "source": {"camera": "kamera", "gallery": "galeri"}.get(line.source, ""),
        "digest": line.sha256,
    }


def _answer(line: AnswerLine) -> Data:
    return {
        "code": line.code,
        "title": line.title,
        "critical": line.is_critical,
        "criterion": line.criterion,
        "note": line.note,
        "amended": line.amended,
        "answer": line.answer if line.answer is not None else wording.NOT_CHECKED,
        "unchecked": line.answer is None,
        "photos": f"{line.photos}\N{NO-BREAK SPACE}foto" if line.photos else "",
        "documents": [f"Dokumen: {name}" for name in line.documents],
        "points": wording.shown(line.points),
    }
