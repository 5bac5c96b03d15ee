"""The letters with which findings came from outside a visit."""

from collections.abc import Mapping

from sqlite_utils import Database

from app.domain.letters import Letter, Source

_LETTER = "SELECT id, uid, org_id, source, number, letter_on FROM letters"


def find(db: Database, org_id: int, source: Source, number: str) -> Letter | None:
    """The letter of that writer and number at a unit, or None."""
    rows = db.query(
        f"{_LETTER} WHERE org_id = :org_id AND source = :source AND number = :number",
        {"org_id": org_id, "source": str(source), "number": number},
    )
    for row in rows:
        return _letter(row)
    return None


def insert(
    db: Database, *, uid: str, org_id: int, source: Source, number: str, letter_on: str, person_id: int, at: int
) -> Letter:
    """Take a letter in."""
    rows = db.query(
        """
        INSERT INTO letters (uid, org_id, source, number, letter_on, entered_by, entered_at)
        VALUES (:uid, :org_id, :source, :number, :letter_on, :person_id, :at)
        RETURNING id, uid, org_id, source, number, letter_on
        """,
        {
            "uid": uid,
            "org_id": org_id,
            "source": str(source),
            "number": number,
            "letter_on": letter_on,
            "person_id": person_id,
            "at": at,
        },
    )
    return _letter(next(iter(rows)))


def _letter(row: Mapping[str, object]) -> Letter:
    return Letter(**{**row, "source": Source(str(row["source"]))})  # type: ignore[arg-type]  # rows carry no types
