"""Every route, every role, every object: nobody gets past whom the written table does not let through."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.people import Role
from app.services import people
from app.web.access import access_of
from app.web.database import close_db
from app.web.headers import POLICY
from tests.clients import sign_in
from tests.factories import CHEAP, NOON, PASSWORD, TODAY, District, make_person
from tests.meta import access_table
from tests.meta.access_table import EVERYBODY, NOTHING, TABLE, Row
from tests.meta.access_world import CANARY, UNSEEN, World, make_world

KINDS = {
    access_table.STATION: "STATION",
    access_table.PERSON: "PERSON",
    access_table.VERSION: "VERSION",
    access_table.INSTRUMENT: "INSTRUMENT",
    access_table.VISIT: "VISIT",
    access_table.FINDING: "FINDING",
    access_table.PHOTO: "PHOTO",
    access_table.DOCUMENT: "DOCUMENT",
    access_table.FILE: "FILE",
    access_table.HIT: "HIT",
    access_table.ITEM: "ITEM",
    access_table.CAUSE: "CAUSE",
    access_table.PLAN: "PLAN",
    access_table.LINK: "LINK",
    access_table.MINUTES: "MINUTES",
}
SHA256 = "0" * 64
OFF_SITE = [
    "https://example.org",
    "//example.org",
    "///example.org",
    "////example.org/a",
    "/\\example.org",
    "\\\\example.org",
    "/\t/example.org",
    "/\n/example.org",
    "\t//example.org",
    " //example.org",
    "http:example.org",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:///example.org",
    "//[::1",
    "example.org",
    "/%09/../\\example.org",
    "",
]


@pytest.fixture(scope="module")
def made(built: Flask, settled: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path, district = settled
    world = make_world(built, path, district, tmp_path_factory.mktemp("world"))
    yield world
    close_db()
    world.db.close()


@pytest.fixture
def world(made: World, built: Flask) -> World:
    built.config["SIAP"] = made.config
    return made


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every method of every route that a request can take."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_its_row(built: Flask) -> None:
    assert routes(built) - set(TABLE) == set(), "write its row into tests/meta/access_table.py"


def test_every_row_has_its_route(built: Flask) -> None:
    assert set(TABLE) - routes(built) == set()


def test_every_view_carries_the_mark_that_the_table_says(built: Flask) -> None:
    with built.app_context():
        marks = {
            (method, rule.rule): access_of(rule.endpoint)
            for rule in built.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
    assert {key: row.mark for key, row in TABLE.items()} == marks


def address(row: Row, thing: str) -> str:
    """The row's rule with the thing in place of its variables."""
    if row.rule.startswith("/assets/"):
        return "/assets/0/img/mark.svg"
    first, _, second = thing.partition(" ")
    if row.about == access_table.VERSION:
        return row.rule.replace("<checklist>/<version>", thing)
    if row.rule.startswith("/api/photo/"):
        first = second or SHA256
    if row.about == access_table.LINK:
        link, token, photo = second.split()
        return (
            row.rule.replace("<token>", token)
            .replace("<uuid:link_uid>", link)
            .replace("<uuid:uid>", photo if "<token>" in row.rule else first)
        )
    path = re.sub(r"<[^>]+>", first, row.rule.replace("/parts/<code>", "/parts/A").replace("<int:place>", "0"))
    return f"{path}?visit={first}" if row.rule == "/api/pull" else path


def call(world: World, who: str, row: Row, thing: str) -> TestResponse:
    """The row's request, made by somebody."""
    sends = {"json": dict(row.sends)} if row.as_json else {"data": dict(row.sends)} if row.sends else {}
    return world.send(who, row.method, address(row, thing), **sends)


def things(world: World, row: Row) -> list[tuple[str, str]]:
    if row.about is NOTHING:
        return [("", "")]
    return [(name, world.objects[KINDS[row.about]].get(name, UNSEEN)) for name in row.about]


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: f"{row.method} {row.rule}")
def test_only_those_in_the_table_get_past(world: World, row: Row) -> None:
    for turn, (name, thing) in enumerate(things(world, row)):
        allowed = row.allowed.get(name, frozenset())
        for who in sorted(EVERYBODY):
            if row.costly and who in allowed and who != sorted(allowed)[turn % len(allowed)]:
                continue
            before = world.fingerprint()
            answer = call(world, who, row, thing)
            said = f"{who} at {name or 'nothing'}: {answer.status}"
            check_headers(answer, row, said)
            if who in allowed:
                assert answer.status_code not in (401, 403, 404, 405), said
                assert answer.status_code < 500, f"{said}: {answer.text[:200]}"
                assert row.rule == "/sign-out" or not leads_to_sign_in(answer), said
                if row.method != "GET" or world.fingerprint() != before:
                    world.restore()
                continue
            assert CANARY.encode() not in answer.data, f"{said} tells what it must not"
            is_written_down = row.rule.startswith("/t/")  # that a link was used in vain
            assert is_written_down or world.fingerprint() == before, f"{said} changed something"
            if who == "nobody":
                assert (answer.status_code == 401) if row.rule.startswith("/api/") else leads_to_sign_in(answer), said
            else:
                assert answer.status_code in ((403, 404) if who in row.may_know else (404,)), said


def leads_to_sign_in(answer: TestResponse) -> bool:
    return answer.status_code == 303 and (answer.location or "").startswith("/sign-in")


def check_headers(answer: TestResponse, row: Row, said: str) -> None:
    """What every answer says to the browser, refusals included."""
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    if (
        row.rule.startswith("/verify") and answer.status_code == 200
    ):  # fetches nothing; test_verify_page.py says what it may
        assert policy.startswith("default-src 'none'; script-src 'sha256-"), said
    else:
        assert policy == POLICY or "sandbox" in policy, said
    assert headers["X-Content-Type-Options"] == "nosniff", said
    assert headers["Referrer-Policy"] == ("no-referrer" if row.rule.startswith("/t/") else "same-origin"), said
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", said
    if not row.rule.startswith(("/assets/", "/api/checklists/")):
        asked_anew = row.rule in ("/sw.js", "/manifest.webmanifest")
        assert headers["Cache-Control"] == ("no-cache" if asked_anew else "no-store"), said
    for cookie in headers.getlist("Set-Cookie"):
        assert "SameSite=Lax" in cookie, said
        assert "HttpOnly" in cookie or cookie.startswith(("theme=", "language=", "who=")), said


@pytest.mark.parametrize(
    "row", [row for row in TABLE.values() if row.method != "GET"], ids=lambda row: f"{row.method} {row.rule}"
)
class TestUnsafeRequests:
    def test_without_a_token_do_nothing(self, world: World, row: Row) -> None:
        _, thing = things(world, row)[0]
        before = world.fingerprint()
        sends = {"json": dict(row.sends)} if row.as_json else {"data": dict(row.sends)}
        for who in ("admin", "lead", "chief", "nobody"):
            answer = world.send(who, row.method, address(row, thing), token=False, **sends)
            assert answer.status_code == 400, f"{who}: {answer.status}"
        assert world.fingerprint() == before

    def test_with_somebody_elses_token_do_nothing(self, world: World, row: Row) -> None:
        _, thing = things(world, row)[0]
        before = world.fingerprint()
        headers = {"X-CSRFToken": world.tokens["stranger"]}
        answer = world.send(
            "admin", row.method, address(row, thing), token=False, headers=headers, data=dict(row.sends)
        )
        assert answer.status_code == 400
        assert world.fingerprint() == before

    def test_in_json_that_calls_itself_text_do_nothing(self, world: World, row: Row) -> None:
        _, thing = things(world, row)[0]
        before = world.fingerprint()
        who = "chief" if row.mark == "answer_finding" else "lead"
        answer = world.send(
            who, row.method, address(row, thing), data='{"events": []}', headers={"Content-Type": "text/plain"}
        )
        if row.rule.startswith("/api/"):
            assert answer.status_code == 415, answer.status
            assert world.fingerprint() == before
        world.restore()


@pytest.mark.parametrize("target", OFF_SITE)
@pytest.mark.parametrize("form", ["/sign-in", "/theme", "/language"])
def test_no_form_leads_off_the_site(app: Flask, district: District, form: str, target: str) -> None:
    client = app.test_client()
    token = client.get("/api/session").json["csrf"]
    data = {"name": "ketua", "password": PASSWORD, "theme": "dark", "language": "en", "next": target}
    answer = client.post(form, data={**data, "csrf_token": token})
    assert answer.status_code == 303
    assert stays(answer.location), answer.location


@pytest.mark.parametrize("target", OFF_SITE)
def test_no_link_to_the_sign_in_page_leads_off_the_site(app: Flask, district: District, target: str) -> None:
    client = sign_in(app.test_client(), "ketua")
    answer = client.get("/sign-in", query_string={"next": target})
    assert answer.status_code == 303
    assert stays(answer.location), answer.location


def stays(location: str | None) -> bool:
    """Whether a browser that follows it stays on the site, however it reads slashes and blanks."""
    read = re.sub(r"[\t\r\n]", "", (location or "").strip()).replace("\\", "/")
    return read.startswith("/") and not read.startswith("//")


@pytest.mark.parametrize("path", ["/people?q=a%20b&x=1", "/stations?sort=name&show=below"])
def test_signing_in_leads_on_to_the_whole_address(app: Flask, district: District, path: str) -> None:
    client = app.test_client()
    answer = client.get(path)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert f'value="{path.replace("&", "&amp;")}"' in page.text


@pytest.mark.parametrize("username", ["admin", "bagren", "ketua", "kapolsek.senori", "kapolres", "bagren.lamongan"])
class TestASessionEndsAtOnce:
    def test_by_signing_out_even_for_a_copied_cookie(self, client_of: Any, username: str) -> None:
        client = client_of(username)
        cookie = client.get_cookie("siap").value
        client.post("/sign-out", headers=token_of(client))
        assert is_out(client)
        client.set_cookie("siap", cookie)
        assert is_out(client)

    def test_when_the_account_ends(self, client_of: Any, db: Any, username: str) -> None:
        client = client_of(username)
        keep_an_administrator(db)
        people.end(db, username, actor=None, at=NOON, today=TODAY)
        assert is_out(client)

    def test_when_the_password_is_reset(self, client_of: Any, db: Any, username: str) -> None:
        client = client_of(username)
        people.reset_password(db, username, actor=None, passwords=CHEAP, at=NOON, today=TODAY)
        assert is_out(client)

    def test_elsewhere_when_the_password_is_changed(self, client_of: Any, username: str) -> None:
        here, elsewhere = client_of(username), client_of(username)
        changed = {"old": PASSWORD, "new": "empat kata yang mudah"}
        assert here.post("/account/password", data=changed, headers=token_of(here)).status_code == 303
        assert is_out(elsewhere)
        assert not is_out(here)

    def test_for_the_pages_of_a_role_that_is_taken_away(
        self, client_of: Any, db: Any, app: Flask, district: District, username: str
    ) -> None:
        client = client_of(username)
        keep_an_administrator(db)
        person = next(one for one in vars(district).values() if getattr(one, "username", "") == username)
        held = person.assignments[0]
        people.end_assignment(
            db,
            username,
            role=held.role,
            org_code=held.org_code,
            actor=None,
            at=NOON,
            today=TODAY,
            yesterday="2026-11-21",
        )
        for path in ("/people", "/stations", "/stations/polsek-senori", "/downloads", "/manage/stations", "/findings"):
            assert client.get(path).status_code == 404, path
        assert client.get("/").location == "/account", "one's own account is all that is left"
        assert client.post("/sign-out", headers=token_of(client)).status_code == 303

    def test_that_was_fixed_before_signing_in(self, app: Flask, district: District, username: str) -> None:
        client = app.test_client()
        client.get("/sign-in")
        before = client.get_cookie("siap")
        sign_in(client, username)
        after = client.get_cookie("siap")
        assert before is not None and after is not None and before.value != after.value
        other = app.test_client()
        other.set_cookie("siap", before.value)
        assert is_out(other)


def keep_an_administrator(db: Any) -> None:
    make_person(db, "admin2", Role.ADMIN)


def token_of(client: FlaskClient) -> dict[str, str]:
    return {"X-CSRFToken": client.get("/api/session").json["csrf"]}


def is_out(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 303
