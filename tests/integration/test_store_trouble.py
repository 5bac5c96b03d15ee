"""A database that is full or kept busy by somebody else: phones are told to wait, pages stay readable."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.store import connection, durable
from app.store.blobs import RESERVE_BYTES
from app.store.connection import connect
from app.web.database import get_db
from tests.clients import ClientOf
from tests.factories import District
from tests.phones import Phone, TeamVisit, csrf_of


@pytest.fixture
def sending(district: District, visit: TeamVisit, client_of: ClientOf) -> tuple[FlaskClient, dict[str, object]]:
    """A client with its token, and a push that is ready to go."""
    client = client_of("anggota1")
    text = Phone(district.anggota1, visit).event("A01.note", "x" * 20_000)
    sent = {"json": {"proto": "fieldsync/1", "events": [text]}, "headers": {"X-CSRFToken": csrf_of(client)}}
    return client, sent


@pytest.fixture
def full(app: Flask) -> Iterator[None]:
    """A disk where not one more page fits, for the connection of the requests."""
    with app.app_context():
        pages = get_db().execute("PRAGMA page_count").fetchone()[0]
        get_db().execute(f"PRAGMA max_page_count = {pages}").fetchone()
    yield
    with app.app_context():
        get_db().execute("PRAGMA max_page_count = 1073741823").fetchone()


def test_a_full_disk_takes_nothing_and_says_so(
    visit: TeamVisit, sending: tuple[FlaskClient, dict[str, object]], full: None
) -> None:
    client, push = sending
    answer = client.post("/api/push", **push)
    assert (answer.status_code, answer.json["error"], answer.json["proto"]) == (507, "disk_full", "fieldsync/1")
    assert answer.json["message"].startswith("Penyimpanan server penuh")
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get(f"/api/pull?visit={visit.uid}").json["events"] == []
    assert client.get("/api/session").status_code == 200


def test_a_database_in_other_hands_is_busy_and_takes_the_same_push_afterwards(
    db: Database,
    visit: TeamVisit,
    sending: tuple[FlaskClient, dict[str, object]],
    app: Flask,
) -> None:
    client, push = sending
    with app.app_context():
        get_db().execute("PRAGMA busy_timeout = 10").fetchone()
    rival = connect(db.execute("PRAGMA database_list").fetchone()[2])
    rival.execute("BEGIN IMMEDIATE")
    answer = client.post("/api/push", **push)
    assert (answer.status_code, answer.json["error"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get(f"/api/pull?visit={visit.uid}").status_code == 200, "reading goes on"
    page = client.post(f"/visits/{visit.uid}/begin", headers=push["headers"])
    assert page.status_code == 503 and "Server sedang sibuk" in page.text
    rival.execute("ROLLBACK")
    assert client.post("/api/push", **push).json["results"][0]["st"] == "ok"


def test_other_faults_stay_faults() -> None:
    assert connection.refusal(ValueError("x")) is None
    assert connection.refusal(OSError(2, "no such file")) is None


def test_a_disk_too_full_for_photos_refuses_them_in_words_and_still_takes_answers(
    sending: tuple[FlaskClient, dict[str, object]], visit: TeamVisit, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, push = sending
    monkeypatch.setattr(durable.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=RESERVE_BYTES + 400_000))
    photo = client.post(f"/api/photo/{'a' * 64}", json={"size": 400_001}, headers=push["headers"])
    assert (photo.status_code, photo.json["error"]) == (507, "storage_full")
    assert photo.json["message"].startswith("Penyimpanan server penuh. Foto tidak disimpan")
    assert client.post("/api/push", **push).json["results"][0]["st"] == "ok"
    assert client.post(f"/api/photo/{'a' * 64}", json={"size": 400_000}, headers=push["headers"]).status_code < 300
