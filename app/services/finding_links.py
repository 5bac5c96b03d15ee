"""Links by which a station's chief answers one finding without an account: made, taken back, opened, refused.

Whoever comes with a token that opens nothing is told the same, whatever the reason, and learns nothing; what happened
stands in the audit trail. Rules in plain words: docs/findings.md.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed, NotFound
from app.domain.finding_life import WAITS_FOR_REVIEW, WAITS_FOR_STATION
from app.domain.findings import Finding
from app.domain.people import Action, Person, Role, require
from app.domain.uids import check_uid
from app.store import audit, finding_links, finding_steps, findings, orgs, people, sessions
from app.store.finding_links import Link
from app.store.transaction import writing

USUAL_DAYS = 7
MOST_DAYS = 30
DAY_MS = 86_400_000
TOKEN_BYTES = 24  # 192 bits by chance
GUESSES = 20  # of one address; then nothing opens for it for a while
GUESSES_OF_ALL = 300  # then an address that guessed even once opens nothing
QUIET_MS = 10 * 60_000
LOGGED_EVERY_MS = 60_000  # openings within a minute of the last are counted, not written down again
ALL = "link:"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens: one finding, for one chief. `is_answered`: through this very link, and not judged yet."""

    link: Link
    finding: Finding
    person: Person
    is_answered: bool


def chiefs(db: Database, finding: Finding, *, today: str) -> list[Person]:
    """Those to whom a link can be addressed: who holds the office of the finding's station today."""
    found = people.list_by_role(db, (Role.STATION_CHIEF,), within=finding.org_id, today=today)
    return [person for person in found if _is_chief(person, finding)]


def plans_for(db: Database, finding: Finding, person: Person, today: str) -> bool:
    """Whether somebody is planning staff at the finding's station or above it."""
    return orgs.holds(db, finding.org_id, {Role.PLANNER}, person_id=person.id, today=today)


def make(
    db: Database, uid: str, link_uid: str, *, person_id: int, days: int, actor: Person, at: int, today: str
) -> str:
    """A new link to a finding: its token, which nobody can ever read again.

    Raises Invalid naming 'days', 'person' or 'uid', NotFound for a foreign finding, NotAllowed for anybody but its
    planning staff, IllegalTransition when the station owes nothing, Conflict when that uid is used.
    """
    require(actor, Action.LINK_FINDING)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid({"days": "days"})
    check_uid(link_uid)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing(db):
        finding = findings.get(db, uid, seen_by=actor.id, today=today)
        if not plans_for(db, finding, actor, today):
            raise NotAllowed(f"{actor.username} plans nothing for finding {uid}")
        if finding.state not in WAITS_FOR_STATION:
            raise IllegalTransition(f"finding {uid} is {finding.state}", state=str(finding.state))
        if person_id not in {person.id for person in chiefs(db, finding, today=today)}:
            raise Invalid({"person": "no_chief"})
        if finding_links.find(db, link_uid):
            raise Conflict(f"link {link_uid} is there already")
        finding_links.insert(
            db,
            uid=link_uid,
            token_sha256=_hash(token),
            finding_id=finding.id,
            person_id=person_id,
            made_by=actor.id,
            made_at=at,
            expires_at=at + days * DAY_MS,
        )
        audit.record(
            db,
            "finding_link.made",
            "finding",
            finding.uid,
            stream=_stream(finding),
            actor_id=actor.id,
            at=at,
            link=link_uid,
            person=person_id,
            days=days,
        )
    return token


def revoke(db: Database, uid: str, link_uid: str, *, actor: Person, at: int, today: str) -> None:
    """Take a link back: from now on it opens nothing. Doing it again changes nothing.

    Raises NotFound for a link that is not this finding's, NotAllowed for anybody but its planning staff.
    """
    require(actor, Action.LINK_FINDING)
    with writing(db):
        finding = findings.get(db, uid, seen_by=actor.id, today=today)
        if not plans_for(db, finding, actor, today):
            raise NotAllowed(f"{actor.username} plans nothing for finding {uid}")
        link = finding_links.find(db, link_uid)
        if link is None or link.finding_id != finding.id:
            raise NotFound(f"link {link_uid}")
        if finding_links.revoke(db, link.id, by=actor.id, at=at):
            audit.record(
                db,
                "finding_link.revoked",
                "finding",
                finding.uid,
                stream=_stream(finding),
                actor_id=actor.id,
                at=at,
                link=link_uid,
            )


def open_link(
    db: Database,
    token: str,
    *,
    address: str,
    signed_in: Person | None,
    at: int,
    today: str,
    is_page: bool = False,
    is_noted: bool = True,
) -> Opened:
    """What a token opens now, for whoever comes with it from `address`; `is_page` counts it as an opening.

    Without `is_noted` a refusal is not written down, because the same request asks again; guesses always count.

    Raises NotFound, and never says why: a guess, a link that expired or was taken back, a finding that owes nothing any
    more, somebody who is no longer chief there, or a browser in which somebody else is signed in.
    """
    link = finding_links.find_by_token(db, _hash(token if _TOKEN.fullmatch(token) else ""))
    if _is_shut_out(db, address, at=at):
        _count_guess(db, [ALL], at=at)  # whatever the token is: not even the time it takes tells more
        raise NotFound("link")
    if link is None:
        _count_guess(db, [ALL, f"{ALL}{address}"], at=at)
        raise NotFound("link")
    finding = findings.get_by_id(db, link.finding_id)
    person = people.get(db, link.person_id, today=today)
    is_answered = _is_answered_through(db, link, finding)
    why = _why_not(link, finding, person, signed_in, is_answered=is_answered, at=at)
    if why:
        if is_noted:
            _refuse(db, link, finding, why, address=address, at=at)
        raise NotFound("link")
    if is_page:
        _note_opening(db, link, finding, address=address, at=at)
    return Opened(link, finding, person, is_answered)


def _why_not(
    link: Link, finding: Finding, person: Person, signed_in: Person | None, *, is_answered: bool, at: int
) -> str:
    """Why a link that is known opens nothing, or ''."""
    if link.revoked_at is not None:
        return "revoked"
    if at >= link.expires_at:
        return "expired"
    if not person.active or not _is_chief(person, finding):
        return "chief"
    if signed_in is not None and signed_in.id != person.id:
        return "stranger"
    return "" if finding.state in WAITS_FOR_STATION or is_answered else "settled"


def _is_chief(person: Person, finding: Finding) -> bool:
    return any(held.role is Role.STATION_CHIEF and held.org_id == finding.org_id for held in person.assignments)


def _is_answered_through(db: Database, link: Link, finding: Finding) -> bool:
    """Whether the finding's newest step came through this link: its sender is told that it arrived."""
    if finding.state not in WAITS_FOR_REVIEW:
        return False
    return finding_steps.of(db, [finding.id])[finding.id][-1].link_id == link.id


def _refuse(db: Database, link: Link, finding: Finding, why: str, *, address: str, at: int) -> None:
    """Write down that a link was used in vain, at most once a minute for the same reason."""
    if link.refused_why == why and at - (link.refused_at or 0) < LOGGED_EVERY_MS:
        return
    with writing(db):
        finding_links.note_refusal(db, link.id, why=why, at=at)
        audit.record(
            db,
            "finding_link.refused",
            "finding",
            finding.uid,
            stream=_stream(finding),
            actor_id=None,
            at=at,
            link=link.uid,
            why=why,
            address=address,
        )


def _note_opening(db: Database, link: Link, finding: Finding, *, address: str, at: int) -> None:
    with writing(db):
        finding_links.note_opening(db, link.id, at=at)
        if at - (link.opened_at or 0) >= LOGGED_EVERY_MS:
            audit.record(
                db,
                "finding_link.opened",
                "finding",
                finding.uid,
                stream=_stream(finding),
                actor_id=None,
                at=at,
                link=link.uid,
                address=address,
            )


def _count_guess(db: Database, keys: list[str], *, at: int) -> None:
    """Count a token that nobody made; written down at the 1st, 10th, 100th … of all until it is quiet again."""
    with writing(db):
        for key in keys:
            sessions.count_failure(db, key, at=at, forget_before=at - QUIET_MS)
        tries, _ = sessions.failures(db, ALL)
        if re.fullmatch("10*", str(tries)):
            audit.record(db, "finding_link.guessed", "finding_link", "", actor_id=None, at=at, tries=tries)


def _is_shut_out(db: Database, address: str, *, at: int) -> bool:
    """Whether an address has guessed too often; all together leave each the fewer tries, and never lock a link."""
    own, own_at = sessions.failures(db, f"{ALL}{address}")
    of_all, all_at = sessions.failures(db, ALL)
    is_storm = of_all >= GUESSES_OF_ALL and at - all_at < QUIET_MS
    return own >= (1 if is_storm else GUESSES) and at - own_at < QUIET_MS


def _stream(finding: Finding) -> str:
    return audit.visit_stream(finding.visit_uid) if finding.visit_uid else audit.SYSTEM


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
