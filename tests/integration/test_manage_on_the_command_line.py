"""Stations, people and roles from the terminal, for whoever runs the server."""

import re

import pytest
from click.testing import Result
from flask import Flask
from sqlite_utils import Database

from app.clock import today
from app.domain.people import Role
from app.services import accounts
from app.store import orgs, people
from tests.factories import CHEAP, NOON, District
from tests.findings import issued_finding


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def test_a_first_administrator_signs_in_with_what_was_printed(app: Flask, db: Database, district: District) -> None:
    done = run(app, "people", "add", "Operator", "--name", "Rizal", "--role", "admin", "--org", "polres-tuban")
    assert done.exit_code == 0, done.output
    password = re.search(r"once with: (\S+)", done.output)
    assert password
    assert accounts.sign_in(
        db, name="operator", password=password[1], address="", device=accounts.Device(), passwords=CHEAP, at=NOON
    )


def test_a_role_is_given_and_taken_away(app: Flask, db: Database, district: District) -> None:
    role = ("--role", "reader", "--org", "polres-tuban")
    assert run(app, "people", "assign", "ketua", *role).exit_code == 0
    assert Role.READER in people.get_by_username(db, "ketua", today=today()).roles
    assert run(app, "people", "unassign", "ketua", *role).exit_code == 0
    assert Role.READER not in people.get_by_username(db, "ketua", today=today()).roles


def test_a_password_is_reset_and_an_account_ended(app: Flask, db: Database, district: District) -> None:
    assert "once with" in run(app, "people", "reset", "ketua").output
    assert run(app, "people", "end", "ketua").exit_code == 0
    assert not people.get_by_username(db, "ketua", today=today()).active


def test_a_station_is_added_changed_ended_and_taken_up_again(app: Flask, db: Database, district: District) -> None:
    added = run(
        app,
        *("stations", "add", "polsek-soko", "Polsek Soko", "--polres", "polres-tuban"),
        *("--has", "penyidikan", "--at", "-7.0936", "111.9346"),
    )
    assert added.exit_code == 0, added.output
    station = orgs.find(db, "polsek-soko")
    assert station and station.switches == {"penyidikan"} and station.lat == -7.0936
    assert run(app, "stations", "change", "polsek-soko", "Polsek Soko Baru").exit_code == 0
    assert run(app, "stations", "end", "polsek-soko").exit_code == 0
    ended = orgs.find(db, "polsek-soko")
    assert ended and not ended.active and ended.name == "Polsek Soko Baru"
    assert run(app, "stations", "resume", "polsek-soko").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stations", "add", "Polsek Soko", "Polsek Soko", "--polres", "polres-tuban"), "small letters"),
        (("stations", "add", "polsek-senori", "Lagi", "--polres", "polres-tuban"), "taken"),
        (("stations", "add", "polsek-soko", "Soko", "--polres", "polsek-senori"), "code of a Polres"),
        (("stations", "add", "polsek-soko", "Soko", "--polres", "polres-mana"), "polres-mana"),
        (("stations", "end", "polres-tuban"), "polres-tuban"),
        (("people", "assign", "nobody", "--role", "reader", "--org", "polres-tuban"), "nobody"),
        (("people", "assign", "ketua", "--role", "planner", "--org", "polsek-senori"), "cannot be held there"),
        (("people", "end", "admin"), "last administrator"),
        (("people", "add", "x", "--name", "X", "--role", "reader", "--org", "polres-tuban"), "3 to 64"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    app: Flask, district: District, words: tuple[str, ...], said: str
) -> None:
    refused = run(app, *words)
    assert refused.exit_code == 1
    assert said in refused.output
    assert len(refused.output.strip().splitlines()) == 1


def test_the_search_in_findings_is_made_anew(app: Flask, db: Database, district: District) -> None:
    issued_finding(db, district)
    db.execute("DELETE FROM finding_words")
    assert run(app, "db", "index").output == "1 findings\n"
    assert db.execute("SELECT COUNT(*) FROM finding_words WHERE finding_words MATCH 'maklumat'").fetchone()[0] == 1
