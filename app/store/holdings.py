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


_COUNTS: dict[Kind, str] = {
    Kind.ACCOUNT: "SELECT COUNT(*) AS n, MIN(created_at) AS a, MAX(created_at) AS b FROM people WHERE id = :id",
    Kind.SESSIONS: "SELECT COUNT(*) AS n, MIN(created_at) AS a, MAX(used_at) AS b FROM sessions WHERE person_id = :id",
    Kind.SIGN_INS: """
        SELECT COUNT(*) AS n, MIN(f.last_at) AS a, MAX(f.last_at) AS b
          FROM sign_in_failures f JOIN people p ON p.id = :id
         WHERE f.key = 'account:' || p.username OR f.key LIKE 'device:%:' || p.username
    """,
    Kind.PHONES: "SELECT COUNT(*) AS n, MIN(contact_at) AS a, MAX(contact_at) AS b FROM phones WHERE person_id = :id",
    Kind.VISITS: """
        SELECT COUNT(*) AS n, MIN(v.created_at) AS a, MAX(v.created_at) AS b FROM visits v
         WHERE v.lead_id = :id
            OR EXISTS (SELECT 1 FROM visit_members m WHERE m.visit_id = v.id AND m.person_id = :id)
    """,
    Kind.ANSWERS: """
        SELECT COUNT(*) AS n, MIN(received_at) AS a, MAX(received_at) AS b FROM events WHERE person_id = :id
    """,
    Kind.FINDINGS: """
        SELECT COUNT(*) AS n, MIN(d.at) AS a, MAX(d.at) AS b
          FROM (SELECT raised_at AS at FROM findings WHERE raised_by = :id
                UNION ALL SELECT at FROM finding_steps WHERE person_id = :id) d
    """,
    Kind.PHOTOS: """
        SELECT COUNT(*) AS n, MIN(received_at) AS a, MAX(received_at) AS b FROM evidence
         WHERE person_id = :id AND destroyed_at IS NULL
    """,
    Kind.LAYERS: "SELECT COUNT(*) AS n, MIN(at) AS a, MAX(at) AS b FROM annotations WHERE person_id = :id",
    Kind.PREVIEWS: "SELECT COUNT(*) AS n, MIN(stored_at) AS a, MAX(stored_at) AS b FROM previews WHERE person_id = :id",
    Kind.ASIDE: """
        SELECT COUNT(*) AS n, MIN(received_at) AS a, MAX(received_at) AS b FROM events_aside WHERE person_id = :id
    """,
    Kind.OPENINGS: """
        SELECT COUNT(*) AS n, MIN(o.at) AS a, MAX(o.at) AS b FROM openings o JOIN evidence e ON e.id = o.evidence_id
         WHERE o.person_id = :id OR e.person_id = :id
    """,
    Kind.TRAIL: "SELECT COUNT(*) AS n, MIN(at) AS a, MAX(at) AS b FROM audit_log WHERE person_id = :id",
}


def of_person(db: Database, person_id: int) -> list[Holding]:
    """Every kind with what is held of it, in the order of the table of retention."""
    found = []
    for kind in Kind:
        row = next(iter(db.query(_COUNTS[kind], {"id": person_id})))
        found.append(Holding(kind, row["n"], row["a"], row["b"]))
    return found
