"""Organisations: the police tree, and the stations in it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, NotFound
from app.domain.people import Role
from app.store import finding_search


@dataclass(frozen=True, slots=True)
class Org:
    """One unit of the police tree; a Polsek is a station."""

    id: int
    parent_id: int | None
    kind: str
    code: str
    name: str
    letterhead: tuple[str, ...]
    tz: str
    lat: float | None
    lon: float | None
    switches: frozenset[str]
    active: bool


_ORG = """
    SELECT o.id, o.parent_id, o.kind, o.code, o.name, o.letterhead, o.tz, o.lat, o.lon, o.switches, o.active
      FROM orgs o
"""
# what a person may see: every organisation at or below one where a role is held today
VISIBLE = """
    EXISTS (SELECT 1 FROM assignments va
              JOIN org_closure vc ON vc.ancestor_id = va.org_id
             WHERE va.person_id = :seen_by AND vc.org_id = {org}
               AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today)
"""


def visible(org: str, roles: Collection[Role] = ()) -> str:
    """VISIBLE for the column `org`; with `roles`, only at or below an organisation where one of them is held.

    Whoever plans in one district and inspects in another plans in the first alone: deeds name the roles that carry
    them, `MAY[action]`.
    """
    held = ", ".join(f"'{Role(role)}'" for role in sorted(roles))
    limit = f" AND va.role IN ({held}))" if held else ")"
    return VISIBLE.format(org=org).rstrip().removesuffix(")") + limit


def holds(db: Database, org_id: int, roles: Collection[Role], *, person_id: int, today: str) -> bool:
    """Whether a person holds one of `roles` today at an organisation or above it."""
    rows = db.query(
        f"SELECT o.id FROM orgs o WHERE o.id = :org_id AND {visible('o.id', roles)}",
        {"org_id": org_id, "seen_by": person_id, "today": today},
    )
    return any(True for _row in rows)


def get(db: Database, code: str, *, seen_by: int, today: str, roles: Collection[Role] = ()) -> Org:
    """One organisation. Raises NotFound, also when it is not at or below one of the person's own."""
    rows = db.query(
        f"{_ORG} WHERE o.code = :code AND {visible('o.id', roles)}",
        {"code": code, "seen_by": seen_by, "today": today},
    )
    for row in rows:
        return _org(row)
    raise NotFound(f"organisation {code}")


def get_station(db: Database, code: str, *, seen_by: int, today: str, roles: Collection[Role] = ()) -> Org:
    """One station. Raises NotFound, also when it is not the person's to see or another kind of unit."""
    org = get(db, code, seen_by=seen_by, today=today, roles=roles)
    if org.kind != "polsek":
        raise NotFound(f"station {code}")
    return org


def find(db: Database, code: str) -> Org | None:
    """One organisation whoever asks, for commands and services, or None."""
    for row in db.query(f"{_ORG} WHERE o.code = :code", {"code": code}):
        return _org(row)
    return None


def get_by_id(db: Database, org_id: int) -> Org:
    """One organisation whoever asks. Raises NotFound."""
    for row in db.query(f"{_ORG} WHERE o.id = :id", {"id": org_id}):
        return _org(row)
    raise NotFound(f"organisation {org_id}")


def list_stations(
    db: Database, *, seen_by: int, today: str, with_ended: bool = False, roles: Collection[Role] = ()
) -> list[Org]:
    """The stations a person may see, by name; ended ones only when asked for."""
    rows = db.query(
        f"""
        {_ORG} WHERE o.kind = 'polsek' AND o.active >= :least AND {visible("o.id", roles)}
         ORDER BY o.name, o.id
        """,
        {"least": 0 if with_ended else 1, "seen_by": seen_by, "today": today},
    )
    return [_org(row) for row in rows]


def list_of_kind(db: Database, kind: str, *, seen_by: int, today: str, parent_id: int | None = None) -> list[Org]:
    """The units of a kind that a person may see, by name; with `parent_id`, those right below it."""
    rows = db.query(
        f"""
        {_ORG} WHERE o.kind = :kind AND (:parent_id IS NULL OR o.parent_id = :parent_id) AND {visible("o.id")}
         ORDER BY o.name, o.id
        """,
        {"kind": kind, "parent_id": parent_id, "seen_by": seen_by, "today": today},
    )
    return [_org(row) for row in rows]


def list_visible(db: Database, *, seen_by: int, today: str, roles: Collection[Role] = ()) -> list[Org]:
    """Every organisation a person may see, top of the tree first, then by name."""
    rows = db.query(f"SELECT o.id FROM orgs o WHERE {visible('o.id', roles)}", {"seen_by": seen_by, "today": today})
    seen = {row["id"] for row in rows}
    return [org for org in list_all(db) if org.id in seen]


def list_all(db: Database) -> list[Org]:
    """Every organisation, top of the tree first, then by name."""
    rows = db.query(
        f"""
        {_ORG} JOIN (SELECT org_id, COUNT(*) AS depth FROM org_closure GROUP BY org_id) d ON d.org_id = o.id
         ORDER BY d.depth, o.name, o.id
        """
    )
    return [_org(row) for row in rows]


def parent_of(db: Database, org_id: int) -> Org:
    """The organisation one step up. Raises NotFound at the top."""
    for row in db.query(f"{_ORG} JOIN orgs c ON c.parent_id = o.id WHERE c.id = :id", {"id": org_id}):
        return _org(row)
    raise NotFound(f"parent of organisation {org_id}")


def insert(
    db: Database,
    *,
    parent_id: int | None,
    kind: str,
    code: str,
    name: str,
    letterhead: str = "",
    tz: str = "Asia/Jakarta",
    lat: float | None = None,
    lon: float | None = None,
    switches: frozenset[str] = frozenset(),
) -> int:
    """Add an organisation below its parent; its id. Raises Conflict when the code is taken."""
    if find(db, code) is not None:
        raise Conflict(f"organisation code {code} is taken")
    rows = db.query(
        """
        INSERT INTO orgs (parent_id, kind, code, name, letterhead, tz, lat, lon, switches)
        VALUES (:parent_id, :kind, :code, :name, :letterhead, :tz, :lat, :lon, :switches) RETURNING id
        """,
        {
            "parent_id": parent_id,
            "kind": kind,
            "code": code,
            "name": name,
            "letterhead": letterhead,
            "tz": tz,
            "lat": lat,
            "lon": lon,
            "switches": " ".join(sorted(switches)),
        },
    )
    org_id = int(next(iter(rows))["id"])
    db.execute(
        """
        INSERT INTO org_closure (ancestor_id, org_id, depth)
        SELECT ancestor_id, :org_id, depth + 1 FROM org_closure WHERE org_id = :parent_id
        UNION ALL SELECT :org_id, :org_id, 0
        """,
        {"org_id": org_id, "parent_id": parent_id},
    )
    return org_id


def set_details(
    db: Database, org_id: int, *, name: str, switches: frozenset[str], lat: float | None, lon: float | None
) -> None:
    """Change a station's name, switches and point."""
    db.execute(
        "UPDATE orgs SET name = :name, switches = :switches, lat = :lat, lon = :lon WHERE id = :id",
        {"name": name, "switches": " ".join(sorted(switches)), "lat": lat, "lon": lon, "id": org_id},
    )
    finding_search.learn_station(db, org_id)


def set_active(db: Database, org_id: int, *, active: bool) -> None:
    """End a station or take it up again."""
    db.execute("UPDATE orgs SET active = :active WHERE id = :id", {"active": int(active), "id": org_id})


def _org(row: dict[str, object]) -> Org:
    return Org(
        id=int(str(row["id"])),
        parent_id=None if row["parent_id"] is None else int(str(row["parent_id"])),
        kind=str(row["kind"]),
        code=str(row["code"]),
        name=str(row["name"]),
        letterhead=tuple(str(row["letterhead"]).splitlines()),
        tz=str(row["tz"]),
        lat=None if row["lat"] is None else float(str(row["lat"])),
        lon=None if row["lon"] is None else float(str(row["lon"])),
        switches=frozenset(str(row["switches"]).split()),
        active=bool(row["active"]),
    )
