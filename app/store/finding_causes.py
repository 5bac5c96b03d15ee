"""What lies behind findings, over all stations that somebody oversees."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.findings import Finding
from app.domain.people import MAY, Action
from app.store import findings
from app.store.orgs import visible

_OPEN = "f.state IN ('issued', 'answered', 'returned', 'accepted', 'followed_up')"
_LATE = "f.state IN ('issued', 'returned', 'accepted') AND f.due_on < :today"
# found since a day, or open still
_COUNTED = f"""
    f.issued_at IS NOT NULL AND f.state <> 'void'
    AND (COALESCE(v.planned_on, l.letter_on) >= :since OR {_OPEN})
    AND {visible("f.org_id", MAY[Action.SEE_STATIONS])}
"""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One finding with its cause."""

    cause_kind: str
    cause: str
    station_code: str
    station_name: str
    item_code: str
    month: str  # '2026-11' in which it was found
    at_stake: str  # exact points, '' when unknown
    is_open: int
    is_late: int


def list_rows(db: Database, *, since: str, seen_by: int, today: str) -> list[CauseRow]:
    """Every finding with a cause, the oldest first; one statement."""
    rows = db.execute(
        f"""
        SELECT f.cause_kind, TRIM(f.cause), o.code, o.name, f.item_code,
               SUBSTR(COALESCE(v.planned_on, l.letter_on), 1, 7), f.at_stake,
               CASE WHEN {_OPEN} THEN 1 ELSE 0 END, CASE WHEN {_LATE} THEN 1 ELSE 0 END
          FROM findings f
          JOIN orgs o ON o.id = f.org_id
          LEFT JOIN visits v ON v.id = f.visit_id
          LEFT JOIN letters l ON l.id = f.letter_id
         WHERE {_COUNTED} AND (f.cause_kind <> '' OR TRIM(f.cause) <> '')
         ORDER BY f.id
        """,
        {"since": since, "seen_by": seen_by, "today": today},
    )
    return [CauseRow(*row) for row in rows]


def list_of(
    db: Database,
    cause_kind: str,
    causes: Collection[str],
    *,
    since: str,
    seen_by: int,
    today: str,
    limit: int,
    offset: int = 0,
) -> list[Finding]:
    """The findings of one kind that name one of these causes, the open ones first, then the newest."""
    names = {f"c{n}": cause for n, cause in enumerate(causes)}
    if not names:
        return []
    rows = db.query(
        f"""
        SELECT f.id FROM findings f
          LEFT JOIN visits v ON v.id = f.visit_id
          LEFT JOIN letters l ON l.id = f.letter_id
         WHERE {_COUNTED} AND f.cause_kind = :kind AND TRIM(f.cause) IN ({", ".join(":" + name for name in names)})
         ORDER BY CASE WHEN {_OPEN} THEN 0 ELSE 1 END, f.issued_at DESC, f.id DESC LIMIT :limit OFFSET :offset
        """,
        {
            **names,
            "kind": cause_kind,
            "since": since,
            "seen_by": seen_by,
            "today": today,
            "limit": limit,
            "offset": offset,
        },
    )
    return findings.list_by_id(db, [row["id"] for row in rows])
