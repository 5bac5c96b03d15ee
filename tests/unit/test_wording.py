"""Indonesian dates and numbers."""

from datetime import date

import pytest

from app.exports import wording


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2018, 12, 10), "Senin, 10 Desember 2018"),
        (date(2018, 12, 11), "Selasa, 11 Desember 2018"),
        (date(2019, 9, 19), "Kamis, 19 September 2019"),
        (date(2020, 12, 8), "Selasa, 8 Desember 2020"),
    ],
)
def test_days_are_named_as_the_domain_paper_checked_them(day, words):
    assert wording.long_day(day) == words


def test_a_moment_is_told_in_the_zone_of_its_station():
    at = 1_795_076_400_000
    assert wording.moment(at, "Asia/Jakarta") == "19 November 2026 pukul 15.20 WIB"
    assert wording.moment(at, "Asia/Makassar") == "19 November 2026 pukul 16.20 WITA"
    assert wording.moment(at, "Asia/Jayapura") == "19 November 2026 pukul 17.20 WIT"


def test_a_visit_over_midnight_names_both_days():
    start = 1_795_076_400_000
    assert wording.span(start, start + 3_600_000, "Asia/Jakarta") == "pukul 15.20 sampai 16.20 WIB"
    over_midnight = wording.span(start, start + 36_000_000, "Asia/Jakarta")
    assert over_midnight == "pukul 15.20 sampai 20 November 2026 pukul 01.20 WIB"
    assert wording.span(start, None, "Asia/Jakarta") == "pukul 15.20 WIB"
    assert wording.span(None, None, "Asia/Jakarta") == ""


def test_numbers_carry_a_comma_and_no_empty_decimals():
    assert wording.comma("72.17") == "72,17"
    assert [wording.trimmed(n) for n in ("8.00", "2.50", "60", "100")] == ["8", "2,5", "60", "100"]


def test_periods_and_lists_read_as_indonesian():
    assert wording.period_name("2026Q4") == "Triwulan IV 2026"
    assert wording.listed([]) == ""
    assert wording.listed(["satu"]) == "satu"
    assert wording.listed(["satu", "dua"]) == "satu dan dua"
    assert wording.listed(["satu", "dua", "tiga"]) == "satu, dua, dan tiga"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (11, "sebelas"),
        (19, "sembilan belas"),
        (20, "dua puluh"),
        (31, "tiga puluh satu"),
        (100, "seratus"),
        (1999, "seribu sembilan ratus sembilan puluh sembilan"),
        (2026, "dua ribu dua puluh enam"),
        (9999, "sembilan ribu sembilan ratus sembilan puluh sembilan"),
    ],
)
def test_days_and_years_are_spelled_as_minutes_write_them(number, words):
    assert wording.spelled(number) == words
