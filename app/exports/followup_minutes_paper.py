"""The words of the risalah pemantauan tindak lanjut: each finding of a station with its official word and photos."""

from datetime import date
from typing import Any

from app.domain.followup_minutes import Kept, Minutes, Pictured, Signatory, Told
from app.domain.reports import Signer
from app.exports import wording
from app.exports.followup_csv import PLAN_STATES
from app.exports.followup_paper import signer

Data = dict[str, Any]
WORDS = {
    "S": "Sesuai",
    "BS": "Belum sesuai",
    "BD": "Belum ditindaklanjuti",
    "TDD": "Tidak dapat ditindaklanjuti",
}
SOURCES = {"ombudsman": "Ombudsman RI", "itwasda": "Itwasda", "siwas": "Siwas", "bagren": "Bagren"}


def minutes_of_follow_up(kept: Kept) -> Data:
    """Everything the template prints, in its own names; pictures are named by their use, see `picture_name`."""
    minutes = kept.minutes
    name = f"Risalah Pemantauan Tindak Lanjut {minutes.station}, {wording.date_of(minutes.held_on)}"
    return {
        "title": name,
        "author": minutes.unit,
        "subtitle": f"TEMUAN SUPERVISI {minutes.station.upper()}",
        "footer": f"{name}. Sidik {kept.sha256[:16]}",
        "letterhead": {"lines": list(minutes.letterhead), "address": minutes.address},
        "opening": _opening(minutes),
        "totals": [[word, WORDS[word], str(count)] for word, count in minutes.totals.items()],
        "all": str(len(minutes.findings)),
        "rows": [_row(place, told) for place, told in enumerate(minutes.findings, 1)],
        "findings": [_finding(place, told, minutes.zone) for place, told in enumerate(minutes.findings, 1)],
        "notes": minutes.notes,
        "closing": (
            "Demikian risalah ini dibuat dengan sebenarnya untuk dipergunakan sebagai bahan pemantauan tindak lanjut "
            "berikutnya."
        ),
        "dated": f"{minutes.place}, {wording.date_of(minutes.held_on)}",
        "signers": [_signatory(minutes.chief), _signatory(minutes.planner)],
        "kept": (
            f"Ditetapkan {minutes.written_by}, {wording.moment(minutes.written_at, minutes.zone)}. "
            f"Sidik SHA-256 isi risalah: {kept.sha256}"
            + ("" if kept.is_whole else ". PERHATIAN: isi tidak lagi cocok dengan sidiknya")
        ),
    }


def picture_name(picture: Pictured) -> str:
    """How the template asks for a picture."""
    return f"p-{picture.uid}"


def about(minutes: Minutes) -> str:
    """What the minutes are about: 'Triwulan IV 2026', or the visit's day."""
    if minutes.period:
        return wording.period_name(minutes.period)
    return f"supervisi tanggal {wording.date_of(minutes.visited_on)}"


def _opening(minutes: Minutes) -> str:
    day = date.fromisoformat(minutes.held_on)
    spelled = (
        f"tanggal {wording.spelled(day.day)} bulan {wording.MONTHS[day.month - 1]} tahun {wording.spelled(day.year)}"
    )
    return (
        f"Pada hari ini {wording.DAYS[day.weekday()]}, {spelled}, bertempat di {minutes.place}, telah dilaksanakan "
        f"pemantauan tindak lanjut atas temuan {minutes.station}, {about(minutes)}, dengan hasil sebagai berikut."
    )


def _row(place: int, told: Told) -> list[str]:
    return [str(place), told.item or "–", told.condition, told.verdict, told.note or "–"]


def _finding(place: int, told: Told, zone: str) -> Data:
    return {
        "name": f"{place}. {told.item or _origin(told)}",
        "severity": told.severity,
        "level": wording.SEVERITIES[told.severity],
        "word": told.verdict,
        "condition": told.condition,
        "facts": _facts(told, zone),
        "said": [
            [name, text]
            for name, text in (
                ("Rekomendasi", told.recommendation),
                ("Tindak lanjut", _answer(told)),
                ("Rencana", "\n".join(_planned(told))),
                ("Catatan", told.note),
            )
            if text
        ],
        "before": _picture(told.before, f"Foto sebelum: {told.condition}"),
        "after": _picture(told.after, f"Foto sesudah: {told.answer or told.condition}"),
        "pictured": told.before is not None or told.after is not None,
    }


def _answer(told: Told) -> str:
    if told.answer:
        return told.answer
    return "belum ada tanggapan Polsek" if told.answered_at is None else "dijawab dengan foto, tanpa keterangan"


def _planned(told: Told) -> list[str]:
    states = {str(state): name.lower() for state, name in PLAN_STATES.items()}
    return [f"{one.action} ({one.owner_name}, {wording.date_of(one.due_on)}: {states[one.state]})" for one in told.plan]


def _origin(told: Told) -> str:
    source, _blank, number = told.origin.partition(" ")
    return f"surat {SOURCES.get(source, source)} Nomor {number}"


def _facts(told: Told, zone: str) -> str:
    found = f"Ditemukan {wording.date_of(told.found_on)}"
    word = WORDS.get(told.verdict, told.verdict)
    given = f", dinyatakan {told.verdict_by}, {wording.moment(told.verdict_at, zone)}" if told.verdict_at else ""
    due = f"tenggat {wording.date_of(told.due_on)}" if told.due_on else ""
    origin = _origin(told) if told.origin else ""
    return ". ".join(part for part in (", ".join(one for one in (found, origin, due) if one), f"{word}{given}") if part)


def _picture(picture: Pictured | None, said: str) -> Data:
    """A place for a picture; `there` tells whether there is one at all, be it readable or not."""
    return {
        "file": picture_name(picture) if picture else "",
        "there": picture is not None,
        "caption": picture.caption if picture else "",
        "description": said,
    }


def _signatory(one: Signatory) -> Data:
    return signer(Signer(one.office, one.name, one.rank, one.nrp))
