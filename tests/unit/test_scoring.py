"""Item, sub-area, area, component, total: the rules one by one, then what must hold for any answers."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import answers, checklist_file, scoring
from app.domain.checklist import Checklist, Item, ItemKind
from app.domain.errors import Invalid
from tests.instruments import best, published, scored, small, small_document

LKE = published("lke-2021")
READY = published("kesiapan-polsek")
AREAS = ("I", "II", "III", "IV", "V", "VI")
SWITCHES = [switch.code for switch in READY.switches if not switch.opposite_of]


def points(checklist: Checklist, code: str, raw: object) -> Fraction | None:
    item = checklist.item(code)
    return scoring.points(item, answers.parse(item, raw))


@pytest.mark.parametrize(
    ("code", "raw", "earned"),
    [
        ("A.1.I.i.a", "Ya", "1"),
        ("A.1.I.i.a", "Tidak", "0"),
        ("A.1.I.i.b", "B", "0.5"),
        ("A.1.I.iii.a", "B", "0.67"),
        ("A.1.I.iii.a", "C", "0.33"),
        ("A.1.II.i.b", "B", "0.75"),
        ("A.1.II.i.b", "D", "0.25"),
        ("A.1.II.i.b", None, "0"),
        ("A.2.I.i.a", {"n": 15, "d": 4}, "1"),
        ("A.2.IV.i.a", {"n": 1, "d": 9}, "1/9"),
        ("A.2.V.ii.a", {"n": 157, "d": 170}, "157/170"),
        ("A.2.V.ii.a", {"n": 0, "d": 0}, "1"),
        ("A.2.III.iii.a", {"before": 4, "now": 2}, "1/2"),
        ("A.2.III.iii.a", {"before": 2, "now": 4}, "0"),
        ("A.2.III.iii.a", {"before": 0, "now": 0}, "1"),
        ("A.2.III.iii.a", {"before": 0, "now": 1}, "0"),
        ("B.I.a", "3.60", "9/10"),
        ("B.II", "4", "1"),
    ],
)
def test_what_one_answer_of_the_worksheet_earns(code: str, raw: object, earned: str) -> None:
    assert points(LKE, code, raw) == Fraction(earned)


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("A01", {"na": "Belum ada tim."}),
        ("G03", {"n": 0, "d": 0}),
        ("I04", "12"),
        ("K04", "A"),
    ],
)
def test_what_does_not_apply_or_is_not_scored_earns_nothing_at_all(code: str, raw: object) -> None:
    assert points(READY, code, raw) is None


def test_an_answer_of_another_kind_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match=r"A\.1\.I\.i\.a"):
        scoring.points(LKE.item("A.1.I.i.a"), answers.Ratio(1, 2))


def test_answers_are_read_together_with_every_problem_named() -> None:
    with pytest.raises(Invalid) as refusal:
        answers.parse_all(LKE, {"A.1.I.i.a": "Ya", "Z.9": "A", "B.I.a": "5", "B.II": "3", "B.II.a": "3"})
    assert sorted(refusal.value.problems) == ["B.I.a", "B.II", "Z.9"]


def test_an_alias_stands_for_its_item() -> None:
    assert answers.parse_all(LKE, {"B.II": "3.20", "B.I.a": None}) == {"B.II.a": answers.Measure("3.20")}


def test_a_submitted_blank_counts_as_nothing_and_not_as_absent() -> None:
    node = scored(LKE, {"A.1.I.ii.a": "Ya"}).nodes["A.1.I.ii"]
    assert (node.value, node.answered, node.items) == (Fraction(1, 3), 1, 3)


def test_an_item_that_does_not_apply_leaves_the_divisor() -> None:
    half = scored(small(), {"A01": "Ya", "A02": "C", "A03": {"na": "Tidak ada"}})
    assert half.nodes["I"].value == 3
    assert half.nodes["I"].answered == half.nodes["I"].items == 3


def test_an_area_where_nothing_applies_leaves_the_total_s_divisor() -> None:
    result = scored(small(), {"A01": "Ya", "B01": {"na": "x"}, "B02": {"na": "x"}, "B03": {"na": "x"}})
    assert result.nodes["II"].value is None
    assert result.total.value == Fraction(100, 3)
    assert [gate.gate.code for gate in result.gates["WBK"].gates] == ["total", "I"]


def test_a_station_where_nothing_applies_has_no_score() -> None:
    result = scored(small(), {item.code: {"na": "x"} for item in small().items})
    assert result.total.value is result.total.shown is result.total.percent is None
    assert result.gates["WBK"].passed is None


def test_a_branch_where_nothing_applies_keeps_its_weight_as_its_maximum() -> None:
    document = small_document()
    document["nodes"][1]["nodes"] = [{"code": "II.a", "title": "Dua a", "weight": "4.00"}]
    for item in document["parts"][1]["items"]:
        item["node"] = "II.a"
    nodes = scored(checklist_file.build(document), {f"B0{number}": {"na": "x"} for number in (1, 2, 3)}).nodes
    assert [(nodes[code].value, nodes[code].max) for code in ("II", "II.a")] == [(None, 4), (None, 4)]


def test_switches_decide_which_items_count_and_old_answers_to_others_are_ignored() -> None:
    raws = {"B01": {"before": 1, "now": 1}, "B02": "A", "B03": "Ya"}
    assert scored(small(), raws, switches=["loket"]).nodes["II"].value == 2
    assert scored(small(), raws, switches=[]).nodes["II"].value == 4
    assert scored(small(), raws).nodes["II"].value == Fraction(8, 3)


def test_the_blank_list_names_what_is_still_to_fill_unscored_items_included() -> None:
    assert scored(small(), {"A01": "Ya", "B03": "Ya"}, switches=["loket"]).blank == ("A02", "A03", "B01", "B04")


def test_areas_of_the_worksheet_are_pemenuhan_plus_reform() -> None:
    nodes = scored(LKE, {"A.1.I.i.a": "Ya", "A.2.I.ii.a": "A"}).nodes
    assert nodes["I"].value == Fraction("1.25") == nodes["A.1.I"].value + nodes["A.2.I"].value
    assert (nodes["I"].max, nodes["I"].items) == (8, 16)


def test_the_json_holds_every_node_and_only_text() -> None:
    report = scoring.as_json(scored(LKE, {"A.1.I.ii.a": "Ya", "A.1.I.ii.c": "A"}))
    assert list(report) == ["checklist", "version", "total", "nodes", "gates"]
    assert report["total"] == {"value": "0.6666666666666666666666666666", "shown": "0.67", "max": "100"}
    assert report["nodes"]["A.1.I.ii"] == {
        "value": "0.6666666666666666666666666666",
        "shown": "0.67",
        "max": "1",
        "percent": "66.67",
        "answered": 2,
        "items": 3,
    }
    expected = {node.code for top in LKE.nodes for node in top.walk()} | set(AREAS)
    assert set(report["nodes"]) == expected
    assert report["gates"]["WBK"]["gates"][2] == {
        "code": "I",
        "needs": "4.8",
        "has": "0.6666666666666666666666666666",
        "passed": False,
    }


@pytest.mark.parametrize("name", ["kesiapan-polsek", "lke-2021", "lke-2019", "lke-2014"])
def test_full_answers_are_a_hundred_and_no_answers_are_nothing(name: str) -> None:
    checklist = published(name)
    full = scored(checklist, {item.code: best(item) for item in checklist.items})
    assert full.total.value == 100
    assert full.blank == ()
    assert all(node.percent == 100 for node in full.nodes.values())
    assert scored(checklist, {}).total.value == 0


def answer_to(item: Item, *, na: bool = True) -> st.SearchStrategy[Any]:
    """Any answer that `item` can be given."""
    small_number = st.integers(0, 12)
    if item.points:
        given_answer: st.SearchStrategy[Any] = st.sampled_from(list(item.points))
    elif item.kind is ItemKind.PERCENT:
        given_answer = st.builds(lambda n, d: {"n": n, "d": d}, small_number, st.integers(1, 12))
    elif item.kind is ItemKind.FALLING:
        given_answer = st.builds(lambda b, n: {"before": b, "now": n}, small_number, small_number)
    elif item.kind is ItemKind.INDEX:
        given_answer = st.integers(0, 400).map(lambda units: f"{units // 100}.{units % 100:02d}")
    else:
        given_answer = small_number.map(str)
    return st.one_of(given_answer, st.just({"na": "alasan"})) if na and item.na_allowed else given_answer


@st.composite
def sheets(draw: st.DrawFn, checklist: Checklist, *, na: bool = True) -> dict[str, Any]:
    """Answers to some of the items."""
    chosen = draw(st.lists(st.sampled_from(checklist.items), unique_by=lambda item: item.code))
    return {item.code: draw(answer_to(item, na=na)) for item in chosen}


BOTH = pytest.mark.parametrize("checklist", [READY, LKE], ids=lambda checklist: checklist.id)


@BOTH
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_every_node_is_the_sum_of_its_parts_and_within_its_bounds(checklist: Checklist, data: st.DataObject) -> None:
    result = scored(checklist, data.draw(sheets(checklist)))
    for top in checklist.nodes:
        for node in top.walk():
            found = result.nodes[node.code]
            if found.value is not None:
                assert 0 <= found.value <= found.max <= node.weight
            if node.children:
                below = [result.nodes[child.code] for child in node.children]
                assert found.value == sum(child.value for child in below if child.value is not None)
                assert found.answered == sum(child.answered for child in below)
    assert result.total.value is None or 0 <= result.total.value <= 100
    counted = sum(result.nodes[top.code].items for top in checklist.nodes)
    assert result.total.items == counted == sum(item.scored for item in checklist.items)


@BOTH
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_improving_an_answer_never_lowers_any_score(checklist: Checklist, data: st.DataObject) -> None:
    sheet = data.draw(sheets(checklist, na=False))
    item = data.draw(st.sampled_from([item for item in checklist.items if item.scored]))
    before, after = scored(checklist, sheet), scored(checklist, {**sheet, item.code: best(item)})
    assert after.total.value >= before.total.value
    assert all(after.nodes[code].value >= before.nodes[code].value for code in before.nodes)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_an_item_that_does_not_apply_changes_no_other_area(data: st.DataObject) -> None:
    sheet = data.draw(sheets(READY))
    item = data.draw(st.sampled_from(READY.items))
    sheet.pop(item.code, None)
    before, after = scored(READY, sheet), scored(READY, {**sheet, item.code: {"na": "alasan"}})
    others = [code for code in AREAS if code != item.node]
    assert [after.nodes[code].value for code in others] == [before.nodes[code].value for code in others]
    assert {code: value for code, value in after.items.items() if code != item.code} == {
        code: value for code, value in before.items.items() if code != item.code
    }


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_the_readiness_agrees_with_the_rule_worked_out_another_way(data: st.DataObject) -> None:
    """The paper's sentence, on the raw file: mean of applicable scored items x weight, sum over what applies."""
    sheet = data.draw(sheets(READY))
    on = data.draw(st.sets(st.sampled_from(SWITCHES)))
    has = {*on, *([] if "penyidikan" in on else ["tanpa_penyidikan"])}
    worth = {"Ya": 100, "Tidak": 0, "A": 100, "B": 50, "C": 0}
    earned = possible = Fraction(0)
    for area, weight in zip(AREAS, (8, 7, 10, 10, 15, 10), strict=True):
        marks = []
        for item in READY.items:
            raw = sheet.get(item.code, "C")
            if item.node != area or not item.scored or (item.applies_if and item.applies_if not in has):
                continue
            if isinstance(raw, dict) and "n" in raw:
                marks.append(Fraction(min(raw["n"], raw["d"]) * 100, raw["d"]))
            elif isinstance(raw, dict) and "before" in raw:
                old, new = raw["before"], raw["now"]
                marks.append(Fraction(max(old - new, 0) * 100, old) if old else Fraction(0 if new else 100))
            elif not isinstance(raw, dict):
                marks.append(Fraction(worth[raw]))
        if marks:
            possible += weight
            earned += sum(marks) / len(marks) * weight
    expected = earned / possible if possible else None
    assert scored(READY, sheet, switches=on).total.value == expected
