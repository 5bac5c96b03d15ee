"""The evidence desk says of every item what each station can show, and its file says the same."""

import csv
import io

import pytest
from sqlite_utils import Database

from app.domain.expected import State
from app.services import evidence_desk, submission
from app.services.evidence_desk import Cell
from app.store import evidence as pictures
from app.store.evidence import Blob, NewEvidence
from app.store.transaction import writing
from tests.clients import ClientOf
from tests.factories import NOON, TODAY, District
from tests.integration.conftest import Demo
from tests.pages import open_page
from tests.phones import Phone, TeamVisit

DAY = 86_400_000


@pytest.fixture(autouse=True)
def answered(db: Database, district: District, visit: TeamVisit) -> None:
    """Polsek Senori claims A01 (one paper) and A03 (photo and list), both in full."""
    phone = Phone(district.anggota1, visit)
    phone.push(db, phone.event("A01.answer", "Ya"), phone.event("A03.answer", "A"), phone.event("A02.answer", "C"))
    submission.submit(db, visit.uid, accept_gaps=True, actor=district.ketua, at=NOON, today=TODAY)


def show(db: Database, district: District, visit: TeamVisit, item: str, days: int, name: str = "a") -> None:
    """One picture of an item, taken so many days ago, whose bytes are here."""
    sha256 = name * 64
    with writing(db):
        pictures.insert_blob(db, Blob(sha256, 9, "image/jpeg", 1, 1, None, "", None, None, "", NOON))
        pictures.put(
            db,
            [
                NewEvidence(
                    uid=f"{item}-{name}",
                    sha256=sha256,
                    visit_id=visit.id,
                    org_id=district.senori.id,
                    item_code=item,
                    person_id=district.anggota1.id,
                    received_at=NOON,
                    phone_at=NOON - days * DAY,
                )
            ],
        )


def cell(db: Database, district: District, item: str) -> Cell:
    desk = evidence_desk.desk(db, actor=district.bagren, at=NOON, today=TODAY)
    return next(cell for cell in desk.cells if cell.item.code == item)


def test_an_answer_stands_as_its_pictures_stand(db: Database, district: District, visit: TeamVisit) -> None:
    assert cell(db, district, "A01").standing.state is State.MISSING
    show(db, district, visit, "A01", days=400)
    assert cell(db, district, "A01").standing.state is State.STALE
    show(db, district, visit, "A01", days=3, name="b")
    assert cell(db, district, "A01").standing.state is State.COMPLETE
    show(db, district, visit, "A03", days=3, name="c")
    half = cell(db, district, "A03")
    assert (half.standing.state, half.standing.fresh, half.standing.need.pieces) == (State.PARTIAL, 1, 2)
    assert cell(db, district, "A02").standing.state is State.NOT_NEEDED
    assert 0 < half.at_stake < 100


def test_the_page_and_its_file_hold_the_same(
    db: Database, district: District, visit: TeamVisit, client_of: ClientOf
) -> None:
    bagren = client_of("bagren")
    page = open_page(bagren, "/evidence/desk")
    assert [row.select_one(".tag").get_text() for row in page.select("tbody tr")] == ["A01", "A03"]
    for query, codes in {
        "": ["A01", "A03"],
        "show=missing": ["A01", "A03"],
        "show=stale": [],
        "show=all&q=pakta": ["A03"],
        "area=VI": [],
        "station=polsek-senori&q=A01": ["A01"],
        "station=polsek-jenu": [],
    }.items():
        shown = [
            row.select_one(".tag").get_text() for row in open_page(bagren, f"/evidence/desk?{query}").select("tbody tr")
        ]
        answer = bagren.get(f"/evidence/desk/list.csv?{query}")
        rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
        assert ([row["Butir"] for row in rows], shown) == (codes, codes), query
    assert "A.1.I.i.a" in open_page(bagren, "/evidence/desk?by=lke&q=A01").select_one("tbody tr th").get_text()


def test_an_items_page_says_what_each_letter_needs(client_of: ClientOf) -> None:
    text = open_page(client_of("kapolres"), "/evidence/desk/A03").get_text(" ", strip=True)
    assert "A: Semua perlu 2 bukti, tiap tahun" in text
    assert "B: Sebagian perlu 1 bukti, tiap tahun" in text
    assert "C: Belum tidak perlu bukti" in text
    assert "Foto pakta; Daftar tanda tangan" in text


def test_a_chief_reads_what_the_own_station_lacks(client_of: ClientOf) -> None:
    page = open_page(client_of("kapolsek.senori"), "/stations/polsek-senori")
    owed = page.select_one("#evidence").parent.find_next_sibling("ul").get_text(" ", strip=True)
    assert "A01 Kapolsek menunjuk tim" in owed and "Perlu: Sprin tim ZI Polsek" in owed and "tanpa bukti" in owed
    assert not page.select("a[href*='/evidence/desk']")


def test_twenty_stations_cost_no_more_queries_than_one(demo_district: Demo) -> None:
    reader, db = demo_district.person("bagren"), demo_district.db
    evidence_desk.desk(db, actor=reader, at=NOON, today=TODAY)  # the instruments are read once per process
    asked: list[str] = []
    with db.tracer(lambda sql, _values: asked.append(sql)):
        desk = evidence_desk.desk(db, actor=reader, at=NOON, today=TODAY)
    assert len(desk.visits) == 20 and len(asked) <= 6
    asked.clear()
    with db.tracer(lambda sql, _values: asked.append(sql)):
        one = evidence_desk.of_station(db, "polsek-senori", actor=reader, at=NOON, today=TODAY)
    assert len(one.visits) == 1 and len(asked) <= 7
