"""The pictures of findings: what the team saw, and what the station shows in its responses."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class FindingPhoto:
    """One picture whose bytes are here; `step_uid` names the response it belongs to, None for the team's own."""

    uid: str
    finding_id: int
    step_uid: str | None
    caption: str
    taken_text: str  # the camera's own words
    received_at: int
    person_name: str


def of_findings(db: Database, finding_ids: Collection[int]) -> dict[int, list[FindingPhoto]]:
    """Finding id to its pictures, oldest first; a finding without its own has those of its item at that visit."""
    names = {f"f{n}": finding_id for n, finding_id in enumerate(finding_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT e.uid, f.id AS finding_id, e.step_uid, e.caption, b.taken_text, e.received_at,
               CASE WHEN e.finding_id IS NULL THEN 0 ELSE 1 END AS is_own, p.rank, p.full_name
          FROM findings f
          JOIN evidence e ON e.finding_id = f.id
                          OR (e.visit_id = f.visit_id AND e.finding_id IS NULL AND e.step_uid IS NULL
                              AND e.item_code = f.item_code)
          JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL
          JOIN people p ON p.id = e.person_id
         WHERE f.id IN ({", ".join(":" + name for name in names)}) AND e.withdrawn_at IS NULL
         ORDER BY f.id, e.received_at, e.id
        """,
        names,
    )
    own: dict[int, list[FindingPhoto]] = {}
    of_item: dict[int, list[FindingPhoto]] = {}
    for row in rows:
        photo = FindingPhoto(
            row["uid"],
            row["finding_id"],
            row["step_uid"],
            row["caption"],
            row["taken_text"],
            row["received_at"],
            f"{row['rank']} {row['full_name']}".strip(),
        )
        (own if row["is_own"] else of_item).setdefault(photo.finding_id, []).append(photo)
    return {finding_id: _with_item(own.get(finding_id, []), of_item.get(finding_id, [])) for finding_id in finding_ids}


def _with_item(own: list[FindingPhoto], of_item: list[FindingPhoto]) -> list[FindingPhoto]:
    has_before = any(photo.step_uid is None for photo in own)
    return own if has_before else of_item + own
