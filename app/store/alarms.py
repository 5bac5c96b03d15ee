"""Alarms of phones about the log of seals, and the words of superiors that clear them."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.alarms import Report, Why
from app.domain.people import Role
from app.store.orgs import visible

MOST_OF_ONE = 20  # open alarms of one person; more say nothing new
TOLD = (Role.ADMIN, Role.PLANNER, Role.READER)
SUPERIOR = (Role.READER,)


@dataclass(frozen=True, slots=True)
class Word:
    """What a superior said on alarms, and the code that they tell people in person."""

    id: int
    by: str
    at: int
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm: whose phone raised it, the report as it came, and the word on it, if any."""

    id: int
    by: str
    org: str
    report: Report
    received_at: int
    word: Word | None
    may_settle: bool


# who is told: overseers of where the phone's owner serves, leads of their visits, and themselves
_SEEN = f"""
    (a.person_id = :seen_by OR {visible("a.org_id", TOLD)}
     OR EXISTS (SELECT 1 FROM visits v JOIN visit_members m ON m.visit_id = v.id
                 WHERE m.person_id = a.person_id AND v.lead_id = :seen_by AND v.state <> 'cancelled'))
"""


def count_open(db: Database, *, seen_by: int, today: str) -> int:
    """How many alarms, which no superior has spoken on, this person is to know of."""
    rows = db.query(
        f"SELECT COUNT(*) AS open FROM alarms a WHERE a.word_id IS NULL AND {_SEEN}",
        {"seen_by": seen_by, "today": today},
    )
    return int(next(iter(rows))["open"])


def count_of(db: Database, person_id: int) -> int:
    """How many alarms of one person's phones are open."""
    rows = db.query("SELECT COUNT(*) AS open FROM alarms WHERE person_id = :id AND word_id IS NULL", {"id": person_id})
    return int(next(iter(rows))["open"])


def insert(db: Database, report: Report, *, person_id: int, org_id: int, at: int) -> bool:
    """Keep an alarm; False when it was told before."""
    made = db.execute(
        """
        INSERT INTO alarms (uid, person_id, org_id, why, kept_note, kept_key, kept_at, told_note, told_key,
                            proof_json, raised_at, received_at)
        VALUES (:uid, :person_id, :org_id, :why, :kept_note, :kept_key, :kept_at, :told_note, :told_key,
                :proof, :raised_at, :at)
        ON CONFLICT (uid) DO NOTHING
        """,
        {
            "uid": report.uid,
            "person_id": person_id,
            "org_id": org_id,
            "why": str(report.why),
            "kept_note": report.kept_note,
            "kept_key": report.kept_key,
            "kept_at": report.kept_at,
            "told_note": report.told_note,
            "told_key": report.told_key,
            "proof": json.dumps(report.proof),
            "raised_at": report.raised_at,
            "at": at,
        },
    )
    return bool(made.rowcount)


def set_cleared(db: Database, uid: str, *, at: int) -> None:
    """Note that the superior's code was typed on the phone."""
    db.execute(
        "UPDATE alarms SET cleared_at = :at WHERE uid = :uid AND word_id IS NOT NULL AND cleared_at IS NULL",
        {"uid": uid, "at": at},
    )


def list_seen(db: Database, *, seen_by: int, today: str) -> list[Alarm]:
    """Every alarm that this person is to know of, those without a word first, then the newest first."""
    return _list(db, _SEEN, {"seen_by": seen_by, "today": today})


def find(db: Database, uid: str, *, seen_by: int, today: str) -> Alarm | None:
    """An alarm by its name, which the phone that raised it knows, whoever uses that phone now."""
    found = _list(db, "a.uid = :uid", {"uid": uid, "seen_by": seen_by, "today": today})
    return found[0] if found else None


def insert_word(db: Database, *, person_id: int, why: str, code: str, at: int) -> int:
    """A superior's word; its id."""
    rows = db.query(
        """
        INSERT INTO alarm_words (person_id, at, why, code) VALUES (:person_id, :at, :why, :code) RETURNING id
        """,
        {"person_id": person_id, "at": at, "why": why, "code": code},
    )
    return int(next(iter(rows))["id"])


def put_word(db: Database, word_id: int, uids: Collection[str]) -> None:
    """Let a word stand on these alarms."""
    db.conn.executemany(
        "UPDATE alarms SET word_id = :word_id WHERE uid = :uid AND word_id IS NULL",
        [{"word_id": word_id, "uid": uid} for uid in uids],
    )


def words(db: Database, *, org_id: int, at: int, today: str) -> list[int]:
    """Ids of words spoken since `at` by whoever is a superior of the organisation today, the newest first."""
    spoken = visible(":org_id", SUPERIOR).replace(":seen_by", "w.person_id")
    rows = db.query(
        f"SELECT w.id FROM alarm_words w WHERE w.at > :at AND {spoken} ORDER BY w.at DESC, w.id DESC",
        {"org_id": org_id, "at": at, "today": today},
    )
    return [row["id"] for row in rows]


def _list(db: Database, condition: str, wanted: dict[str, object]) -> list[Alarm]:
    rows = db.query(
        f"""
        SELECT a.id, a.uid, a.why, a.kept_note, a.kept_key, a.kept_at, a.told_note, a.told_key, a.proof_json,
               a.raised_at, a.received_at, a.cleared_at, p.rank, p.full_name, o.name AS org, w.id AS word_id,
               w.at AS said_at, w.why AS said, w.code, s.rank AS said_rank, s.full_name AS said_by,
               CASE WHEN {visible("a.org_id", SUPERIOR)} THEN 1 ELSE 0 END AS may_settle
          FROM alarms a
          JOIN people p ON p.id = a.person_id
          JOIN orgs o ON o.id = a.org_id
          LEFT JOIN alarm_words w ON w.id = a.word_id
          LEFT JOIN people s ON s.id = w.person_id
         WHERE {condition}
         ORDER BY CASE WHEN a.word_id IS NULL THEN 0 ELSE 1 END, a.received_at DESC, a.id DESC
        """,
        wanted,
    )
    return [_alarm(row) for row in rows]


def _alarm(row: dict[str, object]) -> Alarm:
    report = Report(
        **{name: row[name] for name in Report.__slots__ if name not in ("why", "proof")},  # type: ignore[arg-type]  # no types in rows
        why=Why(str(row["why"])),
        proof=tuple(json.loads(str(row["proof_json"]))),
    )
    word = None
    if row["word_id"] is not None:
        said_by = f"{row['said_rank']} {row['said_by']}".strip()
        word = Word(int(str(row["word_id"])), said_by, int(str(row["said_at"])), str(row["said"]), str(row["code"]))
    return Alarm(
        id=int(str(row["id"])),
        by=f"{row['rank']} {row['full_name']}".strip(),
        org=str(row["org"]),
        report=report,
        received_at=int(str(row["received_at"])),
        word=word,
        may_settle=bool(row["may_settle"]),
    )
