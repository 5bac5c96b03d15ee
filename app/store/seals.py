"""Everything a visit's seal covers, read out in one fixed order."""

from sqlite_utils import Database

from app.domain.seal import VERSION


def content(db: Database, visit_id: int) -> dict[str, object]:
    """What is sealed: head, team, answers, findings as issued, evidence and event hashes, stored score.

    Later responses of the station and the states of findings are not part of it.
    """
    return {
        "v": VERSION,
        "head": _rows(db, _HEAD, visit_id)[0],
        "team": _rows(db, _TEAM, visit_id),
        "answers": _rows(db, _ANSWERS, visit_id),
        "findings": _rows(db, _FINDINGS, visit_id),
        "evidence": _rows(db, _EVIDENCE, visit_id),
        "events": [row["sha256"] for row in _rows(db, _EVENTS, visit_id)],
        "areas": _rows(db, _NODES, visit_id),
    }


def missing_photos(db: Database, visit_id: int) -> int:
    """How many of the visit's photos are announced but not here: their phone still holds them."""
    rows = db.query(
        """
        SELECT COUNT(*) AS missing FROM evidence e
         WHERE e.visit_id = :id AND e.step_uid IS NULL AND e.withdrawn_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM blobs b WHERE b.sha256 = e.sha256)
        """,
        {"id": visit_id},
    )
    return int(next(iter(rows))["missing"])


_HEAD = """
    SELECT v.uid, o.code AS station, c.checklist, c.version AS checklist_version, c.sha256 AS checklist_sha256,
           v.switches, v.period, v.order_number, p.username AS lead, v.planned_on, v.planned_time, v.opened_at,
           v.submitted_at, s.value_exact AS score, s.max_exact AS score_max
      FROM visits v
      JOIN orgs o ON o.id = v.org_id
      JOIN checklist_versions c ON c.id = v.checklist_version_id
      JOIN people p ON p.id = v.lead_id
      JOIN visit_scores s ON s.visit_id = v.id
     WHERE v.id = :id
"""
_TEAM = """
    SELECT p.username, p.full_name AS name, p.rank, m.parts
      FROM visit_members m JOIN people p ON p.id = m.person_id
     WHERE m.visit_id = :id ORDER BY m.position
"""
_ANSWERS = """
    SELECT a.item_code AS item, a.value_json AS value, a.note, a.points_exact AS points, p.username AS by,
           a.answered_at AS at
      FROM answers a JOIN people p ON p.id = a.person_id
     WHERE a.visit_id = :id ORDER BY a.item_code
"""
_FINDINGS = """
    SELECT f.uid, f.number, f.item_code AS item, f.severity, f.is_critical AS critical, f.condition, f.criterion,
           f.cause, f.effect, f.recommendation, f.issued_at, p.username AS by
      FROM findings f JOIN people p ON p.id = f.raised_by
     WHERE f.visit_id = :id AND f.issued_at IS NOT NULL ORDER BY f.number
"""
_EVIDENCE = """
    SELECT e.uid, e.sha256, e.item_code AS item, e.caption, f.uid AS finding, p.username AS by,
           CASE WHEN b.sha256 IS NULL THEN 0 ELSE 1 END AS here
      FROM evidence e
      JOIN people p ON p.id = e.person_id
      LEFT JOIN findings f ON f.id = e.finding_id
      LEFT JOIN blobs b ON b.sha256 = e.sha256
     WHERE e.visit_id = :id AND e.step_uid IS NULL AND e.withdrawn_at IS NULL ORDER BY e.uid
"""
_EVENTS = "SELECT sha256 FROM events WHERE visit_id = :id ORDER BY rev"
_NODES = "SELECT node_code AS code, value_exact AS value FROM node_scores WHERE visit_id = :id ORDER BY node_code"


def _rows(db: Database, statement: str, visit_id: int) -> list[dict[str, object]]:
    return list(db.query(statement, {"id": visit_id}))
