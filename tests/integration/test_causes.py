"""Findings of one cause stand together over all stations that somebody oversees."""

import csv
import io

from sqlite_utils import Database

from app.domain.finding_kinds import CauseKind
from app.services import causes
from tests.clients import ClientOf, statements
from tests.factories import TODAY, District, make_station
from tests.findings import issued_finding
from tests.pages import open_page

BIMTEK, AGAIN = "Operator belum mengikuti bimtek ZI", "Belum ada bimtek ZI untuk operator"


def test_without_a_cause_the_page_says_how_one_is_written_down(db: Database, client_of: ClientOf) -> None:
    text = open_page(client_of("bagren"), "/findings/causes").get_text(" ", strip=True)
    assert "Belum ada sebab yang ditulis" in text and "Sebab" in text


def test_one_cause_in_two_wordings_at_two_stations(db: Database, district: District, client_of: ClientOf) -> None:
    at_senori = issued_finding(db, district, cause=BIMTEK, cause_kind=CauseKind.KNOWLEDGE)
    at_jenu = issued_finding(
        db, district, station_code="polsek-jenu", planned_on="2026-11-23", cause=AGAIN, cause_kind=CauseKind.KNOWLEDGE
    )
    (kind,) = causes.overview(db, actor=district.bagren, today=TODAY).kinds
    (cause,) = kind.causes
    assert (kind.kind, cause.group.texts, cause.group.shared) == ("knowledge", (BIMTEK, AGAIN), ("bimtek", "operator"))
    assert (cause.tally.number, cause.tally.open, len(cause.tally.stations)) == (2, 2, 2)
    assert cause.tally.trend == [0, 0, 0, 2]
    assert abs(float(cause.tally.at_stake) - 2 * float(at_senori.at_stake)) < 1e-9, "each station's item once"
    page = open_page(client_of("bagren"), f"/findings/causes/{cause.key}")
    assert [link["href"] for link in page.select(".finding")] == [
        f"/findings/{at_jenu.uid}",
        f"/findings/{at_senori.uid}",
    ]


def test_what_a_person_does_not_oversee_counts_nowhere(db: Database, district: District, client_of: ClientOf) -> None:
    issued_finding(db, district, cause=BIMTEK, cause_kind=CauseKind.KNOWLEDGE)
    assert causes.overview(db, actor=district.stranger, today=TODAY).kinds == ()
    (kind,) = causes.overview(db, actor=district.kapolres, today=TODAY).kinds
    assert client_of("bagren.lamongan").get(f"/findings/causes/{kind.causes[0].key}").status_code == 404


def test_the_file_says_what_the_page_says(db: Database, district: District, client_of: ClientOf) -> None:
    issued_finding(db, district, cause=f"={BIMTEK}", cause_kind=CauseKind.KNOWLEDGE)
    issued_finding(db, district, planned_on="2026-11-23", cause=AGAIN, cause_kind=CauseKind.KNOWLEDGE)
    answer = client_of("bagren").get("/findings/causes.csv")
    (row,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert row["Sebab"] == f"'={BIMTEK}", "a text is never a formula"
    assert (row["Jenis sebab"], row["Tulisan lain"], row["Temuan"], row["Terbuka"]) == ("Pengetahuan", AGAIN, "2", "2")
    assert row["Triwulan IV 2026"] == "2"


def test_many_causes_cost_as_many_statements_as_one(db: Database, district: District, client_of: ClientOf) -> None:
    issued_finding(db, district, cause=BIMTEK, cause_kind=CauseKind.KNOWLEDGE)
    client = client_of("bagren")
    client.get("/findings/causes")
    one = statements(client, "/findings/causes")
    for number in range(6):
        make_station(db, f"polsek-lain{number}")
        issued_finding(
            db,
            district,
            station_code=f"polsek-lain{number}",
            planned_on=f"2026-11-{10 + number}",
            cause=f"Sarana {'abcdef'[number] * 4} rusak di gudang",
            cause_kind=CauseKind.FACILITIES,
        )
    assert statements(client, "/findings/causes") == one
