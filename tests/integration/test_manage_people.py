"""What an administrator does to people."""

import pytest
from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.people import Person, Role
from app.services import accounts, people
from app.store import audit, sessions
from app.store import people as stored
from app.store.people import NewPerson
from tests.factories import CHEAP, NOON, PASSWORD, TODAY, District, make_person


def add(db: Database, actor: Person | None, role: Role, org: str, username: str = "baru") -> str:
    return people.add(
        db,
        NewPerson(username, "Orang Baru"),
        role=role,
        org_code=org,
        actor=actor,
        passwords=CHEAP,
        at=NOON,
        today=TODAY,
    )


def sign_in(db: Database, name: str, password: str) -> str:
    return accounts.sign_in(
        db, name=name, password=password, address="", device=accounts.Device(), passwords=CHEAP, at=NOON
    )


def test_the_new_person_signs_in_with_the_password_that_was_handed_over(db: Database, district: District) -> None:
    first = add(db, district.admin, Role.INSPECTOR, "polres-tuban")
    assert sign_in(db, "baru", first)
    person = stored.get_by_username(db, "baru", today=TODAY)
    assert person.must_change
    assert person.roles == {Role.INSPECTOR}


@pytest.mark.parametrize(
    ("role", "org"),
    [
        (Role.STATION_CHIEF, "polres-tuban"),
        (Role.PLANNER, "polsek-senori"),
        (Role.ADMIN, "polsek-senori"),
        (Role.PLANNER, "polres-lamongan"),  # not below this administrator
        (Role.PLANNER, "polres-mana"),
    ],
)
def test_a_role_is_only_given_where_it_belongs(db: Database, district: District, role: Role, org: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(db, district.admin, role, org)
    assert list(refused.value.problems) == ["org"]
    with pytest.raises(NotFound):
        stored.get_by_username(db, "baru", today=TODAY)


@pytest.mark.parametrize("username", ["ab", "dengan spasi", "é" * 5, "x" * 65, "85010203", "8501.0203"])
def test_an_odd_username_is_refused(db: Database, district: District, username: str) -> None:
    with pytest.raises(Invalid):
        add(db, district.admin, Role.INSPECTOR, "polres-tuban", username)


def test_a_taken_username_is_refused(db: Database, district: District) -> None:
    with pytest.raises(Conflict):
        add(db, district.admin, Role.INSPECTOR, "polres-tuban", "ketua")


def test_only_an_administrator_adds_people(db: Database, district: District) -> None:
    with pytest.raises(NotAllowed):
        add(db, district.bagren, Role.INSPECTOR, "polres-tuban")


def test_a_reset_ends_the_sessions_and_the_old_password(db: Database, district: District) -> None:
    token = sign_in(db, "ketua", PASSWORD)
    first = people.reset_password(db, "ketua", actor=district.admin, passwords=CHEAP, at=NOON, today=TODAY)
    assert sessions.find(db, accounts.token_sha256(token), at=NOON) is None
    with pytest.raises(accounts.WrongPassword):
        sign_in(db, "ketua", PASSWORD)
    assert sign_in(db, "ketua", first)


def test_an_ended_account_is_out_at_once_and_ends_only_once(db: Database, district: District) -> None:
    token = sign_in(db, "ketua", PASSWORD)
    people.end(db, "ketua", actor=district.admin, at=NOON, today=TODAY)
    assert sessions.find(db, accounts.token_sha256(token), at=NOON) is None
    with pytest.raises(Conflict):
        people.end(db, "ketua", actor=district.admin, at=NOON, today=TODAY)


def test_the_last_administrator_stays(db: Database, district: District) -> None:
    with pytest.raises(Conflict):
        people.end(db, "admin", actor=district.admin, at=NOON, today=TODAY)
    make_person(db, "admin2", Role.ADMIN)
    people.end(db, "admin", actor=district.admin, at=NOON, today=TODAY)


def test_people_of_another_district_do_not_exist_for_this_administrator(db: Database, district: District) -> None:
    with pytest.raises(NotFound):
        people.end(db, district.stranger.username, actor=district.admin, at=NOON, today=TODAY)
    names = {person.username for person in people.list_managed(db, actor=district.admin, today=TODAY)}
    assert "kapolsek.jenu" in names
    assert district.stranger.username not in names


def test_a_role_taken_away_is_gone_the_same_day(db: Database, district: District) -> None:
    people.assign(db, "ketua", role=Role.READER, org_code="polres-tuban", actor=None, at=NOON, today="2026-11-01")
    assert Role.READER in stored.get_by_username(db, "ketua", today=TODAY).roles
    people.end_assignment(
        db,
        "ketua",
        role=Role.READER,
        org_code="polres-tuban",
        actor=district.admin,
        at=NOON,
        today=TODAY,
        yesterday="2026-11-21",
    )
    assert Role.READER not in stored.get_by_username(db, "ketua", today=TODAY).roles


def give(db: Database, role: Role = Role.READER, today: str = TODAY) -> None:
    people.assign(db, "ketua", role=role, org_code="polres-tuban", actor=None, at=NOON, today=today)


def take_away(db: Database, role: Role = Role.READER) -> None:
    people.end_assignment(
        db,
        "ketua",
        role=role,
        org_code="polres-tuban",
        actor=None,
        at=NOON,
        today=TODAY,
        yesterday="2026-11-21",
    )


def test_a_role_can_be_given_taken_and_given_on_one_day(db: Database, district: District) -> None:
    give(db)
    take_away(db)
    assert Role.READER not in stored.get_by_username(db, "ketua", today=TODAY).roles
    give(db)
    assert Role.READER in stored.get_by_username(db, "ketua", today=TODAY).roles


def test_a_role_given_twice_is_held_once_and_goes_with_one_step(db: Database, district: District) -> None:
    give(db, today="2026-11-01")
    give(db)
    held = stored.get_by_username(db, "ketua", today=TODAY).assignments
    assert [one.role for one in held].count(Role.READER) == 1
    take_away(db)
    assert Role.READER not in stored.get_by_username(db, "ketua", today=TODAY).roles


def test_an_ended_account_gets_neither_role_nor_password(db: Database, district: District) -> None:
    people.end(db, "ketua", actor=district.admin, at=NOON, today=TODAY)
    with pytest.raises(Conflict):
        give(db)
    with pytest.raises(Conflict):
        people.reset_password(db, "ketua", actor=district.admin, passwords=CHEAP, at=NOON, today=TODAY)


def test_the_name_that_stands_in_an_address_is_reserved(db: Database, district: District) -> None:
    with pytest.raises(Invalid) as refused:
        add(db, district.admin, Role.INSPECTOR, "polres-tuban", "new")
    assert refused.value.problems == {"username": "reserved"}


def test_every_deed_leaves_an_audit_line(db: Database, district: District) -> None:
    add(db, district.admin, Role.INSPECTOR, "polres-tuban")
    people.reset_password(db, "baru", actor=None, passwords=CHEAP, at=NOON, today=TODAY)
    people.end(db, "baru", actor=district.admin, at=NOON, today=TODAY)
    entries = audit.list_stream(db, audit.SYSTEM)[-3:]
    assert [(entry.action, entry.person_id) for entry in entries] == [
        ("person.added", district.admin.id),
        ("person.password_reset", None),
        ("person.ended", district.admin.id),
    ]
