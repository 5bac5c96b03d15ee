"""The cases worked by hand that other languages run too."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from app.domain import answers, scoring
from app.domain.checklist import UNSCORED, Item, ItemKind, WhenZero
from app.domain.errors import Invalid
from app.domain.exact import exact_text, two_decimals
from tests.instruments import published, scored

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


@pytest.mark.parametrize("case", CASES["scores"], ids=lambda case: case["name"])
def test_scores(case: dict[str, Any]) -> None:
    result = scored(published(case["checklist"]), case["answers"], switches=case.get("switches"))
    assert result.total.value == fraction(case["total"])
    assert {code: result.nodes[code].value for code in case["nodes"]} == {
        code: fraction(value) for code, value in case["nodes"].items()
    }
