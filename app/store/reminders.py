"""Reminders: what is to be told of findings, district by district, and who has been told."""

import fcntl
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.finding_life import FindingState
from app.domain.follow_up import FollowUpRules, read_rules
from app.domain.people import Role

# whoever can be written to, and has not declined it
_MAILABLE = "p.active = 1 AND p.email <> '' AND p.wants_mail = 1"


@dataclass(frozen=True, slots=True)
class District:
    """A Polres with the rules that hold there."""

    id: int
    name: str
    tz: str
    rules: FollowUpRules


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """What the ladder looks at."""

    uid: str
    org_id: int
    district_id: int
    state: FindingState
    due_on: str | None
    waits_since: int | None  # ms UTC; None unless it waits for the team
    lead_id: int | None  # who can be written to


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role who can be written to."""

    person_id: int
    role: Role
    org_id: int


Told = tuple[str, str, str, str]  # finding, kind, recipient, day: a row of reminders


@contextmanager
def run_alone(db: Database) -> Iterator[bool]:
    """Whether the caller is the only run there is; the kernel lets a killed run's place go."""
    path = db.conn.execute("PRAGMA database_list").fetchone()[2]
    if not path:
        yield True
        return
    descriptor = os.open(f"{path}.remind", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def districts(db: Database) -> list[District]:
    """Every active Polres with its rules, by id."""
    given: dict[int, dict[str, str]] = {}
    for row in db.query(
        """
        SELECT c.org_id, s.name, s.value
          FROM settings s
          JOIN org_closure c ON c.ancestor_id = s.org_id
          JOIN orgs o ON o.id = c.org_id AND o.kind = 'polres'
         ORDER BY c.depth DESC
        """
    ):
        given.setdefault(row["org_id"], {})[row["name"]] = row["value"]
    rows = db.query("SELECT id, name, tz FROM orgs WHERE kind = 'polres' AND active = 1 ORDER BY id")
    return [District(row["id"], row["name"], row["tz"], read_rules(given.get(row["id"], {}))) for row in rows]


def open_findings(db: Database, first: int, last: int, *, until: str) -> list[OpenFinding]:
    """What the stations of the districts from `first` to `last` (ids) owe by the day `until`, or have answered."""
    rows = db.query(
        f"""
        SELECT f.uid, f.org_id, d.id AS district_id, f.state, f.due_on, p.id AS lead_id,
               CASE WHEN f.state IN ('answered', 'followed_up')
                    THEN (SELECT MAX(s.at) FROM finding_steps s WHERE s.finding_id = f.id AND s.to_state = f.state)
                END AS waits_since
          FROM orgs d
          JOIN org_closure c ON c.ancestor_id = d.id
          JOIN orgs o ON o.id = c.org_id AND o.active = 1
          JOIN findings f ON f.org_id = o.id
          LEFT JOIN visits v ON v.id = f.visit_id
          LEFT JOIN people p ON p.id = v.lead_id AND {_MAILABLE}
         WHERE d.kind = 'polres' AND d.id BETWEEN :first AND :last
           AND (f.state IN ('answered', 'followed_up')
                OR (f.state IN ('issued', 'returned', 'accepted') AND f.due_on <= :until))
         ORDER BY d.id, f.org_id, f.due_on, f.id
        """,
        {"first": first, "last": last, "until": until},
    )
    return [OpenFinding(**{**row, "state": FindingState(row["state"])}) for row in rows]


def holders(db: Database, first: int, last: int, *, today: str) -> list[Holder]:
    """The chiefs of these districts' stations, and the readers and planning staff of the districts themselves."""
    rows = db.query(
        f"""
        SELECT DISTINCT p.id AS person_id, a.role, a.org_id
          FROM orgs d
          JOIN org_closure c ON c.ancestor_id = d.id
          JOIN assignments a ON a.org_id = c.org_id
          JOIN people p ON p.id = a.person_id AND {_MAILABLE}
         WHERE d.kind = 'polres' AND d.id BETWEEN :first AND :last
           AND (a.role = 'station_chief' OR (a.role IN ('reader', 'planner') AND c.depth = 0))
           AND a.valid_from_on <= :today AND COALESCE(a.valid_to_on, :today) >= :today
        """,
        {"first": first, "last": last, "today": today},
    )
    return [Holder(row["person_id"], Role(row["role"]), row["org_id"]) for row in rows]


def told(db: Database, first: int, last: int, *, at: int) -> set[Told]:
    """What has been told of open findings of these districts; a mail that is to be tried again tells it anew."""
    rows = db.query(
        """
        SELECT r.ref, r.kind, r.person, r.due
          FROM orgs d
          JOIN org_closure c ON c.ancestor_id = d.id
          JOIN findings f ON f.org_id = c.org_id
          JOIN reminders r ON r.ref = f.uid
          JOIN mails m ON m.id = r.mail_id
         WHERE d.kind = 'polres' AND d.id BETWEEN :first AND :last
           AND f.state IN ('issued', 'answered', 'returned', 'accepted', 'followed_up')
           AND (m.state <> 'waiting' OR m.next_at > :at)
        """,
        {"first": first, "last": last, "at": at},
    )
    return {(row["ref"], row["kind"], row["person"], row["due"]) for row in rows}


def last_sent(db: Database, *, since: int) -> dict[str, int]:
    """When each recipient was last sent a mail (ms UTC), of those who were since then."""
    rows = db.query(
        """
        SELECT recipient, MAX(settled_at) AS at FROM mails
         WHERE state = 'sent' AND settled_at >= :since GROUP BY recipient
        """,
        {"since": since},
    )
    return {row["recipient"]: row["at"] for row in rows}


def add(db: Database, mails: Sequence[Mapping[str, object]], reminders: Sequence[Mapping[str, object]]) -> None:
    """Write reminders down in the mail of each recipient that waits; one is made where none does."""
    db.conn.executemany(
        """
        INSERT INTO mails (uid, recipient, person_id, org_id, state, made_at, next_at)
        VALUES (:uid, :recipient, :person_id, :org_id, 'waiting', :at, :at)
        ON CONFLICT (recipient) WHERE state = 'waiting' DO NOTHING
        """,
        mails,
    )
    db.conn.executemany(
        """
        INSERT INTO reminders (kind, ref, person, due, mail_id)
        VALUES (:kind, :ref, :person, :due,
                (SELECT m.id FROM mails m WHERE m.recipient = :person AND m.state = 'waiting'))
        ON CONFLICT (ref, kind, person, due) DO NOTHING
        """,
        reminders,
    )
