"""Mails with reminders: what waits, what was handed over, and what became of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, NotFound
from app.domain.people import Role
from app.domain.reminders import Line, MailState, Why
from app.store.orgs import visible

_LINES = """
    SELECT r.mail_id, r.kind AS why, r.ref AS uid, r.due, f.number, COALESCE(v.planned_on, l.letter_on) AS found_on,
           CASE WHEN f.visit_id IS NULL THEN 1 ELSE 0 END AS by_letter, o.name AS station, d.name AS district
      FROM reminders r
      JOIN mails m ON m.id = r.mail_id
      JOIN findings f ON f.uid = r.ref
      JOIN orgs o ON o.id = f.org_id
      JOIN org_closure c ON c.org_id = f.org_id
      JOIN orgs d ON d.id = c.ancestor_id AND d.kind = 'polres'
      LEFT JOIN visits v ON v.id = f.visit_id
      LEFT JOIN letters l ON l.id = f.letter_id
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """One that waits to be handed over; `address` is where its reader gets mail now, '' for nowhere."""

    id: int
    uid: str
    recipient: str
    org_id: int
    tz: str
    made_at: int
    tries: int
    address: str
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """One mail as people see it afterwards, with what it said."""

    uid: str
    recipient: str
    name: str  # of the person; '' for an office
    address: str
    state: MailState
    made_at: int
    settled_at: int | None
    tz: str
    tries: int
    error: str
    lines: tuple[Line, ...] = ()


def interrupt(db: Database, *, at: int) -> int:
    """What a run that was killed was handing over: nobody can say whether it arrived. How many."""
    return db.execute(
        """
        UPDATE mails SET state = 'uncertain', settled_at = :at, error = 'interrupted'
         WHERE state = 'sending'
        """,
        {"at": at},
    ).rowcount


def waiting(db: Database, *, at: int) -> list[tuple[int, int]]:
    """Id and Polres of each mail that may be tried now."""
    rows = db.query("SELECT id, org_id FROM mails WHERE state = 'waiting' AND next_at <= :at", {"at": at})
    return [(row["id"], row["org_id"]) for row in rows]


def empty(db: Database, ids: Collection[int]) -> None:
    """Take out what these mails say, so that it is said as it stands then."""
    db.conn.executemany("DELETE FROM reminders WHERE mail_id = :id", [{"id": one} for one in ids])


def drop_empty(db: Database, ids: Collection[int]) -> None:
    """Delete those of these mails that still wait and have nothing to say."""
    db.conn.executemany(
        """
        DELETE FROM mails
         WHERE id = :id AND state = 'waiting' AND NOT EXISTS (SELECT 1 FROM reminders r WHERE r.mail_id = mails.id)
        """,
        [{"id": one} for one in ids],
    )


def due(db: Database, *, at: int, after: int, most: int) -> list[Mail]:
    """The next mails to hand over, by id, those with something to say."""
    rows = db.query(
        """
        SELECT m.id, m.uid, m.recipient, m.org_id, o.tz, m.made_at, m.tries,
               CASE WHEN m.person_id IS NULL THEN SUBSTR(m.recipient, 8)
                    WHEN p.active = 1 AND p.wants_mail = 1 THEN p.email ELSE '' END AS address,
               COALESCE(p.language, 'id') AS language
          FROM mails m
          JOIN orgs o ON o.id = m.org_id
          LEFT JOIN people p ON p.id = m.person_id
         WHERE m.state = 'waiting' AND m.next_at <= :at AND m.id > :after
           AND EXISTS (SELECT 1 FROM reminders r WHERE r.mail_id = m.id)
         ORDER BY m.id LIMIT :most
        """,
        {"at": at, "after": after, "most": most},
    )
    return [Mail(**row) for row in rows]


def lines(db: Database, ids: Sequence[int]) -> dict[int, list[Line]]:
    """What each of these mails says, what is due first first."""
    named = {f"m{n}": one for n, one in enumerate(ids)}
    found: dict[int, list[Line]] = {one: [] for one in ids}
    if not ids:
        return found
    rows = db.query(
        f"{_LINES} WHERE m.id IN ({', '.join(':' + name for name in named)}) ORDER BY m.id, r.due, o.name, f.id", named
    )
    for row in rows:
        found[row.pop("mail_id")].append(Line(**{**row, "why": Why(row["why"]), "by_letter": bool(row["by_letter"])}))
    return found


def claim(db: Database, mail_id: int, *, address: str, at: int) -> bool:
    """Say that a mail is being handed over; False when it waits no more. Its days are counted from its first try."""
    cursor = db.execute(
        """
        UPDATE mails SET state = 'sending', address = :address, settled_at = :at,
               made_at = CASE WHEN tries = 0 THEN :at ELSE made_at END, tries = tries + 1
         WHERE id = :id AND state = 'waiting'
        """,
        {"id": mail_id, "address": address, "at": at},
    )
    return bool(cursor.rowcount)


def settle(
    db: Database,
    mail_id: int,
    state: MailState,
    *,
    at: int,
    error: str = "",
    next_at: int | None = None,
    counts: bool = True,
) -> None:
    """Write down what became of a mail that was being handed over; `counts`: as a try."""
    db.execute(
        """
        UPDATE mails SET state = :state, settled_at = :at, error = :error, next_at = COALESCE(:next_at, next_at),
               tries = tries - :off
         WHERE id = :id AND state = 'sending'
        """,
        {"id": mail_id, "state": str(state), "at": at, "error": error, "next_at": next_at, "off": int(not counts)},
    )


def count_troubles(db: Database) -> int:
    """How many mails need a person to decide."""
    rows = db.query("SELECT COUNT(*) AS n FROM mails WHERE state IN ('refused', 'given_up', 'uncertain')")
    return int(next(iter(rows))["n"])


def count_waiting(db: Database) -> int:
    """How many mails wait to be handed over."""
    return int(next(iter(db.query("SELECT COUNT(*) AS n FROM mails WHERE state IN ('waiting', 'sending')")))["n"])


_TOLD = """
    SELECT m.id, m.uid, m.recipient, COALESCE(p.rank, '') AS rank, COALESCE(p.full_name, '') AS full_name, m.address,
           m.state, m.made_at, m.settled_at, o.tz, m.tries, m.error
      FROM mails m
      JOIN orgs o ON o.id = m.org_id
      LEFT JOIN people p ON p.id = m.person_id
"""


def list_troubles(db: Database, *, seen_by: int, today: str, roles: Collection[Role], most: int = 100) -> list[Told]:
    """The mails of units where the reader holds one of `roles` that need a decision, newest first, without texts."""
    rows = db.query(
        f"""
        {_TOLD} WHERE m.state IN ('refused', 'given_up', 'uncertain') AND {visible("m.org_id", roles)}
         ORDER BY m.settled_at DESC, m.id DESC LIMIT :most
        """,
        {"seen_by": seen_by, "today": today, "most": most},
    )
    return [_told(row, ()) for row in rows]


def list_of_person(db: Database, person_id: int, *, most: int = 60) -> list[Told]:
    """What was sent to somebody, or was to be, newest first, with what each mail says."""
    rows = list(
        db.query(
            f"{_TOLD} WHERE m.person_id = :id ORDER BY m.made_at DESC, m.id DESC LIMIT :most",
            {"id": person_id, "most": most},
        )
    )
    said = lines(db, [row["id"] for row in rows])
    return [_told(row, tuple(said[row["id"]])) for row in rows]


def decide(
    db: Database, uid: str, state: MailState, *, seen_by: int, today: str, roles: Collection[Role], at: int
) -> int:
    """Settle a mail that needs a person; its id. Raises NotFound, Conflict when somebody has decided already."""
    rows = db.query(
        f"SELECT m.id FROM mails m WHERE m.uid = :uid AND {visible('m.org_id', roles)}",
        {"uid": uid, "seen_by": seen_by, "today": today},
    )
    for row in list(rows):
        cursor = db.execute(
            """
            UPDATE mails SET state = :state, settled_at = :at
             WHERE id = :id AND state IN ('refused', 'given_up', 'uncertain')
            """,
            {"id": row["id"], "state": str(state), "at": at},
        )
        if not cursor.rowcount:
            raise Conflict(f"mail {uid} is settled")
        return int(row["id"])
    raise NotFound(f"mail {uid}")


def _told(row: dict[str, object], said: tuple[Line, ...]) -> Told:
    fields = {name: value for name, value in row.items() if name not in ("id", "rank", "full_name", "state")}
    name = f"{row['rank']} {row['full_name']}".strip()
    return Told(**fields, state=MailState(str(row["state"])), name=name, lines=said)  # type: ignore[arg-type]  # rows
