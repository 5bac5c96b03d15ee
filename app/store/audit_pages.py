"""The audit trail for its readers: a page of one stream, of one person, of the installation; newest first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.store.audit import SYSTEM, Entry
from app.store.orgs import VISIBLE

_COLUMNS = "a.stream, a.seq, a.at, a.person_id, a.action, a.entity, a.entity_id, a.detail_json, a.prev_hash, a.hash"
_ORGS = "SELECT id, code, name FROM orgs WHERE"
_LAST = 1 << 62


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the installation's stream is asked for: deeds of these kinds, of one person, from and up to moments."""

    actions: Collection[str] = ()
    person_id: int | None = None
    from_at: int | None = None
    to_at: int | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """What the things that entries speak of are called; a key that is missing is gone or not to be seen."""

    people: dict[int, str]
    usernames: dict[str, str]
    orgs: dict[str, str]
    versions: dict[str, str]
    findings: dict[str, tuple[int, str]]  # number and item
    evidence: dict[str, str]  # item
    visits: dict[str, tuple[str, str]]  # station and day


def of_stream(
    db: Database, stream: str, *, before: int | None = None, without: Collection[str] = (), most: int
) -> list[Entry]:
    """The newest entries of a stream below the number `before`, but for the actions `without`."""
    return _read(
        db,
        f"""
        SELECT {_COLUMNS} FROM audit_log a
         WHERE a.stream = :stream AND a.seq < :before {_not_in(without)}
         ORDER BY a.seq DESC LIMIT :most
        """,
        {"stream": stream, "before": before or _LAST, "most": most, **_values(without)},
    )


def of_person(
    db: Database, person_id: int, username: str, *, before: tuple[int, str, int] | None = None, most: int
) -> list[Entry]:
    """What a person did, in every stream, and what others did to the account; below (at, stream, seq)."""
    at, stream, seq = before or (_LAST, "", 0)
    behind = "(a.at, a.stream, a.seq) < (:at, :stream, :seq)"
    return _read(
        db,
        f"""
        SELECT stream, seq, at, person_id, action, entity, entity_id, detail_json, prev_hash, hash FROM (
          SELECT {_COLUMNS} FROM audit_log a
           WHERE a.person_id = :id AND {behind} ORDER BY a.at DESC, a.stream DESC, a.seq DESC LIMIT :most)
        UNION ALL
        SELECT stream, seq, at, person_id, action, entity, entity_id, detail_json, prev_hash, hash FROM (
          SELECT {_COLUMNS} FROM audit_log a
           WHERE a.entity = 'person' AND a.entity_id IN (:text, :username)
             AND (a.person_id IS NULL OR a.person_id <> :id) AND {behind}
           ORDER BY a.at DESC, a.stream DESC, a.seq DESC LIMIT :most)
         ORDER BY 3 DESC, 1 DESC, 2 DESC LIMIT :most
        """,
        {
            "id": person_id,
            "text": str(person_id),
            "username": username,
            "at": at,
            "stream": stream,
            "seq": seq,
            "most": most,
        },
    )


# people and units within the reader's reach, and how entries name them
_REACH = f"""
    WITH mine AS (SELECT p.id, CAST(p.id AS TEXT) AS text, p.username FROM people p
                   WHERE EXISTS (SELECT 1 FROM assignments s
                                  WHERE s.person_id = p.id AND {VISIBLE.format(org="s.org_id")})),
         persons AS (SELECT text FROM mine UNION SELECT username FROM mine),
         seen AS (SELECT CAST(o.id AS TEXT) AS text, o.code FROM orgs o WHERE {VISIBLE.format(org="o.id")}),
         units AS (SELECT text FROM seen UNION SELECT code FROM seen)
"""
# what concerns somebody or something within reach, and what concerns the installation itself
_CONCERNS = """
    (a.person_id IN (SELECT id FROM mine)
     OR (a.entity = 'person' AND a.entity_id IN (SELECT text FROM persons))
     OR (a.entity = 'org' AND a.entity_id IN (SELECT text FROM units))
     OR (a.person_id IS NULL AND a.entity NOT IN ('person', 'org')))
"""


def of_system(
    db: Database, wanted: Wanted, *, seen_by: int, today: str, before: int | None = None, most: int
) -> list[Entry]:
    """The newest entries of the installation's own stream that concern what this person may see today."""
    return _read(
        db,
        f"""
        {_REACH}
        SELECT {_COLUMNS} FROM audit_log a
         WHERE a.stream = :stream AND a.seq < :before
           AND (:person IS NULL OR a.person_id = :person)
           AND (:from_at IS NULL OR a.at >= :from_at) AND (:to_at IS NULL OR a.at < :to_at)
           {_in(wanted.actions)} AND {_CONCERNS}
         ORDER BY a.seq DESC LIMIT :most
        """,
        {
            "stream": SYSTEM,
            "before": before or _LAST,
            "person": wanted.person_id,
            "from_at": wanted.from_at,
            "to_at": wanted.to_at,
            "seen_by": seen_by,
            "today": today,
            "most": most,
            **_values(wanted.actions),
        },
    )


def names_of(db: Database, entries: Sequence[Entry]) -> Names:
    """What the things of these entries are called; the number of queries does not grow with them."""
    ids = {entry.person_id for entry in entries if entry.person_id is not None}
    ids |= {int(text) for text in _ids(entries, "person") if text.isdecimal()}
    typed = {text for text in _ids(entries, "person") if not text.isdecimal()}
    return Names(
        people={row["id"]: f"{row['rank']} {row['full_name']}".strip() for row in _people(db, ids)},
        usernames={
            row["username"]: row["full_name"]
            for row in _named(db, "SELECT username, full_name FROM people WHERE username", typed)
        },
        orgs={
            key: row["name"]
            for row in _named(
                db, "SELECT id, code, name FROM orgs WHERE CAST(id AS TEXT)", _ids(entries, "org"), "code"
            )
            for key in (str(row["id"]), row["code"])
        },
        versions={
            row["key"]: f"{row['title']} {row['version']}"
            for row in _named(
                db,
                "SELECT CAST(id AS TEXT) AS key, title, version FROM checklist_versions WHERE CAST(id AS TEXT)",
                _ids(entries, "checklist_version"),
            )
        },
        findings={
            row["uid"]: (row["number"], row["item_code"])
            for row in _named(db, "SELECT uid, number, item_code FROM findings WHERE uid", _ids(entries, "finding"))
        },
        evidence={
            row["uid"]: row["item_code"]
            for row in _named(db, "SELECT uid, item_code FROM evidence WHERE uid", _ids(entries, "evidence"))
        },
        visits={
            row["uid"]: (row["name"], row["planned_on"])
            for row in _named(
                db,
                "SELECT v.uid, v.planned_on, o.name FROM visits v JOIN orgs o ON o.id = v.org_id WHERE v.uid",
                {entry.visit_uid for entry in entries if entry.visit_uid},
            )
        },
    )


def _ids(entries: Sequence[Entry], entity: str) -> set[str]:
    return {entry.entity_id for entry in entries if entry.entity == entity}


def _units(entries: Sequence[Entry]) -> set[str]:
    named = {str(entry.detail["org"]) for entry in entries if entry.entity == "person" and "org" in entry.detail}
    return named | _ids(entries, "org")


def _people(db: Database, ids: Collection[int]) -> list[dict[str, Any]]:
    return _named(db, "SELECT id, rank, full_name FROM people WHERE id", ids)


def _named(db: Database, select: str, keys: Collection[object], or_by: str = "") -> list[dict[str, Any]]:
    """The rows whose last-named column is among the keys; nothing is asked for no key."""
    if not keys:
        return []
    values = _values(keys)
    among = ", ".join(f":{name}" for name in values)
    return list(db.query(f"{select} IN ({among})" + (f" OR {or_by} IN ({among})" if or_by else ""), values))


def _read(db: Database, sql: str, values: dict[str, object]) -> list[Entry]:
    return [Entry(**row) for row in db.query(sql, values)]


def _values(keys: Collection[object]) -> dict[str, object]:
    return {f"k{number}": key for number, key in enumerate(sorted(keys, key=str))}


def _in(actions: Collection[str]) -> str:
    return f"AND a.action IN ({', '.join(f':{name}' for name in _values(actions))})" if actions else ""


def _not_in(actions: Collection[str]) -> str:
    return f"AND a.action NOT IN ({', '.join(f':{name}' for name in _values(actions))})" if actions else ""
