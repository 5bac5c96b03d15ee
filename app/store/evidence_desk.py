"""What the evidence desk asks: the last submitted visit of each station, its answers, and the pictures of each item."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from app.domain.expected import DAYS, Age, Held
from app.store.orgs import VISIBLE

_DAY_MS = 86_400_000
_ZONE = timedelta(hours=7)  # days are told in western Indonesian time; an hour or two do not make evidence old
# of one station or of all one may see, by the instrument; withdrawn pictures and those still on a phone do not count
_SCOPE = f"(:org_id IS NULL OR v.org_id = :org_id) AND c.checklist = :checklist AND {VISIBLE.format(org='v.org_id')}"


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The last submitted visit of one station with an instrument."""

    visit_id: int
    uid: str
    org_id: int
    org_code: str
    org_name: str
    checklist_version_id: int
    checklist_sha256: str
    switches: frozenset[str]
    planned_on: str


def last_visits(
    db: Database, checklist: str, *, seen_by: int, today: str, org_id: int | None = None
) -> list[LastVisit]:
    """The last submitted visit of each active station one may see, by the station's name."""
    rows = db.query(
        f"""
        WITH ranked AS (
          SELECT v.id AS visit_id, v.uid, v.org_id, v.checklist_version_id, v.switches, v.planned_on,
                 c.sha256 AS checklist_sha256,
                 ROW_NUMBER() OVER (PARTITION BY v.org_id ORDER BY v.planned_on DESC, v.id DESC) AS place
            FROM visits v JOIN checklist_versions c ON c.id = v.checklist_version_id
           WHERE v.state IN ('submitted', 'sealed') AND {_SCOPE}
        )
        SELECT r.visit_id, r.uid, r.org_id, o.code AS org_code, o.name AS org_name, r.checklist_version_id,
               r.checklist_sha256, r.switches, r.planned_on
          FROM ranked r JOIN orgs o ON o.id = r.org_id
         WHERE r.place = 1 AND o.active = 1 ORDER BY o.name, o.id
        """,
        {"checklist": checklist, "seen_by": seen_by, "today": today, "org_id": org_id},
    )
    return [LastVisit(**{**row, "switches": frozenset(row["switches"].split())}) for row in rows]


def answers_of(db: Database, visits: list[LastVisit]) -> dict[int, tuple[tuple[str, str], ...]]:
    """Visit id to (item code, answer as JSON text) of every item that stands, by the item's code."""
    if not visits:
        return {}
    names = {f"v{number}": visit.visit_id for number, visit in enumerate(visits)}
    rows = db.execute(
        f"""
        SELECT visit_id, item_code, value_json FROM answers
         WHERE visit_id IN ({", ".join(f":{name}" for name in names)}) AND value_json IS NOT NULL
         ORDER BY visit_id, item_code
        """,
        names,
    )
    found: dict[int, list[tuple[str, str]]] = {visit.visit_id: [] for visit in visits}
    for visit_id, item_code, value_json in rows:
        found[visit_id].append((item_code, value_json))
    return {visit_id: tuple(given) for visit_id, given in found.items()}


def held(
    db: Database, checklist: str, *, seen_by: int, today: str, at: int, org_id: int | None = None
) -> Mapping[tuple[int, str], Held]:
    """(station id, item code) to what is there, from every visit with the instrument; a picture used twice is one.

    How old a picture is, is what the phone or the file says, else when it came; never later than `at`.
    """
    since = {f"{age}_at": at - days * _DAY_MS for age, days in DAYS.items()}
    counts = ", ".join(f"COUNT(CASE WHEN taken_at >= :{age}_at THEN 1 END) AS {age}" for age in DAYS)
    rows = db.query(
        f"""
        WITH pictures AS (
          SELECT e.org_id, e.item_code, e.sha256,
                 MAX(CASE WHEN COALESCE(e.phone_at, b.taken_at, e.received_at) > :at THEN e.received_at
                          ELSE COALESCE(e.phone_at, b.taken_at, e.received_at) END) AS taken_at
            FROM evidence e
            JOIN visits v ON v.id = e.visit_id
            JOIN checklist_versions c ON c.id = v.checklist_version_id
            JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL
           WHERE e.withdrawn_at IS NULL AND v.state IN ('submitted', 'sealed') AND {_SCOPE}
           GROUP BY e.org_id, e.item_code, e.sha256
        )
        SELECT org_id, item_code, COUNT(*) AS pictures, MAX(taken_at) AS newest_at, {counts}
          FROM pictures GROUP BY org_id, item_code
        """,
        {"checklist": checklist, "seen_by": seen_by, "today": today, "at": at, "org_id": org_id, **since},
    )
    return {
        (row["org_id"], row["item_code"]): Held(row["pictures"], {age: row[age] for age in Age}, _day(row["newest_at"]))
        for row in rows
    }


def _day(at: int) -> str:
    return (datetime.fromtimestamp(at / 1000, UTC) + _ZONE).date().isoformat()
