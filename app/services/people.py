"""What an administrator does to people: add, give and end roles, reset a password, end an account."""

import secrets

from sqlite_utils import Database

from app.domain.email import is_email
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.people import MAY, Action, Assignment, Person, Role, require
from app.services import accounts
from app.services.accounts import check_password
from app.services.passwords import Passwords
from app.store import audit, orgs, people, sessions
from app.store.people import NewPerson
from app.store.transaction import writing

# where each role may be held: a chief has one station, everybody else serves a district or above
KINDS = {
    Role.ADMIN: {"polres", "polda", "mabes"},
    Role.PLANNER: {"polres", "polda", "mabes"},
    Role.INSPECTOR: {"polres", "polda", "mabes", "satfung"},
    Role.STATION_CHIEF: {"polsek"},
    Role.READER: {"polres", "polda", "mabes"},
}
RESERVED = frozenset({"new"})  # stands in an address where a username would
# no letters and digits that a voice on the telephone or a tired eye confuses
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def temporary_password() -> str:
    """A random password to hand over once: four groups of four signs, about 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def add(
    db: Database,
    new: NewPerson,
    *,
    role: Role,
    org_code: str,
    actor: Person | None,
    passwords: Passwords,
    at: int,
    today: str,
    password: str = "",
) -> str:
    """Add somebody with one role; the password they sign in with first.

    `actor` None is the command line, which whoever runs the server may use. A password is made when none is given,
    and must then be changed at the first sign-in. Raises Invalid naming the field, Conflict when the name is taken.
    """
    _check_new(new)
    if password:
        check_password(password, new.username)
    with writing(db):
        org_id = _place(db, role, org_code, actor=actor, today=today)
        first = password or temporary_password()
        person_id = people.insert(db, new, password_hash=passwords.hash(first), must_change=not password, at=at)
        people.assign(db, person_id, org_id, role, from_on=today)
        audit.record(
            db,
            "person.added",
            "person",
            person_id,
            actor_id=_id(actor),
            at=at,
            role=str(role),
            org=org_code,
        )
    return first


def assign(
    db: Database, username: str, *, role: Role, org_code: str, actor: Person | None, at: int, today: str
) -> None:
    """Give one more role from today on. Raises NotFound, Invalid, Conflict when the account has ended."""
    with writing(db):
        person = _active(_managed(db, username, actor=actor, today=today))
        org_id = _place(db, role, org_code, actor=actor, today=today)
        people.assign(db, person.id, org_id, role, from_on=today)
        audit.record(
            db,
            "person.assigned",
            "person",
            person.id,
            actor_id=_id(actor),
            at=at,
            role=str(role),
            org=org_code,
        )


def end_assignment(
    db: Database, username: str, *, role: Role, org_code: str, actor: Person | None, at: int, today: str, yesterday: str
) -> None:
    """Take a role away at once. Raises NotFound when it is not held, Conflict for the last administrator."""
    with writing(db):
        person = _managed(db, username, actor=actor, today=today)
        reach = _reach(db, actor, today=today)
        held = [
            one for one in person.assignments if (one.role, one.org_code) == (role, org_code) and one.org_id in reach
        ]
        if not held:
            raise NotFound(f"{username} is not {role} at {org_code}")
        if role is Role.ADMIN:
            _keep_one_administrator(db, person, today=today)
        people.end_assignment(db, person.id, held[0].org_id, role, to_on=yesterday)
        audit.record(
            db,
            "person.unassigned",
            "person",
            person.id,
            actor_id=_id(actor),
            at=at,
            role=str(role),
            org=org_code,
        )


def reset_password(
    db: Database, username: str, *, actor: Person | None, passwords: Passwords, at: int, today: str
) -> str:
    """A new temporary password; every session of the person ends.

    Raises NotFound, NotAllowed for somebody who also serves outside the administrator's units, Conflict for an ended
    account.
    """
    with writing(db):
        person = _active(_wholly_managed(db, username, actor=actor, today=today))
        first = temporary_password()
        people.set_password(db, person.id, password_hash=passwords.hash(first), must_change=True)
        sessions.delete_of(db, person.id)
        sessions.forget_failures(db, f"account:{person.username}")
        audit.record(db, "person.password_reset", "person", person.id, actor_id=_id(actor), at=at)
    return first


def set_email(db: Database, username: str, email: str, *, actor: Person | None, at: int, today: str) -> None:
    """Set somebody's e-mail address, '' for none. Raises Invalid naming 'email', NotFound, Conflict when ended."""
    email = email.strip()
    if email and not is_email(email):
        raise Invalid({"email": "bad_email"})
    with writing(db):
        person = _active(_managed(db, username, actor=actor, today=today))
        people.set_email(db, person.id, email)
        audit.record(db, "person.mail_set", "person", person.id, actor_id=_id(actor), at=at, has=bool(email))


def end(db: Database, username: str, *, actor: Person | None, at: int, today: str) -> None:
    """End an account: nobody signs in with it again, its history stays; its phones lock what they hold.

    Raises NotFound, NotAllowed for somebody who also serves outside the administrator's units, Conflict when it has
    ended already or is the last administrator's.
    """
    with writing(db):
        person = _wholly_managed(db, username, actor=actor, today=today)
        if Role.ADMIN in person.roles:
            _keep_one_administrator(db, person, today=today)
        people.set_ended(db, person.id, at=at)
        sessions.revoke_of(db, person.id, at=at)
        audit.record(db, "person.ended", "person", person.id, actor_id=_id(actor), at=at)


def revoke_phone(db: Database, username: str, ref: str, *, actor: Person | None, at: int, today: str) -> None:
    """Take the access of somebody's lost phone away. Raises NotFound for a person or phone that is not there."""
    with writing(db):
        person = _managed(db, username, actor=actor, today=today)
        accounts.revoke(db, person, ref, actor_id=_id(actor), at=at)


def list_phones(db: Database, username: str, *, at: int, today: str) -> list[sessions.Session]:
    """Where somebody is signed in, for the commands. Raises NotFound."""
    return sessions.list_of(db, people.get_by_username(db, username, today=today).id, at=at)


def list_managed(db: Database, *, actor: Person, today: str) -> list[Person]:
    """The people an administrator looks after: those whose roles lie below theirs, and those without any."""
    require(actor, Action.MANAGE_PEOPLE)
    reach = _reach(db, actor, today=today)
    return [person for person in people.list_all(db, today=today) if _is_within(person.assignments, reach)]


def _reach(db: Database, actor: Person | None, *, today: str) -> set[int]:
    """The units that an administrator looks after: those at or below where the role is held; all for the commands."""
    if actor is None:
        return {org.id for org in orgs.list_all(db)}
    roles = MAY[Action.MANAGE_PEOPLE]
    return {org.id for org in orgs.list_visible(db, seen_by=actor.id, today=today, roles=roles)}


def _is_within(assignments: tuple[Assignment, ...], reach: set[int]) -> bool:
    return not assignments or any(assignment.org_id in reach for assignment in assignments)


def _managed(db: Database, username: str, *, actor: Person | None, today: str) -> Person:
    person = people.get_by_username(db, username, today=today)
    if actor is not None:
        require(actor, Action.MANAGE_PEOPLE)
        if not _is_within(person.assignments, _reach(db, actor, today=today)):
            raise NotFound(f"person {username}")
    return person


def _wholly_managed(db: Database, username: str, *, actor: Person | None, today: str) -> Person:
    """Somebody whose every role lies within reach: whoever holds the password acts in all of them."""
    person = _managed(db, username, actor=actor, today=today)
    reach = _reach(db, actor, today=today)
    if any(held.org_id not in reach for held in person.assignments):
        raise NotAllowed(f"{username} also serves elsewhere")
    return person


def _active(person: Person) -> Person:
    if not person.active:
        raise Conflict(f"{person.username} has ended", reason="ended")
    return person


def _place(db: Database, role: Role, org_code: str, *, actor: Person | None, today: str) -> int:
    if actor is None:
        org = orgs.find(db, org_code)
    else:
        require(actor, Action.MANAGE_PEOPLE)
        reach = orgs.list_visible(db, seen_by=actor.id, today=today, roles=MAY[Action.MANAGE_PEOPLE])
        org = next((one for one in reach if one.code == org_code), None)
    if org is None or not org.active:
        raise Invalid({"org": "unknown_org"})
    if org.kind not in KINDS[role]:
        raise Invalid({"org": "wrong_kind_of_org"})
    return org.id


def _keep_one_administrator(db: Database, leaving: Person, *, today: str) -> None:
    others = [p for p in people.list_all(db, today=today) if p.active and Role.ADMIN in p.roles and p.id != leaving.id]
    if not others:
        raise Conflict("the last administrator stays", reason="last_administrator")


def _check_new(new: NewPerson) -> None:
    problems = {}
    if new.username in RESERVED:
        problems["username"] = "reserved"
    plain = new.username.replace(".", "").replace("-", "").replace("_", "")
    # digits alone could be somebody's NRP, which signs in as well
    if not (3 <= len(new.username) <= 64 and plain.isascii() and plain.isalnum() and not plain.isdigit()):
        problems["username"] = "bad_username"
    if not 1 <= len(new.full_name.strip()) <= 120:
        problems["full_name"] = "name_missing"
    if new.service_number is not None and not (new.service_number.isdigit() and 6 <= len(new.service_number) <= 18):
        problems["service_number"] = "bad_service_number"
    if new.email and not is_email(new.email):
        problems["email"] = "bad_email"
    if problems:
        raise Invalid(problems)


def _id(actor: Person | None) -> int | None:
    return None if actor is None else actor.id
