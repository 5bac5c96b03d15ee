"""The pages of signing in and of one's own account, and the switches that every page carries."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import now, today
from app.services import people
from tests.clients import ClientOf, sign_in
from tests.factories import CHEAP, PASSWORD, District
from tests.pages import check_page, open_page, submit

NEW = "empat kata yang mudah"


def try_to_sign_in(client: FlaskClient, **form: str) -> tuple[int, str]:
    answer = submit(client, "/sign-in", {"name": "ketua", "password": PASSWORD, **form}, action="/sign-in")
    if answer.status_code == 303:
        return 303, answer.location
    return answer.status_code, check_page(answer, client.application).get_text(" ", strip=True)


class TestSigningIn:
    def test_leads_to_where_one_wanted_to_be(self, client: FlaskClient, district: District) -> None:
        asked = client.get("/findings?show=all&q=papan")
        page = open_page(client, asked.location)
        wanted = page.select_one("main form input[name=next]")
        assert wanted is not None
        form = {"name": "ketua", "password": PASSWORD, "next": str(wanted["value"])}
        assert submit(client, "/sign-in", form, action="/sign-in").location == "/findings?show=all&q=papan"

    def test_a_page_of_an_earlier_session_asks_again_and_keeps_name_and_way(
        self, client: FlaskClient, district: District
    ) -> None:
        open_page(client, "/sign-in")
        form = {"name": "ketua", "password": PASSWORD, "next": "/findings?show=all"}
        answer = client.post("/sign-in", data={**form, "csrf_token": "of an earlier session"})
        assert answer.status_code == 400
        page = check_page(answer, client.application)
        assert "terbuka terlalu lama" in page.get_text() and PASSWORD not in answer.text
        name = page.select_one("input[name=name]")
        assert name is not None and name["value"] == "ketua"
        hidden = {str(field["name"]): str(field["value"]) for field in page.select("main form input[type=hidden]")}
        sent = client.post("/sign-in", data={**hidden, "name": "ketua", "password": PASSWORD})
        assert (sent.status_code, sent.location) == (303, "/findings?show=all")

    def test_keeps_the_name_but_never_the_password(self, client: FlaskClient, district: District) -> None:
        answer = submit(client, "/sign-in", {"name": "ketua", "password": "salah sekali ya"}, action="/sign-in")
        page = check_page(answer, client.application)
        assert answer.status_code == 422
        assert page.select_one("input[name=name]")["value"] == "ketua"
        assert not page.select_one("input[name=password]").get("value")
        assert "salah sekali ya" not in answer.text

    @pytest.mark.parametrize(
        ("form", "said"), [({"name": ""}, "Isi nama pengguna"), ({"password": ""}, "Isi kata sandi")]
    )
    def test_says_what_is_missing(
        self, client: FlaskClient, district: District, form: dict[str, str], said: str
    ) -> None:
        status, text = try_to_sign_in(client, **form)
        assert status == 422 and said in text

    @pytest.mark.parametrize("name", ["x" * 65, "\0", "' OR 1=1 --", "<b>ketua</b>"])
    def test_refuses_odd_names_in_indonesian(self, client: FlaskClient, district: District, name: str) -> None:
        status, text = try_to_sign_in(client, name=name)
        assert status == 422
        assert "Paling banyak 64 karakter" in text or "Nama atau kata sandi salah" in text

    def test_asks_to_wait_after_many_failures(self, client: FlaskClient, district: District) -> None:
        for _ in range(5):
            try_to_sign_in(client, password="salah sekali ya")
        status, text = try_to_sign_in(client)
        assert status == 429 and "Terlalu banyak percobaan" in text

    def test_is_not_possible_for_an_ended_account(self, client: FlaskClient, db: Database, district: District) -> None:
        people.end(db, "ketua", actor=district.admin, at=now(), today=today())
        status, text = try_to_sign_in(client)
        assert status == 422 and "Nama atau kata sandi salah" in text

    def test_goes_straight_on_for_whoever_is_signed_in(self, client_of: ClientOf) -> None:
        assert client_of("bagren").get("/sign-in?next=/downloads").location == "/downloads"


class TestTheCookie:
    def test_is_sent_with_no_answer_in_the_background(self, client: FlaskClient, district: District) -> None:
        """It would bring back the session as it was before a form that is being sent: what that says would be lost."""
        sign_in(client, "ketua")
        for path in ("/api/session", "/api/session", "/findings"):
            assert "Set-Cookie" not in client.get(path).headers, path

    def test_lasts_on_with_the_session_that_is_used(
        self, client: FlaskClient, district: District, db: Database
    ) -> None:
        sign_in(client, "ketua")
        db.execute("UPDATE sessions SET used_at = used_at - 660000")
        assert "Expires" in client.get("/findings").headers["Set-Cookie"]
        assert "Set-Cookie" not in client.get("/findings").headers


class TestAFirstPassword:
    @pytest.fixture
    def client(self, app: Flask, db: Database, district: District) -> FlaskClient:
        """Somebody who was handed a password."""
        first = people.reset_password(db, "bagren", actor=None, passwords=CHEAP, at=now(), today=today())
        self.first = first
        return sign_in(app.test_client(), "bagren", first)

    @pytest.mark.parametrize("path", ["/stations", "/downloads", "/schedule", "/"])
    def test_opens_nothing_but_the_page_that_changes_it(self, client: FlaskClient, path: str) -> None:
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/account/password")

    def test_page_offers_nothing_else_but_to_sign_out(self, client: FlaskClient) -> None:
        page = open_page(client, "/account/password")
        assert not page.select("nav") and page.select_one("form[action='/sign-out']")

    def test_is_replaced_by_an_own_one(self, client: FlaskClient) -> None:
        page = open_page(client, "/account/password")
        assert "Buat kata sandi sendiri" in page.text
        chosen = submit(client, "/account/password", {"old": self.first, "new": NEW}, action="/account/password")
        assert chosen.location == "/account"
        assert open_page(client, "/stations").h1


class TestTheAccount:
    def test_tells_who_one_is_and_where_one_is_signed_in(self, app: Flask, client_of: ClientOf) -> None:
        client_of("ketua")
        page = open_page(client_of("ketua"), "/account")
        text = page.get_text(" ", strip=True)
        assert "AKP Ketua" in text and "Anggota tim" in text and "Polres Tuban" in text
        assert text.count("perangkat ini") == 1
        assert page.select_one("form[action='/account/sign-out-elsewhere']")

    def test_offers_to_sign_out_elsewhere_only_when_there_is_an_elsewhere(self, client_of: ClientOf) -> None:
        here = client_of("ketua")
        assert not open_page(here, "/account").select("form[action='/account/sign-out-elsewhere']")
        other = client_of("ketua")
        assert submit(here, "/account", {}, action="/account/sign-out-elsewhere").status_code == 303
        assert "Sudah keluar dari semua perangkat lain" in open_page(here, "/account").text
        assert other.get("/account").status_code == 303

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"old": "bukan ini", "new": NEW}, "Ini bukan kata sandi yang sekarang dipakai"),
            ({"old": PASSWORD, "new": "pendek"}, "Pakai 12 sampai 128 karakter"),
            ({"old": PASSWORD, "new": "ketua ketua ketua"}, "terlalu mudah ditebak"),
            ({"old": PASSWORD, "new": "x" * 200}, "Pakai 12 sampai 128 karakter"),
            ({"old": "", "new": ""}, "Isi kata sandi baru"),
        ],
    )
    def test_a_bad_new_password_is_explained_at_its_field(
        self, client_of: ClientOf, form: dict[str, str], said: str
    ) -> None:
        client = client_of("ketua")
        answer = submit(client, "/account/password", form, action="/account/password")
        assert answer.status_code == 422
        page = check_page(answer, client.application)
        assert any(said in error.text for error in page.select(".field__error"))

    def test_speaks_english_when_asked_and_remembers_it(self, app: Flask, client_of: ClientOf) -> None:
        client = client_of("ketua")
        submit(client, "/account", {"language": "en"}, action="/language")
        page = open_page(client, "/account")
        assert page.html is not None and page.html["lang"] == "en"
        assert "Where you are signed in" in page.text
        again = sign_in(app.test_client(), "ketua")
        assert open_page(again, "/account").html["lang"] == "en"

    def test_an_unknown_language_changes_nothing(self, client_of: ClientOf) -> None:
        client = client_of("ketua")
        assert submit(client, "/account", {"language": "xx"}, action="/language").status_code == 303
        assert open_page(client, "/account").html["lang"] == "id"


class TestSwitches:
    @pytest.mark.parametrize("path", ["/stations?sort=name&show=below", "/people?q=a%20b%26c", "/findings?q=%C3%A9"])
    def test_come_back_to_the_whole_address(self, client_of: ClientOf, db: Database, path: str) -> None:
        client = client_of("admin")
        answer = submit(client, path, {"theme": "sun"}, action="/theme")
        assert (answer.status_code, answer.location) == (303, path)

    def test_of_the_sign_in_page_keep_where_one_wanted_to_be(self, client: FlaskClient, district: District) -> None:
        path = "/sign-in?next=/stations?sort%3Dname"
        assert submit(client, path, {"language": "en"}, action="/language").location == path

    def test_on_a_form_that_was_refused_come_back_to_the_form(self, client_of: ClientOf) -> None:
        client = client_of("admin")
        answer = submit(client, "/people/new", {"username": ""}, action="/people/new")
        page = check_page(answer, client.application)
        assert back_of(page) == "/people/new"

    def test_on_an_answer_that_cannot_be_opened_come_back_to_the_page_before(self, client_of: ClientOf) -> None:
        client = client_of("admin")
        for referrer, back in (
            ("http://localhost/people/ketua?a=1", "/people/ketua?a=1"),
            ("http://example.org/people/ketua", "/"),
            ("http://localhost/people/ketua/end", "/"),
            ("", "/"),
        ):
            answer = submit(
                client,
                "/people/ketua",
                {},
                action="/people/ketua/password-reset",
                headers={"Referer": referrer} if referrer else {},
            )
            assert back_of(check_page(answer, client.application)) == back


def back_of(page: object) -> str:
    """Where the theme switch of a page comes back to."""
    return str(page.select_one("form[action='/theme'] input[name=next]")["value"])
