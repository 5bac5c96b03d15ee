"""A lost phone's access is taken away: by its owner, by the administrator, or on the command line."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.clock import now
from app.domain.errors import Conflict, NotFound
from app.services import accounts, people
from app.store import audit, sessions
from app.store.sessions import Session
from tests.clients import ClientOf, sign_in
from tests.factories import NOON, TODAY, District
from tests.pages import check_page, open_page, submit
from tests.phones import Phone, csrf_of, make_visit, post_events

LONG = 10**14  # a time far ahead


def lost(db: Database, district: District, name: str = "lost") -> Session:
    session = Session(accounts.token_sha256(name), district.anggota1.id, "Mozilla Android Chrome", now(), now(), LONG)
    sessions.insert(db, session)
    return session


def ref_of(db: Database, district: District) -> str:
    return sessions.list_of(db, district.anggota1.id, at=now())[0].ref


def refused(client: FlaskClient, path: str = "/api/pull?visit=x") -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.json["error"]


class TestByItsOwner:
    def test_the_account_page_lists_it_and_takes_its_access_away(
        self, app: Flask, client_of: ClientOf, db: Database, district: District
    ) -> None:
        phone = sign_in(app.test_client(), "anggota1")
        ref = ref_of(db, district)
        desk = client_of("anggota1")
        page = open_page(desk, "/account").get_text(" ", strip=True)
        assert "kontak terakhir baru saja" in page and "perangkat ini" in page
        assert submit(desk, "/account", {"phone": ref}, action="/account/phones/revoke").status_code == 303
        assert "dicabut" in open_page(desk, "/account").get_text(" ", strip=True)
        assert refused(phone) == (401, "revoked")
        assert desk.get("/account").status_code == 200

    def test_the_browser_that_asks_signs_out_instead(self, db: Database, district: District) -> None:
        mine = lost(db, district, "mine")
        with pytest.raises(Conflict):
            accounts.revoke_phone(db, actor=district.anggota1, token="mine", ref=mine.ref, at=NOON)

    def test_nobody_revokes_a_phone_of_somebody_else(self, db: Database, district: District) -> None:
        theirs = lost(db, district)
        for ref in (theirs.ref, "", theirs.token_sha256):
            with pytest.raises(NotFound):
                accounts.revoke_phone(db, actor=district.anggota2, token="t", ref=ref, at=NOON)

    def test_it_is_recorded_once_however_often_it_is_asked_for(self, db: Database, district: District) -> None:
        theirs = lost(db, district)
        for _ in range(2):
            accounts.revoke_phone(db, actor=district.anggota1, token="t", ref=theirs.ref, at=now())
        lines = [entry for entry in audit.list_stream(db, audit.SYSTEM) if entry.action == "account.phone_revoked"]
        assert [(line.person_id, line.entity_id) for line in lines] == [
            (district.anggota1.id, str(district.anggota1.id))
        ]
        assert theirs.ref in lines[0].detail_json


class TestARevokedPhone:
    @pytest.fixture
    def phone(self, app: Flask, db: Database, district: District) -> FlaskClient:
        client = sign_in(app.test_client(), "anggota1")
        people.revoke_phone(db, "anggota1", ref_of(db, district), actor=district.admin, at=now(), today=TODAY)
        return client

    def test_hears_at_every_address_of_the_phones_that_it_is_revoked(
        self, phone: FlaskClient, db: Database, district: District
    ) -> None:
        told = phone.get("/api/session")
        assert (told.status_code, told.json["error"], told.json["person"]) == (401, "revoked", "anggota1")
        assert told.json["user"] is None and told.json["csrf"]
        event = Phone(district.anggota1, make_visit(db, district, state="open")).event("A01.answer", "Ya")
        assert post_events(phone, event).json["error"] == "revoked"
        headers = {"X-CSRFToken": csrf_of(phone)}
        assert phone.post(f"/api/photo/{'0' * 64}", json={"size": 1}, headers=headers).json["error"] == "revoked"

    def test_is_led_to_the_sign_in_page_which_says_why(self, phone: FlaskClient) -> None:
        assert phone.get("/account").location == "/sign-in?next=/account"
        assert "Akses HP ini sudah dicabut" in open_page(phone, "/sign-in").get_text()

    def test_is_revoked_too_when_its_owners_account_ends(
        self, client_of: ClientOf, db: Database, district: District
    ) -> None:
        client = client_of("anggota2")
        people.end(db, "anggota2", actor=district.admin, at=now(), today=TODAY)
        assert refused(client) == (401, "revoked")

    def test_works_again_once_its_owner_has_signed_in_anew(self, phone: FlaskClient) -> None:
        sign_in(phone, "anggota1")
        assert phone.get("/api/session").json["user"] == "anggota1"
        assert phone.get("/account").status_code == 200

    def test_still_hears_it_after_the_password_was_reset(
        self, phone: FlaskClient, db: Database, district: District
    ) -> None:
        sessions.delete_of(db, district.anggota1.id)
        assert refused(phone) == (401, "revoked")

    def test_a_browser_that_only_signed_out_hears_something_else(self, client_of: ClientOf) -> None:
        client = client_of("anggota1")
        submit(client, "/account", {}, action="/sign-out")
        assert refused(client) == (401, "sign_in")
        assert client.get("/api/session").status_code == 200


class TestByTheAdministrator:
    def test_the_persons_page_lists_the_phones_and_revokes_one(
        self, app: Flask, client_of: ClientOf, db: Database, district: District
    ) -> None:
        phone = sign_in(app.test_client(), "anggota1")
        admin = client_of("admin")
        ref = ref_of(db, district)
        done = submit(admin, "/people/anggota1", {"phone": ref}, action="/people/anggota1/phones/revoke")
        assert done.location == "/people/anggota1"
        check_page(admin.get("/people/anggota1"), app)
        assert refused(phone) == (401, "revoked")

    def test_the_commands_list_and_revoke(self, app: Flask, db: Database, district: District) -> None:
        theirs = lost(db, district)
        run = app.test_cli_runner().invoke
        assert theirs.ref in run(args=["people", "phones", "anggota1"]).output
        assert run(args=["people", "revoke", "anggota1", theirs.ref]).exit_code == 0
        assert "revoked" in run(args=["people", "phones", "anggota1"]).output
        assert run(args=["people", "revoke", "anggota1", "0" * 16]).exit_code == 1
        assert run(args=["people", "phones", "siapa"]).exit_code == 1


def test_a_phone_is_listed_with_what_it_last_said_is_not_sent(
    app: Flask, client_of: ClientOf, db: Database, district: District
) -> None:
    client = sign_in(app.test_client(), "anggota1")
    visit = make_visit(db, district, state="open")
    phone = Phone(district.anggota1, visit)
    body = {
        "proto": "fieldsync/1",
        "dev": phone.dev,
        "events": [phone.event("A01.answer", "Ya")],
        "left": {visit.uid: {"events": 3, "photos": 1}},
    }
    assert client.post("/api/push", json=body, headers={"X-CSRFToken": csrf_of(client)}).status_code == 200
    for username, path in (("anggota1", "/account"), ("admin", "/people/anggota1")):
        page = open_page(client_of(username), path).get_text(" ", strip=True)
        assert "kontak terakhir baru saja; saat itu 3 perubahan dan 1 foto belum terkirim" in page, path
