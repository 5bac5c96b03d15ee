"""The steps in the life of findings: append-only, oldest first."""

from collections.abc import Collection, Mapping

from sqlite_utils import Database

from app.domain.finding_life import FindingState
from app.domain.findings import Finding, Step


def insert(
    db: Database,
    finding: Finding,
    *,
    uid: str,
    action: str,
    to_state: FindingState,
    note: str,
    person_id: int,
    at: int,
    without_photo: str = "",
    stance: str = "",
    verdict: str = "",
    link_id: int | None = None,
) -> None:
    """Write down a step of a finding that stands in `finding.state`."""
    db.execute(
        """
        INSERT INTO finding_steps (finding_id, rev, uid, action, from_state, to_state, note, without_photo,
                                   stance, verdict, person_id, at, link_id)
        VALUES (:finding_id, (SELECT COALESCE(MAX(rev), 0) + 1 FROM finding_steps WHERE finding_id = :finding_id),
                :uid, :action, :from_state, :to_state, :note, :without_photo, :stance, :verdict, :person_id, :at,
                :link_id)
        """,
        {
            "finding_id": finding.id,
            "uid": uid,
            "action": action,
            "from_state": str(finding.state),
            "to_state": str(to_state),
            "note": note,
            "without_photo": without_photo,
            "stance": stance,
            "verdict": verdict,
            "link_id": link_id,
            "person_id": person_id,
            "at": at,
        },
    )


def of(db: Database, finding_ids: Collection[int]) -> dict[int, list[Step]]:
    """Finding id to its steps, oldest first."""
    names = {f"f{n}": finding_id for n, finding_id in enumerate(finding_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT s.finding_id, s.rev, s.uid, s.action, s.from_state, s.to_state, s.note, s.without_photo,
               s.stance, s.verdict, s.person_id, p.rank, p.full_name, s.at, s.link_id, l.made_by AS link_by
          FROM finding_steps s JOIN people p ON p.id = s.person_id LEFT JOIN finding_links l ON l.id = s.link_id
         WHERE s.finding_id IN ({", ".join(":" + name for name in names)})
         ORDER BY s.finding_id, s.rev
        """,
        names,
    )
    found: dict[int, list[Step]] = {}
    for row in rows:
        found.setdefault(row["finding_id"], []).append(_step(row))
    return found


def find(db: Database, uid: str) -> tuple[int, str] | None:
    """The finding's id and the action of the step of that uid, or None."""
    for row in db.query("SELECT finding_id, action FROM finding_steps WHERE uid = :uid", {"uid": uid}):
        return int(row["finding_id"]), str(row["action"])
    return None


def _step(row: Mapping[str, object]) -> Step:
    return Step(
        rev=int(str(row["rev"])),
        uid=str(row["uid"]),
        action=str(row["action"]),
        from_state=FindingState(str(row["from_state"])),
        to_state=FindingState(str(row["to_state"])),
        note=str(row["note"]),
        without_photo=str(row["without_photo"]),
        stance=str(row["stance"]),
        verdict=str(row["verdict"]),
        person_id=int(str(row["person_id"])),
        person_name=f"{row['rank']} {row['full_name']}".strip(),
        at=int(str(row["at"])),
        link_id=None if row["link_id"] is None else int(str(row["link_id"])),
        link_by=None if row["link_by"] is None else int(str(row["link_by"])),
    )
