"""Numbers as text, exactly: what is stored, and what is shown.

Rule: docs/scoring.md, "Numbers stored and numbers shown".
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

SIGNIFICANT_DIGITS = 28


def exact_text(value: Fraction) -> str:
    """`value` as decimal text: every digit when it has an end, else cut (never rounded) to 28 or more digits.

    Cutting keeps the text on the value's own side of every gate, because gates are finite decimals.
    """
    decimals = _decimals_of(value.denominator)
    if decimals is None:
        decimals = SIGNIFICANT_DIGITS
        while abs(value) * 10 ** (decimals - SIGNIFICANT_DIGITS + 1) < 1:
            decimals += 1
    return _text(value, abs(value.numerator) * 10**decimals // value.denominator, decimals)


def two_decimals(value: Fraction, limits: Iterable[Fraction] = ()) -> str:
    """`value` half up to two decimals, with a dot; cut where it would reach a limit it misses."""
    hundredths = (abs(value.numerator) * 200 + value.denominator) // (2 * value.denominator)
    if any(value < limit <= Fraction(hundredths, 100) for limit in limits):
        hundredths = value.numerator * 100 // value.denominator
    return _text(value, hundredths, 2)


def exact_decimal(value: Decimal) -> str:
    """A Decimal from a checklist file as text without needless zeros: '4.80' is '4.8', '100.00' is '100'."""
    return exact_text(Fraction(value))


def _decimals_of(denominator: int) -> int | None:
    """How many decimals a fraction with this denominator has; None when they never end."""
    powers = {2: 0, 5: 0}
    for prime in powers:
        while denominator % prime == 0:
            denominator //= prime
            powers[prime] += 1
    return max(powers.values()) if denominator == 1 else None


def _text(value: Fraction, units: int, decimals: int) -> str:
    sign = "-" if value < 0 and units else ""
    if not decimals:
        return f"{sign}{units}"
    digits = str(units).rjust(decimals + 1, "0")
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}"
