"""What an item proposes for a finding raised at it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain import answers
from app.domain.checklist import Item, ItemKind, WhenZero
from app.domain.finding_proposals import heavy_items, proposed, proposed_severity
from app.domain.readiness import proposal
from app.domain.scoring import points
from tests.instruments import published

SHARED = json.loads((Path(__file__).parent.parent / "shared" / "severity_cases.json").read_text())
LETTERS = {ItemKind.YES_NO: ("Ya", "Tidak"), ItemKind.ABCDE: tuple("ABCDE")}
READINESS = published("kesiapan-polsek")


def item_of(case: dict[str, Any]) -> Item:
    kind = ItemKind(case["kind"])
    return Item(
        "X",
        "Butir",
        kind,
        "I",
        "A",
        points={letter: Decimal(SHARED["points"][letter]) for letter in LETTERS.get(kind, ())},
        when_zero=WhenZero(case.get("when_zero", "refused")),
        scored=not case.get("unscored"),
        critical=case.get("critical", False),
        na_allowed=True,
    )


@pytest.mark.parametrize("case", SHARED["cases"], ids=str)
def test_the_severity_follows_answer_weight_and_critical_mark(case: dict[str, Any]) -> None:
    item = item_of(case)
    answer = answers.parse(item, case["raw"])
    earned = None if answer is None else points(item, answer)
    found = proposed_severity(earned, is_critical=item.critical, is_heavy=case.get("heavy", False))
    assert found == case["severity"]
    if proposal(item, answer) is not None:
        assert proposal(item, answer) == found, "what the summary suggests is as grave as what the phone does"


def test_items_that_carry_much_are_those_of_the_weighty_areas() -> None:
    assert {code[0] for code in heavy_items(READINESS)} == {"C", "D", "E"}
    assert {"A.2.V.ii.a", "B.I.a"} <= heavy_items(published("lke-2021"))
    assert "A.1.II.ii.a" not in heavy_items(published("lke-2021"))


def test_an_unscored_item_carries_nothing() -> None:
    assert not heavy_items(READINESS) & {item.code for item in READINESS.items if not item.scored}


def test_the_criterion_is_the_item_at_its_best_and_is_what_is_asked() -> None:
    found = proposed(READINESS, READINESS.item("F03"))
    best = "Papan syarat, alur, waktu, dan tarif terlihat di tiap loket: Semua loket, keempatnya"
    assert found.criterion == best
    assert found.recommendation == f"Penuhi “{best}”. Bukti: Foto tiap loket."
    assert proposed(READINESS, READINESS.item("A01")).criterion == READINESS.item("A01").title


def test_the_instruments_own_recommendation_comes_first() -> None:
    item = replace(READINESS.item("F03"), recommendation="Pasang papan baru.")
    assert proposed(READINESS, item).recommendation == "Pasang papan baru."
    bare = replace(READINESS.item("A01"), evidence=())
    assert proposed(READINESS, bare).recommendation == f"Penuhi “{bare.title}”."


@pytest.mark.parametrize(
    ("code", "service", "kind", "owner"),
    [
        ("G01", "spkt", "M02", "Ka SPKT"),
        ("H01", "skck", "", "Kanit Intelkam"),
        ("J02", "investigation", "M04", "Kanit Reskrim"),
        ("E08", "", "M01", "Kanit Provos"),
    ],
)
def test_service_maladministration_and_owner_come_from_part_and_references(
    code: str, service: str, kind: str, owner: str
) -> None:
    found = proposed(READINESS, READINESS.item(code))
    assert (found.service, found.maladministration, found.owner_name) == (service, kind, owner)


def test_a_part_of_another_instrument_is_no_service_of_ours() -> None:
    lke = published("lke-2021")
    assert {proposed(lke, item).service for item in lke.items} == {""}
