"""The overview of a quarter, one station's page, and what planning staff take away."""

import csv
import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import orgs
from tests.clients import ClientOf, statements
from tests.factories import District, make_station
from tests.findings import issued_finding
from tests.pages import open_page
from tests.visits import fill, make_visit, submitted_visit

QUARTER = "?period=2026Q4"
PLANNER_PAGES = [
    f"/stations{QUARTER}",
    "/stations/polsek-senori",
    f"/downloads{QUARTER}",
    f"/downloads/quarter.xlsx{QUARTER}",
    f"/downloads/stations.csv{QUARTER}",
    f"/downloads/findings.csv{QUARTER}",
    f"/downloads/answers.csv{QUARTER}",
    f"/schedule{QUARTER}",
    "/findings",
]
ADMIN_PAGES = ["/manage/stations", "/people", "/people/new", "/people/ketua", "/checklists", "/stations"]


def text_of(client: FlaskClient, path: str) -> str:
    return " ".join(open_page(client, path).get_text(" ", strip=True).split())


class TestTheQuarter:
    def test_without_a_station_says_who_adds_them(self, client_of: ClientOf) -> None:
        text = text_of(client_of("bagren.lamongan"), "/stations")
        assert "Belum ada Polsek" in text and "Administrator menambahkan" in text

    def test_without_a_visit_shows_every_station_as_not_checked(self, client_of: ClientOf) -> None:
        page = open_page(client_of("bagren"), f"/stations{QUARTER}")
        assert len(page.select("table tbody tr")) == 2
        assert page.text.count("belum diperiksa") >= 2
        assert "0 dari 2 sudah dikunjungi" in page.text

    def test_shows_the_score_the_mark_and_the_findings(
        self, db: Database, district: District, client_of: ClientOf
    ) -> None:
        issued_finding(db, district)
        page = open_page(client_of("bagren"), f"/stations{QUARTER}")
        row = next(row.get_text(" ", strip=True) for row in page.select("table tbody tr") if "Senori" in row.text)
        assert "," in row and "1" in row
        assert "1 dari 2 sudah dikunjungi" in page.text
        assert "tercapai" not in page.text, "a Polsek never reaches a predicate"

    @pytest.mark.parametrize(
        ("show", "expected"), [("all", 2), ("below", 0), ("unvisited", 1), ("overdue", 0), ("nonsense", 2)]
    )
    def test_is_narrowed_by_a_filter(
        self, db: Database, district: District, client_of: ClientOf, show: str, expected: int
    ) -> None:
        submitted_visit(db, district)
        page = open_page(client_of("bagren"), f"/stations{QUARTER}&show={show}")
        assert len(page.select("table tbody tr")) == expected
        if not expected:
            assert "Tidak ada Polsek yang cocok" in page.text

    @pytest.mark.parametrize("sort", ["readiness", "name", "change", "findings", "overdue", "nonsense"])
    def test_is_sorted_as_asked(self, db: Database, district: District, client_of: ClientOf, sort: str) -> None:
        submitted_visit(db, district)
        page = open_page(client_of("kapolres"), f"/stations{QUARTER}&sort={sort}")
        names = [head.get_text(strip=True) for head in page.select("table tbody th")]
        assert names == (
            ["Jenu", "Senori"] if sort in ("name", "findings", "overdue", "change") else ["Senori", "Jenu"]
        )

    @pytest.mark.parametrize("period", ["", "2026", "2026Q5", "' OR 1=1", "9999Q4", "2026Q1"])
    def test_takes_any_nonsense_for_a_quarter(self, client_of: ClientOf, period: str) -> None:
        open_page(client_of("bagren"), f"/stations?period={period}")

    def test_offers_downloads_only_to_those_who_may(self, client_of: ClientOf) -> None:
        for username, offered in (("bagren", True), ("kapolres", True), ("admin", False)):
            page = open_page(client_of(username), "/stations")
            assert bool(page.select("a[href^='/downloads']")) is offered


class TestOneStation:
    def test_without_a_visit_says_so_and_offers_to_plan(self, client_of: ClientOf) -> None:
        page = open_page(client_of("bagren"), "/stations/polsek-senori")
        assert "Belum dikunjungi" in page.text
        assert page.select("main a[href='/visits/new?station=polsek-senori']")
        page = open_page(client_of("kapolres"), "/stations/polsek-senori")
        assert not page.select("main a[href^='/visits/new']")

    def test_with_everything_in_order_has_nothing_to_raise(
        self, db: Database, district: District, client_of: ClientOf
    ) -> None:
        submitted_visit(db, district)
        text = text_of(client_of("bagren"), "/stations/polsek-senori")
        assert "Nilai kesiapan internal" in text and "di atas tanda WBBM" in text
        assert "Semua butir yang berlaku bernilai penuh" in text

    @pytest.mark.parametrize("goal", ["", "?goal=WBK", "?goal=WBBM", "?goal=lain"])
    def test_tells_what_raises_the_score_most(
        self, db: Database, district: District, client_of: ClientOf, goal: str
    ) -> None:
        issued_finding(db, district)
        page = open_page(client_of("bagren"), f"/stations/polsek-senori{goal}")
        assert "Yang paling menaikkan nilai" in page.text and "A01" in page.text
        assert page.select("a[href^='/findings/']")

    def test_its_chief_sees_it_and_is_led_there(self, db: Database, district: District, client_of: ClientOf) -> None:
        chief = client_of("kapolsek.senori")
        assert chief.get("/stations/own").location == "/stations/polsek-senori"
        assert "Belum dikunjungi" in text_of(chief, "/stations/polsek-senori")
        submitted_visit(db, district)
        page = open_page(chief, "/stations/polsek-senori")
        assert not page.select(".app-bar a[href='/stations']"), "a chief has no list to go back to"
        assert open_page(chief, "/stations/polsek-jenu", 404)

    def test_everybody_else_is_led_to_the_overview(self, client_of: ClientOf) -> None:
        assert client_of("kapolres").get("/stations/own").location == "/stations"

    @pytest.mark.parametrize("code", ["polres-tuban", "polsek-mana", "POLSEK-SENORI"])
    def test_what_is_no_station_does_not_exist(self, client_of: ClientOf, code: str) -> None:
        open_page(client_of("bagren"), f"/stations/{code}", 404)

    def test_shows_nothing_of_a_visit_under_way(self, db: Database, district: District, client_of: ClientOf) -> None:
        fill(db, make_visit(db, district), district.ketua)
        assert "Belum dikunjungi" in text_of(client_of("kapolsek.senori"), "/stations/polsek-senori")


class TestDownloads:
    def test_of_a_quarter_without_visits_say_so(self, client_of: ClientOf) -> None:
        assert "Belum ada kunjungan triwulan ini" in text_of(client_of("bagren"), f"/downloads{QUARTER}")

    def test_list_the_report_of_each_submitted_visit(
        self, db: Database, district: District, client_of: ClientOf
    ) -> None:
        visit = submitted_visit(db, district)
        planner = client_of("bagren")
        assert open_page(planner, f"/downloads{QUARTER}").select(f"a[href='/visits/{visit.uid}/report.pdf']")
        answer = planner.get(f"/visits/{visit.uid}/report.pdf")
        assert answer.data.startswith(b"%PDF-") and answer.mimetype == "application/pdf"
        assert "laporan-polsek-senori-2026-11-22.pdf" in answer.headers["Content-Disposition"]

    def test_carry_the_figures_of_the_page(self, db: Database, district: District, client_of: ClientOf) -> None:
        issued_finding(db, district)
        planner = client_of("bagren")
        page = open_page(planner, f"/stations{QUARTER}")
        row = next(row for row in page.select("table tbody tr") if "Senori" in row.text)
        shown = row.select("td b")[0].get_text(strip=True).replace(",", ".")
        answer = planner.get(f"/downloads/stations.csv{QUARTER}")
        assert shown in answer.text
        assert answer.mimetype == "text/csv" and "stations-2026Q4.csv" in answer.headers["Content-Disposition"]
        book = openpyxl.load_workbook(io.BytesIO(planner.get(f"/downloads/quarter.xlsx{QUARTER}").data))
        cells = [cell.value for sheet in book for cells in sheet.iter_rows() for cell in cells]
        assert any(isinstance(value, int | float) and f"{value:.2f}" == shown for value in cells)

    def test_hold_only_ones_own_stations(self, db: Database, district: District, client_of: ClientOf) -> None:
        submitted_visit(db, district)
        for path in ("stations.csv", "findings.csv", "answers.csv"):
            answer = client_of("bagren.lamongan").get(f"/downloads/{path}{QUARTER}")
            rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
            assert "Senori" not in answer.text and len(rows) == 1

    @pytest.mark.parametrize("name", ["people", "Stations", "../stations"])
    def test_know_no_other_file(self, client_of: ClientOf, name: str) -> None:
        assert client_of("bagren").get(f"/downloads/{name}.csv").status_code == 404


@pytest.mark.parametrize(("username", "pages"), [("bagren", PLANNER_PAGES), ("admin", ADMIN_PAGES)])
def test_a_page_asks_as_much_of_the_database_for_twenty_stations_as_for_two(
    app: Flask, db: Database, district: District, client_of: ClientOf, username: str, pages: list[str]
) -> None:
    client = client_of(username)
    submitted_visit(db, district, planned_on="2026-11-20")
    few = {path: statements(client, path) for path in pages}
    for number in range(18):
        make_station(db, f"polsek-{number}")
    for number, day in enumerate((10, 11, 12)):
        submitted_visit(db, district, station_code=f"polsek-{number}", planned_on=f"2026-11-{day}")
    assert len(orgs.list_stations(db, seen_by=district.bagren.id, today="2026-11-22")) == 20
    assert {path: statements(client, path) for path in pages} == few


def test_the_quarter_is_never_brought_back_by_the_browser_since_it_sends_itself(client_of: ClientOf) -> None:
    """A choice made before the script arrived is sent when it arrives; an old one would be sent on every 'back'."""
    switch = open_page(client_of("bagren"), "/stations").select_one("form[data-module=submit-on-change] select")
    assert switch is not None and switch["autocomplete"] == "off" and switch.select_one("option[selected]")
