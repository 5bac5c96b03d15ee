"""Every worked example of docs/scoring.md comes out as written there."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain import cases
from tests.instruments import published

PAGE = (Path(__file__).parent.parent.parent / "docs" / "scoring.md").read_text()
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_the_page_has_examples_of_every_rule() -> None:
    assert len(EXAMPLES) == 11
    assert {key for example in EXAMPLES for key in example["expect"]} == set(cases.EXPECTATIONS)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_a_worked_example(example: dict[str, Any]) -> None:
    case = {"name": "docs/scoring.md"} | {key: value for key, value in example.items() if key != "checklist"}
    checklist = replace(published(example["checklist"]), cases=(case,))
    assert cases.failures(checklist) == {}


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_a_changed_figure_would_be_noticed(example: dict[str, Any]) -> None:
    wrong = json.loads(json.dumps(example["expect"]).replace('"total": "', '"total": "1').replace(".", ".9"))
    case = {key: value for key, value in example.items() if key != "checklist"} | {"name": "x", "expect": wrong}
    assert cases.failures(replace(published(example["checklist"]), cases=(case,)))
