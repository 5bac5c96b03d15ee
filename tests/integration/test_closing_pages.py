"""The page where lead and chief sign, and what it says at each step."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.domain.signatures import Says, SignerRole
from app.domain.visits import Visit
from app.store import visits
from tests.closing import DRAWN, both_sign, sign
from tests.factories import PASSWORD, District
from tests.pages import check_page, open_page, submit
from tests.sealing import key_file, signer_of
from tests.visits import submitted_visit

Clients = Callable[[str], FlaskClient]
LEAD, CHIEF, SECOND = SignerRole


@pytest.fixture
def visit(db: Database, district: District) -> Visit:
    """A visit that waits for its signatures."""
    return submitted_visit(db, district)


def closing(client: FlaskClient, visit: Visit, more: str = "") -> BeautifulSoup:
    return open_page(client, f"/visits/{visit.uid}/closing{more}")


def put(client: FlaskClient, visit: Visit, more: str = "", **form: str) -> BeautifulSoup:
    """Send the form that asks for a signature; the page that follows."""
    answer = submit(
        client,
        f"/visits/{visit.uid}/closing{more}",
        {"strokes": DRAWN, "password": PASSWORD, **form},
        action=f"/visits/{visit.uid}/signatures",
    )
    return check_page(answer, client.application) if answer.status_code != 303 else open_page(client, answer.location)


def asked(page: BeautifulSoup) -> str:
    """Whose signature the page asks for, or ''."""
    field = page.select_one("#sign input[name=role]")
    return str(field["value"]) if field else ""


def test_lead_and_chief_sign_one_after_the_other_on_one_phone(visit: Visit, client_of: Clients) -> None:
    phone = client_of("ketua")
    assert asked(closing(phone, visit)) == "lead"
    page = put(phone, visit)
    assert "AKP Ketua sudah menandatangani" in page.get_text()
    assert asked(page) == "chief"
    page = put(phone, visit, signer="kapolsek.senori", says="agrees")
    assert asked(page) == "" and page.select_one(f"form[action='/visits/{visit.uid}/seal']")
    assert [path["d"] for path in page.select(".signed .ink")] == ["M100 200L400 100 700 300M720 320L900 350"] * 2
    assert "di layar AKP Ketua" in page.get_text()


def test_each_signs_in_an_own_session(visit: Visit, client_of: Clients) -> None:
    chief = client_of("kapolsek.senori")
    page = put(chief, visit, says="disagrees", because="Butir A03 keliru")
    assert asked(page) == "" and "Butir A03 keliru" in page.get_text()
    lead = client_of("ketua")
    assert asked(closing(lead, visit)) == "lead"
    assert "Semua sudah menandatangani" in put(lead, visit).get_text()
    assert "Semua sudah menandatangani" in closing(chief, visit).get_text()


def test_an_absent_chief_is_replaced_by_a_second_member(visit: Visit, client_of: Clients) -> None:
    lead, member = client_of("ketua"), client_of("anggota1")
    assert asked(closing(member, visit)) == ""
    page = put(lead, visit, says="absent", because="Dinas luar di Polda")
    assert asked(page) == "second"
    assert asked(closing(lead, visit, "?sign=chief")) == "chief", "the chief came after all"
    assert "Semua sudah menandatangani" in put(member, visit).get_text()


REFUSED = (
    ({"password": "salah salah salah"}, "#password", "Kata sandi salah"),
    ({"strokes": ""}, "#typed", "Tanda tangani di bidang itu"),
    ({"strokes": "", "typed": "Orang Lain"}, "#typed", "persis seperti di akun"),
    ({"says": "refuses"}, "#because", "Tulis alasannya"),
    ({"says": "perhaps"}, "#says", "Pilih salah satu"),
)


def test_a_refused_signature_says_what_to_do_and_keeps_the_drawing(visit: Visit, client_of: Clients) -> None:
    lead = client_of("ketua")
    for form, place, words in REFUSED:
        page = put(lead, visit, **form)
        summary = page.select_one(f".error-summary a[href='{place}']")
        assert summary is not None and words in summary.get_text()
        assert page.select_one("input[name=strokes]")["value"] == form.get("strokes", DRAWN)  # type: ignore[index]  # the page has it


def test_what_changed_meanwhile_is_shown_before_it_is_signed(visit: Visit, client_of: Clients) -> None:
    page = put(client_of("ketua"), visit, content="0" * 64)
    assert "Ada yang berubah" in page.get_text() and asked(page) == "lead"


def test_the_name_is_typed_where_there_is_no_pointer(visit: Visit, client_of: Clients) -> None:
    page = put(client_of("ketua"), visit, strokes="", typed="Ketua")
    assert "diketik, bukan digambar" in page.get_text()


def test_nothing_is_sealed_before_everybody_signed(
    db: Database, district: District, visit: Visit, client_of: Clients
) -> None:
    lead = client_of("ketua")
    token = closing(lead, visit).select_one("input[name=csrf_token]")["value"]  # type: ignore[index]  # the page has it
    refused = lead.post(f"/visits/{visit.uid}/seal", data={"csrf_token": token})
    assert refused.status_code == 422 and "Belum semua menandatangani" in refused.text
    both_sign(db, district, visit)
    assert "Kunjungan tersegel" in open_page(lead, submit(lead, f"/visits/{visit.uid}/closing", {}).location).get_text()


def test_a_reader_sees_who_has_signed_and_is_asked_nothing(
    db: Database, district: District, visit: Visit, client_of: Clients
) -> None:
    sign(db, visit, LEAD, district.ketua, Says.REFUSES, "Kapolsek menunggu arahan")
    page = closing(client_of("kapolres"), visit)
    assert "Kapolsek menunggu arahan" in page.get_text()
    assert not page.select("main form")


def test_those_who_are_awaited_find_the_closing_on_their_front_page(
    db: Database, district: District, visit: Visit, client_of: Clients
) -> None:
    place = f"a[href='/visits/{visit.uid}/closing']"
    chief, lead = client_of("kapolsek.senori"), client_of("ketua")
    assert open_page(lead, "/").select(place) and open_page(chief, "/findings").select(place)
    assert not open_page(client_of("anggota1"), "/").select(place)
    assert not open_page(client_of("kapolsek.jenu"), "/findings").select(place)
    both_sign(db, district, visit)
    assert open_page(lead, "/").select(place), "the seal is still the lead's"
    assert not open_page(chief, "/findings").select(place)


def test_without_its_key_nothing_is_sealed_and_the_page_says_so(
    db: Database, district: District, client_of: Clients, visit: Visit
) -> None:
    both_sign(db, district, visit)
    client = client_of("ketua")
    form = closing(client, visit)
    signer_of(db)
    key_file(db).unlink()
    token = str(form.select_one("input[name=csrf_token]")["value"])  # type: ignore[index]  # the page has it
    answer = client.post(f"/visits/{visit.uid}/seal", data={"csrf_token": token})
    assert (answer.status_code, "Kunci yang menandatangani segel tidak ada" in answer.text) == (503, True)
    assert visits.get_by_id(db, visit.id) == visit
