"""The administrator's pages on people."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import now, today
from app.domain.people import Role
from app.services import people
from app.store import people as stored
from tests.clients import sign_in
from tests.factories import District, make_org, make_person
from tests.pages import check_page, open_page, submit

GOOD = {
    "username": "kapolsek.soko",
    "full_name": "Suhartono",
    "rank": "Iptu",
    "service_number": "80010203",
    "position": "Kapolsek",
    "role": "station_chief",
    "org": "polsek-jenu",
}


@pytest.fixture
def admin(client_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return client_of("admin")


def names(client: FlaskClient, query: str = "") -> str:
    return " | ".join(row.get_text(" ", strip=True) for row in open_page(client, f"/people{query}").select(".list li"))


class TestTheList:
    def test_holds_ones_own_people_with_roles_and_no_others(self, admin: FlaskClient) -> None:
        listed = names(admin)
        assert "Iptu Kapolsek Senori" in listed and "Kapolsek, Polsek Senori" in listed
        assert "bagren.lamongan" not in listed

    @pytest.mark.parametrize("wanted", ["KETUA", "akp", "ketua"])
    def test_is_searched_by_any_name(self, admin: FlaskClient, wanted: str) -> None:
        listed = names(admin, f"?q={wanted}")
        assert "ketua" in listed and "kapolres" not in listed

    def test_says_when_nobody_is_found_and_keeps_what_was_typed(self, admin: FlaskClient) -> None:
        page = open_page(admin, "/people?q=<i>siapa</i>")
        assert "Tidak ditemukan" in page.text
        assert page.select_one("input[name=q]")["value"] == "<i>siapa</i>"
        assert not page.select("main i")

    def test_marks_an_ended_account(self, admin: FlaskClient, db: Database, district: District) -> None:
        people.end(db, "ketua", actor=district.admin, at=now(), today=today())
        assert "diakhiri" in names(admin, "?q=ketua")

    def test_shows_who_has_no_role(self, admin: FlaskClient, db: Database, district: District) -> None:
        take(db, "anggota2")
        assert "tanpa peran" in names(admin, "?q=anggota2")


class TestAddingSomebody:
    def test_shows_the_first_password_once_and_it_works(self, admin: FlaskClient, app: Flask, db: Database) -> None:
        answer = submit(admin, "/people/new", GOOD, action="/people/new")
        page = check_page(answer, admin.application)
        first = page.select_one(".figure")
        assert first is not None and first["translate"] == "no"
        person = stored.get_by_username(db, "kapolsek.soko", today=today())
        assert (person.titled_name, person.service_number) == ("Iptu Suhartono", "80010203")
        client = sign_in(app.test_client(), "80010203", first.get_text(strip=True))
        assert client.get("/findings").location == "/account/password"
        assert first.get_text(strip=True) not in admin.get("/people/kapolsek.soko").text

    @pytest.mark.parametrize(
        ("change", "field", "said"),
        [
            ({"username": ""}, "username", "Isi nama pengguna"),
            ({"username": "ab"}, "username", "Pakai 3 sampai 64"),
            ({"username": "x" * 65}, "username", "Paling banyak 64 karakter"),
            ({"username": "new"}, "username", "Nama ini dipakai sistem"),
            ({"username": "NEW "}, "username", "Nama ini dipakai sistem"),
            ({"username": "ketua"}, "username", "sudah dipakai"),
            ({"full_name": "  "}, "full_name", "Isi nama lengkap"),
            ({"service_number": "12ab"}, "service_number", "6 sampai 18 angka"),
            ({"rank": "x" * 41}, "rank", "Paling banyak 40 karakter"),
            ({"role": "king"}, "role", "Pilih dari daftar"),
            ({"org": "polres-lamongan"}, "org", "Pilih dari daftar"),
            ({"org": "polres-tuban"}, "org", "Peran ini tidak dapat dipegang di sana"),
            ({"role": "planner"}, "org", "Peran ini tidak dapat dipegang di sana"),
        ],
    )
    def test_says_at_the_field_what_is_wrong_and_keeps_everything_typed(
        self, admin: FlaskClient, db: Database, change: dict[str, str], field: str, said: str
    ) -> None:
        sent = {**GOOD, **change}
        answer = submit(admin, "/people/new", sent, action="/people/new")
        assert answer.status_code == 422
        page = check_page(answer, admin.application)
        error = page.select_one(f"#{field}-error")
        assert error is not None and said in error.text
        for name, value in sent.items():
            control = page.select_one(f"#{name}")
            assert control is not None
            if control.name == "input":
                assert control["value"] == value
            elif (name, value) not in (("role", "king"), ("org", "polres-lamongan")):
                assert control.select_one("option[selected]")["value"] == value
        assert "kapolsek.soko" not in names(admin)

    def test_offers_no_unit_of_another_polres_and_none_that_ended(
        self, admin: FlaskClient, db: Database, district: District
    ) -> None:
        db.execute("UPDATE orgs SET active = 0 WHERE code = 'polsek-jenu'")
        offered = {option["value"] for option in open_page(admin, "/people/new").select("#org option")}
        assert "polsek-senori" in offered and not offered & {"polres-lamongan", "polsek-jenu"}


class TestOnePerson:
    def test_gets_and_loses_a_role(self, admin: FlaskClient, db: Database) -> None:
        reader = {"role": "reader", "org": "polres-tuban"}
        assert submit(admin, "/people/ketua", reader, action="/people/ketua/assignments").status_code == 303
        assert "Peran sudah diberikan" in open_page(admin, "/people/ketua").text
        assert Role.READER in stored.get_by_username(db, "ketua", today=today()).roles
        submit(admin, "/people/ketua", reader, action="/people/ketua/assignments/end")
        assert stored.get_by_username(db, "ketua", today=today()).roles == {Role.INSPECTOR}

    def test_is_refused_a_role_where_it_cannot_be_held(self, admin: FlaskClient) -> None:
        wrong = {"role": "station_chief", "org": "polres-tuban"}
        answer = submit(admin, "/people/ketua", wrong, action="/people/ketua/assignments")
        assert answer.status_code == 422
        page = check_page(answer, admin.application)
        assert "tidak dapat dipegang di sana" in page.text
        assert page.select_one("#role option[selected]")["value"] == "station_chief"

    @pytest.mark.parametrize(
        "form", [{"role": "king", "org": "polres-tuban"}, {"role": "reader", "org": "polres-tuban"}]
    )
    def test_does_not_lose_a_role_that_is_not_held(self, admin: FlaskClient, form: dict[str, str]) -> None:
        assert submit(admin, "/people/ketua", form, action="/people/ketua/assignments/end").status_code == 404

    def test_without_a_role_may_get_one_again(self, admin: FlaskClient, db: Database, district: District) -> None:
        take(db, "anggota2")
        page = open_page(admin, "/people/anggota2")
        assert "Tanpa peran, tidak ada yang dapat dilihat" in page.text
        inspector = {"role": "inspector", "org": "polres-tuban"}
        assert submit(admin, "/people/anggota2", inspector, action="/people/anggota2/assignments").status_code == 303

    def test_that_ended_offers_nothing_more(self, admin: FlaskClient, db: Database, district: District) -> None:
        assert submit(admin, "/people/ketua", {}, action="/people/ketua/end").location == "/people"
        assert "Akun sudah diakhiri" in open_page(admin, "/people").text
        page = open_page(admin, "/people/ketua")
        assert [form["action"] for form in page.select("main form")] == []
        token = {"csrf_token": open_page(admin, "/people/new").select_one("[name=csrf_token]")["value"]}
        for deed in ("end", "password-reset", "assignments"):
            form = {**token, "role": "reader", "org": "polres-tuban"}
            assert admin.post(f"/people/ketua/{deed}", data=form).status_code in (303, 409)
        assert stored.get_by_username(db, "ketua", today=today()).roles == {Role.INSPECTOR}

    def test_the_last_administrator_keeps_account_and_role(self, admin: FlaskClient, db: Database) -> None:
        role = {"role": "admin", "org": "polres-tuban"}
        submit(admin, "/people/admin", role, action="/people/admin/assignments/end")
        assert "Administrator terakhir harus tetap ada" in open_page(admin, "/people/admin").text
        submit(admin, "/people/admin", {}, action="/people/admin/end")
        assert "Administrator terakhir harus tetap ada" in open_page(admin, "/people/admin").text

    def test_gets_a_new_password_that_is_shown_once(self, admin: FlaskClient, app: Flask) -> None:
        answer = submit(admin, "/people/ketua", {}, action="/people/ketua/password-reset")
        page = check_page(answer, admin.application)
        assert "sudah dikeluarkan dari semua perangkatnya" in page.text
        first = page.select_one(".figure")
        assert first is not None
        sign_in(app.test_client(), "ketua", first.get_text(strip=True))

    @pytest.mark.parametrize("username", ["bagren.lamongan", "tidak.ada", "KETUA", "%00"])
    def test_of_elsewhere_does_not_exist(self, admin: FlaskClient, username: str) -> None:
        open_page(admin, f"/people/{username}", 404)


def test_an_administrator_of_the_polda_looks_after_every_polres(app: Flask, db: Database, district: District) -> None:
    make_person(db, "admin.polda", Role.ADMIN, "polda-jatim")
    make_org(db, "satfung", "satlantas-tuban", "Satlantas Tuban", "polres-tuban")
    listed = names(sign_in(app.test_client(), "admin.polda"))
    assert "bagren.lamongan" in listed and "ketua" in listed


def take(db: Database, username: str) -> None:
    people.end_assignment(
        db,
        username,
        role=Role.INSPECTOR,
        org_code="polres-tuban",
        actor=None,
        at=now(),
        today=today(),
        yesterday="2026-11-01",
    )


class TestTheRoleForm:
    @pytest.mark.parametrize("path", ["/people/new", "/people/ketua"])
    def test_suggests_neither_a_role_nor_a_unit(self, admin: FlaskClient, path: str) -> None:
        page = open_page(admin, path)
        for name in ("role", "org"):
            control = page.select_one(f"#{name}")
            assert control is not None and control.has_attr("required")
            assert control.select("option")[0]["value"] == "" and not control.select("option[selected]")

    def test_sent_blank_says_so_at_its_fields_and_gives_nothing(self, admin: FlaskClient, db: Database) -> None:
        answer = submit(admin, "/people/ketua", {"role": "", "org": ""}, action="/people/ketua/assignments")
        assert answer.status_code == 422
        page = check_page(answer, admin.application)
        assert [link["href"] for link in page.select(".error-summary a")] == ["#role", "#org"]
        assert "Pilih peran." in page.text and "Pilih satuan." in page.text
        assert stored.get_by_username(db, "ketua", today=today()).roles == {Role.INSPECTOR}
