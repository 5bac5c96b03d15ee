"""Read-only questions over many visits: what the desk pages, papers and exports ask. Answers are never read here
for a score: every number was computed and stored when its visit was submitted."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.people import MAY, Action
from app.store.orgs import VISIBLE, visible

OPEN_STATES = "('issued', 'answered', 'returned', 'accepted', 'followed_up')"
# an answered finding waits for the team: the station is not late with it
OVERDUE = "f.state IN ('issued', 'returned', 'accepted') AND f.due_on < :today"


@dataclass(frozen=True, slots=True)
class StoredScore:
    """One submitted visit's total: exact text, shown text, and when and on what it was given."""

    visit_id: int
    visit_uid: str
    org_id: int
    period: str
    value_exact: str
    shown: str
    max_exact: str
    colour: str
    answered: int
    items: int
    planned_on: str
    submitted_at: int
    checklist_version_id: int
    seal_sha256: str | None


@dataclass(frozen=True, slots=True)
class StoredNode:
    """One node of a submitted visit; `percent_shown` is '' when nothing in it applied."""

    visit_id: int
    code: str
    value_exact: str
    shown: str
    max_exact: str
    percent_shown: str
    answered: int
    items: int


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many findings of a station are open, past their due date, serious, and critical (open ones alone)."""

    open: int = 0
    overdue: int = 0
    serious: int = 0
    critical: int = 0


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """One visit of a quarter as the overview needs it."""

    org_id: int
    uid: str
    state: str
    planned_on: str


_SCORE = """
    SELECT s.visit_id, v.uid AS visit_uid, s.org_id, s.period, s.value_exact, s.shown, s.max_exact, s.colour,
           s.answered, s.items, v.planned_on, s.submitted_at, v.checklist_version_id, v.seal_sha256
"""


def latest_scores(
    db: Database, *, until_period: str, depth: int, seen_by: int, today: str
) -> dict[int, list[StoredScore]]:
    """Station id to its last `depth` scores up to and with a quarter, newest first, of the stations one may see."""
    rows = db.query(
        f"""
        WITH ranked AS (
          {_SCORE}, ROW_NUMBER() OVER (PARTITION BY s.org_id ORDER BY s.submitted_at DESC, s.visit_id DESC) AS place
            FROM visit_scores s JOIN visits v ON v.id = s.visit_id
           WHERE s.period <= :until AND {VISIBLE.format(org="s.org_id")}
        )
        SELECT visit_id, visit_uid, org_id, period, value_exact, shown, max_exact, colour, answered, items,
               planned_on, submitted_at, checklist_version_id, seal_sha256
          FROM ranked WHERE place <= :depth ORDER BY org_id, place
        """,
        {"until": until_period, "depth": depth, "seen_by": seen_by, "today": today},
    )
    found: dict[int, list[StoredScore]] = {}
    for row in rows:
        found.setdefault(row["org_id"], []).append(StoredScore(**row))
    return found


def scores_of_station(db: Database, org_id: int) -> list[StoredScore]:
    """Every score of one station, oldest first: its trend."""
    rows = db.query(
        f"""
        {_SCORE} FROM visit_scores s JOIN visits v ON v.id = s.visit_id
         WHERE s.org_id = :org_id ORDER BY s.submitted_at, s.visit_id
        """,
        {"org_id": org_id},
    )
    return [StoredScore(**row) for row in rows]


def nodes_of(db: Database, visit_ids: list[int], codes: tuple[str, ...] = ()) -> dict[int, dict[str, StoredNode]]:
    """Visit id to its nodes by code; only the named codes when some are named."""
    if not visit_ids:
        return {}
    names = {f"v{n}": visit_id for n, visit_id in enumerate(visit_ids)}
    wanted = {f"c{n}": code for n, code in enumerate(codes)}
    only = f"AND node_code IN ({', '.join(':' + name for name in wanted)})" if wanted else ""
    rows = db.query(
        f"""
        SELECT visit_id, node_code AS code, value_exact, shown, max_exact, percent_shown, answered, items
          FROM node_scores WHERE visit_id IN ({", ".join(":" + name for name in names)}) {only}
        """,
        {**names, **wanted},
    )
    found: dict[int, dict[str, StoredNode]] = {}
    for row in rows:
        found.setdefault(row["visit_id"], {})[row["code"]] = StoredNode(**row)
    return found


def count_findings(db: Database, *, seen_by: int, today: str) -> dict[int, FindingCounts]:
    """Station id to its open findings, of the stations one may see; stations without any are left out."""
    rows = db.query(
        f"""
        SELECT f.org_id,
               COUNT(*) AS open,
               SUM(CASE WHEN {OVERDUE} THEN 1 ELSE 0 END) AS overdue,
               SUM(CASE WHEN f.severity = 'serious' THEN 1 ELSE 0 END) AS serious,
               SUM(CASE WHEN f.is_critical = 1 THEN 1 ELSE 0 END) AS critical
          FROM findings f
         WHERE f.state IN {OPEN_STATES} AND {VISIBLE.format(org="f.org_id")}
         GROUP BY f.org_id
        """,
        {"seen_by": seen_by, "today": today},
    )
    return {row.pop("org_id"): FindingCounts(**row) for row in rows}


def count_repeated(
    db: Database, *, period: str, first_on: str, last_on: str, seen_by: int, today: str
) -> dict[int, tuple[int, int]]:
    """Station id to how many findings of a quarter's visits and letters repeat an earlier one, and how many of these
    come after a promise that was not kept; of the stations one may see, those without any left out."""
    rows = db.query(
        f"""
        SELECT f.org_id, COUNT(*) AS repeated, SUM(e.broken) AS broken
          FROM findings f
          JOIN findings e ON e.id = f.repeat_of
          LEFT JOIN visits v ON v.id = f.visit_id
          LEFT JOIN letters l ON l.id = f.letter_id
         WHERE f.repeats > 0 AND (v.period = :period OR (l.letter_on >= :first_on AND l.letter_on <= :last_on))
           AND {VISIBLE.format(org="f.org_id")}
         GROUP BY f.org_id
        """,
        {"period": period, "first_on": first_on, "last_on": last_on, "seen_by": seen_by, "today": today},
    )
    return {row["org_id"]: (row["repeated"], row["broken"]) for row in rows}


def visits_of_quarter(db: Database, period: str, *, seen_by: int, today: str) -> dict[int, list[PlannedVisit]]:
    """Station id to its visits of one quarter in the order of their days, cancelled ones left out."""
    rows = db.query(
        f"""
        SELECT org_id, uid, state, planned_on FROM visits
         WHERE period = :period AND state <> 'cancelled' AND {VISIBLE.format(org="visits.org_id")}
         ORDER BY planned_on, id
        """,
        {"period": period, "seen_by": seen_by, "today": today},
    )
    found: dict[int, list[PlannedVisit]] = {}
    for row in rows:
        found.setdefault(row["org_id"], []).append(PlannedVisit(**row))
    return found


def periods(db: Database, *, seen_by: int, today: str) -> list[str]:
    """The quarters in which anything was planned at the stations one may see, newest first."""
    rows = db.query(
        f"""
        SELECT DISTINCT period FROM visits
         WHERE state <> 'cancelled' AND {VISIBLE.format(org="visits.org_id")} ORDER BY period DESC
        """,
        {"seen_by": seen_by, "today": today},
    )
    return [row["period"] for row in rows]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One stored answer of a quarter, for the exports."""

    station: str
    planned_on: str
    checklist_version_id: int
    item_code: str
    value_json: str | None
    note: str
    points_exact: str | None
    full_name: str
    photos: int


def iterate_answers(db: Database, period: str, *, seen_by: int, today: str) -> Iterator[AnswerRow]:
    """Every answer of the quarter's submitted visits, read row by row: station by station, item by item."""
    rows = db.query(
        f"""
        SELECT o.name AS station, v.planned_on, v.checklist_version_id, a.item_code, a.value_json, a.note,
               a.points_exact, p.full_name, COALESCE(e.photos, 0) AS photos
          FROM visits v
          JOIN orgs o ON o.id = v.org_id
          JOIN answers a ON a.visit_id = v.id
          JOIN people p ON p.id = a.person_id
          LEFT JOIN (SELECT visit_id, item_code, COUNT(*) AS photos FROM evidence
                      WHERE withdrawn_at IS NULL AND finding_id IS NULL GROUP BY visit_id, item_code) e
            ON e.visit_id = v.id AND e.item_code = a.item_code
         WHERE v.period = :period AND v.state IN ('submitted', 'sealed')
           AND {visible("v.org_id", MAY[Action.SEE_STATIONS])}
         ORDER BY o.name, v.planned_on, v.id, a.item_code
        """,
        {"period": period, "seen_by": seen_by, "today": today},
    )
    for row in rows:
        yield AnswerRow(**row)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a finding whose bytes are here."""

    uid: str
    sha256: str
    caption: str


def finding_pictures(db: Database, visit_id: int) -> dict[int, list[Picture]]:
    """Finding id to the pictures that belong to it: the team's own first, then the station's, oldest first."""
    rows = db.query(
        """
        SELECT e.finding_id, e.uid, e.sha256, e.caption
          FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 AND b.destroyed_at IS NULL AND b.mime LIKE 'image/%'
         WHERE e.visit_id = :visit_id AND e.finding_id IS NOT NULL AND e.withdrawn_at IS NULL
         ORDER BY e.finding_id, CASE WHEN e.step_uid IS NULL THEN 0 ELSE 1 END, e.id
        """,
        {"visit_id": visit_id},
    )
    found: dict[int, list[Picture]] = {}
    for row in rows:
        found.setdefault(row["finding_id"], []).append(Picture(row["uid"], row["sha256"], row["caption"]))
    return found


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document whose bytes are here, as a paper names it."""

    item_code: str
    caption: str
    pages: int
    sha256: str


def documents(db: Database, visit_id: int) -> list[StoredDocument]:
    """The documents of a visit, those of its findings' responses too, by item, oldest first."""
    rows = db.query(
        """
        SELECT e.item_code, e.caption, b.pages, e.sha256
          FROM evidence e JOIN blobs b ON b.sha256 = e.sha256 AND b.pages IS NOT NULL
         WHERE e.visit_id = :visit_id AND e.withdrawn_at IS NULL ORDER BY e.item_code, e.id
        """,
        {"visit_id": visit_id},
    )
    return [StoredDocument(**row) for row in rows]


_IS_PICTURE = "NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = evidence.sha256 AND b.pages IS NOT NULL)"


def count_photos(db: Database, visit_id: int) -> int:
    """How many pictures a visit holds, documents and withdrawn ones left out."""
    rows = db.query(
        f"""
        SELECT COUNT(*) AS photos FROM evidence
         WHERE visit_id = :visit_id AND withdrawn_at IS NULL AND {_IS_PICTURE}
        """,
        {"visit_id": visit_id},
    )
    return int(next(iter(rows))["photos"])


def count_photos_by_item(db: Database, visit_id: int) -> dict[str, int]:
    """Item code to how many pictures stand at it, documents and those of findings' responses left out."""
    rows = db.query(
        f"""
        SELECT item_code, COUNT(*) AS photos FROM evidence
         WHERE visit_id = :visit_id AND withdrawn_at IS NULL AND step_uid IS NULL AND {_IS_PICTURE}
         GROUP BY item_code
        """,
        {"visit_id": visit_id},
    )
    return {row["item_code"]: row["photos"] for row in rows}
