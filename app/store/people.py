"""People and their assignments."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, NotFound
from app.domain.people import Assignment, Person, Role

_PERSON = """
    SELECT id, username, service_number, full_name, rank, position, language, active, must_change, email, wants_mail
      FROM people
"""


_FIELDS = ("id", "username", "service_number", "full_name", "rank", "position", "language", "email")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is needed to add somebody."""

    username: str
    full_name: str
    rank: str = ""
    position: str = ""
    service_number: str | None = None
    language: str = "id"
    email: str = ""


def get(db: Database, person_id: int, *, today: str) -> Person:
    """One person with the assignments in force on `today` ('YYYY-MM-DD'). Raises NotFound."""
    for row in db.query(f"{_PERSON} WHERE id = :id", {"id": person_id}):
        return _person(row, _assignments(db, person_id, today))
    raise NotFound(f"person {person_id}")


def get_by_username(db: Database, username: str, *, today: str) -> Person:
    """One person by username. Raises NotFound."""
    for row in db.query(f"{_PERSON} WHERE username = :username", {"username": username.lower()}):
        return _person(row, _assignments(db, row["id"], today))
    raise NotFound(f"person {username}")


def find_for_sign_in(db: Database, name: str) -> tuple[int, str, str, bool] | None:
    """(person id, username, password hash, whether active) for a username or NRP as typed, or None."""
    rows = db.query(
        """
        SELECT id, username, password_hash, active FROM people
         WHERE username = :username OR service_number = :service_number
        """,
        {"username": name.lower(), "service_number": name},
    )
    for row in rows:
        return row["id"], row["username"], row["password_hash"], bool(row["active"])
    return None


def list_all(db: Database, *, today: str) -> list[Person]:
    """Everybody, active ones first, by name, each with the assignments in force on `today`."""
    held: dict[int, list[Assignment]] = {}
    for row in db.query(f"{_ASSIGNMENT} ORDER BY a.id", {"today": today}):
        held.setdefault(row["person_id"], []).append(_assignment(row))
    rows = db.query(f"{_PERSON} ORDER BY active DESC, full_name, id")
    return [_person(row, held.get(row["id"], [])) for row in rows]


def list_by_role(db: Database, roles: tuple[Role, ...], *, within: int, today: str) -> list[Person]:
    """Active people who hold one of `roles` today at organisation `within` or below it, by name."""
    names = {f"role{n}": str(role) for n, role in enumerate(roles)}
    rows = db.query(
        f"""
        SELECT DISTINCT a.person_id AS id
          FROM assignments a
          JOIN org_closure c ON c.org_id = a.org_id AND c.ancestor_id = :within
         WHERE a.role IN ({", ".join(f":{name}" for name in names)})
           AND a.valid_from_on <= :today AND COALESCE(a.valid_to_on, :today) >= :today
        """,
        {**names, "within": within, "today": today},
    )
    chosen = {row["id"] for row in rows}
    return [person for person in list_all(db, today=today) if person.id in chosen and person.active]


def names(db: Database, person_ids: Collection[int]) -> dict[int, str]:
    """Person id to rank and name."""
    wanted = {f"p{n}": person_id for n, person_id in enumerate(sorted(person_ids))}
    if not wanted:
        return {}
    rows = db.query(
        f"SELECT id, rank, full_name FROM people WHERE id IN ({', '.join(':' + name for name in wanted)})", wanted
    )
    return {row["id"]: f"{row['rank']} {row['full_name']}".strip() for row in rows}


def insert(db: Database, new: NewPerson, *, password_hash: str, at: int, must_change: bool = True) -> int:
    """Add somebody; their id. Raises Conflict when the username or NRP is taken."""
    taken = db.query(
        "SELECT id FROM people WHERE username = :username OR service_number = :service_number",
        {"username": new.username.lower(), "service_number": new.service_number},
    )
    if list(taken):
        raise Conflict(f"username or NRP of {new.username} is taken")
    rows = db.query(
        """
        INSERT INTO people (username, service_number, full_name, rank, position, password_hash, must_change,
                            language, email, created_at)
        VALUES (:username, :service_number, :full_name, :rank, :position, :password_hash, :must_change,
                :language, :email, :at)
        RETURNING id
        """,
        {
            "username": new.username.lower(),
            "service_number": new.service_number,
            "full_name": new.full_name,
            "rank": new.rank,
            "position": new.position,
            "password_hash": password_hash,
            "must_change": int(must_change),
            "language": new.language,
            "email": new.email,
            "at": at,
        },
    )
    return int(next(iter(rows))["id"])


def set_password(db: Database, person_id: int, *, password_hash: str, must_change: bool) -> None:
    """Replace the password hash."""
    db.execute(
        "UPDATE people SET password_hash = :hash, must_change = :must_change WHERE id = :id",
        {"hash": password_hash, "must_change": int(must_change), "id": person_id},
    )


def set_password_hash(db: Database, person_id: int, password_hash: str) -> None:
    """Keep the same password under a newer hash."""
    db.execute("UPDATE people SET password_hash = :hash WHERE id = :id", {"hash": password_hash, "id": person_id})


def set_language(db: Database, person_id: int, language: str) -> None:
    """Remember the language of the pages, 'id' or 'en'."""
    db.execute("UPDATE people SET language = :language WHERE id = :id", {"language": language, "id": person_id})


def set_email(db: Database, person_id: int, email: str, *, wants_mail: bool | None = None) -> None:
    """Replace the e-mail address, '' for none; and whether reminders are wanted by mail, unless that is None."""
    db.execute(
        "UPDATE people SET email = :email, wants_mail = COALESCE(:wants, wants_mail) WHERE id = :id",
        {"email": email, "wants": None if wants_mail is None else int(wants_mail), "id": person_id},
    )


def set_ended(db: Database, person_id: int, *, at: int) -> None:
    """End the account. Raises Conflict when it has ended already."""
    cursor = db.execute(
        "UPDATE people SET active = 0, ended_at = :at WHERE id = :id AND active = 1",
        {"at": at, "id": person_id},
    )
    if cursor.rowcount != 1:
        raise Conflict(f"account {person_id} has ended already")


def assign(db: Database, person_id: int, org_id: int, role: Role, *, from_on: str) -> None:
    """Give a role at an organisation from a day on; giving it again changes nothing."""
    db.execute(
        """
        INSERT INTO assignments (person_id, org_id, role, valid_from_on)
        SELECT :person_id, :org_id, :role, :from_on
         WHERE NOT EXISTS (SELECT 1 FROM assignments a
                            WHERE a.person_id = :person_id AND a.org_id = :org_id AND a.role = :role
                              AND COALESCE(a.valid_to_on, :from_on) >= :from_on)
        """,
        {"person_id": person_id, "org_id": org_id, "role": str(role), "from_on": from_on},
    )


def end_assignment(db: Database, person_id: int, org_id: int, role: Role, *, to_on: str) -> None:
    """Let a role end with the day `to_on`; one given after that day leaves no row. Raises NotFound when not held."""
    held = "person_id = :person_id AND org_id = :org_id AND role = :role AND valid_to_on IS NULL"
    named = {"to_on": to_on, "person_id": person_id, "org_id": org_id, "role": str(role)}
    taken_back = db.execute(f"DELETE FROM assignments WHERE {held} AND valid_from_on > :to_on", named)
    ended = db.execute(f"UPDATE assignments SET valid_to_on = :to_on WHERE {held}", named)
    if taken_back.rowcount + ended.rowcount == 0:
        raise NotFound(f"assignment {role} of {person_id} at {org_id}")


_ASSIGNMENT = """
    SELECT a.person_id, a.role, a.org_id, o.code, o.name, o.kind
      FROM assignments a JOIN orgs o ON o.id = a.org_id
     WHERE a.valid_from_on <= :today AND COALESCE(a.valid_to_on, :today) >= :today
"""


def _assignments(db: Database, person_id: int, today: str) -> list[Assignment]:
    rows = db.query(f"{_ASSIGNMENT} AND a.person_id = :id ORDER BY a.id", {"today": today, "id": person_id})
    return [_assignment(row) for row in rows]


def _assignment(row: dict[str, str]) -> Assignment:
    return Assignment(Role(row["role"]), int(row["org_id"]), row["code"], row["name"], row["kind"])


def _person(row: dict[str, object], assignments: list[Assignment]) -> Person:
    fields = {name: row[name] for name in _FIELDS}
    return Person(
        **fields,  # type: ignore[arg-type]  # rows carry no types; the schema's CHECKs do
        active=bool(row["active"]),
        must_change=bool(row["must_change"]),
        wants_mail=bool(row["wants_mail"]),
        assignments=tuple(assignments),
    )
