"""Texts made fit for a page or a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports.plain import CELL_LIMIT, breakable, cell_text, could_be_formula, guarded, plain


def test_control_characters_and_direction_overrides_are_taken_out():
    assert plain("a\x00b\x07c\x1fd\x7fe\x9ff\u202eg\u2066h") == "abcdefgh"


def test_tab_and_line_end_stay_and_line_ends_are_one_kind():
    assert plain("a\tb\r\nc\rd\ne") == "a\tb\nc\nd\ne"


def test_what_cannot_be_written_as_utf8_or_xml_is_taken_out():
    assert plain("a\ud800b\ufffec\uffff") == "abc"


def test_ordinary_text_is_unchanged():
    text = "Papan tarif Rp30.000, \"jelas\"; 'terbaca' – 92,35% ✓ 👍 مرحبا"
    assert plain(text) == text
    assert guarded(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("-20", "'-20"),
        ("\r=1", "'\n'=1"),
        ("halo;=1", "halo;'=1"),
        ('halo; "=1"', 'halo;\' "=1"'),
        ("daftar:\n- satu", "daftar:\n'- satu"),
    ],
)
def test_a_guard_stands_wherever_a_cell_could_begin_with_a_formula(typed, kept):
    assert guarded(typed) == kept


def test_a_sign_inside_a_word_needs_no_guard():
    assert guarded("a=b, surel@contoh.id, jam 09-15") == "a=b, surel@contoh.id, jam 09-15"


def test_formulas_are_recognised_by_their_first_character():
    assert all(map(could_be_formula, ("=1", "+1", "-1", "@x", "\t=1", "＝1")))
    assert not could_be_formula("halo =1")


def test_a_text_longer_than_a_cell_is_cut_with_a_visible_sign():
    cut = cell_text("x" * (CELL_LIMIT + 1))
    assert len(cut) == CELL_LIMIT
    assert cut.endswith("…")
    assert cell_text("x" * CELL_LIMIT) == "x" * CELL_LIMIT


@given(st.text(max_size=300))
def test_making_a_text_breakable_adds_only_invisible_breaks(text):
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_no_run_without_a_break_is_longer_than_forty_characters():
    longest = max(len(run) for run in breakable("a" * 10_000).split("\u200b"))
    assert longest == 40


def test_a_break_never_parts_a_mark_from_its_letter():
    assert breakable("a" * 40 + "\u0301" + "b" * 5) == "a" * 40 + "\u0301" + "\u200b" + "b" * 5
