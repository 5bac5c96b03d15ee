from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.exact import exact_decimal, exact_text, two_decimals

FRACTIONS = st.fractions(min_value=0, max_value=200)
HUNDREDTHS = st.integers(0, 20_000).map(lambda units: Fraction(units, 100))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(100), "100"),
        (Fraction(289, 4), "72.25"),
        (Fraction("15.70625"), "15.70625"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(2, 3), "0.6666666666666666666666666666"),
        (Fraction(200, 3), "66.6666666666666666666666666666"),
        (Fraction(1, 3000), "0.0003333333333333333333333333333"),
    ],
)
def test_a_value_is_written_with_every_digit_or_cut_after_28(value: Fraction, text: str) -> None:
    assert exact_text(value) == text


@given(FRACTIONS)
def test_the_text_never_exceeds_the_value_and_keeps_28_digits(value: Fraction) -> None:
    text = exact_text(value)
    assert Fraction(text) <= value
    assert value - Fraction(text) < Fraction(1, 10**27) * max(value, 1)
    if Fraction(text) != value:
        assert len(text.replace(".", "").lstrip("0")) >= 28


@given(FRACTIONS, HUNDREDTHS)
def test_the_text_stays_on_the_value_s_side_of_every_gate(value: Fraction, gate: Fraction) -> None:
    assert (Fraction(exact_text(value)) >= gate) == (value >= gate)


@pytest.mark.parametrize(
    ("value", "limits", "shown"),
    [
        ("0", [], "0.00"),
        ("2/3", [], "0.67"),
        ("1/200", [], "0.01"),
        ("72.165", [], "72.17"),
        ("72.1649999", [], "72.16"),
        ("-1/8", [], "-0.13"),
        ("74.996", [], "75.00"),
        ("74.996", ["75"], "74.99"),
        ("74.994", ["75"], "74.99"),
        ("75", ["75"], "75.00"),
        ("75.001", ["75"], "75.00"),
        ("84.999", ["75", "85"], "84.99"),
        ("15.70625", ["15.75"], "15.71"),
        ("18.875", ["18.875"], "18.88"),
        ("18.8749", ["18.875"], "18.87"),
    ],
)
def test_shown_rounds_half_up_and_never_reaches_a_gate_it_misses(value: str, limits: list[str], shown: str) -> None:
    assert two_decimals(Fraction(value), [Fraction(limit) for limit in limits]) == shown


@given(FRACTIONS, st.lists(HUNDREDTHS, max_size=3))
def test_shown_agrees_with_every_gate_and_is_within_a_hundredth(value: Fraction, gates: list[Fraction]) -> None:
    shown = Fraction(two_decimals(value, gates))
    assert abs(shown - value) < Fraction(1, 100)
    assert [shown >= gate for gate in gates] == [value >= gate for gate in gates]


def test_a_weight_loses_its_needless_zeros() -> None:
    assert [exact_decimal(Decimal(text)) for text in ("4.80", "100.00", "17.50", "0.25")] == [
        "4.8",
        "100",
        "17.5",
        "0.25",
    ]
