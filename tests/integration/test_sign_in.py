"""Signing in: what a person and an attacker meet."""

import threading
import time
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app.config import Config
from app.services import accounts
from app.services.passwords import Passwords
from app.store import audit, people, sessions
from app.store.connection import connect
from app.web.database import get_db
from app.web.passwords import passwords
from tests.clients import sign_in as sign_in_page
from tests.factories import CHEAP, NOON, PASSWORD, District
from tests.phones import csrf_of

HP = accounts.Device("HP")


def sign_in(
    db: Database,
    name: str,
    password: str = PASSWORD,
    *,
    at: int = NOON,
    address: str = "10.0.0.1",
    device: accounts.Device = HP,
    passwords: Passwords = CHEAP,
) -> str:
    return accounts.sign_in(
        db, name=name, password=password, address=address, device=device, passwords=passwords, at=at
    )


def fail(db: Database, times: int, *, at: int = NOON, name: str = "ketua") -> None:
    for _ in range(times):
        with pytest.raises(accounts.WrongPassword):
            sign_in(db, name, "wrong wrong wrong", at=at)


def test_a_good_password_gives_a_session_that_lasts(db: Database, district: District) -> None:
    token = sign_in(db, " Ketua ")
    found = sessions.find(db, accounts.token_sha256(token), at=NOON + 1)
    assert found is not None
    assert found.person_id == district.ketua.id


def test_the_database_never_holds_the_token_itself(db: Database, district: District) -> None:
    token = sign_in(db, "ketua")
    assert token not in str(list(db.query("SELECT token_sha256, device FROM sessions")))


def test_a_service_number_works_like_a_username(db: Database, district: District) -> None:
    db.execute("UPDATE people SET service_number = '85010203' WHERE username = 'ketua'")
    assert sign_in(db, "85010203")


@pytest.mark.parametrize("name", ["ketua", "nobody"])
def test_wrong_password_and_unknown_name_answer_alike(db: Database, district: District, name: str) -> None:
    with pytest.raises(accounts.WrongPassword):
        sign_in(db, name, "wrong wrong wrong")


def test_an_unknown_name_takes_no_longer_than_a_known_one(app: Flask, config: Config, district: District) -> None:
    app.config["SIAP"] = replace(config, password_memory_kib=32_768, password_cost=2)
    with app.app_context():
        db = get_db()
        people.set_password_hash(db, district.ketua.id, passwords().hash(PASSWORD))
    client = app.test_client()
    token = csrf_of(client)

    def seconds(name: str) -> float:
        begun = time.thread_time()
        client.post("/sign-in", data={"name": name, "password": "wrong wrong wrong", "csrf_token": token})
        return time.thread_time() - begun

    seconds("warming.up")
    known = min(seconds("ketua") for _ in range(4))
    unknown = min(seconds(f"nobody{number}") for number in range(4))
    assert 0.6 < unknown / known < 1.6


def test_after_five_failures_the_account_waits_but_is_never_locked(db: Database, district: District) -> None:
    fail(db, 5)
    with pytest.raises(accounts.TooManyFailures) as refused:
        sign_in(db, "ketua")
    seconds = refused.value.facts["seconds"]
    assert isinstance(seconds, int)
    assert 0 < seconds <= 60
    assert sign_in(db, "ketua", at=NOON + seconds * 1000)


def test_the_wait_grows_up_to_a_minute(db: Database, district: District) -> None:
    waits, at = [], NOON
    fail(db, 5)
    for _ in range(8):
        with pytest.raises(accounts.TooManyFailures) as refused:
            sign_in(db, "ketua", at=at)
        seconds = int(str(refused.value.facts["seconds"]))
        waits.append(seconds)
        at += seconds * 1000
        fail(db, 1, at=at)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_failures_of_one_account_do_not_delay_another(db: Database, district: District) -> None:
    fail(db, 5)
    assert sign_in(db, "anggota1", address="10.0.0.2")


def test_one_address_trying_many_names_is_slowed(db: Database, district: District) -> None:
    for number in range(50):
        fail(db, 1, name=f"guess{number}")
    with pytest.raises(accounts.TooManyFailures):
        sign_in(db, "anggota1")


def test_a_good_sign_in_forgets_the_failures(db: Database, district: District) -> None:
    fail(db, 4)
    sign_in(db, "ketua")
    fail(db, 4)
    assert sign_in(db, "ketua")


def test_an_own_good_sign_in_does_not_free_an_address_that_tries_others(db: Database, district: District) -> None:
    for number in range(50):
        fail(db, 1, name=f"guess{number}", at=NOON - 1000)
        if number % 10 == 9 and number < 49:
            sign_in(db, "anggota1")
    with pytest.raises(accounts.TooManyFailures):
        sign_in(db, "anggota1", at=NOON - 1000)


def test_own_mistakes_are_taken_off_the_address_again(db: Database, district: District) -> None:
    for _ in range(20):
        fail(db, 4)
        sign_in(db, "ketua")
    assert sessions.failures(db, "address:10.0.0.1") == (0, 0)


def test_username_and_service_number_share_one_count(db: Database, district: District) -> None:
    db.execute("UPDATE people SET service_number = '85010203' WHERE username = 'ketua'")
    fail(db, 5, name="85010203")
    with pytest.raises(accounts.TooManyFailures):
        sign_in(db, "ketua")


def test_tries_at_the_same_moment_see_each_other(config: Config, db: Database, district: District) -> None:
    """Twenty threads guess at once: no more of them reach the password than may."""
    start, outcomes = threading.Barrier(20), []

    def guess() -> None:
        own = connect(config.database)
        start.wait()
        try:
            sign_in(own, "ketua", "wrong wrong wrong", passwords=Passwords(passes=1, memory_kib=4096))
        except (accounts.WrongPassword, accounts.TooManyFailures) as refused:
            outcomes.append(type(refused))
        finally:
            own.close()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count(accounts.WrongPassword) == 5


def test_nobody_is_kept_off_their_own_phone_by_guesses_from_elsewhere(
    client: FlaskClient, db: Database, district: District
) -> None:
    sign_in_page(client, "ketua")
    client.post("/sign-out", data={"csrf_token": csrf_of(client)})
    thief = client.application.test_client()
    form = {"name": "ketua", "password": "wrong wrong wrong"}
    answers = [thief.post("/sign-in", data={**form, "csrf_token": csrf_of(thief)}).status_code for _ in range(6)]
    assert answers[-1] == 429
    sign_in_page(client, "ketua")


def test_a_forged_device_is_no_known_one(client: FlaskClient, db: Database, district: District) -> None:
    client.set_cookie("device", "WyJ4IixbImtldHVhIl1d.AAAA", path="/sign-in")
    form = {"name": "ketua", "password": "wrong wrong wrong"}
    answers = [client.post("/sign-in", data={**form, "csrf_token": csrf_of(client)}).status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]


def test_an_ended_account_cannot_sign_in(db: Database, district: District) -> None:
    db.execute("UPDATE people SET active = 0, ended_at = 1 WHERE username = 'ketua'")
    with pytest.raises(accounts.WrongPassword):
        sign_in(db, "ketua")


def test_both_outcomes_leave_an_audit_line(db: Database, district: District) -> None:
    fail(db, 1)
    sign_in(db, "ketua")
    deeds = [entry.action for entry in audit.list_stream(db, audit.SYSTEM)]
    assert deeds[-2:] == ["account.sign_in_failed", "account.signed_in"]
    assert audit.first_broken(db) is None


def test_a_session_in_use_lasts_on_and_an_unused_one_ends(db: Database, district: District) -> None:
    token = accounts.token_sha256(sign_in(db, "ketua"))
    later = NOON + accounts.SESSION_LASTS_MS - 1
    session = sessions.find(db, token, at=later)
    assert session is not None
    accounts.keep_session(db, session, at=later)
    assert sessions.find(db, token, at=later + accounts.SESSION_LASTS_MS - 1) is not None
    assert sessions.find(db, token, at=later + accounts.SESSION_LASTS_MS) is None
