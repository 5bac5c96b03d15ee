"""What is held on one person, kind by kind: how much, since when and until when it goes back and forward."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.retention import Kind


@dataclass(frozen=True, slots=True)
class Holding:
    """How many rows of a kind are held on a person, and the oldest and newest moment in them (ms UTC)."""

    kind: Kind
    count: int
    oldest_at: int | None
    newest_at: int | None


# every column that names a person, with the moment of its row (an expression); a test holds this to the schema
COLUMNS: dict[Kind, tuple[tuple[str, str, str], ...]] = {
    Kind.ACCOUNT: (("people", "id", "created_at"), ("assignments", "person_id", "NULL")),
    Kind.SESSIONS: (("sessions", "person_id", "created_at"),),
    Kind.PHONES: (("phones", "person_id", "contact_at"),),
    Kind.VISITS: (
        ("visits", "lead_id", "created_at"),
        ("visits", "planned_by", "created_at"),
        ("visit_members", "person_id", "(SELECT v.created_at FROM visits v WHERE v.id = visit_members.visit_id)"),
        ("signatures", "person_id", "at"),
        ("signatures", "signed_in_id", "at"),
    ),
    Kind.ANSWERS: (("answers", "person_id", "answered_at"), ("events", "person_id", "received_at")),
    Kind.FINDINGS: (
        ("findings", "raised_by", "raised_at"),
        ("finding_steps", "person_id", "at"),
        ("finding_links", "person_id", "made_at"),
        ("finding_links", "made_by", "made_at"),
        ("finding_links", "revoked_by", "revoked_at"),
        ("letters", "entered_by", "entered_at"),
        ("followup_actions", "written_by", "written_at"),
        ("followup_actions", "changed_by", "changed_at"),
        ("followup_remarks", "person_id", "at"),
        ("followup_minutes", "finalised_by", "finalised_at"),
        ("finding_comments", "person_id", "at"),
        ("finding_reads", "person_id", "NULL"),
    ),
    Kind.PHOTOS: (("evidence", "person_id", "received_at"),),
    Kind.LAYERS: (("annotations", "person_id", "at"),),
    Kind.PREVIEWS: (("previews", "person_id", "stored_at"),),
    Kind.ASIDE: (("events_aside", "person_id", "received_at"),),
    Kind.REMINDERS: (("mails", "person_id", "made_at"),),
    Kind.OPENINGS: (("openings", "person_id", "at"),),
    Kind.TRAIL: (
        ("audit_log", "person_id", "at"),
        ("checklist_versions", "published_by", "published_at"),
        ("likeness_hits", "judged_by", "judged_at"),
        ("alarms", "person_id", "raised_at"),
        ("alarm_words", "person_id", "at"),
    ),
}
_SIGN_INS = """
    SELECT f.last_at AS at FROM sign_in_failures f JOIN people p ON p.id = :id
     WHERE f.key = 'account:' || p.username OR f.key LIKE 'device:%:' || p.username
"""


def of_person(db: Database, person_id: int) -> list[Holding]:
    """Every kind with what is held of it, in the order of the table of retention."""
    found = []
    for kind in Kind:
        sql = f"SELECT COUNT(*) AS n, MIN(h.at) AS a, MAX(h.at) AS b FROM ({_rows_of(kind)}) h"
        row = next(iter(db.query(sql, {"id": person_id})))
        found.append(Holding(kind, row["n"], row["a"], row["b"]))
    return found


def _rows_of(kind: Kind) -> str:
    if kind is Kind.SIGN_INS:
        return _SIGN_INS
    kept = " AND destroyed_at IS NULL" if kind is Kind.PHOTOS else ""
    return " UNION ALL ".join(
        f"SELECT {at} AS at FROM {table} WHERE {column} = :id{kept}" for table, column, at in COLUMNS[kind]
    )
