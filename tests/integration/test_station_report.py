"""One station's page: where it stands and what raises its score most."""

import json
from fractions import Fraction

import pytest

from app.domain import answers as answering
from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.scoring import score
from app.services import station_report
from app.services.demo.people import STATIONS
from app.services.station_report import StationReport
from app.store import checklists
from tests.factories import TODAY
from tests.instruments import best
from tests.integration.conftest import Demo

CODES = [station.code for station in STATIONS]


def report_for(demo_district: Demo, code: str, username: str = "bagren", goal: str = "") -> StationReport:
    return station_report.station(demo_district.db, code, actor=demo_district.person(username), today=TODAY, goal=goal)


def given(demo_district: Demo, report: StationReport) -> dict[str, Answer]:
    assert report.visit and report.checklist
    rows = demo_district.db.query(
        "SELECT item_code, value_json FROM answers WHERE visit_id = :id AND value_json IS NOT NULL",
        {"id": report.visit.id},
    )
    found = {}
    for row in rows:
        item = report.checklist.item(row["item_code"])
        answer = answering.parse(item, json.loads(row["value_json"]))
        if answer is not None:
            found[item.code] = answer
    return found


@pytest.mark.parametrize("code", CODES)
def test_the_total_is_the_last_score_and_the_trend_ends_there(demo_district: Demo, code: str) -> None:
    report = report_for(demo_district, code)
    assert report.total and report.trend[-1].figure == report.total
    assert len(report.areas) == 6
    assert [point.period for point in report.trend] == sorted(point.period for point in report.trend)


@pytest.mark.parametrize("code", CODES[::3])
def test_each_item_adds_exactly_what_it_promises(demo_district: Demo, code: str) -> None:
    report = report_for(demo_district, code)
    assert report.visit and report.total
    checklist = checklists.get(demo_district.db, report.visit.checklist_version_id)
    answers = given(demo_district, report)
    for gain in report.gains[:8]:
        item = checklist.item(gain.code)
        full = answering.parse(item, best(item))
        assert full is not None
        raised = score(checklist, {**answers, gain.code: full}, report.visit.switches)
        assert raised.total.value is not None
        assert abs(raised.total.value - Fraction(report.total.value) - Fraction(gain.adds.value)) < Fraction(1, 10**20)


@pytest.mark.parametrize("goal", ["WBK", "WBBM"])
@pytest.mark.parametrize("code", CODES[::2])
def test_the_way_reaches_every_mark_of_the_goal(demo_district: Demo, code: str, goal: str) -> None:
    report = report_for(demo_district, code, goal=goal)
    assert report.visit and report.way_total
    checklist = checklists.get(demo_district.db, report.visit.checklist_version_id)
    answers = given(demo_district, report)
    for gain in report.way:
        item = checklist.item(gain.code)
        full = answering.parse(item, best(item))
        assert full is not None
        answers[gain.code] = full
    result = score(checklist, answers, report.visit.switches)
    assert result.gates[goal].passed is True


def test_gains_stand_with_the_largest_first(demo_district: Demo) -> None:
    adds = [Fraction(gain.adds.value) for gain in report_for(demo_district, "polsek-senori").gains]
    assert adds == sorted(adds, reverse=True)
    assert adds


def test_a_chief_sees_the_own_station_and_no_other(demo_district: Demo) -> None:
    assert report_for(demo_district, "polsek-senori", "kapolsek.senori").total
    with pytest.raises(NotFound):
        report_for(demo_district, "polsek-jenu", "kapolsek.senori")


def test_the_visit_under_way_changes_nothing_yet(demo_district: Demo) -> None:
    report = report_for(demo_district, "polsek-senori", "kapolsek.senori")
    assert report.visit and report.visit.period == "2026Q3"
    assert TODAY not in {visit.planned_on for visit in report.visits}
