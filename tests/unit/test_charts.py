"""The charts: what they say, where they draw, and that what is unknown is never zero."""

import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exports import charts
from app.exports.charts import Words
from app.exports.svg import LITERAL
from app.exports.trend import Point, trend

ENGLISH = Words(ruler="{label} {value} of 100.", label="Internal readiness score", decimal_sign=".")
SCORES = st.fractions(min_value=0, max_value=100)
QUARTERS = (
    Point("Triwulan III 2025", "III", "2025", "61.8"),
    Point("Triwulan IV 2025", "IV", "2025", None),
    Point("Triwulan I 2026", "I", "2026", "71.2"),
    Point("Triwulan II 2026", "II", "2026", "75.4"),
)


def drawn(text: str) -> ElementTree.Element:
    """The drawing as a tree; it must be well-formed."""
    return ElementTree.fromstring(text)  # noqa: S314  # our own drawing


def said(text: str) -> str:
    return drawn(text).attrib["aria-label"]


def widths(text: str, paint: str) -> list[str]:
    return [element.attrib["width"] for element in drawn(text).iter() if element.get("class") == f"chart-{paint}"]


def test_a_ruler_says_score_marks_and_last_visit_in_one_sentence() -> None:
    assert said(charts.ruler("75.4", previous="71.2")) == (
        "Nilai kesiapan internal 75,40 dari 100. Tanda WBK 75, tanda WBBM 85. Kunjungan lalu 71,20."
    )


def test_a_ruler_is_as_long_as_its_score() -> None:
    assert widths(charts.ruler(Decimal("75.4")), "level-1") == ["75.4%"]
    assert widths(charts.ruler(Fraction(1, 3)), "level-0") == ["0.33%"]


def test_an_unknown_score_is_said_and_drawn_as_not_checked() -> None:
    drawing = charts.ruler(None)
    assert said(drawing) == "Nilai kesiapan internal: belum diperiksa. Tanda WBK 75, tanda WBBM 85."
    assert "chart-none" in drawing
    assert "chart-level" not in drawing and "chart-track" not in drawing
    assert "0,00" not in drawing


def test_a_score_of_zero_is_not_unknown() -> None:
    drawing = charts.ruler(0)
    assert "0,00 dari 100" in said(drawing)
    assert widths(drawing, "level-0") == ["0%"]


def test_a_score_just_under_a_mark_is_not_said_to_be_at_it() -> None:
    assert "74,99 dari 100" in said(charts.ruler("74.9999"))
    assert charts.level("74.9999") == 0
    assert "84,99 dari 100" in said(charts.ruler("84.996"))


def test_the_shown_number_is_taken_as_the_scoring_rule_gives_it() -> None:
    assert "72,17 dari 100" in said(charts.ruler("72.166666", shown="72.17"))


@pytest.mark.parametrize("score", [None, "10", "74", "80", "84.9", "85", "100"])
def test_no_drawing_ever_claims_a_predicate(score: str | None) -> None:
    texts = (charts.ruler(score), charts.area_bar(score, "Pelayanan"), trend([Point("TW I", "I", "2026", score)]))
    assert not any("tercapai" in text.lower() or "lulus" in text.lower() for text in texts)


@pytest.mark.parametrize(
    ("score", "depth"),
    [(None, None), ("0", 0), ("74.9", 0), ("75", 1), ("79.9", 1), ("80", 2), ("84.9", 2), ("85", 3), ("100", 3)],
)
def test_a_total_is_deeper_the_readier_it_is(score: str | None, depth: int | None) -> None:
    assert charts.level(score) == depth


@pytest.mark.parametrize(
    ("share", "depth"), [(None, None), ("59.99", 0), ("60", 1), ("74.99", 1), ("75", 2), ("84.99", 2), ("85", 3)]
)
def test_an_area_changes_depth_at_its_own_marks(share: str | None, depth: int | None) -> None:
    assert charts.area_level(share) == depth


@given(SCORES)
def test_every_score_has_a_drawing_within_its_frame(score: Fraction) -> None:
    for drawing in (charts.ruler(score), charts.area_bar(score, "Area"), charts.gap_step(score, 100)):
        for share in re.findall(r'(?:x|width)="(-?[\d.]+)%"', drawing):
            assert 0 <= float(share) <= 100


@given(SCORES, SCORES)
def test_a_readier_score_is_never_lighter(first: Fraction, second: Fraction) -> None:
    low, high = sorted((first, second))
    assert (charts.level(low) or 0) <= (charts.level(high) or 0)
    assert (charts.area_level(low) or 0) <= (charts.area_level(high) or 0)


def test_the_marks_cross_the_bar_at_their_own_places() -> None:
    ticks = [rect.attrib["x"] for rect in drawn(charts.area_bar("70", "Area")) if rect.get("class") == "chart-tick"]
    assert ticks == ["60%", "75%"]


def test_names_from_data_cannot_break_out_of_the_drawing() -> None:
    drawing = charts.area_bar("70", 'Area "<script>alert(1)</script>"')
    assert "<script" not in drawing
    assert said(drawing).startswith('Area "<script>')


def test_a_trend_breaks_where_a_quarter_was_not_checked() -> None:
    drawing = trend(QUARTERS)
    assert said(drawing).startswith("Perjalanan nilai kesiapan internal: Triwulan III 2025 61,80, Triwulan IV 2025")
    assert "Triwulan IV 2025 belum diperiksa" in said(drawing)
    assert drawing.count('class="chart-line"') == 1
    assert drawing.count("<circle") == 3


def test_a_trend_of_one_quarter_or_of_none_still_draws() -> None:
    assert trend(QUARTERS[:1]).count("<circle") == 1
    assert "<circle" not in trend([QUARTERS[1]])
    assert "<circle" not in trend([])


def test_a_long_trend_prints_every_second_number_and_always_the_last() -> None:
    points = [Point("TW", "I", "2026", str(50 + step)) for step in range(6)]
    assert re.findall(r">(\d+,\d+)</text>", trend(points)) == ["51,00", "53,00", "55,00"]
    assert re.findall(r">(\d+,\d+)</text>", trend(points[:3])) == ["50,00", "51,00", "52,00"]


def test_a_trend_reaches_down_to_its_lowest_score() -> None:
    texts = re.findall(r">(\d+)</text>", trend([Point("TW I", "I", "2026", "23")]))
    assert texts[0] == "10"


def test_a_gap_step_floats_between_its_two_scores_and_leaves_the_numbers_to_the_row() -> None:
    drawing = charts.gap_step("80", "90", scale=(60, 100))
    bar = next(rect for rect in drawn(drawing) if rect.get("class") == "chart-gain")
    assert (bar.attrib["x"], bar.attrib["width"]) == ("50%", "25%")
    assert drawn(drawing).attrib["aria-hidden"] == "true"


@given(SCORES, SCORES)
def test_a_gap_plan_has_a_scale_that_holds_both_ends(first: Fraction, second: Fraction) -> None:
    start, end = sorted((first, second))
    low, high = charts.gap_scale(start, end)
    assert 0 <= low <= start and end <= high <= 100 and low < high


def test_a_gap_axis_names_only_marks_on_its_scale() -> None:
    assert re.findall(r">([^<]+)</text>", charts.gap_axis((70, 90))) == ["WBK 75", "WBBM 85"]
    assert re.findall(r">([^<]+)</text>", charts.gap_axis((80, 100))) == ["WBBM 85"]


def test_a_progress_ring_fills_one_side_per_area() -> None:
    drawing = charts.hexagon([(9, 9), (0, 9), (3, 9), (0, 0), (0, 9), (9, 9)], "Seluruh tim")
    assert said(drawing) == "Seluruh tim: 21 dari 45 butir terjawab"
    assert drawing.count('class="chart-side"') == 6
    assert drawing.count('class="chart-side-done"') == 3


def test_an_empty_checklist_has_no_progress_and_no_division() -> None:
    assert 'width="0%"' in charts.progress_bar(0, 0, "Bagian")


def test_sentences_and_decimal_sign_follow_the_words_given() -> None:
    assert said(charts.ruler("75.4", words=ENGLISH)) == "Internal readiness score 75.40 of 100."


@pytest.mark.parametrize(
    "drawing",
    [
        charts.ruler("75.4", previous="70", standalone=True),
        charts.area_bar(None, "Area", standalone=True),
        charts.gap_step(70, 80, standalone=True),
        charts.hexagon([(1, 2)] * 6, "Tim", standalone=True),
        trend(QUARTERS, standalone=True),
    ],
)
def test_a_drawing_for_paper_needs_no_stylesheet(drawing: str) -> None:
    assert "class=" not in drawing and "style=" not in drawing
    root = drawn(drawing)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert not root.attrib["width"].endswith("%")


def test_page_and_paper_draw_the_same_lengths() -> None:
    on_page, on_paper = (charts.ruler("75.4", previous="70", standalone=alone) for alone in (False, True))
    assert re.findall(r'(?:x|width)="[\d.]+%"', on_page)[1:] == re.findall(r'(?:x|width)="[\d.]+%"', on_paper)


def test_every_stroke_has_a_class_in_the_stylesheet() -> None:
    from app.web.assets import join_styles
    from tools.tokens import CSS_FILE

    styles = join_styles(CSS_FILE.parent)
    assert not [name for name in LITERAL if f".chart-{name}" not in styles]
