"""Who may look into a visit: its team always, overseers of its station always, its station once it is submitted."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import NotAllowed, NotFound

# the two ways to be on a visit's team
ON_TEAM = """
    ({visit}.lead_id = :person_id
     OR EXISTS (SELECT 1 FROM visit_members tm WHERE tm.visit_id = {visit}.id AND tm.person_id = :person_id))
"""
# holding one of some roles today at the visit's station or above it
HOLDS = """
    EXISTS (SELECT 1 FROM assignments ra
              JOIN org_closure rc ON rc.ancestor_id = ra.org_id
             WHERE ra.person_id = :person_id AND rc.org_id = {visit}.org_id AND ra.role IN ({roles})
               AND ra.valid_from_on <= :today AND COALESCE(ra.valid_to_on, :today) >= :today)
"""
OVERSEERS = "'admin', 'planner', 'reader'"
DONE = "'submitted', 'sealed'"
# the same as one condition, for statements over many rows; parameters person_id and today
MAY_READ = f"""
    ({ON_TEAM} OR {HOLDS.replace("{roles}", OVERSEERS)}
     OR ({{visit}}.state IN ({DONE}) AND {HOLDS.replace("{roles}", "'station_chief'")}))
"""

# the id of the station's last submitted visit before one with the same checklist, whatever its version
PREVIOUS = """
    (SELECT pv.id
       FROM visits pv
       JOIN checklist_versions pc ON pc.id = pv.checklist_version_id
       JOIN checklist_versions nc ON nc.id = {visit}.checklist_version_id AND nc.checklist = pc.checklist
      WHERE pv.org_id = {visit}.org_id AND pv.state IN ('submitted', 'sealed') AND pv.planned_on < {visit}.planned_on
      ORDER BY pv.planned_on DESC, pv.id DESC LIMIT 1)
"""


@dataclass(frozen=True, slots=True)
class Sight:
    """A visit as one person may see it."""

    id: int
    uid: str
    org_id: int
    state: str
    rev: int
    lead_id: int
    checklist_version_id: int
    switches: frozenset[str]
    is_on_team: bool


def read(db: Database, uid: str, *, person_id: int, today: str) -> Sight:
    """The visit, for somebody who may read what is filled in it.

    Raises NotAllowed for an inspector of its district who is not on its team, NotFound for everybody else.
    """
    rows = db.query(
        f"""
        SELECT v.id, v.uid, v.org_id, v.state, v.rev, v.lead_id, v.checklist_version_id, v.switches,
               CASE WHEN {ON_TEAM.format(visit="v")} THEN 1 ELSE 0 END AS is_on_team,
               CASE WHEN {MAY_READ.format(visit="v")} THEN 1 ELSE 0 END AS may_read,
               CASE WHEN {HOLDS.format(visit="v", roles="'inspector'")} THEN 1 ELSE 0 END AS is_near
          FROM visits v WHERE v.uid = :uid
        """,
        {"uid": uid, "person_id": person_id, "today": today},
    )
    for row in rows:
        may_read, is_near = row.pop("may_read"), row.pop("is_near")
        if may_read:
            row["switches"] = frozenset(row["switches"].split())
            return Sight(**{**row, "is_on_team": bool(row["is_on_team"])})
        if is_near:
            raise NotAllowed(f"not on the team of visit {uid}")
    raise NotFound(f"visit {uid}")
