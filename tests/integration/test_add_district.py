"""An empty installation gets its Polres, and then its first administrator, from the command line."""

import pytest
from flask import Flask
from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid
from app.services import districts
from app.store import audit, orgs
from tests.factories import NOON

TUBAN = {"code": "polres-tuban", "name": "Polres Tuban", "region": "Polda Jawa Timur", "tz": "Asia/Jakarta"}


def test_a_polres_stands_below_its_polda_and_carries_its_letterhead(db: Database) -> None:
    districts.add(db, **TUBAN, at=NOON)
    made = orgs.find(db, "polres-tuban")
    assert made is not None
    assert orgs.parent_of(db, made.id).name == "Polda Jawa Timur"
    assert made.letterhead == ("KEPOLISIAN NEGARA REPUBLIK INDONESIA", "DAERAH JAWA TIMUR", "RESOR TUBAN")
    assert audit.list_stream(db, audit.SYSTEM)[-1].action == "district.added"


def test_a_second_polres_shares_its_polda(db: Database) -> None:
    districts.add(db, **TUBAN, at=NOON)
    districts.add(db, **{**TUBAN, "code": "polresta-sidoarjo", "name": "Polresta Sidoarjo"}, at=NOON)
    assert [org.kind for org in orgs.list_all(db)] == ["mabes", "polda", "polres", "polres"]
    assert districts.letterhead("Polresta Sidoarjo", "Polda Jawa Timur").endswith("RESOR KOTA SIDOARJO")


def test_the_same_polres_twice_is_refused(db: Database) -> None:
    districts.add(db, **TUBAN, at=NOON)
    with pytest.raises(Conflict):
        districts.add(db, **TUBAN, at=NOON)


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "Polres Tuban"), ("code", "polsek-senori"), ("name", "Tuban"), ("region", "Jatim"), ("tz", "UTC")],
)
def test_what_is_wrong_is_named_and_nothing_is_added(db: Database, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        districts.add(db, **{**TUBAN, field: value}, at=NOON)
    assert list(refused.value.problems) == [field]
    assert orgs.list_all(db) == []


def test_two_commands_make_an_empty_installation_ready_for_its_administrator(app: Flask, db: Database) -> None:
    runner = app.test_cli_runner()
    added = runner.invoke(args=["district", "add", "polres-tuban", "Polres Tuban", "--polda", "Polda Jawa Timur"])
    assert added.exit_code == 0, added.output
    first = runner.invoke(
        args=["people", "add", "budi", "--name", "Budi Santoso", "--role", "admin", "--org", "polres-tuban"]
    )
    assert first.exit_code == 0, first.output
    assert "budi may sign in once with:" in first.output


def test_the_command_says_what_is_wrong(app: Flask, db: Database) -> None:
    refused = app.test_cli_runner().invoke(args=["district", "add", "tuban", "Tuban", "--polda", "Jatim"])
    assert refused.exit_code == 1
    assert "polres-tuban" in refused.output
    assert "Polda Jawa Timur" in refused.output
