"""The visit's report as PDF: what it says, that nothing typed acts, and that it is a lasting, accessible file."""

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from app.domain.reports import Figure, ReportPhoto
from app.exports.pdf import visit_report
from app.exports.plain import plain
from tests.papers import opened, texts
from tests.unit.nasty_texts import MARKUP
from tests.unit.sample_reports import finding, photo, picture, visit


@cache
def made(report):
    return visit_report(report)


@cache
def reader(report):
    return PdfReader(io.BytesIO(made(report)))


def squeezed(text):
    """Without what a page may add: blanks, line ends and invisible breaks."""
    return re.sub(r"[\s\u200b]", "", text)


@cache
def page_text(report):
    """The text of all pages as one, without page numbers and footers, so that sentences cross pages."""
    pages = texts(made(report))
    foot = re.compile(rf"LaporanHasilSupervisi[^,]*,\d+\w+\d{{4}}seluruhnya{len(pages)}halaman$")
    bodies = [foot.sub("", squeezed(page)) for page in pages]
    return bodies[0] + "".join(body.removeprefix(str(number)) for number, body in enumerate(bodies[1:], 2))


def says(report, *sentences):
    text = page_text(report)
    missing = [sentence for sentence in sentences if squeezed(sentence) not in text]
    assert not missing, missing


def test_the_report_names_station_order_team_and_time():
    says(
        visit(),
        "KEPOLISIAN NEGARA REPUBLIK INDONESIA DAERAH JAWA TIMUR RESOR TUBAN",
        "KESIAPAN ZONA INTEGRITAS POLSEK SENORI",
        "Nomor: LHS/37/XI/2026/Bagren",
        "Surat Perintah Nomor Sprin/1142/XI/REN.2.3./2026 tanggal 16 November 2026",
        "Kamis, 19 November 2026, pukul 09.05 sampai 15.20 WIB, di Polsek Senori.",
        "HADI PRASETYO, S.H.",
        "Bripka 90120987",
        "81 dari 82 butir dijawab; 64 foto disimpan sebagai bukti.",
    )


def test_the_report_has_the_six_chapters_and_the_annex():
    says(
        visit(),
        "I. PENDAHULUAN",
        "II. PELAKSANAAN",
        "III. HASIL",
        "IV. ANALISA DAN EVALUASI",
        "V. KESIMPULAN DAN SARAN",
        "VI. PENUTUP",
        "LAMPIRAN: JAWABAN TIAP BUTIR",
    )


def test_figures_are_the_shown_ones_with_a_comma():
    says(
        visit(),
        "Nilai kesiapan internal 75,42 dari 100. Di atas tanda WBK (75). Di bawah tanda WBBM (85).",
        "Kunjungan lalu (20 Agustus 2026) 71,20, naik 4,22",
        "V Penguatan Pengawasan 9,00 / 15 59,99 62,90",
        "di bawah tanda, kurang 0,01",
        "belum dapat dinilai (tanda belum dipastikan)",
    )


def test_a_polsek_is_never_said_to_reach_a_predicate():
    high = visit(total=Figure("96", "96.00"), change=Figure("24.80", "24.80"))
    assert "tercapai" not in page_text(high).lower()
    assert "meraih" not in page_text(high).lower()
    says(high, "Di atas tanda WBK (75) dan WBBM (85).")


def test_every_item_stands_in_the_annex_with_its_answer():
    report = visit()
    annex = page_text(report).split(squeezed("LAMPIRAN: JAWABAN TIAP BUTIR"))[1]
    missing = [line.code for line in report.answers if squeezed(line.code + line.title) not in annex]
    assert not missing
    assert squeezed("T02") in annex
    assert annex.count(squeezed("Belum diperiksa")) == 1


def test_a_finding_is_told_whole():
    told = finding(answer="Sudah dipesan.", is_overdue=True, is_critical=True, state="returned")
    says(
        visit(findings=(told,), answers=()),
        "TM-042 Papan tarif PNBP belum terpasang di loket SKCK",
        f"butir H03, tenggat 3 Desember 2026 (lewat), penanggung jawab {told.owner}, dikembalikan, butir kritis",
        "Kondisi: " + told.condition,
        "Kriteria: " + told.criterion,
        "Sebab: " + told.cause,
        "Akibat: " + told.effect,
        "Rekomendasi: " + told.recommendation,
        "Tanggapan: Sudah dipesan.",
    )


def test_every_photo_stands_in_the_annex_with_its_record():
    says(
        visit(),
        "A02 temuan 1, sebagian disamarkan",
        "1,2 km dari kantor, -7.0404, 111.7256",
        "Aipda Budi kamera",
        "Sidik " + "ab" * 32,
        "tidak diketahui",
        "jawaban Polsek, berkas tidak ada di server",
    )


def test_the_signers_stand_below():
    says(
        visit(),
        "Tuban, 19 November 2026",
        "KETUA TIM SUPERVISI HADI PRASETYO, S.H. Komisaris Polisi NRP 74050123",
        "Mengetahui KEPALA KEPOLISIAN RESOR TUBAN BAMBANG WIJAYA, S.I.K.",
    )


def test_a_visit_without_anything_is_still_a_report():
    empty = visit(
        total=None,
        previous_total=None,
        change=None,
        areas=tuple(replace(a, score=None, percent=None, previous_percent=None) for a in visit().areas),
        parts=(),
        gates=(),
        team=(),
        answers=(),
        findings=(),
        signers=(),
        order_no="",
        started_at=None,
        is_final=False,
    )
    says(
        empty,
        "Belum diperiksa",
        "Tidak ada temuan pada kunjungan ini.",
        "Belum ada dua kunjungan",
        "Belum ada tanda yang dapat dinilai",
        "DRAF",
    )


@pytest.mark.parametrize("typed", MARKUP, ids=lambda typed: typed[:20].encode("unicode_escape").decode())
def test_what_is_typed_is_printed_and_never_interpreted(typed):
    """In every field: it stands on the pages as often as it was typed."""
    text = page_text(with_everywhere(*PLAIN if typed in PLAIN else (typed,)))
    assert text.count(squeezed(spelt(plain(typed)))) >= 12


PLAIN = tuple(typed for typed in MARKUP if typed.isascii())  # one paper holds them all; others may need other letters


def with_everywhere(*texts):
    """A report with each of the texts in every field that people type into."""
    usual = visit()
    return visit(
        number=" ".join(texts),
        station="Polsek",
        findings=tuple(
            finding(
                title=typed,
                condition=typed,
                criterion=typed,
                cause=typed,
                effect=typed,
                recommendation=typed,
                answer=typed,
                owner=typed,
                photos=(replace(photo(), caption=typed, description=typed),),
            )
            for typed in texts
        ),
        answers=tuple(
            replace(usual.answers[0], title=typed, answer=typed, criterion=typed, note=typed) for typed in texts
        ),
        team=tuple(replace(usual.team[0], name=typed, post=typed, duties=(typed,)) for typed in texts),
        parts=(),
        signers=(),
    )


def spelt(text):
    """No font of the papers draws pictographs; they are printed by number."""
    return "".join(f"[U+{ord(c):04X}]" if ord(c) > 0x1F000 or 0xFF00 < ord(c) < 0xFFEF else c for c in text)


def test_signs_that_can_be_drawn_apart_and_not_together_are_spelt():
    together = visit(findings=(finding(title="Ǟ =\u0618"),), answers=(), parts=())
    says(together, "=[U+0618]")


def test_ten_thousand_characters_are_printed_to_the_last():
    long = visit(
        findings=(finding(condition="Q" * 10_000, photos=(photo("Q" * 100),)),),
        answers=(replace(visit().answers[0], note="Q" * 10_000, answer="Q" * 1_000),),
    )
    assert page_text(long).count("Q") == 21_100


def test_no_text_leaves_the_page():
    long = visit(findings=(finding(title="W" * 500, condition="W" * 3_000, owner="W" * 300),), answers=())
    with opened(made(long)) as pdf:
        for page in pdf:
            assert furthest_right(page) < page.get_width()


def furthest_right(page):
    letters = page.get_textpage()
    return max(letters.get_charbox(n)[2] for n in range(letters.count_chars()))


def structure(pdf):
    """Every structure element below the root."""
    found = []
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node and not isinstance(node["/K"], int):
                waiting.append(node["/K"])
    return found


def test_the_file_claims_archive_and_accessibility_and_is_tagged():
    pdf = reader(visit())
    root = pdf.trailer["/Root"]
    claims = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfaid:part>3<", claims)
    assert re.search(r"pdfaid:conformance>A<", claims)
    assert re.search(r"pdfuaid:part>1<", claims)
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "id"
    kinds = {node["/S"] for node in structure(pdf)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L"} <= kinds


def test_every_picture_has_its_text():
    pdf = reader(visit())
    figures = [node for node in structure(pdf) if node["/S"] == "/Figure"]
    assert len(figures) == 5
    assert {figure["/Alt"] for figure in figures} == {"Papan tarif di loket SKCK"}


def test_every_font_is_inside_and_none_is_the_systems():
    names = set()
    for page in reader(visit()).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
            names.add(descriptor["/FontName"].split("+")[1].split("-")[0])
    assert names == {"SourceSansPro"}


def test_pages_are_a4_and_numbered_from_the_second():
    pdf = reader(visit())
    assert {(round(p.mediabox.width), round(p.mediabox.height)) for p in pdf.pages} == {(595, 842)}
    first, *others = texts(made(visit()))
    assert not first.startswith("1\r\n")
    assert others
    assert all(text.splitlines()[0] == str(n) for n, text in enumerate(others, 2))


def test_the_same_report_is_the_same_bytes():
    assert visit_report(visit()) == visit_report(visit())


def test_sixty_photos_fit():
    many = tuple(finding(f"TM-{n:03}", photos=tuple(photo() for _ in range(6))) for n in range(10))
    report = visit(findings=many)
    assert len([node for node in structure(reader(report)) if node["/S"] == "/Figure"]) == 60


@pytest.mark.parametrize("content", [b"", b"bukan gambar", picture()[:100], b"\x89PNG\r\n\x1a\n", b"RIFF____WEBP"])
def test_a_picture_that_cannot_be_read_is_named_and_does_not_stop_the_report(content):
    broken = finding(photos=(ReportPhoto(content, "10.46", "Foto"), photo("10.47")))
    says(visit(findings=(broken,), answers=()), "Foto tidak dapat dibaca 10.46", "10.47")
