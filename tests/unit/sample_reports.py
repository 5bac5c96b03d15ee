"""Believable reports for the tests of papers: a visit to Polsek Senori and a quarter of five Polsek."""

import io
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from app.domain.reports import (
    AnswerLine,
    AreaHead,
    AreaResult,
    ChecklistUsed,
    Figure,
    FindingReported,
    GateResult,
    Letterhead,
    Mark,
    PartResult,
    PhotoLine,
    QuarterAnswer,
    QuarterReport,
    ReportPhoto,
    Signer,
    StationQuarter,
    TeamMember,
    VisitReport,
)

PRINTED_AT = 1_795_076_400_000  # 19 November 2026, 15.20 WIB
LETTERHEAD = Letterhead(
    ("KEPOLISIAN NEGARA REPUBLIK INDONESIA", "DAERAH JAWA TIMUR", "RESOR TUBAN"),
    "Tuban",
    "Jalan Contoh Nomor 1, Tuban 62300",
)
AREAS = (
    ("I", "Manajemen Perubahan", "8", "88.125", "65.30"),
    ("II", "Penataan Tata Laksana", "7", "64.166667", "58.333333"),
    ("III", "Penataan Sistem Manajemen SDM", "10", "79.90", "81.90"),
    ("IV", "Penguatan Akuntabilitas", "10", "90.25", "89.70"),
    ("V", "Penguatan Pengawasan", "15", "59.995", "62.90"),
    ("VI", "Peningkatan Kualitas Pelayanan Publik", "10", "70.00", "68.10"),
)
AREA_MARKS = (Mark("WBK", "60"), Mark("WBBM", "75"))
TOTAL_MARKS = (Mark("WBK", "75"), Mark("WBBM", "85"))
PARTS = (
    ("A", "Komitmen dan tim ZI", "I", "Kapolsek", 8),
    ("B", "Tata laksana dan SOP", "II", "Kasium", 10),
    ("C", "SDM dan pola pikir", "III", "Kasium", 5),
    ("D", "Akuntabilitas", "IV", "Kapolsek", 4),
    ("E", "Pengawasan dan integritas", "V", "Kanit Provos", 11),
    ("F", "Layanan umum dan sarana", "VI", "Ka SPKT", 15),
    ("G", "SPKT", "VI", "Ka SPKT", 5),
    ("H", "SKCK", "VI", "Kanit Intelkam", 4),
    ("I", "Lalu lintas dan dukungan SIM", "VI", "Kanit Lantas", 5),
    ("J", "Reskrim", "VI", "Kanit Reskrim", 3),
    ("K", "Inovasi", "VI", "Kapolsek", 4),
    ("L", "Pengaduan, survei, dan media", "VI", "Kasihumas", 6),
    ("T", "Tindak lanjut", "I", "Kapolsek", 2),
)
QUESTIONS = (
    ("Kapolsek menunjuk tim atau penanggung jawab ZI dengan surat perintah", "Ya", "", "1"),
    ("Rencana aksi ZI Polsek ada dan menurut enam area", "B", "Sebagian area", "0.5"),
    ("Papan tarif PNBP terpasang di loket dan sesuai peraturan", "Tidak", "", "0"),
    ("Buku mutasi terisi lengkap selama tujuh hari terakhir", "157 dari 170", "", "0.923529"),
    ("Media sosialisasi ZI terlihat pengunjung", "A", "Terlihat dari ruang layanan dan halaman", "1"),
    ("Ruang pemeriksaan dilengkapi CCTV yang merekam", "Tidak berlaku: tidak ada penyidikan", "", None),
    ("Jumlah pengaduan turun dibanding triwulan lalu", "4 menjadi 2", "", "0.5"),
)
TEAM = (
    ("HADI PRASETYO, S.H.", "Kompol", "74050123", "Kabagren", ()),
    ("RATNA KUSUMAWATI, S.Sos.", "AKP", "79081234", "Kasubbag Program dan Anggaran", ("A", "D")),
    ("BAGUS SETIAWAN", "Iptu", "82030456", "Kasiwas", ("E",)),
    ("DEWI ANGGRAINI, S.Psi.", "Iptu", "85110789", "Paur Bag SDM", ("C",)),
    ("YOGA FIRMANSYAH", "Ipda", "88020321", "Kanit Provos", ("F", "G")),
    ("SLAMET HARYONO", "Aiptu", "76090654", "Bamin Bagren", ("B", "T")),
    ("INTAN PERMATASARI", "Bripka", "90120987", "Baur SIM Satlantas", ("H", "I")),
    ("FAJAR NUGROHO", "Briptu", "96070111", "Operator Bagren", ("J", "K", "L")),
)


def figure(value: str) -> Figure:
    """An exact text with its shown form, half up."""
    return Figure(value, str(Decimal(value).quantize(Decimal("0.01"), ROUND_HALF_UP)))


@cache
def picture(width: int = 640, height: int = 480, colour: str = "#4973bd", kind: str = "JPEG") -> bytes:
    """A drawn counter with its board, in place of a photograph."""
    image = Image.new("RGB", (width, height), "#e8e4da")
    draw = ImageDraw.Draw(image)
    draw.rectangle((width * 0.15, height * 0.15, width * 0.85, height * 0.6), fill=colour)
    for line in range(4):
        y = height * (0.22 + line * 0.09)
        draw.rectangle((width * 0.2, y, width * (0.5 + line * 0.07), y + height * 0.04), fill="white")
    draw.rectangle((0, height * 0.75, width, height), fill="#6b4a2b")
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def photo(caption: str = "19-11-2026 10.46 WIB, Intan P.", **how: Any) -> ReportPhoto:
    return ReportPhoto(picture(**how), caption, "Papan tarif di loket SKCK")


def finding(number: str = "TM-042", **changes: Any) -> FindingReported:
    usual = FindingReported(
        number=number,
        item="H03",
        item_title="Papan tarif PNBP terpasang",
        part="H",
        station="Polsek Senori",
        title="Papan tarif PNBP belum terpasang di loket SKCK",
        severity="moderate",
        state="issued",
        is_critical=False,
        is_overdue=False,
        condition="Papan tarif hanya ada di ruang SPKT; pemohon SKCK tidak melihatnya.",
        criterion="Tarif Rp30.000 menurut PP 76/2020 terlihat pemohon di loket.",
        cause="Papan lama rusak dan belum diganti.",
        effect="Pemohon tidak tahu besaran tarif yang sah.",
        recommendation="Pasang papan tarif yang sah di loket SKCK dan kirim fotonya.",
        raised_on="2026-11-19",
        due_on="2026-12-03",
        owner="Kanit Intelkam",
    )
    return replace(usual, **changes)


def answers() -> tuple[AnswerLine, ...]:
    """Eighty-two answers, one of them missing."""
    lines = []
    for part, _, _, _, count in PARTS:
        for number in range(1, count + 1):
            title, answer, criterion, points = QUESTIONS[len(lines) % len(QUESTIONS)]
            lines.append(
                AnswerLine(
                    code=f"{part}{number:02}",
                    title=title,
                    part=part,
                    answer=answer,
                    criterion=criterion,
                    note="Diperiksa bersama Kasium." if number == 2 else "",
                    points=figure(points) if points else None,
                    is_critical=f"{part}{number:02}" in ("E02", "E03", "E05", "F04", "G04", "H04", "I02"),
                    photos=number % 3,
                )
            )
    lines[-1] = replace(lines[-1], answer=None, points=None)
    return tuple(lines)


def findings() -> tuple[FindingReported, ...]:
    return (
        finding(photos=(photo(),)),
        finding(
            "TM-043",
            title="Standar pelayanan latihan SIM belum dipasang",
            severity="minor",
            due_on=None,
            owner="Kanit Lantas",
        ),
        finding(
            "TM-044",
            title="Rekaman CCTV SPKT hanya tersimpan sembilan hari",
            severity="serious",
            is_overdue=True,
            is_critical=True,
            due_on="2026-11-14",
            state="returned",
            owner="Kapolsek",
            answer="Penyimpanan 4 TB sudah dipesan, tiba minggu depan.",
            photos=(photo(), photo(width=480, height=640, colour="#941c1e"), photo(kind="PNG"), photo(kind="WEBP")),
        ),
    )


def areas() -> tuple[AreaResult, ...]:
    return tuple(
        AreaResult(
            code=code,
            title=title,
            max=weight,
            score=figure(str(Decimal(percent) * Decimal(weight) / 100)),
            percent=Figure(percent, "59.99") if percent == "59.995" else figure(percent),
            marks=AREA_MARKS,
            answered=10,
            items=10,
            previous_percent=figure(before),
        )
        for code, title, weight, percent, before in AREAS
    )


def gates() -> tuple[GateResult, ...]:
    return (
        GateResult("WBK.total", "Nilai kesiapan internal", "WBK", "75", figure("75.416667"), True),
        GateResult("WBK.V", "Area V Penguatan Pengawasan", "WBK", "60", Figure("59.995", "59.99"), False, "0.01"),
        GateResult("WBBM.total", "Nilai kesiapan internal", "WBBM", "85", figure("75.416667"), False, "9.58"),
        GateResult("WBBM.survey", "Survei persepsi antikorupsi", "WBBM", "18", None, None, confirmed=False),
    )


def visit(**changes: Any) -> VisitReport:
    """The usual visit report, with what a test wants to be different."""
    duties = {code: f"{code} {title}" for code, title, *_ in PARTS}
    usual = VisitReport(
        number="LHS/37/XI/2026/Bagren",
        letterhead=LETTERHEAD,
        unit="Polres Tuban",
        station="Polsek Senori",
        order_no="Sprin/1142/XI/REN.2.3./2026",
        order_on="2026-11-16",
        period="2026Q4",
        visited_on="2026-11-19",
        started_at=PRINTED_AT - 22_500_000,
        ended_at=PRINTED_AT,
        printed_at=PRINTED_AT,
        zone="Asia/Jakarta",
        team=tuple(
            TeamMember(name, rank, nrp, post, tuple(duties[p] for p in parts), place == 0)
            for place, (name, rank, nrp, post, parts) in enumerate(TEAM)
        ),
        checklist=ChecklistUsed("kesiapan-polsek", "2026.1", "Kesiapan Zona Integritas Polsek", "3f" * 32, 82),
        total=figure("75.416667"),
        total_marks=TOTAL_MARKS,
        previous_total=figure("71.20"),
        change=figure("4.216667"),
        previous_on="2026-08-20",
        areas=areas(),
        gates=gates(),
        parts=tuple(
            PartResult(code, title, area, by, figure(str(55 + 3 * place)), count, count)
            for place, (code, title, area, by, count) in enumerate(PARTS)
        ),
        answers=answers(),
        findings=findings(),
        photos=64,
        photo_lines=(
            PhotoLine(
                "A02",
                "ab" * 32,
                1,
                PRINTED_AT,
                False,
                "-7.0404, 111.7256",
                1_240.0,
                "camera",
                "Aipda Budi",
                PRINTED_AT,
                True,
                2,
            ),
            PhotoLine(
                "A03", "cd" * 32, None, None, False, "", None, "", "Iptu Sri", PRINTED_AT, False, of_station=True
            ),
        ),
        signers=(
            Signer("Ketua tim supervisi", "Hadi Prasetyo, S.H.", "Komisaris Polisi", "74050123"),
            Signer("Kapolsek Senori", "Agus Santoso", "Ajun Komisaris Polisi", "80040222"),
            Signer(
                "Kepala Kepolisian Resor Tuban",
                "Bambang Wijaya, S.I.K.",
                "Ajun Komisaris Besar Polisi",
                "75060333",
                "Mengetahui",
            ),
        ),
    )
    return replace(usual, **changes)


def station(code: str, name: str, score: str | None, **changes: Any) -> StationQuarter:
    percents = tuple(None if score is None else figure(str(Decimal(score) - 6 + 3 * n)) for n in range(6))
    usual = StationQuarter(
        code=code,
        name=name,
        readiness=figure(score) if score else None,
        previous=figure("71.20") if score else None,
        change=figure(str(Decimal(score) - Decimal("71.20"))) if score else None,
        areas=percents,
        open_findings=4,
        overdue_findings=1,
        serious_findings=1,
        last_visit_on="2026-11-19" if score else None,
        planned_on="2026-12-01" if score is None else "2026-11-19",
        visit_state="sealed" if score else "planned",
    )
    return replace(usual, **changes)


def stations() -> tuple[StationQuarter, ...]:
    return (
        station("polsek-tuban", "Polsek Tuban", "89.995", overdue_findings=0),
        station("polsek-senori", "Polsek Senori", "75.416667"),
        station("polsek-jenu", "Polsek Jenu", "74.996", readiness=Figure("74.996", "74.99"), change=figure("-2.105")),
        station("polsek-soko", "Polsek Soko", "61.125"),
        station("polsek-widang", "Polsek Widang", None),
    )


def quarter_answers() -> Iterator[QuarterAnswer]:
    for name in ("Polsek Tuban", "Polsek Senori"):
        for line in answers():
            yield QuarterAnswer(name, "2026-11-19", line)


def quarter(**changes: Any) -> QuarterReport:
    """The usual quarter; a fresh iterator of answers each time."""
    usual = QuarterReport(
        period="2026Q4",
        unit="Polres Tuban",
        letterhead=LETTERHEAD,
        printed_at=PRINTED_AT,
        zone="Asia/Jakarta",
        checklist="Kesiapan Zona Integritas Polsek versi 2026.1",
        areas=tuple(AreaHead(code, title, weight) for code, title, weight, *_ in AREAS),
        area_marks=AREA_MARKS,
        total_marks=TOTAL_MARKS,
        mean=figure("75.383167"),
        stations=stations(),
        findings=findings(),
        answers=quarter_answers(),
    )
    return replace(usual, **changes)
