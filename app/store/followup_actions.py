"""The actions of plans of follow-up, and what the team said of them."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.followup_plan import PlanAction, PlanState, Remark, Written

_ACTION = """
    SELECT a.id, a.uid, a.finding_id, f.uid AS finding_uid, a.action, a.owner_name, a.due_on, a.cost_note, a.state,
           a.reason, a.rev, a.changed_by, p.rank, p.full_name, a.changed_at
      FROM followup_actions a
      JOIN findings f ON f.id = a.finding_id
      JOIN people p ON p.id = a.changed_by
"""


def of(db: Database, finding_ids: Collection[int]) -> dict[int, list[PlanAction]]:
    """Finding id to its actions with their remarks, oldest first; two statements however many there are."""
    names = {f"f{n}": finding_id for n, finding_id in enumerate(finding_ids)}
    if not names:
        return {}
    rows = list(
        db.query(
            f"{_ACTION} WHERE a.finding_id IN ({', '.join(':' + name for name in names)}) ORDER BY a.finding_id, a.id",
            names,
        )
    )
    remarks = _remarks(db, [row["id"] for row in rows])
    found: dict[int, list[PlanAction]] = {}
    for row in rows:
        found.setdefault(row["finding_id"], []).append(_action(row, remarks.get(row["id"], ())))
    return found


def get(db: Database, uid: str) -> PlanAction:
    """One action whoever asks; whether its finding is theirs to see is asked of it. Raises NotFound."""
    for row in db.query(f"{_ACTION} WHERE a.uid = :uid", {"uid": uid}):
        return _action(row, _remarks(db, [row["id"]]).get(row["id"], ()))
    raise NotFound(f"action {uid}")


def finding_of(db: Database, uid: str) -> int | None:
    """The id of the finding to which the action of that uid belongs, or None."""
    for row in db.query("SELECT finding_id FROM followup_actions WHERE uid = :uid", {"uid": uid}):
        return int(row["finding_id"])
    return None


def insert(db: Database, uid: str, finding_id: int, written: Written, *, person_id: int, at: int) -> None:
    """Write down a new action."""
    db.execute(
        """
        INSERT INTO followup_actions (uid, finding_id, action, owner_name, due_on, cost_note, state, reason, written_by,
                                      written_at, changed_by, changed_at)
        VALUES (:uid, :finding_id, :action, :owner_name, :due_on, :cost_note, :state, :reason, :person_id, :at,
                :person_id, :at)
        """,
        {"uid": uid, "finding_id": finding_id, "person_id": person_id, "at": at, **_values(written)},
    )


def change(db: Database, action_id: int, written: Written, *, base: int, person_id: int, at: int) -> bool:
    """Write the action anew when it is still at version `base`; whether it was."""
    cursor = db.execute(
        """
        UPDATE followup_actions
           SET action = :action, owner_name = :owner_name, due_on = :due_on, cost_note = :cost_note, state = :state,
               reason = :reason, rev = rev + 1, changed_by = :person_id, changed_at = :at
         WHERE id = :id AND rev = :base
        """,
        {"id": action_id, "base": base, "person_id": person_id, "at": at, **_values(written)},
    )
    return cursor.rowcount == 1


def insert_remark(db: Database, uid: str, action_id: int, text: str, *, person_id: int, at: int) -> None:
    """Write down what somebody says of an action; the same uid again changes nothing."""
    db.execute(
        """
        INSERT INTO followup_remarks (uid, action_id, text, person_id, at)
        VALUES (:uid, :action_id, :text, :person_id, :at) ON CONFLICT (uid) DO NOTHING
        """,
        {"uid": uid, "action_id": action_id, "text": text, "person_id": person_id, "at": at},
    )


def has_remark(db: Database, uid: str) -> bool:
    """Whether a remark of that uid is written down."""
    return any(True for _row in db.query("SELECT id FROM followup_remarks WHERE uid = :uid", {"uid": uid}))


def _remarks(db: Database, action_ids: Collection[int]) -> dict[int, tuple[Remark, ...]]:
    names = {f"a{n}": action_id for n, action_id in enumerate(action_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT r.action_id, r.text, p.rank, p.full_name, r.at
          FROM followup_remarks r JOIN people p ON p.id = r.person_id
         WHERE r.action_id IN ({", ".join(":" + name for name in names)}) ORDER BY r.id
        """,
        names,
    )
    found: dict[int, tuple[Remark, ...]] = {}
    for row in rows:
        remark = Remark(row["text"], f"{row['rank']} {row['full_name']}".strip(), row["at"])
        found[row["action_id"]] = (*found.get(row["action_id"], ()), remark)
    return found


def _values(written: Written) -> dict[str, object]:
    return {
        "action": written.action,
        "owner_name": written.owner_name,
        "due_on": written.due_on,
        "cost_note": written.cost_note,
        "state": str(written.state),
        "reason": written.reason,
    }


def _action(row: Mapping[str, Any], remarks: tuple[Remark, ...]) -> PlanAction:
    return PlanAction(
        id=row["id"],
        uid=row["uid"],
        finding_id=row["finding_id"],
        finding_uid=row["finding_uid"],
        written=Written(
            row["action"], row["owner_name"], row["due_on"], row["cost_note"], PlanState(row["state"]), row["reason"]
        ),
        rev=row["rev"],
        changed_by=row["changed_by"],
        changed_by_name=f"{row['rank']} {row['full_name']}".strip(),
        changed_at=row["changed_at"],
        remarks=remarks,
    )
