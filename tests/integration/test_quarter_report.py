"""All stations of a quarter side by side, on page, workbook and CSV alike."""

import csv
import io
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from app.domain.errors import NotAllowed
from app.domain.reports import QuarterReport
from app.exports import csv as csv_files
from app.exports import workbook
from app.services import quarter_report
from tests.factories import NOON, TODAY
from tests.integration.conftest import Demo

PERIOD = "2026Q4"


def report_for(demo_district: Demo, username: str = "bagren", period: str = PERIOD) -> QuarterReport:
    return quarter_report.quarter(demo_district.db, period, actor=demo_district.person(username), at=NOON, today=TODAY)


def test_every_station_has_a_row_with_the_score_that_was_stored(demo_district: Demo) -> None:
    report = report_for(demo_district)
    assert len(report.stations) == 20
    for row in report.stations:
        stored = next(
            iter(
                demo_district.db.query(
                    """
                    SELECT s.value_exact, s.shown FROM visit_scores s JOIN orgs o ON o.id = s.org_id
                     WHERE o.code = :code ORDER BY s.submitted_at DESC LIMIT 1
                    """,
                    {"code": row.code},
                )
            )
        )
        assert row.readiness is not None
        assert (row.readiness.value, row.readiness.shown) == (stored["value_exact"], stored["shown"])


def test_the_change_is_the_exact_difference_to_the_visit_before(demo_district: Demo) -> None:
    for row in report_for(demo_district).stations:
        assert row.readiness and row.previous and row.change
        difference = Fraction(row.readiness.value) - Fraction(row.previous.value)
        assert abs(difference - Fraction(row.change.value)) < Fraction(1, 10**20)


def test_an_earlier_quarter_knows_nothing_of_later_visits(demo_district: Demo) -> None:
    first = report_for(demo_district, period="2025Q3")
    assert {row.previous for row in first.stations} == {None}
    assert {row.last_visit_on[:4] for row in first.stations if row.last_visit_on} == {"2025"}


def test_the_mean_is_that_of_the_rows(demo_district: Demo) -> None:
    report = report_for(demo_district)
    values = [Fraction(row.readiness.value) for row in report.stations if row.readiness]
    assert report.mean is not None
    assert abs(Fraction(report.mean.value) - sum(values) / len(values)) < Fraction(1, 10**20)


def test_the_running_quarter_shows_what_is_done_open_planned_and_missed(demo_district: Demo) -> None:
    states = {row.visit_state for row in report_for(demo_district).stations}
    assert states == {"submitted", "sealed", "open", "planned", "missed"}


def test_a_reader_sees_the_same_and_a_station_chief_nothing(demo_district: Demo) -> None:
    assert report_for(demo_district, "kapolres").stations == report_for(demo_district).stations
    with pytest.raises(NotAllowed):
        report_for(demo_district, "kapolsek.senori")


def test_late_findings_are_those_whose_day_passed_while_the_station_owes_an_answer(demo_district: Demo) -> None:
    for row in report_for(demo_district).stations:
        late = list(
            demo_district.db.query(
                """
                SELECT f.id FROM findings f JOIN orgs o ON o.id = f.org_id
                 WHERE o.code = :code AND f.state IN ('issued', 'returned', 'accepted') AND f.due_on < :today
                """,
                {"code": row.code, "today": TODAY},
            )
        )
        assert row.overdue_findings == len(late) <= row.open_findings


def test_the_workbook_says_what_the_page_says(demo_district: Demo) -> None:
    report = report_for(demo_district)
    book = load_workbook(io.BytesIO(workbook.quarter_workbook(report_for(demo_district))))
    sheet = book["Nilai area"]
    figures = {row[1].value: [cell.value for cell in row] for row in sheet.iter_rows(min_row=4)}
    for row in report.stations:
        assert row.readiness
        cells = figures[row.name] if row.name in figures else figures[row.code]
        assert float(row.readiness.shown) in cells
        assert [float(area.shown) for area in row.areas if area] == [
            cell for cell in cells[-6:] if isinstance(cell, int | float)
        ]


def test_the_answers_file_holds_every_answer_of_the_quarter(demo_district: Demo) -> None:
    text = b"".join(csv_files.answers_csv(report_for(demo_district))).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    stored = demo_district.db.execute(
        """
        SELECT COUNT(*) FROM answers a JOIN visits v ON v.id = a.visit_id
         WHERE v.period = ? AND v.state IN ('submitted', 'sealed')
        """,
        [PERIOD],
    ).fetchone()[0]
    assert len(rows) - 1 == stored > 500


def test_it_takes_as_many_statements_for_twenty_stations_as_for_one(demo_district: Demo) -> None:
    def statements(username: str) -> int:
        seen: list[str] = []
        person = demo_district.person(username)
        with demo_district.db.tracer(lambda sql, _params: seen.append(sql)):
            quarter_report.quarter(demo_district.db, PERIOD, actor=person, at=NOON, today=TODAY)
        return len(seen)

    demo_district.db.execute("SAVEPOINT one_station")
    try:
        all_stations = statements("bagren")
        demo_district.db.execute("UPDATE orgs SET active = 0 WHERE kind = 'polsek' AND code <> 'polsek-senori'")
        one_station = statements("bagren")
    finally:
        demo_district.db.execute("ROLLBACK TO one_station")
        demo_district.db.execute("RELEASE one_station")
    assert all_stations == one_station < 30
