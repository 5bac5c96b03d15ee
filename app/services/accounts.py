"""What people do to accounts: sign in and out, choose a password and a language."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.email import is_email
from app.domain.errors import Conflict, Invalid, NotFound, Refused
from app.domain.people import Action, Person, require
from app.services.passwords import LONGEST, SHORTEST, Passwords
from app.store import audit, people, sessions
from app.store.transaction import writing

SESSION_LASTS_MS = 60 * 24 * 3600 * 1000  # sign-in needs signal, so it lasts through weeks in the field
TOUCH_EVERY_MS = 10 * 60 * 1000
FREE_FAILURES = 5
LONGEST_WAIT_S = 60
LONGEST_DEV = 64
FORGET_AFTER_MS = 3600 * 1000


class WrongPassword(Refused):
    """Name or password is wrong; which of the two is not said."""

    code = "wrong_password"


class TooManyFailures(Refused):
    """Wait: too many failed sign-ins for this account or from this address; facts['seconds'] says how long."""

    code = "too_many_failures"


class Revoked(Refused):
    """The access of this phone was revoked: it opens nothing until somebody signs in on it anew."""

    code = "revoked"


def token_sha256(token: str) -> str:
    """What the database keeps of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Device:
    """A browser as it comes to the sign-in page: what it calls itself, its id, and who has signed in on it before.

    `id` and `known` are from a cookie that this server signed. Such a device is counted by itself, so that nobody
    can keep an officer out by failing under that name elsewhere.
    """

    name: str = ""
    id: str = ""
    known: frozenset[str] = frozenset()


def sign_in(
    db: Database, *, name: str, password: str, address: str, device: Device, passwords: Passwords, at: int
) -> str:
    """Check name (username or NRP) and password; the new session's token.

    Raises TooManyFailures while a delay runs, WrongPassword otherwise. Delays never lock anybody out for good.
    """
    name = name.strip().lower()
    found = people.find_for_sign_in(db, name)
    username = found[1] if found else name
    keys = [f"account:{username}", f"address:{address}"]
    if device.id and username in device.known:
        keys = [f"device:{device.id}:{username}"]
    _count_try(db, keys, at=at)
    if not passwords.matches(found[2] if found else None, password) or not found or not found[3]:
        with writing(db):
            audit.record(db, "account.sign_in_failed", "person", name[:64], actor_id=None, at=at, address=address)
        raise WrongPassword(name)
    person_id, _, stored, _ = found
    token = secrets.token_urlsafe(32)
    with writing(db):
        if passwords.is_dated(stored):
            people.set_password_hash(db, person_id, passwords.hash(password))
        _forgive(db, keys)
        sessions.insert(
            db,
            sessions.Session(token_sha256(token), person_id, device.name[:200], at, at, at + SESSION_LASTS_MS),
        )
        audit.record(db, "account.signed_in", "person", person_id, actor_id=person_id, at=at, address=address)
    return token


def _count_try(db: Database, keys: list[str], *, at: int) -> None:
    """Count a try as failed before the password is looked at, so that tries at the same moment see each other.

    Raises TooManyFailures, counting nothing, while a delay runs.
    """
    with writing(db):
        seconds = max(_wait_seconds(db, key, at) for key in keys)
        if seconds:
            raise TooManyFailures(f"wait {seconds} s", seconds=seconds)
        for key in keys:
            sessions.count_failure(db, key, at=at, forget_before=at - FORGET_AFTER_MS)


def _forgive(db: Database, keys: list[str]) -> None:
    """After a good password: forget this account's failures, and take them, not those of others, off the address."""
    own, *rest = keys
    failures, _ = sessions.failures(db, own)
    sessions.forget_failures(db, own)
    for key in rest:
        sessions.forgive(db, key, failures)


def keep_session(db: Database, session: sessions.Session, *, at: int) -> bool:
    """Let a session that is being used last on; written, and then True, at most every ten minutes."""
    if at - session.used_at < TOUCH_EVERY_MS:
        return False
    with writing(db):
        sessions.touch(db, session.token_sha256, used_at=at, expires_at=at + SESSION_LASTS_MS)
    return True


def sign_out(db: Database, *, actor: Person, token: str, at: int) -> None:
    """End this browser's session."""
    with writing(db):
        sessions.delete(db, token_sha256(token))
        audit.record(db, "account.signed_out", "person", actor.id, actor_id=actor.id, at=at)


def sign_out_elsewhere(db: Database, *, actor: Person, token: str, at: int) -> None:
    """End all of the person's sessions but this browser's."""
    require(actor, Action.OWN_ACCOUNT)
    with writing(db):
        sessions.delete_of(db, actor.id, but=token_sha256(token))
        audit.record(db, "account.signed_out_elsewhere", "person", actor.id, actor_id=actor.id, at=at)


def revoke_phone(db: Database, *, actor: Person, token: str, ref: str, at: int) -> None:
    """Take a phone's or browser's access away: its next contact is told, and locks what that phone holds.

    Raises NotFound for what is not the actor's, Conflict for the browser that asks: that one signs out.
    """
    require(actor, Action.OWN_ACCOUNT)
    if token_sha256(token)[: sessions.REF] == ref:
        raise Conflict("this very browser", reason="this_phone")
    with writing(db):
        revoke(db, actor, ref, actor_id=actor.id, at=at)


def revoke(db: Database, owner: Person, ref: str, *, actor_id: int | None, at: int) -> None:
    """Revoke one session of `owner`, inside a write unit; doing it again changes nothing. Raises NotFound."""
    found = next((one for one in sessions.list_of(db, owner.id, at=at) if one.ref == ref), None)
    if found is None:
        raise NotFound(f"phone {ref} of {owner.username}")
    if sessions.revoke(db, found.token_sha256, at=at):
        audit.record(
            db, "account.phone_revoked", "person", owner.id, actor_id=actor_id, at=at, phone=ref, device=found.device
        )


def name_phone(db: Database, session: sessions.Session, dev: str) -> None:
    """Note which phone's store a session sends from; written only when that is news."""
    if dev and dev != session.dev:
        with writing(db):
            sessions.name_phone(db, session.token_sha256, dev[:LONGEST_DEV])


def change_password(
    db: Database, *, actor: Person, token: str, old: str, new: str, passwords: Passwords, at: int
) -> None:
    """Choose a new password; every other session ends.

    Raises Invalid naming 'old' or 'new', TooManyFailures: whoever took over a session does not guess the password.
    """
    require(actor, Action.OWN_ACCOUNT)
    if not _knows_password(db, actor, old, passwords=passwords, at=at):
        raise Invalid({"old": "wrong_password"})
    check_password(new, actor.username)
    with writing(db):
        people.set_password(db, actor.id, password_hash=passwords.hash(new), must_change=False)
        sessions.delete_of(db, actor.id, but=token_sha256(token))
        audit.record(db, "account.password_changed", "person", actor.id, actor_id=actor.id, at=at)


def set_mail(db: Database, *, actor: Person, email: str, wants_mail: bool, at: int) -> bool:
    """Set the own e-mail address, '' for none, and whether reminders come there; whether anything changed.

    Raises Invalid naming 'email'.
    """
    require(actor, Action.OWN_ACCOUNT)
    email = email.strip()
    if email and not is_email(email):
        raise Invalid({"email": "bad_email"})
    if (email, wants_mail) == (actor.email, actor.wants_mail):
        return False
    with writing(db):
        people.set_email(db, actor.id, email, wants_mail=wants_mail)
        # the trail is kept for good: it says that there is an address, not which
        audit.record(
            db, "account.mail_set", "person", actor.id, actor_id=actor.id, at=at, has=bool(email), wanted=wants_mail
        )
    return True


def confirm(db: Database, person: Person, password: str, *, passwords: Passwords, actor: Person, at: int) -> None:
    """Ask for somebody's password once more before a deed that bears their name, on whosever screen.

    Raises Invalid naming 'password', TooManyFailures. What fails is written down with whose session it was.
    """
    if _knows_password(db, person, password, passwords=passwords, at=at):
        return
    with writing(db):
        audit.record(db, "account.confirmation_failed", "person", person.id, actor_id=actor.id, at=at)
    raise Invalid({"password": "wrong_password"})


def _knows_password(db: Database, person: Person, password: str, *, passwords: Passwords, at: int) -> bool:
    """Whether this is the person's password; tries are counted and delayed. Raises TooManyFailures."""
    tries = [f"password:{person.username}"]
    _count_try(db, tries, at=at)
    found = people.find_for_sign_in(db, person.username)
    if not passwords.matches(found[2] if found and found[3] else None, password):
        return False
    with writing(db):
        _forgive(db, tries)
    return True


def set_language(db: Database, *, actor: Person, language: str, at: int) -> None:
    """Choose the language of the pages. Raises Invalid for one that is not offered."""
    require(actor, Action.OWN_ACCOUNT)
    if language not in ("id", "en"):
        raise Invalid({"language": "unknown_language"})
    with writing(db):
        people.set_language(db, actor.id, language)
        audit.record(db, "account.language_set", "person", actor.id, actor_id=actor.id, at=at, language=language)


def check_password(password: str, username: str) -> None:
    """Raises Invalid naming 'new' for a password that is too short, too long, or easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid({"new": "password_length"})
    lowered = password.lower()
    if username in lowered or len(set(lowered)) < 5:
        raise Invalid({"new": "password_guessable"})


def _wait_seconds(db: Database, key: str, at: int) -> int:
    failures, last_at = sessions.failures(db, key)
    # one address may stand for a whole office, so it is given more room than one account
    free = FREE_FAILURES * 10 if key.startswith("address:") else FREE_FAILURES
    if failures < free or at - last_at > FORGET_AFTER_MS:
        return 0
    seconds: int = min(2 ** min(failures - free, 10), LONGEST_WAIT_S)
    return max(0, -(-(last_at + seconds * 1000 - at) // 1000))
