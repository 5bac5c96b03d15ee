"""Every minimum of every predicate, just below it and exactly at it."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from app.domain import scoring
from app.domain.checklist import Checklist, Gate
from app.domain.exact import two_decimals
from app.domain.gates import in_force, judge, limits_of
from tests.instruments import NAMES, published, scored

LKE = published("lke-2021")
MINIMUMS = {
    "WBK": {
        "total": "75.00",
        "A": "40.00",
        "I": "4.80",
        "II": "4.20",
        "III": "6.00",
        "IV": "6.00",
        "V": "9.00",
        "VI": "6.00",
        "B.I": "18.25",
        "B.I.a": "15.75",
        "B.I.b": "2.50",
        "B.II": "14.00",
    },
    "WBBM": {
        "total": "85.00",
        "A": "48.00",
        "I": "6.00",
        "II": "5.25",
        "III": "7.50",
        "IV": "7.50",
        "V": "11.25",
        "VI": "7.50",
        "B.I": "19.50",
        "B.I.a": "15.75",
        "B.I.b": "3.75",
        "B.II": "15.75",
    },
}
EVERY_GATE = [(level, code, needs) for level, gates in MINIMUMS.items() for code, needs in gates.items()]


def leaves(checklist: Checklist, mean: str, **others: str) -> dict[str, scoring.Leaf]:
    """The same mean everywhere, but for the lowest nodes under those named."""
    found = {}
    for top in checklist.nodes:
        for node in top.walk():
            inside = [code for code in others if node.code == code or node.code.startswith(f"{code}.")]
            found[node.code] = scoring.Leaf(Fraction(others[inside[-1]] if inside else mean))
    return found


@pytest.mark.parametrize("level", MINIMUMS)
def test_the_gates_of_90_2021_are_those_of_the_rule(level: str) -> None:
    predicate = next(predicate for predicate in LKE.predicates if predicate.code == level)
    assert {gate.code: gate.needs for gate in predicate.gates} == {
        code: Decimal(needs) for code, needs in MINIMUMS[level].items()
    }


@pytest.mark.parametrize(("level", "code", "needs"), EVERY_GATE)
def test_each_gate_opens_exactly_at_its_minimum(level: str, code: str, needs: str) -> None:
    for distance, passed in ((Fraction(0), True), (Fraction(1, 10**30), False), (Fraction(-1, 10**30), True)):
        has = Fraction(needs) - distance
        verdict = judge(LKE, lambda asked, has=has: has if asked == code else Fraction(100))[level]
        found = next(gate for gate in verdict.gates if gate.gate.code == code)
        assert (found.passed, verdict.passed) == (passed, passed)
        assert found.shortfall == max(distance, 0)
        assert (Fraction(two_decimals(has, limits_of(LKE)[code])) >= Fraction(needs)) is passed


@pytest.mark.parametrize(
    ("spak", "shown", "passed"), [("3.59", "15.71", False), ("3.60", "15.75", True), ("3.5999", "15.74", False)]
)
def test_spak_must_reach_3_60(spak: str, shown: str, passed: bool) -> None:
    result = scored(LKE, {"B.I.a": spak})
    assert result.nodes["B.I.a"].shown == shown
    for level in MINIMUMS:
        gate = next(gate for gate in result.gates[level].gates if gate.gate.code == "B.I.a")
        assert gate.passed is passed


@pytest.mark.parametrize(
    ("letter", "wbk", "wbbm"),
    [("A", True, True), ("B", True, True), ("C", True, False), ("D", False, False), ("E", False, False)],
)
def test_the_letter_of_the_performance_result_decides_its_gate(letter: str, wbk: bool, wbbm: bool) -> None:
    gates = scored(LKE, {"B.I.b": letter}).gates
    outcome = {
        level: next(gate.passed for gate in gates[level].gates if gate.gate.code == "B.I.b") for level in MINIMUMS
    }
    assert outcome == {"WBK": wbk, "WBBM": wbbm}


@pytest.mark.parametrize(
    ("level", "means", "total", "short"),
    [
        ("WBK", {"A.1.III": "1", "A.2.III": "1", "B.I.a": "0.9", "B.I.b": "0.5", "B.II": "0.8"}, "72.25", "2.75"),
        (
            "WBBM",
            {"A.1.III": "1", "A.2.III": "1", "A.1.II.ii": "1", "B.I.a": "0.9", "B.I.b": "0.75", "B.II": "0.9"},
            "83.25",
            "1.75",
        ),
    ],
)
def test_meeting_every_minimum_is_not_yet_enough(level: str, means: dict[str, str], total: str, short: str) -> None:
    nodes, found = scoring.roll_up(LKE, leaves(LKE, {"WBK": "0.6", "WBBM": "0.75"}[level], **means))
    verdict = judge(LKE, lambda code: (found if code == "total" else nodes[code]).value)[level]
    assert found.shown == total
    assert verdict.passed is False
    assert [(gate.gate.code, gate.shortfall) for gate in verdict.missing] == [("total", Fraction(short))]


@pytest.mark.parametrize("name", ["lke-2014", "lke-2019"])
@pytest.mark.parametrize("mean", ["0", "0.7", "1"])
def test_unconfirmed_gates_neither_pass_nor_fail(name: str, mean: str) -> None:
    checklist = published(name)
    nodes, total = scoring.roll_up(checklist, leaves(checklist, mean))
    for verdict in judge(checklist, lambda code: (total if code == "total" else nodes[code]).value).values():
        assert verdict.passed is None
        assert verdict.missing == ()
        assert {gate.passed for gate in verdict.gates} == {None}


def test_the_gates_nobody_knows_of_10_2019_have_candidates_and_no_number() -> None:
    unknown = {
        (predicate.code, gate.code): gate.candidates
        for predicate in published("lke-2019").predicates
        for gate in predicate.gates
        if gate.needs is None
    }
    assert unknown == {
        ("WBK", "B.1.a"): ("13.25", "13.50"),
        ("WBK", "B.1.b"): ("3.50", "5.00"),
        ("WBBM", "B.1.a"): ("13.50", "13.88"),
        ("WBBM", "B.1.b"): ("5.00",),
    }


def test_one_failed_gate_decides_whatever_is_unconfirmed() -> None:
    unknown = Gate("x", "", "A", None, confirmed=False)
    wbk = replace(LKE.predicates[0], gates=(unknown, LKE.predicates[0].gates[0]))
    mixed = replace(LKE, predicates=(wbk,))
    outcome = {value: judge(mixed, lambda _code, value=value: Fraction(value))["WBK"].passed for value in (74, 75)}
    assert outcome == {74: False, 75: None}


@pytest.mark.parametrize(
    ("start", "end", "day", "counts"),
    [
        ("", "", None, True),
        ("2022", "", None, True),
        ("", "2021", None, False),
        ("2022", "", "2021-12-31", False),
        ("2022", "", "2022-01-01", True),
        ("", "2021", "2021-12-31", True),
        ("", "2021", "2022-01-01", False),
        ("2019-03", "2021-06", "2019-02-28", False),
        ("2019-03", "2021-06", "2019-03-01", True),
        ("2019-03", "2021-06", "2021-06-30", True),
        ("2019-03-05", "2021-06-07", "2021-06-08", False),
    ],
)
def test_a_gate_counts_only_while_it_is_in_force(start: str, end: str, day: str | None, counts: bool) -> None:
    assert in_force(Gate("x", "", "total", Decimal(1), valid_from=start, valid_to=end), day) is counts


@pytest.mark.parametrize("name", NAMES)
def test_no_score_of_any_instrument_shows_at_a_gate_it_misses(name: str) -> None:
    checklist = published(name)
    for code, limits in limits_of(checklist).items():
        for limit in limits:
            just_below = limit - Fraction(1, 1000)
            assert Fraction(two_decimals(just_below, limits)) < limit, code
