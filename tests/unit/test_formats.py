"""Numbers, days, hours and sizes as pages print them, in both languages."""

from datetime import date
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web import formats

NOON_IN_JAKARTA = 1_568_871_000_000  # Thursday 19 September 2019, 05:30 UTC


@pytest.mark.parametrize(
    ("value", "places", "indonesian", "english"),
    [
        ("72.25", None, "72,25", "72.25"),
        ("72.00", None, "72,00", "72.00"),
        (Decimal("72.245"), 2, "72,25", "72.25"),
        (Decimal("0.005"), 2, "0,01", "0.01"),
        (1234567, None, "1.234.567", "1,234,567"),
        ("-3.10", None, "−3,10", "−3.10"),
        (0, None, "0", "0"),
        (None, None, "–", "–"),
        ("", None, "–", "–"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    value: str, places: int | None, indonesian: str, english: str
) -> None:
    assert formats.number(value, places, "id") == indonesian
    assert formats.number(value, places, "en") == english


def test_text_that_is_no_number_is_refused() -> None:
    with pytest.raises(InvalidOperation):
        formats.number("seven")


@pytest.mark.parametrize(("value", "shown"), [("74.99", "74"), ("75", "75"), (None, "–"), ("0.9", "0")])
def test_a_whole_number_is_cut_so_that_no_mark_is_shown_as_met(value: str | None, shown: str) -> None:
    assert formats.whole(value) == shown


def test_a_percentage_follows_its_number_without_space() -> None:
    assert formats.percent("72.25") == "72,25%"
    assert formats.percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("3.10", "+3,10"), ("-1.20", "−1,20"), ("0.00", "0,00"), ("-0.00", "0,00"), (None, "–"), ("10", "+10")],
)
def test_a_change_carries_its_sign_unless_nothing_changed(value: str | None, shown: str) -> None:
    assert formats.change(value) == shown


def test_days_are_written_in_full_and_in_short() -> None:
    assert formats.long_day("2019-09-19") == "Kamis, 19 September 2019"
    assert formats.long_day("2019-09-19", "en") == "Thursday, 19 September 2019"
    assert formats.day(date(2026, 5, 1)) == "1 Mei 2026"
    assert formats.short_day("2026-08-17") == "17 Agu"
    assert formats.short_day("2026-08-17", "en") == "17 Aug"
    assert formats.day(None) == formats.long_day("") == formats.short_day(None) == "–"


def test_text_that_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        formats.day("19/09/2019")


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("Asia/Jakarta", "12.30 WIB"), ("Asia/Makassar", "13.30 WITA"), ("Asia/Jayapura", "14.30 WIT")],
)
def test_hours_are_those_of_the_unit(zone: str, shown: str) -> None:
    assert formats.hour(NOON_IN_JAKARTA, zone) == shown


def test_a_moment_is_a_day_and_an_hour_of_the_same_zone() -> None:
    late = 1_568_912_400_000  # 17:00 UTC: already the next day in the east
    assert formats.moment(late) == "20 September 2019, 00.00 WIB"
    assert formats.moment(NOON_IN_JAKARTA, language="en") == "19 September 2019, 12:30 WIB"
    assert formats.short_moment(NOON_IN_JAKARTA) == "19 Sep, 12.30"
    assert formats.moment(None) == formats.hour(None) == "–"


@pytest.mark.parametrize(
    ("due_on", "indonesian", "english"),
    [
        ("2026-11-17", "Lewat 5 hari", "5 days overdue"),
        ("2026-11-21", "Lewat 1 hari", "1 day overdue"),
        ("2026-11-22", "Hari ini", "Today"),
        ("2026-11-23", "Besok", "Tomorrow"),
        ("2026-12-06", "14 hari lagi", "14 days left"),
        (None, "–", "–"),
    ],
)
def test_a_due_day_is_said_as_days_from_today(due_on: str | None, indonesian: str, english: str) -> None:
    assert formats.due(due_on, "2026-11-22") == indonesian
    assert formats.due(due_on, "2026-11-22", "en") == english


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0, "baru saja", "just now"),
        (1, "1 menit lalu", "1 minute ago"),
        (59, "59 menit lalu", "59 minutes ago"),
        (60, "1 jam lalu", "1 hour ago"),
        (1440, "1 hari lalu", "1 day ago"),
        (4000, "2 hari lalu", "2 days ago"),
        (-5, "baru saja", "just now"),
    ],
)
def test_how_long_ago_is_said_in_its_largest_unit(minutes: int, indonesian: str, english: str) -> None:
    now = 1_800_000_000_000
    assert formats.ago(now - minutes * 60_000, now) == indonesian
    assert formats.ago(now - minutes * 60_000, now, "en") == english


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (240_400, "240 KB"),
        (999_499, "999 KB"),
        (999_500, "1,0 MB"),
        (1_100_000, "1,1 MB"),
        (2_100_000_000, "2,1 GB"),
        (None, "–"),
    ],
)
def test_sizes_are_rounded_to_what_a_person_reads(size: int | None, shown: str) -> None:
    assert formats.file_size(size) == shown


def test_periods_are_quarters_of_a_year() -> None:
    assert formats.period("2026Q4") == "Triwulan IV 2026"
    assert formats.period("2026Q4", "en") == "Quarter 4 of 2026"
    assert formats.short_period("2026Q1") == "TW I 2026"


@pytest.mark.parametrize("text", ["2026Q5", "2026", "", "2026q1", "12026Q1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        formats.period(text)


@pytest.mark.parametrize(
    ("number", "numeral"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (49, "XLIX"), (2026, "MMXXVI")]
)
def test_roman_numerals_are_written_the_usual_way(number: int, numeral: str) -> None:
    assert formats.roman(number) == numeral


def test_there_is_no_roman_zero() -> None:
    with pytest.raises(ValueError, match="no Roman numeral"):
        formats.roman(0)


@given(st.decimals(min_value=-1000, max_value=1000, places=2))
def test_a_printed_number_reads_back_as_itself(value: Decimal) -> None:
    text = formats.number(value).replace(".", "").replace(",", ".").replace("−", "-")
    assert Decimal(text) == value
