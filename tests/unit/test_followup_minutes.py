"""What the minutes of follow-up may say, and how they are frozen and printed."""

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from app.domain.finding_life import FindingState, Verdict
from app.domain.findings import Finding
from app.domain.followup_minutes import (
    Choice,
    Draft,
    Pictured,
    Planned,
    check_head,
    frozen,
    in_scope,
    problem_of,
    thawed,
    words_open,
)
from app.exports import pdf
from tests.factories import TODAY
from tests.followup import CHIEF, PLANNER, some_minutes, some_told
from tests.papers import texts
from tests.pictures import encode, scene
from tests.unit.test_followup_plan import finding

DAY = 86_400_000
BEFORE, AFTER = Pictured("b", "0" * 64, "Loket depan"), Pictured("a", "1" * 64, "Loket sesudah")
TOLD = (
    some_told("S", before=BEFORE, after=AFTER, answer="Papan dipasang", state="closed", note=""),
    some_told("BS", item="B02", condition="Berkas belum lengkap", note="Sprin belum bertanda tangan"),
    some_told("BD", item="C03", plan=(Planned("Melatih petugas", "Kanit Binmas", "2026-12-01", "todo"),)),
    some_told("BD", item="D04", before=Pictured("gone", "2" * 64, "")),
    some_told("TDD", item="", origin="ombudsman 0042/SRT/2026", note="Gedung milik pemerintah desa"),
)


def settled(number: int, issued: int, closed: int | None, verdict: str = "") -> Finding:
    state = FindingState.CLOSED if closed else FindingState.ISSUED
    return finding(
        number, "A01", issued_at=issued * DAY, closed_at=closed and closed * DAY, state=state, verdict=verdict
    )


def test_a_period_tells_what_was_open_in_it_and_leaves_out_what_was_settled_without_a_word() -> None:
    found = [
        settled(1, issued=1, closed=9, verdict="S"),  # before it
        settled(2, issued=1, closed=10, verdict="S"),  # on its first day
        settled(3, issued=1, closed=None),
        settled(4, issued=19, closed=40, verdict="TDD"),
        settled(5, issued=20, closed=None),  # after it
        settled(6, issued=12, closed=15),  # before words were kept
    ]
    assert [one.id for one in in_scope(found, begins_at=10 * DAY, ends_at=20 * DAY)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (FindingState.ISSUED, {"BD", "TDD"}),
        (FindingState.ANSWERED, {"BS", "S", "TDD"}),
        (FindingState.RETURNED, {"BD", "TDD"}),
        (FindingState.ACCEPTED, {"BD", "TDD"}),
        (FindingState.FOLLOWED_UP, {"BS", "S", "TDD"}),
        (FindingState.CLOSED, set()),
    ],
)
def test_a_word_may_be_chosen_only_where_a_step_gives_it(state: FindingState, words: set[str]) -> None:
    assert set(words_open(state)) == {Verdict(word) for word in words}


@pytest.mark.parametrize(
    ("changes", "choice", "problem"),
    [
        ({}, Choice("", "", 2), "no_word"),
        ({"verdict": "BS"}, Choice("", "", 2), ""),
        ({}, Choice("BD", "", 2), ""),
        ({}, Choice("S", "", 2), "no_such_word"),
        ({}, Choice("lulus", "", 2), "no_such_word"),
        ({}, Choice("TDD", "tidak", 2), "reason_length"),
        ({}, Choice("TDD", "Gedung milik desa", 2), ""),
        ({}, Choice("BD", "", 1), "moved"),
        ({"verdict": "BS"}, None, "moved"),
        ({"verdict": "BS"}, Choice("", "x" * 4001, 2), "too_long"),
    ],
)
def test_what_keeps_minutes_from_being_finalised(
    changes: dict[str, object], choice: Choice | None, problem: str
) -> None:
    assert problem_of(finding(1, "A01", **changes), choice, steps=2) == problem


def test_day_place_and_signatories_must_be_there() -> None:
    good = Draft(TODAY, "Tuban", "", PLANNER, CHIEF, {})
    assert check_head(good, today=TODAY) == {}
    bad = Draft("2026-11-23", " ", "x" * 4001, replace(PLANNER, name=" "), replace(CHIEF, nrp="9" * 121), {})
    assert check_head(bad, today=TODAY) == {
        "held_on": "day_to_come",
        "place": "place",
        "notes": "too_long",
        "planner_name": "name",
        "chief_nrp": "too_long",
    }
    assert check_head(replace(good, held_on="kemarin"), today=TODAY) == {"held_on": "no_day"}


def test_totals_count_every_word_also_those_that_nobody_has() -> None:
    assert some_minutes(*TOLD).totals == {"S": 1, "BS": 1, "BD": 2, "TDD": 1}
    assert some_minutes().totals == {"S": 0, "BS": 0, "BD": 1, "TDD": 0}


def test_a_frozen_text_says_the_same_again_and_shows_when_it_was_altered() -> None:
    minutes = some_minutes(*TOLD, notes="Baris satu\nbaris “dua”")
    text, sha256 = frozen(minutes)
    assert thawed(text, sha256).minutes == minutes and thawed(text, sha256).is_whole
    assert frozen(minutes) == (text, sha256)
    assert not thawed(text.replace('"verdict":"BD"', '"verdict":"S"', 1), sha256).is_whole


@cache
def printed() -> bytes:
    kept = thawed(*frozen(some_minutes(*TOLD, notes="Kapolsek melapor tiap pekan.")))
    return pdf.followup_minutes(kept, {"b": encode(scene(64, 48)), "a": encode(scene(64, 40)), "gone": b"no picture"})


def test_the_paper_says_the_words_the_totals_and_who_signs() -> None:
    text = re.sub(r"[\s​]", "", "".join(texts(printed())))
    for said in (
        "RISALAH PEMANTAUAN TINDAK LANJUT",
        "Pada hari ini Minggu, tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam, bertempat di Tuban",
        "atas temuan Polsek Senori, Triwulan IV 2026",
        "BD Belum ditindaklanjuti 2",
        "Jumlah 5",
        "Sprin belum bertanda tangan",
        "Melatih petugas (Kanit Binmas, 1 Desember 2026: belum)",
        "surat Ombudsman RI Nomor 0042/SRT/2026",
        "Sebelum",
        "Loket depan",
        "Sesudah",
        "Loket sesudah",
        "Foto tidak dapat dibaca",
        "Tidak ada foto",
        "Kapolsek melapor tiap pekan.",
        "KEPALA BAGIAN PERENCANAAN",
        "NURSENTO",
        "Kompol NRP 74050123",
        "KEPALA POLSEK SENORI",
        "AGUS SANTOSO",
        "Tuban, 22 November 2026",
    ):
        assert re.sub(r"\s", "", said) in text, said


def test_the_paper_is_lasting_accessible_and_holds_both_pictures() -> None:
    reader = PdfReader(io.BytesIO(printed()))
    about = reader.xmp_metadata.stream.get_data().decode()  # type: ignore[union-attr]
    assert "<pdfaid:part>3" in about and "<pdfuaid:part>1" in about
    assert sum(len(page.images) for page in reader.pages) == 2


def test_a_text_that_was_altered_is_told_on_the_paper_too() -> None:
    text, _sha256 = frozen(some_minutes())
    kept = thawed(text, "0" * 64)
    assert "tidak lagi cocok" in " ".join("".join(texts(pdf.followup_minutes(kept, {}))).split())
