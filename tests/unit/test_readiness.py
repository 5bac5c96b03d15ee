from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import answers, readiness
from app.domain.checklist import Checklist
from app.domain.findings import Severity
from app.domain.readiness import Colour
from tests.instruments import best, published, scored, small
from tests.unit.test_scoring import sheets

READY = published("kesiapan-polsek")


@pytest.mark.parametrize(
    ("raws", "open_critical", "colour"),
    [
        ({"A01": "Ya", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 1, "d": 1}}, False, Colour.GREEN),
        ({"A01": "Ya", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 1, "d": 1}}, True, Colour.YELLOW),
        ({"A01": "Ya", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 1, "d": 4}}, False, Colour.GREEN),
        ({"A01": "Ya", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 6, "d": 25}}, False, Colour.YELLOW),
        ({"A01": "Ya", "A02": "A", "B02": "A", "B03": "Tidak", "A03": {"n": 1, "d": 1}}, False, Colour.RED),
        ({"A01": "Tidak", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 4, "d": 5}}, False, Colour.YELLOW),
        ({"A01": "Tidak", "A02": "A", "B02": "A", "B03": "Ya", "A03": {"n": 79, "d": 100}}, False, Colour.RED),
    ],
)
def test_the_lowest_area_decides_the_colour_and_a_critical_finding_bars_green(
    raws: dict[str, Any], open_critical: bool, colour: Colour
) -> None:
    assert readiness.colour(scored(small(), raws, switches=[]), open_critical=open_critical) is colour


def test_a_station_without_a_score_and_a_worksheet_have_no_colour() -> None:
    nothing = scored(small(), {item.code: {"na": "x"} for item in small().items})
    assert readiness.colour(nothing, open_critical=False) is None
    assert readiness.colour(scored(published("lke-2021"), {}), open_critical=False) is None


@pytest.mark.parametrize(
    ("code", "raw", "proposed"),
    [
        ("E03", "Ya", None),
        ("E03", "Tidak", Severity.SERIOUS),
        ("E05", "A", None),
        ("E05", "B", Severity.SERIOUS),
        ("E03", {"na": "Tidak ada pemohon."}, None),
        ("A01", "Tidak", Severity.MODERATE),
        ("A02", "B", None),
        ("A02", "C", Severity.MODERATE),
        ("E08", {"n": 0, "d": 3}, Severity.MODERATE),
        ("C05", {"before": 1, "now": 2}, Severity.MODERATE),
        ("K04", "C", None),
        ("A01", None, None),
    ],
)
def test_no_points_propose_a_finding_and_a_critical_item_below_full_a_serious_one(
    code: str, raw: object, proposed: Severity | None
) -> None:
    item = READY.item(code)
    assert readiness.proposal(item, answers.parse(item, raw)) is proposed


def gains(checklist: Checklist, sheet: dict[str, Any], **others: Any) -> tuple[readiness.Gain, ...]:
    return readiness.gains(checklist, answers.parse_all(checklist, sheet), **others)


def test_gains_name_what_each_item_would_add_and_which_marks_it_would_clear() -> None:
    sheet = {"A01": "Ya", "A02": "B", "A03": {"n": 1, "d": 1}, "B02": "A", "B03": "Tidak"}
    found = gains(small(), sheet, switches=[])
    assert [(gain.item.code, gain.adds, gain.clears) for gain in found] == [
        ("B03", Fraction(20), (("WBK", "total"), ("WBK", "II"))),
        ("A02", Fraction(10), (("WBK", "total"),)),
    ]
    assert [(gain.area, gain.points, gain.area_adds, gain.shown) for gain in found] == [
        ("II", 0, 2, "20.00"),
        ("I", Fraction(1, 2), 1, "10.00"),
    ]


def test_gains_leave_out_what_is_full_unscored_or_not_applicable() -> None:
    sheet = {"A01": "Ya", "A02": {"na": "x"}, "A03": {"n": 0, "d": 0}}
    assert {gain.item.code for gain in gains(small(), sheet, switches=["loket"])} == {"B01", "B03"}


@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_a_gain_is_what_the_score_really_rises_by(data: st.DataObject) -> None:
    sheet = data.draw(sheets(READY))
    on = data.draw(st.sets(st.sampled_from(["penyidikan", "melayani_skck", "punya_taman_lalin"])))
    before = scored(READY, sheet, switches=on)
    for gain in gains(READY, sheet, switches=on)[:5]:
        after = scored(READY, {**sheet, gain.item.code: best(gain.item)}, switches=on)
        assert after.total.value - before.total.value == gain.adds
        assert after.nodes[gain.area].value - before.nodes[gain.area].value == gain.area_adds
        cleared = {
            (level, now.gate.code)
            for level in after.gates
            for was, now in zip(before.gates[level].gates, after.gates[level].gates, strict=True)
            if now.passed and not was.passed
        }
        assert cleared == set(gain.clears)


@pytest.mark.parametrize("goal", ["WBK", "WBBM"])
@settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_the_shortest_way_reaches_every_mark_and_every_item_of_it_is_needed(goal: str, data: st.DataObject) -> None:
    sheet = data.draw(sheets(READY, na=False))
    plan = readiness.shortest_way(READY, answers.parse_all(READY, sheet), goal)
    full = {gain.item.code: best(gain.item) for gain in plan.gains}
    after = scored(READY, {**sheet, **full})
    assert after.gates[goal].passed is True
    assert after.total.value == plan.total
    assert plan.shown == after.total.shown
    if plan.gains:
        without = {code: raw for code, raw in full.items() if code != plan.gains[-1].item.code}
        assert scored(READY, {**sheet, **without}).gates[goal].passed is False


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_choice_of_fewer_items_reaches_the_marks(data: st.DataObject) -> None:
    checklist = small()
    sheet = data.draw(sheets(checklist, na=False))
    plan = readiness.shortest_way(checklist, answers.parse_all(checklist, sheet), "WBK")
    scored_items = [item for item in checklist.items if item.scored]
    for size in range(len(plan.gains)):
        for chosen in combinations(scored_items, size):
            tried = scored(checklist, {**sheet, **{item.code: best(item) for item in chosen}})
            assert not tried.gates["WBK"].passed


def test_a_plan_for_the_worksheet_works_through_components_and_areas() -> None:
    lke = published("lke-2021")
    plan = readiness.shortest_way(lke, {}, "WBK")
    full = {gain.item.code: best(gain.item) for gain in plan.gains}
    assert scored(lke, full).gates["WBK"].passed is True
    assert plan.total == scored(lke, full).total.value


def test_nothing_is_planned_where_the_marks_are_reached_or_unconfirmed() -> None:
    full = answers.parse_all(READY, {item.code: best(item) for item in READY.items})
    assert readiness.shortest_way(READY, full, "WBBM").gains == ()
    assert readiness.gains(READY, full) == ()
    old = published("lke-2019")
    assert readiness.shortest_way(old, {}, "WBK").gains == ()
    assert {gain.clears for gain in readiness.gains(old, {})} == {()}
