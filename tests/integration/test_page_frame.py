"""What frames every page: security headers, the colour theme, the navigation of each role."""

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlite_utils import Database

from app import create_app
from app.config import Config
from app.domain.people import Role
from app.web import navigation
from app.web.access import public
from app.web.headers import POLICY
from tests.clients import BufferedClient, ClientOf
from tests.pages import check_page, open_page, submit

PAGE = '{% extends "layouts/page.html" %}{% block title %}Contoh{% endblock %}{% block main %}<p>Isi.</p>{% endblock %}'


@pytest.fixture(scope="module")
def built() -> Flask:
    """An application of its own with two pages of the plainest kind, one of them an area's."""
    application = create_app(Config(secret_key="only for tests"))
    application.test_client_class = BufferedClient
    sample = public(lambda: render_template_string(PAGE))
    application.add_url_rule("/sample", "sample", sample)
    application.add_url_rule("/account/sample", "accounts.sample", sample)
    return application


def test_the_plainest_page_is_whole(client: FlaskClient) -> None:
    page = open_page(client, "/sample")
    assert page.h1 is not None and page.h1.get_text() == "Contoh"
    assert page.select_one("a.skip[href='#main']")


def test_every_answer_carries_the_policy(client: FlaskClient) -> None:
    for address in ("/sample", "/nowhere", "/healthz"):
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Permissions-Policy"].startswith("camera=(self), geolocation=(self)")
        assert headers["Cache-Control"] == "no-store"


def test_the_policy_has_no_exceptions() -> None:
    assert "unsafe" not in POLICY and "http" not in POLICY and "*" not in POLICY and "data:" not in POLICY
    assert POLICY.startswith("default-src 'none';")


def test_a_browser_is_told_to_stay_on_https_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sample").headers
    assert "max-age" in client.get("/sample", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_a_page_is_light_until_somebody_chooses(client: FlaskClient) -> None:
    html = open_page(client, "/sample").html
    assert html is not None and not html.has_attr("data-theme")


@pytest.mark.parametrize("theme", ["light", "sun", "dark", "auto"])
def test_a_chosen_theme_is_in_the_page_from_its_first_byte(client: FlaskClient, theme: str) -> None:
    answer = submit(client, "/sample", {"theme": theme}, action="/theme")
    assert (answer.status_code, answer.location) == (303, "/sample")
    html = open_page(client, "/sample").html
    assert html is not None and html["data-theme"] == theme


def test_a_theme_that_does_not_exist_changes_nothing(client: FlaskClient) -> None:
    answer = submit(client, "/sample", {"theme": '"><script>'}, action="/theme")
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers or "theme=" not in answer.headers["Set-Cookie"]


def test_a_made_up_cookie_is_not_written_into_the_page(client: FlaskClient) -> None:
    client.set_cookie("theme", '"onload="alert(1)')
    html = check_page(client.get("/sample"), client.application).html
    assert html is not None and not html.has_attr("data-theme")


def test_choosing_a_theme_leads_back_to_a_page_of_ours_only(client: FlaskClient) -> None:
    answer = submit(client, "/sample", {"theme": "sun", "next": "https://example.org/"}, action="/theme")
    assert answer.location == "/"


def test_the_sunlight_switch_says_whether_it_is_on(client: FlaskClient) -> None:
    submit(client, "/sample", {"theme": "sun"}, action="/theme")
    button = open_page(client, "/sample").select_one("form[action='/theme'] button")
    assert button is not None and button["aria-pressed"] == "true" and button["value"] == "light"


def test_nobody_signed_in_sees_no_navigation(client: FlaskClient) -> None:
    assert open_page(client, "/sample").find("nav") is None


def test_navigation_leads_only_where_there_is_a_page(app: Flask) -> None:
    with app.test_request_context("/account"):
        for role in Role:
            entries = navigation.entries(frozenset({role}))
            assert all(entry.endpoint in app.view_functions for entry in entries)
            assert entries[-1] is navigation.ACCOUNT


def test_somebody_with_two_roles_sees_each_place_once(app: Flask) -> None:
    with app.test_request_context("/account"):
        endpoints = [entry.endpoint for entry in navigation.entries(frozenset(Role))]
    assert len(endpoints) == len(set(endpoints))


def test_every_place_has_a_name_in_both_languages(app: Flask) -> None:
    with app.test_request_context("/"):
        names = navigation.labels()
    for entries in navigation.BY_ROLE.values():
        assert all(entry.label in names for entry in entries)


def test_the_page_one_is_on_is_marked(client_of: ClientOf) -> None:
    page = open_page(client_of("bagren"), "/account/sample")
    current = page.select("nav [aria-current=page]")
    assert [link.get_text(strip=True) for link in current] == ["Akun"]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/session", "/no-such-page"])
def test_a_foreign_host_is_refused_in_one_line(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("address", "status", "heading"), [("/", 500, "Gangguan di server"), ("/nowhere", 404, "Halaman tidak ditemukan")]
)
def test_an_error_is_a_page_even_when_the_store_cannot_say_who_asks(
    client_of: ClientOf, db: Database, address: str, status: int, heading: str
) -> None:
    client = client_of("bagren")
    db.execute("ALTER TABLE sessions RENAME TO lost")
    page = open_page(client, address, status=status)
    assert page.h1 is not None and page.h1.get_text() == heading
