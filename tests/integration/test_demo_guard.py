"""Demo accounts have a public password, so the demo district answers on this machine only."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.store import meta
from app.store.transaction import writing
from app.web.demo_guard import is_loopback, why_not_serve


@pytest.fixture
def demo(db: Database) -> None:
    with writing(db):
        meta.put(db, "demo", "1")


ELSEWHERE = [
    {"environ_overrides": {"REMOTE_ADDR": "192.168.1.20"}},
    {"environ_overrides": {"REMOTE_ADDR": "::ffff:192.168.1.20"}},
    {"headers": {"X-Forwarded-For": "192.168.1.20"}},
    {"headers": {"Forwarded": "for=192.168.1.20"}},
    {"headers": {"Via": "1.1 proxy"}},
]


@pytest.mark.parametrize("how", ELSEWHERE)
def test_a_demo_district_refuses_other_machines_and_proxies(client: FlaskClient, demo: None, how: Any) -> None:
    answer = client.get("/healthz", **how)
    assert answer.status_code == 403
    assert "127.0.0.1 only" in answer.text


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost"])
def test_a_demo_district_answers_this_machine(client: FlaskClient, demo: None, base: str) -> None:
    assert client.get("/healthz", base_url=base).status_code == 200


@pytest.mark.parametrize("how", ELSEWHERE)
def test_a_real_district_answers_through_a_proxy(client: FlaskClient, db: Database, how: Any) -> None:
    assert client.get("/healthz", **how).status_code == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.20", False),
        ("127.0.0.1.example.org", False),
        ("/run/siap.sock", False),
        ("", False),
    ],
)
def test_what_is_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_a_server_may_not_bind_beyond_this_machine_over_a_demo_district(
    db: Database, demo: None, config: Config
) -> None:
    assert why_not_serve(config.database, ["127.0.0.1"]) is None
    assert "Refusing to listen on 0.0.0.0" in str(why_not_serve(config.database, ["127.0.0.1", "0.0.0.0"]))


def test_a_server_may_bind_anywhere_over_a_real_district(db: Database, config: Config) -> None:
    assert why_not_serve(config.database, ["0.0.0.0"]) is None


def test_a_server_does_not_start_without_a_current_database(tmp_path: Path) -> None:
    assert "db migrate" in str(why_not_serve(tmp_path / "siap.db", ["127.0.0.1"]))
    (tmp_path / "empty.db").touch()
    assert "older than the program" in str(why_not_serve(tmp_path / "empty.db", ["127.0.0.1"]))
