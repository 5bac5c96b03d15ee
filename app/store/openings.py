"""Originals that were opened: who, when and why, for the pages that show it to those concerned."""

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening of one original."""

    evidence_uid: str
    item_code: str
    station_name: str
    tz: str
    person_name: str
    reason: str
    at: int


_OPENING = """
    SELECT e.uid AS evidence_uid, e.item_code, s.name AS station_name, s.tz, p.rank, p.full_name, o.reason, o.at
      FROM openings o
      JOIN evidence e ON e.id = o.evidence_id
      JOIN orgs s ON s.id = e.org_id
      JOIN people p ON p.id = o.person_id
"""


def insert(db: Database, evidence_uid: str, *, person_id: int, reason: str, at: int) -> None:
    """Note that somebody opened an original."""
    db.execute(
        """
        INSERT INTO openings (evidence_id, person_id, reason, at)
        SELECT e.id, :person_id, :reason, :at FROM evidence e WHERE e.uid = :uid
        """,
        {"uid": evidence_uid, "person_id": person_id, "reason": reason, "at": at},
    )


def of_picture(db: Database, evidence_id: int) -> list[Opening]:
    """Who opened one original, newest first."""
    return _openings(db, "WHERE e.id = :id ORDER BY o.at DESC, o.id DESC", evidence_id)


def of_pictures_by(db: Database, person_id: int) -> list[Opening]:
    """Who opened the originals of the pictures that a person took, newest first."""
    return _openings(db, "WHERE e.person_id = :id ORDER BY o.at DESC, o.id DESC", person_id)


def by_person(db: Database, person_id: int) -> list[Opening]:
    """The originals that a person opened, newest first."""
    return _openings(db, "WHERE o.person_id = :id ORDER BY o.at DESC, o.id DESC", person_id)


def _openings(db: Database, condition: str, id_: int) -> list[Opening]:
    return [
        Opening(person_name=f"{row.pop('rank')} {row.pop('full_name')}".strip(), **row)
        for row in db.query(f"{_OPENING} {condition}", {"id": id_})
    ]
