"""The berita acara of a closing as PDF, and the marks that every paper of a sealed visit bears."""

import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import pytest
import segno
from pypdf import PdfReader

from app.domain.reports import Amended, Seal, Signer, Statement
from app.exports import pdf, qr
from app.exports.archive import stream
from app.exports.minutes_paper import minutes_paper
from app.exports.seal_paper import drawings_of, drawn_svg
from app.exports.wording import local
from tests.papers import texts
from tests.unit.sample_reports import PRINTED_AT, visit

DRAWN = "[[100,200,400,100,700,300],[720,320,900,350]]"
WORDS = ("gunung", "padi", "kereta", "hujan", "lampu", "sawah")
SEAL = Seal("ABCD-EFGH-IJKL-MNOP", "a3" * 32, PRINTED_AT, WORDS, "S1*POLSEK-SENORI*" + "A" * 180, 42, "siap/8b+3f+Ab=")
LATER = Amended("Butir A03", "C", "B", "Foto papan ditemukan", "Kompol Hadi", PRINTED_AT, WORDS[::-1], 57)
CHIEF = Signer("KEPALA POLSEK SENORI", "AGUS SANTOSO", "AKP", "80040222", strokes=DRAWN, signed_at=PRINTED_AT)
LEAD = Signer("KETUA TIM SUPERVISI", "HADI PRASETYO", "Kompol", "74050123", typed="Hadi Prasetyo", signed_at=PRINTED_AT)


@cache
def sealed():
    said = Statement("disagrees", "Rencana aksi sudah ada sejak Oktober.")
    return replace(visit(), seal=SEAL, signers=(CHIEF, LEAD), statement=said, amendments=(LATER,), findings=())


@cache
def text_of(printed, report):
    return re.sub(r"[\s\u200b]", "", "".join(texts(printed(report))))


def says(printed, report, *sentences):
    text = text_of(printed, report)
    assert not [one for one in sentences if re.sub(r"\s", "", one) not in text]


def test_the_minutes_say_who_closed_what_with_which_words():
    says(
        pdf.minutes,
        sealed(),
        "BERITA ACARA",
        "Pada hari ini Kamis, tanggal sembilan belas bulan November tahun dua ribu dua puluh enam",
        "Surat Perintah Nomor Sprin/1142/XI/REN.2.3./2026",
        "81 dari 82",
        "Tidak ada temuan pada kunjungan ini.",
        "menyatakan tidak setuju dengan hasil supervisi ini, karena: Rencana aksi sudah ada sejak Oktober.",
        "Hadi Prasetyo",
        "diketik 19 November 2026 pukul 15.20 WIB",
        "ditandatangani 19 November 2026 pukul 15.20 WIB",
    )


@pytest.mark.parametrize("printed", [pdf.minutes, pdf.visit_report])
def test_every_paper_of_a_sealed_visit_bears_the_seal_and_what_was_changed_after_it(printed):
    amended = ("Butir A03", "Semula: C", "Menjadi: B", "entri log nomor 57: sawah lampu hujan kereta padi gunung")
    numbered = [f"{place} {word}" for place, word in enumerate(WORDS, 1)]
    says(printed, sealed(), "entri log nomor 42", *numbered, SEAL.digest, SEAL.key, *amended)


@pytest.mark.parametrize(
    ("says_what", "words"),
    [
        ("agrees", "menyatakan setuju dengan hasil"),
        ("absent", "tidak di tempat, sehingga anggota kedua"),
        ("refuses", "menolak menandatangani, sehingga anggota kedua"),
    ],
)
def test_the_minutes_say_it_when_the_chief_did_not_sign(says_what, words):
    assert (
        words in minutes_paper(replace(sealed(), statement=Statement(says_what, "Dinas luar")))["statement"]["sentence"]
    )


def test_they_are_a_draft_until_the_visit_is_sealed():
    says(pdf.minutes, replace(sealed(), seal=None, statement=Statement()), "DRAF", "belum memberi pernyataan")


def test_they_are_lasting_and_accessible():
    reader = PdfReader(io.BytesIO(pdf.minutes(sealed())))
    about = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>3" in about and "<pdfuaid:part>1" in about
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_drawings_end_where_their_ink_ends():
    assert set(drawings_of(sealed())) == {"sign-0", "seal"}
    assert b'viewBox="76 76 848 298"' in drawn_svg(DRAWN)
    assert b"M100 200L400 100 700 300M720 320L900 350" in drawn_svg(DRAWN)


def test_a_qr_code_is_square_quiet_at_its_edge_and_the_same_every_time():
    code = qr.code(SEAL.ticket)
    assert (code.size - 8 - 17) % 4 == 0
    places = [tuple(map(int, found)) for found in re.findall(r"M(\d+) (\d+)h", code.path)]
    assert min(min(place) for place in places) == 4
    assert qr.code.__wrapped__(SEAL.ticket) == code
    rows = [[0] * (code.size - 8) for _ in range(code.size - 8)]
    for x, y, run in (map(int, found) for found in re.findall(r"M(\d+) (\d+)h(\d+)v", code.path)):
        rows[y - 4][x - 4 : x - 4 + run] = [1] * run
    drawn = segno.make(SEAL.ticket, error="m", micro=False, boost_error=False).matrix
    assert rows == [list(row) for row in drawn], "every module is drawn where the code has it"


def test_an_archive_is_sent_in_pieces_that_open_as_a_whole(tmp_path):
    large = tmp_path / "photo"
    large.write_bytes(bytes(range(256)) * 1000)
    pieces = list(stream([("a/ü.txt", b"satu"), ("b.jpg", large)], at=local(PRINTED_AT, "Asia/Jakarta")))
    assert max(map(len, pieces)) < 70_000
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        assert archive.read("a/ü.txt") == b"satu" and archive.read("b.jpg") == large.read_bytes()
        assert {one.date_time[:3] for one in archive.infolist()} == {(2026, 11, 19)}
