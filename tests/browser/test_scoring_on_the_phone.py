"""The phone counts as the server does: the shared cases, and random answers to every published instrument."""

import json
import random
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from app.domain import filling, readiness, scoring
from app.domain.checklist import Checklist, Item, ItemKind
from app.domain.exact import exact_text
from app.web.phone.checklists import instrument
from tests.browser.conftest import OpenPage
from tests.instruments import NAMES, best, published

TESTS = Path(__file__).parent.parent
CASES = json.loads((TESTS / "shared" / "scoring_cases.json").read_text())
INSTRUMENTS = {name: published(name) for name in NAMES}
MODULES = ("answers", "exact", "fraction", "gates", "readiness", "scoring")
ROUNDS = 300
LOAD = """
async ([modules, instruments]) => {
  const scripts = document.querySelector('script[src*="/js/main.js"]').src.replace("main.js", "");
  const [cases, ...parts] = await Promise.all(
    [...["scoring_cases"], ...modules].map((name) => import(`${scripts}scoring/${name}.js`)),
  );
  window.cases = cases;
  window.rules = Object.assign({}, ...parts);
  window.instruments = JSON.parse(instruments);
}
"""
FAILURES = "(told) => cases.failures(rules, JSON.parse(told), instruments)"
SCORES = """
(told) => JSON.stringify(
  JSON.parse(told).map(([name, raws, switches]) => cases.scoreAsJson(rules, instruments[name], raws, switches)),
)
"""
ODD = ("", None, "X", "ya", -1, 4.5, "4.01", {"n": 1}, {"n": 2, "d": 0}, {"na": " "}, {"na": "x", "n": 1}, [], True)


def rules(page: Page) -> Page:
    """The page with the phone's rules in it, and with the functions that the cases are run by under Node."""
    runner = (TESTS / "js" / "scoring_cases.js").read_text()
    page.route("**/scoring_cases.js", lambda route: route.fulfill(body=runner, content_type="text/javascript"))
    forms = {name: instrument(checklist) for name, checklist in INSTRUMENTS.items()}
    page.evaluate(LOAD, [list(MODULES), json.dumps(forms)])
    return page


def test_the_phone_scores_the_shared_cases_and_random_answers_as_the_server_does(phone: OpenPage) -> None:
    page = rules(phone())
    assert page.evaluate(FAILURES, json.dumps(CASES)) == []
    chance = random.Random(2026)
    tries = [one_try(chance, NAMES[turn % len(NAMES)]) for turn in range(ROUNDS)]
    for one, found in zip(tries, json.loads(page.evaluate(SCORES, json.dumps(tries))), strict=True):
        assert found == by_the_server(*one), one


def one_try(chance: random.Random, name: str) -> tuple[str, dict[str, Any], list[str] | None]:
    """A checklist, raw answers to some of its items (good ones, any, and impossible ones), and a station's switches."""
    checklist = INSTRUMENTS[name]
    goodness, filled = chance.random(), chance.choice((0.3, 0.9, 1.0))
    raws = {
        item.code: best(item) if chance.random() < goodness else any_answer(chance, item)
        for item in checklist.items
        if chance.random() < filled
    }
    switches = [one.code for one in checklist.switches if chance.random() < 0.5]
    return name, raws, chance.choice((None, switches))


def any_answer(chance: random.Random, item: Item) -> Any:
    if chance.random() < 0.05:
        return chance.choice(ODD)
    if chance.random() < 0.15:
        return {"na": "Tidak ada."}
    small, large = chance.randint(0, 12), chance.randint(0, 999_999_999)
    measured = {
        ItemKind.PERCENT: {"n": chance.choice((small, large)), "d": chance.choice((0, 7, large))},
        ItemKind.FALLING: {"before": small, "now": chance.choice((0, 5, large))},
        ItemKind.INDEX: chance.choice((f"{chance.randint(0, 3)},{large}", "3.60", "3.59999999999999999999", 3.2, 4)),
        ItemKind.COUNT: str(large),
        ItemKind.NUMBER: f"-{large}",
        ItemKind.DATE: "2026-11-22",
        ItemKind.TEXT: "Papan rusak.",
    }
    return measured.get(item.kind) or chance.choice(item.letters)


def by_the_server(name: str, raws: dict[str, Any], switches: list[str] | None) -> dict[str, Any]:
    """What the server makes of the answers: those that are none count as blank."""
    checklist: Checklist = INSTRUMENTS[name]
    read = {item.code: filling.answer_of(item, raws.get(item.code)) for item in checklist.items}
    result = scoring.score(checklist, {code: answer for code, answer in read.items() if answer}, switches)
    told = scoring.as_json(result)
    earned = {code: None if value is None else exact_text(value) for code, value in result.items.items()}
    return {
        "total": told["total"],
        "nodes": told["nodes"],
        "gates": told["gates"],
        "items": earned,
        "proposals": {item.code: readiness.proposal(item, read[item.code]) for item in result.checklist.items},
        "blank": list(result.blank),
    }
