"""What a person's first page shows of findings: overdue, due soon, waiting for the team."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class DueFinding:
    """One finding in a block; `due_on` is None where a team proposed none."""

    uid: str
    condition: str
    station_name: str
    due_on: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """How many there are, and the first of them, what was due first at the top."""

    total: int = 0
    first: tuple[DueFinding, ...] = ()


_NONE = Block()


def blocks(
    db: Database, *, person_id: int, today: str, soon_until: str, oversees: bool, leads: bool, most: int = 3
) -> dict[str, Block]:
    """The blocks 'overdue', 'soon' and 'waiting' of a person, in one statement.

    With `oversees` the findings of every unit at or below one where they plan, read, administer or lead the station;
    with `leads` those that wait for their verification as lead of the visit.
    """
    chosen = " UNION ".join([*([_OVERSEEN] if oversees else []), *([_LED] if leads else [])])
    if not chosen:
        return {"overdue": _NONE, "soon": _NONE, "waiting": _NONE}
    rows = db.query(
        f"""
        SELECT b.block, b.total, f.uid, f.condition, o.name AS station_name, f.due_on
          FROM (SELECT c.id, c.block, COUNT(*) OVER (PARTITION BY c.block) AS total,
                       ROW_NUMBER() OVER (PARTITION BY c.block ORDER BY c.place, c.id) AS rank
                  FROM ({chosen}) c) b
          JOIN findings f ON f.id = b.id
          JOIN orgs o ON o.id = f.org_id
         WHERE b.rank <= :most ORDER BY b.block, b.rank
        """,
        {
            "person_id": person_id,
            "today": today,
            "most": most,
            "overdue": f"0{today}",  # before this place the day has passed
            "later": f"0{soon_until}~",  # from this place on it is not soon
        },
    )
    totals: dict[str, int] = {}
    found: dict[str, list[DueFinding]] = {}
    for row in rows:
        block, total = row.pop("block"), row.pop("total")
        totals[block] = total
        found.setdefault(block, []).append(DueFinding(**row))
    named = ("overdue", "soon", "waiting")
    return {name: Block(totals[name], tuple(found[name])) if name in found else _NONE for name in named}


# `place` begins with whose turn it is, 0 the station's and 1 the team's, and goes on with the due day
_OVERSEEN = """
    SELECT f.id, f.place, CASE WHEN f.place >= '1' THEN 'waiting' WHEN f.place < :overdue THEN 'overdue' ELSE 'soon' END
           AS block
      FROM (SELECT DISTINCT vc.org_id
              FROM assignments va
              JOIN org_closure vc ON vc.ancestor_id = va.org_id
             WHERE va.person_id = :person_id AND va.role IN ('admin', 'planner', 'reader', 'station_chief')
               AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today) seen
      JOIN findings f ON f.org_id = seen.org_id
     WHERE f.place >= '0' AND f.place < '2' AND (f.place < :later OR f.place >= '1')
"""
_LED = """
    SELECT f.id, f.place, 'waiting' AS block
      FROM visit_members vm
      JOIN visits v ON v.id = vm.visit_id AND v.lead_id = :person_id
      JOIN findings f ON f.visit_id = v.id AND f.place >= '1' AND f.place < '2'
     WHERE vm.person_id = :person_id
"""
