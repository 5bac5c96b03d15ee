"""The front page: an inspector's day, and the way of everybody else."""

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import today
from tests.clients import ClientOf
from tests.factories import District
from tests.pages import open_page, submit
from tests.phones import Phone, make_visit


def test_an_inspector_begins_todays_visit_and_lands_in_the_first_own_part(
    client_of: ClientOf, db: Database, district: District
) -> None:
    visit = make_visit(db, district, on=today())
    client = client_of("anggota2")
    page = open_page(client, "/")
    assert page.select_one(".visit h2").get_text() == "Polsek Senori"
    assert "0 dari" in page.select_one(".visit__own").get_text()
    answer = submit(client, "/", {}, action=f"/visits/{visit.uid}/begin")
    assert answer.status_code == 303 and answer.location == f"/visits/{visit.uid}/parts/B"
    assert db.execute("SELECT state FROM visits").fetchone()[0] == "open"


def test_the_card_counts_own_and_all_answers_and_leads_to_the_next(
    client_of: ClientOf, db: Database, district: District
) -> None:
    visit = make_visit(db, district, state="open", on=today())
    mine, theirs = Phone(district.anggota1, visit), Phone(district.anggota2, visit)
    mine.push(db, mine.event("A01.answer", "Ya"), mine.event("A02.answer", "B"))
    theirs.push(db, theirs.event("B01.answer", "A"))
    page = open_page(client_of("anggota1"), "/")
    assert "2 dari 8" in page.select_one(".visit__own").get_text()
    assert page.select_one(".hexagon text").get_text().startswith("3/")
    button = page.select_one(".visit .button--primary")
    assert button and button["href"] == f"/visits/{visit.uid}/parts/A#next"
    assert button.get_text(strip=True) == "Lanjutkan A03"


def test_a_day_without_a_visit_shows_what_comes_next(client_of: ClientOf, db: Database, district: District) -> None:
    make_visit(db, district, on="2999-01-05")
    page = open_page(client_of("anggota1"), "/")
    assert "Belum ada kunjungan hari ini." in page.get_text()
    assert "Polsek Senori" in page.select_one(".list").get_text()


@pytest.mark.parametrize("username", ["admin", "bagren", "kapolsek.senori", "kapolres"])
def test_everybody_else_goes_on_to_their_first_page(client_of: ClientOf, username: str) -> None:
    client = client_of(username)
    answer = client.get("/")
    assert answer.status_code == 303 and answer.location != "/"
    open_page(client, answer.location)


def test_signing_in_names_whose_phone_this_is_and_signing_out_says_nobodys(
    client: FlaskClient, district: District
) -> None:
    answer = submit(client, "/sign-in", {"name": "anggota1", "password": "siap-test-2026"})
    cookies = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith("who=anggota1;") and "HttpOnly" not in cookie for cookie in cookies)
    gone = submit(client, "/account", {}, action="/sign-out")
    assert any(cookie.startswith("who=-;") for cookie in gone.headers.getlist("Set-Cookie"))
