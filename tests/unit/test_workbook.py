"""The quarter's workbook: its figures are the pages' figures, and nothing in it can run."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import openpyxl
import pytest

from app.exports.plain import CELL_LIMIT, cell_text
from app.exports.workbook import quarter_workbook
from tests.unit.nasty_texts import FORMULAS, MARKUP
from tests.unit.sample_reports import finding, quarter, quarter_answers, station


def opened(report):
    return openpyxl.load_workbook(io.BytesIO(quarter_workbook(report)))


@cache
def sample():
    """The sample quarter's workbook, written and read once for all tests that only look."""
    return opened(quarter())


def with_findings(*findings):
    return opened(quarter(findings=findings, answers=iter(())))


def rows_below(sheet, heading):
    """The rows under the row whose cells hold the heading, each as heading → value, until the first empty one."""
    rows = list(sheet.iter_rows(values_only=True))
    at = next(place for place, row in enumerate(rows) if heading in row)
    found = []
    for row in rows[at + 1 :]:
        if all(value is None for value in row):
            break
        found.append(dict(zip(rows[at], row, strict=True)))
    return found


def test_the_sheets_are_named_and_in_order():
    assert sample().sheetnames == ["Ringkasan", "Nilai area", "Temuan", "Jawaban", "Keterangan"]


def test_the_figures_are_numbers_and_the_shown_ones():
    rows = rows_below(sample()["Ringkasan"], "Polsek")
    got = [(row["Polsek"], row["Nilai kesiapan internal"], row["Perubahan"]) for row in rows]
    assert got == [
        ("Polsek Tuban", 90, 18.8),
        ("Polsek Senori", 75.42, 4.22),
        ("Polsek Jenu", 74.99, -2.11),
        ("Polsek Soko", 61.13, -10.08),
        ("Polsek Widang", None, None),
    ]


def test_every_area_of_every_station_equals_the_shown_figure():
    report = quarter()
    rows = rows_below(sample()["Nilai area"], "Polsek")
    for row, wanted in zip(rows, report.stations, strict=True):
        shown = [None if area is None else float(Decimal(area.shown)) for area in wanted.areas]
        assert list(row.values())[3:9] == shown


def test_a_station_not_visited_is_empty_and_said_so():
    row = rows_below(sample()["Ringkasan"], "Polsek")[-1]
    assert row["Letak terhadap tanda"] == "Belum diperiksa"
    assert row["Kunjungan terakhir"] is None
    assert row["Jadwal triwulan ini"] == datetime(2026, 12, 1)  # noqa: DTZ001 (a calendar day has no zone)
    assert row["Keadaan kunjungan"] == "Direncanakan"


def test_a_readiness_just_under_a_mark_stands_below_it():
    rows = rows_below(sample()["Ringkasan"], "Polsek")
    assert [row["Letak terhadap tanda"] for row in rows[:3]] == [
        "di atas tanda WBBM",
        "di atas tanda WBK",
        "di bawah tanda WBK",
    ]


def test_the_counts_on_top_add_up():
    sheet = sample()["Ringkasan"]
    cells = {sheet.cell(9, c).value: sheet.cell(8, c).value for c in range(1, 14) if sheet.cell(9, c).value}
    assert cells == {
        "Sudah dinilai": 4,
        "Rata-rata": 75.38,
        "Di atas tanda WBK 75": 2,
        "Di atas tanda WBBM 85": 1,
        "Temuan terbuka": 20,
        "Lewat tenggat": 4,
    }


def test_findings_carry_their_words_and_days():
    rows = rows_below(sample()["Temuan"], "Nomor")
    assert [row["Nomor"] for row in rows] == ["TM-042", "TM-043", "TM-044"]
    late = rows[2]
    assert (late["Tingkat"], late["Keadaan"], late["Lewat"]) == ("Berat", "Dikembalikan", "Ya")
    assert late["Tenggat"].date() == date(2026, 11, 14)
    assert rows[1]["Tenggat"] is None


def test_every_answer_is_a_row():
    rows = rows_below(sample()["Jawaban"], "Butir")
    wanted = list(quarter_answers())
    assert [(row["Polsek"], row["Butir"]) for row in rows] == [(a.station, a.line.code) for a in wanted]
    assert rows[3]["Nilai"] == 0.92
    assert rows[-1]["Jawaban"] == "Belum diperiksa"
    assert rows[-1]["Nilai"] is None


def test_the_answers_are_streamed_not_gathered():
    taken = []

    def watched():
        for answer in quarter_answers():
            taken.append(answer.line.code)
            yield answer

    opened(quarter(answers=watched()))
    assert len(taken) == 164


def test_no_cell_is_a_formula_whatever_was_typed():
    for sheet in opened(poisoned()):
        for row in sheet.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"]


def poisoned():
    texts = [*FORMULAS, *MARKUP]
    line = next(quarter_answers())
    return quarter(
        unit="=1+1",
        checklist="=1+1",
        stations=tuple(station("x", text, "70") for text in texts),
        findings=tuple(finding(text, title=text, condition=text, owner=text, station=text) for text in texts),
        answers=(
            replace(line, station=text, line=replace(line.line, note=text, answer=text, title=text)) for text in texts
        ),
    )


def test_a_text_like_a_formula_stays_a_text_when_its_cell_is_edited():
    sheet = opened(quarter(stations=(station("x", "=1+1", "70"), station("y", "Polsek Senori", "70"))))["Ringkasan"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in ("=1+1", "Polsek Senori")]
    assert [(cell.value, bool(cell.quotePrefix)) for cell in cells] == [("=1+1", True), ("Polsek Senori", False)]


@pytest.mark.parametrize("typed", MARKUP)
def test_typed_text_comes_back_as_it_was(typed):
    rows = rows_below(with_findings(finding(title=typed))["Temuan"], "Nomor")
    assert rows[0]["Temuan"] == cell_text(typed)


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost():
    rows = rows_below(with_findings(finding(condition="x" * 40_000))["Temuan"], "Nomor")
    assert len(rows[0]["Kondisi"]) == CELL_LIMIT


def test_every_list_prints_on_a4_with_its_headings_and_stays_in_sight():
    book = sample()
    for name, head in (("Ringkasan", 11), ("Nilai area", 3), ("Temuan", 3), ("Jawaban", 3)):
        sheet = book[name]
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == f"${head}:${head}"
        assert sheet.freeze_panes == f"C{head + 1}"
        assert sheet.auto_filter.ref.startswith(f"A{head}:")


def test_areas_are_coloured_by_their_marks():
    formats = sample()["Nilai area"].conditional_formatting
    rules = [rule for group in formats for rule in group.rules]
    assert [(rule.operator, float(rule.formula[0])) for rule in rules if rule.type == "cellIs"] == [
        ("greaterThanOrEqual", 85),
        ("greaterThanOrEqual", 75),
        ("greaterThanOrEqual", 60),
        ("lessThan", 60),
    ]


def test_the_chart_shows_every_station_and_both_marks():
    chart = sample()["Ringkasan"]._charts[0]
    columns, lines = chart._charts
    assert columns.ser[0].val.numRef.f == "Ringkasan!$C$12:$C$16"
    assert [series.val.numRef.f for series in lines.ser] == ["Ringkasan!$U$12:$U$16", "Ringkasan!$V$12:$V$16"]


def test_an_empty_quarter_is_still_a_workbook():
    book = opened(quarter(stations=(), findings=(), answers=iter(()), mean=None))
    assert book["Ringkasan"].max_row >= 11


def test_the_same_quarter_is_the_same_file():
    first, second = (zipfile.ZipFile(io.BytesIO(quarter_workbook(quarter()))) for _ in range(2))
    assert {name: first.read(name) for name in first.namelist()} == {n: second.read(n) for n in second.namelist()}
