"""What is answered now, item by item: written from the heads of the event log, read by pages and reports."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from app.domain import filling
from app.domain.checklist import Checklist
from app.store.sight import PREVIOUS


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One item's answer. `value` is the JSON shape that all of SIAP shares, None when nothing stands (yet)."""

    visit_id: int
    item_code: str
    value: Any
    note: str
    points_exact: str | None
    is_conflict: bool
    person_id: int
    answered_at: int
    rev: int

    @property
    def is_answered(self) -> bool:
        """Whether a value stands; two that disagree are none."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Previous:
    """What was answered last time, and on which day."""

    visit_id: int
    visit_uid: str
    on: str
    answers: dict[str, AnswerRow]


_ANSWER = """
    SELECT a.visit_id, a.item_code, a.value_json, a.note, a.points_exact, a.is_conflict,
           a.person_id, a.answered_at, a.rev
      FROM answers a
"""


def put(db: Database, rows: Sequence[AnswerRow]) -> None:
    """Write what is answered now; each row replaces the one of its item."""
    db.conn.executemany(
        """
        INSERT INTO answers (visit_id, item_code, value_json, note, points_exact, is_conflict,
                             person_id, answered_at, rev)
        VALUES (:visit_id, :item_code, :value_json, :note, :points_exact, :is_conflict,
                :person_id, :answered_at, :rev)
        ON CONFLICT (visit_id, item_code) DO UPDATE
           SET value_json = excluded.value_json, note = excluded.note, points_exact = excluded.points_exact,
               is_conflict = excluded.is_conflict, person_id = excluded.person_id,
               answered_at = excluded.answered_at, rev = excluded.rev
        """,
        [_columns(row) for row in rows],
    )


def list_of(db: Database, visit_id: int) -> dict[str, AnswerRow]:
    """Item code to its answer, for every item that was touched."""
    rows = db.query(f"{_ANSWER} WHERE a.visit_id = :visit_id ORDER BY a.item_code", {"visit_id": visit_id})
    return {row["item_code"]: _answer(row) for row in rows}


def previous_of(db: Database, visit_id: int) -> Previous | None:
    """The station's last submitted visit before this one with the same checklist, whatever its version, or None."""
    rows = db.query(
        f"""
        SELECT p.id, p.uid, p.planned_on
          FROM visits v JOIN visits p ON p.id = {PREVIOUS.format(visit="v")}
         WHERE v.id = :visit_id
        """,
        {"visit_id": visit_id},
    )
    for row in rows:
        return Previous(row["id"], row["uid"], row["planned_on"], list_of(db, row["id"]))
    return None


def answered_of(db: Database, visit_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """Visit id to the items for which a value stands."""
    names = {f"v{n}": visit_id for n, visit_id in enumerate(visit_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT visit_id, item_code FROM answers
         WHERE visit_id IN ({", ".join(f":{name}" for name in names)}) AND value_json IS NOT NULL
        """,
        names,
    )
    found: dict[int, set[str]] = {visit_id: set() for visit_id in visit_ids}
    for row in rows:
        found[row["visit_id"]].add(row["item_code"])
    return {visit_id: frozenset(codes) for visit_id, codes in found.items()}


def progress(db: Database, visit_id: int, checklist: Checklist) -> dict[str, tuple[int, int]]:
    """Part code to (answered, all); `checklist` is already narrowed to the station by `applicable`."""
    return filling.counts(checklist, answered_of(db, [visit_id])[visit_id])


def _columns(row: AnswerRow) -> dict[str, object]:
    return {
        "visit_id": row.visit_id,
        "item_code": row.item_code,
        "value_json": None
        if row.value is None
        else json.dumps(row.value, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
        "note": row.note,
        "points_exact": row.points_exact,
        "is_conflict": int(row.is_conflict),
        "person_id": row.person_id,
        "answered_at": row.answered_at,
        "rev": row.rev,
    }


def _answer(row: dict[str, Any]) -> AnswerRow:
    value_json = row.pop("value_json")
    return AnswerRow(
        **{**row, "is_conflict": bool(row["is_conflict"])},
        value=None if value_json is None else json.loads(value_json),
    )
