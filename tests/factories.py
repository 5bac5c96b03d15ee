"""Rows with honest defaults, so that a test says only what it is about."""

from dataclasses import dataclass, replace
from functools import cache

from sqlite_utils import Database

from app.domain.people import Person, Role
from app.services.passwords import Passwords
from app.store import orgs, people
from app.store.transaction import writing

PASSWORD = "siap-test-2026"
CHEAP = Passwords(passes=1, memory_kib=8)
NOON = 1_795_323_600_000  # Sunday 22 November 2026, 12:00 at Tuban
TODAY = "2026-11-22"
LONG_AGO = "2020-01-01"


@cache
def password_hash(password: str = PASSWORD) -> str:
    """The hash of a test password, made once."""
    return CHEAP.hash(password)


def make_org(db: Database, kind: str, code: str, name: str, parent: str | None) -> orgs.Org:
    """A unit below `parent` (a code)."""
    above = orgs.find(db, parent) if parent else None
    with writing(db):
        orgs.insert(db, parent_id=above.id if above else None, kind=kind, code=code, name=name)
    made = orgs.find(db, code)
    assert made is not None
    return made


def make_station(db: Database, code: str = "polsek-senori", name: str = "", parent: str = "polres-tuban") -> orgs.Org:
    """A Polsek of Polres Tuban; the Polres and what is above it are made when missing."""
    if orgs.find(db, parent) is None:
        make_org(db, "mabes", "mabes-polri", "Mabes Polri", None)
        make_org(db, "polda", "polda-jatim", "Polda Jawa Timur", "mabes-polri")
        make_org(db, "polres", parent, "Polres Tuban", "polda-jatim")
    return make_org(db, "polsek", code, name or code.replace("-", " ").title(), parent)


def make_person(
    db: Database, username: str, role: Role = Role.INSPECTOR, at: str = "polres-tuban", **details: str
) -> Person:
    """Somebody with one role at the unit `at` and the password PASSWORD."""
    new = people.NewPerson(username=username, full_name=username.replace(".", " ").title())
    org = orgs.find(db, at)
    assert org is not None, f"make {at} first"
    with writing(db):
        person_id = people.insert(
            db, replace(new, **details), password_hash=password_hash(), at=NOON, must_change=False
        )
        people.assign(db, person_id, org.id, role, from_on=LONG_AGO)
    return people.get(db, person_id, today=TODAY)


@dataclass(frozen=True)
class District:
    """A small Polres: two stations, and one person of every kind; `stranger` belongs to another Polres."""

    senori: orgs.Org
    jenu: orgs.Org
    admin: Person
    bagren: Person
    ketua: Person
    anggota1: Person
    anggota2: Person
    kapolsek_senori: Person
    kapolsek_jenu: Person
    kapolres: Person
    stranger: Person


def make_district(db: Database) -> District:
    """The small district most tests stand on."""
    senori, jenu = make_station(db), make_station(db, "polsek-jenu")
    make_org(db, "polres", "polres-lamongan", "Polres Lamongan", "polda-jatim")
    return District(
        senori=senori,
        jenu=jenu,
        admin=make_person(db, "admin", Role.ADMIN),
        bagren=make_person(db, "bagren", Role.PLANNER, rank="Kompol"),
        ketua=make_person(db, "ketua", rank="AKP"),
        anggota1=make_person(db, "anggota1", rank="Aipda"),
        anggota2=make_person(db, "anggota2", rank="Bripka"),
        kapolsek_senori=make_person(db, "kapolsek.senori", Role.STATION_CHIEF, "polsek-senori", rank="Iptu"),
        kapolsek_jenu=make_person(db, "kapolsek.jenu", Role.STATION_CHIEF, "polsek-jenu", rank="Iptu"),
        kapolres=make_person(db, "kapolres", Role.READER, rank="AKBP"),
        stranger=make_person(db, "bagren.lamongan", Role.PLANNER, "polres-lamongan"),
    )
