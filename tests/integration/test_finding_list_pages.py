"""The page of the list of findings, its address, and the files of what it shows."""

import csv
import io
import json
from collections.abc import Callable
from itertools import chain

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import finding_lists
from app.store.finding_lists import Wanted
from app.web.findings import filters, listing
from tests.factories import District
from tests.findings import issued_finding
from tests.lists import Seeded, expected, narrowed, seed
from tests.pages import open_page

Clients = Callable[[str], FlaskClient]
HOSTILE = (
    "?q=%22%27%29%28*%3A%5E%7B%7D--%3B",
    "?q=NEAR(a+b)&state=issued'--",
    "?q=%00%01%ff%fe",
    "?q=" + "%F0%9F%9A%A8" * 60,
    "?q=" + "a+" * 400,
    "?q=%25_%5C!",
    "?q=AND+OR+NOT+*",
    "?state=void&area=VII&service=x&severity=worst&kind=M11&cause=x&word=X&source=x&age=-1&overdue=yes&repeated=2",
    "?station=%27+OR+1%3D1&show=%00",
    "?after=MDIwMjYtMTItMDFhIDE&before=MDIwMjYtMTItMDFhIDE",
    "?after=%F0%9F&before=....",
    "?after=" + "A" * 5000,
    "?age=999999999999999999999",
    "?q=x&q=y&state=issued&state=closed",
)


@pytest.fixture
def seeded(db: Database, district: District) -> Seeded:
    return seed(db, district)


def shown(client: FlaskClient, address: str) -> list[str]:
    return [str(link["href"]) for link in open_page(client, address).select(".list a.finding")]


class TestAddress:
    @pytest.mark.parametrize("query", HOSTILE)
    def test_nothing_in_an_address_is_an_error(self, seeded: Seeded, client_of: Clients, query: str) -> None:
        client = client_of("bagren")
        assert client.get(f"/findings{query}").status_code == 200
        assert client.get(f"/findings/list.csv{query}").status_code == 200

    def test_a_form_leads_to_an_address_with_what_it_says_alone(self, seeded: Seeded, client_of: Clients) -> None:
        sent = client_of("bagren").get("/findings?q=+papan++tarif+&station=&state=&severity=serious&overdue=1&area=")
        assert sent.status_code == 303
        assert sent.location == "/findings?q=papan+tarif&severity=serious&overdue=1"

    def test_each_filter_that_is_set_can_be_taken_away(self, seeded: Seeded, client_of: Clients) -> None:
        client = client_of("bagren")
        page = open_page(client, "/findings?station=polsek-senori&severity=serious&q=papan&show=all")
        chips = {
            chip.get_text().partition(":")[2].strip(): str(chip["href"]) for chip in page.select(".finder__chips a")
        }
        assert chips["Polsek Senori"] == "/findings?show=all&q=papan&severity=serious"
        assert chips["Berat"] == "/findings?show=all&q=papan&station=polsek-senori"
        assert page.select(".finder__chips a")[-1]["href"] == "/findings?show=all"

    def test_a_state_brings_its_list_with_it(self, seeded: Seeded, client_of: Clients) -> None:
        page = open_page(client_of("bagren"), "/findings?show=closed&state=answered")
        current = page.select_one(".tabs [aria-current]")
        assert current is not None and "Menunggu verifikasi" in current.get_text()

    def test_pages_are_turned_forth_and_back(
        self, db: Database, district: District, seeded: Seeded, client_of: Clients, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "PAGE", 9)
        client, address, met = client_of("bagren"), "/findings?show=all", []
        while address:
            met.append(shown(client, address))
            older = open_page(client, address).select_one(".pagination a[rel=next]")
            newer = open_page(client, address).select_one(".pagination a[rel=prev]")
            if len(met) > 1:
                assert newer is not None and shown(client, str(newer["href"])) == met[-2]
            address = str(older["href"]) if older else ""
        right = expected(db, seeded, Wanted(), seen_by=district.bagren.id)
        assert list(chain(*met)) == [f"/findings/{seeded.findings[id].uid}" for id in right]

    def test_a_key_survives_its_way_through_an_address(self) -> None:
        for key in (("02026-11-22a", 1), ("39999-12-31c", 10**12)):
            assert filters.read_key(filters.key_text(key) or "") == key


class TestDefaults:
    @pytest.mark.parametrize(
        ("who", "current"),
        [("kapolsek.senori", "Perlu jawaban"), ("bagren", "Terbuka"), ("kapolres", "Terbuka"), ("ketua", "Terbuka")],
    )
    def test_a_list_begins_with_what_its_reader_has_to_do(
        self, db: Database, district: District, client_of: Clients, who: str, current: str
    ) -> None:
        issued_finding(db, district)
        tab = open_page(client_of(who), "/findings").select_one(".tabs [aria-current]")
        assert tab is not None and current in tab.get_text()

    def test_nothing_that_fits_offers_to_clear_the_filters(self, seeded: Seeded, client_of: Clients) -> None:
        page = open_page(client_of("bagren"), "/findings?q=zzz&overdue=1")
        cleared = page.select_one(".empty a")
        assert (
            cleared is not None and cleared["href"] == "/findings" and "Tidak ada temuan yang cocok" in page.get_text()
        )

    def test_an_empty_list_says_that_others_are_not(self, db: Database, district: District, client_of: Clients) -> None:
        issued_finding(db, district)
        assert "Saat ini kosong" in open_page(client_of("bagren"), "/findings?show=closed").get_text()


class TestFiles:
    QUERY = "?show=all&severity=serious&repeated=1"

    def test_csv_holds_what_is_listed_in_the_same_order(
        self, db: Database, district: District, seeded: Seeded, client_of: Clients
    ) -> None:
        text = client_of("bagren").get(f"/findings/list.csv{self.QUERY}").get_data().decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text)))
        right = expected(db, seeded, narrowed(severity="serious", repeated=True), seen_by=district.bagren.id)
        found = [seeded.findings[id] for id in right]
        assert found and [row["Kondisi"] for row in rows] == [finding.condition for finding in found]
        assert [row["Nomor"] for row in rows] == [str(finding.number) for finding in found]
        assert {row["Tingkat"] for row in rows} == {"Berat"} and {row["Berulang"] for row in rows} == {"Ya"}

    def test_the_workbook_holds_the_same(
        self, db: Database, district: District, seeded: Seeded, client_of: Clients
    ) -> None:
        book = openpyxl.load_workbook(io.BytesIO(client_of("kapolres").get(f"/findings/list.xlsx{self.QUERY}").data))
        head, *rows = book["Temuan"].iter_rows(values_only=True)
        right = expected(db, seeded, narrowed(severity="serious", repeated=True), seen_by=district.kapolres.id)
        assert [row[head.index("Kondisi")] for row in rows] == [seeded.findings[id].condition for id in right]

    def test_nothing_in_a_file_can_run(self, db: Database, district: District, client_of: Clients) -> None:
        issued_finding(db, district, condition="=HYPERLINK(1)", cause="+1", owner_name="@budi")
        client = client_of("bagren")
        row = next(csv.DictReader(io.StringIO(client.get("/findings/list.csv").get_data().decode("utf-8-sig"))))
        assert (row["Kondisi"], row["Sebab"], row["Penanggung jawab"]) == ("'=HYPERLINK(1)", "'+1", "'@budi")
        cells = [
            cell
            for line in openpyxl.load_workbook(io.BytesIO(client.get("/findings/list.xlsx").data))["Temuan"]
            for cell in line
        ]
        assert "=HYPERLINK(1)" in [cell.value for cell in cells] and all(cell.data_type != "f" for cell in cells)

    def test_taking_a_file_leaves_its_line(self, db: Database, seeded: Seeded, client_of: Clients) -> None:
        client_of("bagren").get(f"/findings/list.csv{self.QUERY}")
        detail = json.loads(
            db.execute("SELECT detail_json FROM audit_log WHERE action = 'findings.exported'").fetchone()[0]
        )
        assert detail["what"] == "csv" and detail["filters"] == {"show": "all", "severity": "serious", "repeated": "1"}
        assert detail["count"] > 0

    def test_only_what_the_right_to_take_files_covers_leaves(
        self, db: Database, district: District, seeded: Seeded, client_of: Clients
    ) -> None:
        """anggota2 plans at Lamongan and was in teams at Tuban: both are listed, the first alone is taken along."""
        rows = csv.DictReader(
            io.StringIO(client_of("anggota2").get("/findings/list.csv?show=all").get_data().decode("utf-8-sig"))
        )
        assert {row["Polsek"] for row in rows} == {"Polsek Babat"}
        seen = finding_lists.ids(db, Wanted(), seen_by=district.anggota2.id, today="2026-11-22")
        assert {seeded.findings[id].station_code for id in seen} > {"polsek-babat"}
