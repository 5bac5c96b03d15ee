"""Everything a visit's seal covers, read out in one fixed way."""

from collections.abc import Iterator

from sqlite_utils import Database

from app.domain import merkle
from app.domain.seal import Fact, Kind


def facts(db: Database, visit_id: int) -> list[Fact]:
    """What is sealed: head, form, team, answers, notes, findings as issued, evidence, events, stored scores.

    Later responses of the station and the states of findings are not part of it.
    """
    return [
        Fact(Kind.HEAD, "visit", _one(db, _HEAD, visit_id)),
        Fact(Kind.FORM, "checklist", _one(db, _FORM, visit_id)),
        Fact(Kind.LOG, "events", events(db, visit_id)),
        Fact(Kind.SCORE, "total", _one(db, _TOTAL, visit_id)),
        *(Fact(Kind.SCORE, f"node.{row.pop('code')}", row) for row in _rows(db, _NODES, visit_id)),
        *(Fact(Kind.PEOPLE, str(row.pop("username")), row) for row in _rows(db, _TEAM, visit_id)),
        *(Fact(Kind.FINDING, str(row.pop("uid")), _without_blanks(row)) for row in _rows(db, _FINDINGS, visit_id)),
        *(Fact(Kind.EVIDENCE, str(row.pop("uid")), _as_text(row)) for row in _rows(db, _EVIDENCE, visit_id)),
        *_answers(db, visit_id),
    ]


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


def events(db: Database, visit_id: int) -> dict[str, object]:
    """The root over the hashes of everything the phones sent, in the order it came."""
    hashes = [str(row["sha256"]) for row in _rows(db, _EVENTS, visit_id)]
    return {"count": len(hashes), "root": merkle.root_of([merkle.leaf_hash(bytes.fromhex(h)) for h in hashes]).hex()}


def _answers(db: Database, visit_id: int) -> Iterator[Fact]:
    """An answer and its note apart, so that one can be shown without the other."""
    for row in _rows(db, _ANSWERS, visit_id):
        item, note = str(row.pop("item")), row.pop("note")
        yield Fact(Kind.ANSWER, item, row)
        if note:
            yield Fact(Kind.NOTE, item, {"text": note, "by": row["by"], "at": row["at"]})


_LATER = ("service", "maladministration", "cause_kind", "severity_reason", "owner_name")


def _without_blanks(row: dict[str, object]) -> dict[str, object]:
    """What findings could not say when the first visits were sealed is left out where it is blank: those seals hold."""
    return {name: value for name, value in row.items() if value or name not in _LATER}


def _as_text(row: dict[str, object]) -> dict[str, object]:
    """Places and lengths with a fraction as text: a seal knows whole numbers only."""
    for name, decimals in (("lat", 6), ("lon", 6), ("accuracy_m", 1)):
        row[name] = None if row[name] is None else f"{row[name]:.{decimals}f}"
    return row


_HEAD = """
    SELECT v.uid, o.code AS station, o.name AS station_name, v.switches, v.period, v.order_number,
           p.username AS lead, v.planned_on, v.planned_time, v.opened_at, v.submitted_at
      FROM visits v
      JOIN orgs o ON o.id = v.org_id
      JOIN people p ON p.id = v.lead_id
     WHERE v.id = :id
"""
_FORM = """
    SELECT c.checklist, c.version, c.sha256
      FROM visits v JOIN checklist_versions c ON c.id = v.checklist_version_id
     WHERE v.id = :id
"""
_TOTAL = """
    SELECT value_exact AS value, max_exact AS max, shown, answered, items FROM visit_scores WHERE visit_id = :id
"""
_NODES = """
    SELECT node_code AS code, value_exact AS value, max_exact AS max FROM node_scores
     WHERE visit_id = :id ORDER BY node_code
"""
_TEAM = """
    SELECT p.username, p.full_name AS name, p.rank, p.service_number, m.parts, m.position
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
           f.cause, f.effect, f.recommendation, f.service, f.maladministration, f.cause_kind, f.severity_reason,
           f.owner_name, f.issued_at, p.username AS by
      FROM findings f JOIN people p ON p.id = f.raised_by
     WHERE f.visit_id = :id AND f.issued_at IS NOT NULL ORDER BY f.number
"""
_EVIDENCE = """
    SELECT e.uid, e.sha256, b.size AS bytes, b.mime, e.item_code AS item, e.caption, f.uid AS finding,
           p.username AS by, e.source, e.phone_at, e.original_sha256, e.lat, e.lon, e.accuracy_m
      FROM evidence e
      JOIN people p ON p.id = e.person_id
      LEFT JOIN findings f ON f.id = e.finding_id
      LEFT JOIN blobs b ON b.sha256 = e.sha256
     WHERE e.visit_id = :id AND e.step_uid IS NULL AND e.withdrawn_at IS NULL ORDER BY e.uid
"""
_EVENTS = "SELECT sha256 FROM events WHERE visit_id = :id ORDER BY rev"


def _rows(db: Database, statement: str, visit_id: int) -> list[dict[str, object]]:
    return list(db.query(statement, {"id": visit_id}))


def _one(db: Database, statement: str, visit_id: int) -> dict[str, object]:
    return _rows(db, statement, visit_id)[0]
