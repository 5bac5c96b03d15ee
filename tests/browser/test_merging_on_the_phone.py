"""The phone merges as the server does: the shared cases, and random histories."""

import json
import random
from pathlib import Path
from typing import Any

from app.domain import events
from app.domain.events import Event
from tests.browser.conftest import OpenPage

TESTS = Path(__file__).parent.parent
CASES = json.loads((TESTS / "shared" / "merge_cases.json").read_text())
CELL = "A01.answer"
LOAD = """
async () => {
  const scripts = document.querySelector('script[src*="/js/main.js"]').src.replace("main.js", "");
  [window.rules, window.cases] = await Promise.all(
    ["phone/merge.js", "merge_cases.js"].map((name) => import(`${scripts}${name}`)),
  );
}
"""
OUTCOMES = "(told) => JSON.stringify(JSON.parse(told).map((one) => cases.outcome(rules, one, 'A01.answer')))"


def test_the_phone_merges_the_shared_cases_and_random_histories_as_the_server_does(phone: OpenPage) -> None:
    page = phone()
    runner = (TESTS / "js" / "merge_cases.js").read_text()
    page.route("**/merge_cases.js", lambda route: route.fulfill(body=runner, content_type="text/javascript"))
    page.evaluate(LOAD)
    assert page.evaluate("(told) => cases.failures(rules, JSON.parse(told))", json.dumps(CASES)) == []
    assert page.evaluate("cases.orderDespiteClocks(rules).join() === cases.IN_ORDER.join()")
    chance = random.Random(2026)
    histories = [one_history(chance) for _ in range(300)]
    for history, found in zip(histories, json.loads(page.evaluate(OUTCOMES, json.dumps(histories))), strict=True):
        assert found == by_the_server(history), history


def one_history(chance: random.Random) -> list[dict[str, Any]]:
    """What some people with old and new screens do to one cell, in any order of arrival."""
    made: list[dict[str, Any]] = []
    for number in range(chance.randint(1, 12)):
        seen = chance.sample(made, chance.randint(0, min(3, len(made))))
        made.append(
            {
                "eid": f"event-{number:03}",
                "cell": CELL,
                "op": chance.choice(("set", "set", "set", "clear", "comment", "other")),
                "val": chance.choice(("Ya", "Tidak", 1, None, {"n": 1, "d": 2}, {"d": 2, "n": 1}, ["x"], "é\n\u2028")),
                "base": [one["eid"] for one in seen],
                "late": chance.random() < 0.1,
            }
        )
    chance.shuffle(made)
    return made


def by_the_server(history: list[dict[str, Any]]) -> dict[str, Any]:
    """The same by the rules of the server."""
    known = [
        Event(
            eid=one["eid"],
            dev="d",
            n=1,
            visit="v",
            cell=CELL,
            op=one["op"],
            by="ketua",
            base=tuple(one["base"]),
            at="",
            val=one["val"],
            is_late=one["late"],
            rev=place,
        )
        for place, one in enumerate(history, 1)
    ]
    heads = events.values(events.undominated(known))
    is_open = not heads or events.is_conflict(heads) or heads[0].op in events.GONE
    return {
        "heads": sorted(head.eid for head in heads),
        "conflict": events.is_conflict(heads),
        "value": None if is_open else heads[0].val,
    }
