"""The cases worked by hand that other languages run too."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.domain import answers, readiness, scoring
from app.domain.checklist import UNSCORED, Checklist, Gate, Item, ItemKind, WhenZero
from app.domain.errors import Invalid
from app.domain.exact import exact_text, two_decimals
from app.domain.gates import TOTAL, in_force
from tests.instruments import best, published, scored
from tools.instruments import TARGET, written

CASES = json.loads((Path(__file__).parent.parent / "shared" / "scoring_cases.json").read_text())
LKE = published("lke-2021")


def item_of(case: dict[str, Any]) -> Item:
    kind = ItemKind(case["kind"])
    letters: dict[str, Decimal] = next((dict(item.points) for item in LKE.items if item.kind is kind), {})
    return Item(
        "X",
        "Butir",
        kind,
        "I",
        "A",
        points=letters,
        scored=kind not in UNSCORED,
        critical=case.get("critical", False),
        na_allowed=case.get("na_allowed", False),
        when_zero=WhenZero(case.get("when_zero", "refused")),
    )


def fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


@pytest.mark.parametrize("case", CASES["points"], ids=lambda case: f"{case['kind']}-{case['raw']}")
def test_points(case: dict[str, Any]) -> None:
    item = item_of(case)
    if case.get("refused"):
        with pytest.raises(Invalid):
            answers.parse(item, case["raw"])
    else:
        assert scoring.points(item, answers.parse(item, case["raw"])) == fraction(case["points"])


@pytest.mark.parametrize("case", CASES["shown"], ids=lambda case: case["value"])
def test_shown(case: dict[str, Any]) -> None:
    assert two_decimals(Fraction(case["value"]), [Fraction(limit) for limit in case["limits"]]) == case["shown"]


@pytest.mark.parametrize("case", CASES["exact"], ids=lambda case: case["value"])
def test_exact(case: dict[str, Any]) -> None:
    assert exact_text(Fraction(case["value"])) == case["text"]


@pytest.mark.parametrize("case", CASES["in_force"], ids=str)
def test_in_force(case: dict[str, Any]) -> None:
    gate = Gate("X", "Tanda", "total", None, valid_from=case["from"], valid_to=case["to"])
    assert in_force(gate, case["day"]) is case["in_force"]


@pytest.mark.parametrize("case", CASES["proposals"], ids=lambda case: f"{case['kind']}-{case['raw']}")
def test_proposals(case: dict[str, Any]) -> None:
    item = item_of(case)
    assert readiness.proposal(item, answers.parse(item, case["raw"])) == case["severity"]


def raws_of(checklist: Checklist, case: dict[str, Any]) -> dict[str, object]:
    """Item code to raw answer; items that the case does not name are blank, or as it says of the others."""
    scope = checklist.applicable(case.get("switches"))
    others: dict[str, object] = {}
    if case.get("others") == "best":
        others = {item.code: best(item) for item in scope.items}
    if case.get("others") == "na":
        others = {item.code: {"na": "x"} for item in scope.items}
    return others | case["answers"]


@pytest.mark.parametrize("case", CASES["scores"], ids=lambda case: case["name"])
def test_scores(case: dict[str, Any]) -> None:
    checklist = published(case["checklist"])
    result = scored(checklist, raws_of(checklist, case), switches=case.get("switches"))
    nodes = {**result.nodes, TOTAL: result.total}
    assert result.total.value == fraction(case["total"])
    assert {code: nodes[code].value for code in case["nodes"]} == {
        code: fraction(value) for code, value in case["nodes"].items()
    }
    assert {code: nodes[code].shown for code in case.get("shown", {})} == case.get("shown", {})
    assert {code: nodes[code].percent_shown for code in case.get("percents", {})} == case.get("percents", {})
    for predicate, gates in case.get("gates", {}).items():
        found = {one.gate.code: one.passed for one in result.gates[predicate].gates}
        assert {code: found[code] for code in gates} == gates
    assert {code: result.gates[code].passed for code in case.get("passed", {})} == case.get("passed", {})
    assert len(result.blank) == case.get("blank", len(result.blank))
    for key, is_open in (("colour", False), ("colour_with_open_critical", True)):
        if key in case:
            assert readiness.colour(result, open_critical=is_open) == case[key]


def test_the_instruments_for_tests_without_python_are_those_of_the_repository() -> None:
    assert TARGET.read_text("utf-8") == written(), "run python -m tools.instruments"
