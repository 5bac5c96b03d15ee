"""The signatures under the closing of visits; none is ever changed or taken away."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.signatures import Says, Signature, Signed, SignerRole
from app.store.sight import HOLDS


@dataclass(frozen=True, slots=True)
class ToClose:
    """A submitted visit that is not sealed yet."""

    uid: str
    station_name: str
    planned_on: str


def insert(
    db: Database,
    visit_id: int,
    uid: str,
    signed: Signed,
    *,
    signer: Person,
    content_sha256: str,
    signed_in_id: int,
    at: int,
) -> bool:
    """Keep a signature, with its owner's name and rank as they are now; False when it was kept before."""
    found = db.execute(
        """
        INSERT INTO signatures (uid, visit_id, role, person_id, full_name, rank, position, service_number,
                                content_sha256, says, because, strokes, typed, signed_in_id, at)
        VALUES (:uid, :visit_id, :role, :person_id, :full_name, :rank, :position, :service_number,
                :content_sha256, :says, :because, :strokes, :typed, :signed_in_id, :at)
        ON CONFLICT (uid) DO NOTHING
        RETURNING id
        """,
        {
            "uid": uid,
            "visit_id": visit_id,
            "role": str(signed.role),
            "person_id": signer.id,
            "full_name": signer.full_name,
            "rank": signer.rank,
            "position": signer.position,
            "service_number": signer.service_number or "",
            "content_sha256": content_sha256,
            "says": str(signed.says),
            "because": signed.because,
            "strokes": signed.strokes,
            "typed": signed.typed,
            "signed_in_id": signed_in_id,
            "at": at,
        },
    )
    return found.fetchone() is not None


def of_visit(db: Database, visit_id: int) -> list[Signature]:
    """Every signature of a visit, oldest first, those that have lapsed among them."""
    rows = db.query(
        """
        SELECT s.uid, s.role, s.person_id, p.username, s.full_name, s.rank, s.position, s.service_number,
               s.content_sha256, s.says, s.because, s.strokes, s.typed, s.signed_in_id, s.at
          FROM signatures s JOIN people p ON p.id = s.person_id
         WHERE s.visit_id = :id ORDER BY s.id
        """,
        {"id": visit_id},
    )
    return [Signature(**{**row, "role": SignerRole(row["role"]), "says": Says(row["says"])}) for row in rows]


def exists(db: Database, uid: str) -> bool:
    """Whether a signature has come before."""
    return any(True for _ in db.query("SELECT id FROM signatures WHERE uid = :uid", {"uid": uid}))


def list_to_close(db: Database, person_id: int, *, today: str, limit: int = 5) -> list[ToClose]:
    """The submitted visits whose closing waits for this person: as their lead, or as chief of the station."""
    rows = db.query(
        f"""
        SELECT v.uid, o.name AS station_name, v.planned_on
          FROM visits v JOIN orgs o ON o.id = v.org_id
         WHERE v.state = 'submitted'
           AND (v.lead_id = :person_id
                OR ({HOLDS.format(visit="v", roles="'station_chief'")}
                    AND NOT EXISTS (SELECT 1 FROM signatures s WHERE s.visit_id = v.id AND s.role = 'chief')))
         ORDER BY v.planned_on, v.id LIMIT :limit
        """,
        {"person_id": person_id, "today": today, "limit": limit},
    )
    return [ToClose(**row) for row in rows]
