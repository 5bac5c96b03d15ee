"""Which findings a person may see, resolved before a list is read, so that an index can carry the list.

The rule is that of `findings.SEEN`: planning staff see all of their stations, readers and chiefs what is issued there,
a visit's team what the visit found.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.people import Role

FEW = 60  # stations that are looked up one by one; for more, the list is walked in its order
_ALL_OF = frozenset({Role.ADMIN, Role.PLANNER})
_ISSUED_OF = frozenset({Role.READER, Role.STATION_CHIEF})
_BELOW = """
    SELECT vc.org_id FROM assignments va JOIN org_closure vc ON vc.ancestor_id = va.org_id
     WHERE va.person_id = :seen_by AND va.role IN ({roles})
       AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today
"""
_TEAM = "SELECT vm.visit_id FROM visit_members vm WHERE vm.person_id = :seen_by"


@dataclass(frozen=True, slots=True)
class Reach:
    """What one person may see: `by_index` when it is little, `by_look` asked of each finding of a list.

    Both are conditions on a finding `f` with the values seen_by and today; '' where nothing needs to be asked.
    """

    by_index: str
    by_look: str


def of(db: Database, person_id: int, *, today: str, roles: Collection[Role] = ()) -> Reach:
    """The reach of a person; with `roles`, as far as those carry it, and without the visits of their teams."""
    held = frozenset(roles) or frozenset(Role)
    values = {"seen_by": person_id, "today": today}
    all_of, issued_of = _below(held & _ALL_OF), _below(held & _ISSUED_OF)
    if _none_beyond(db, all_of, values):
        return Reach("", "")
    ways = []
    few = True
    for below, limit in ((all_of, ""), (issued_of, " AND f.issued_at IS NOT NULL")):
        number = _count(db, below, values)
        few = few and number <= FEW
        if number:
            ways.append((f"f.org_id IN ({below})", limit))
    if not roles and _has_other_visits(db, all_of, values):
        ways.append((f"f.visit_id IN ({_TEAM})", ""))
    if not ways:
        return Reach("0 = 1", "0 = 1")
    look = " OR ".join(f"(+{way}{limit})" for way, limit in ways)
    return Reach(_by_index(ways) if few else "", f"({look})")


def _by_index(ways: list[tuple[str, str]]) -> str:
    if len(ways) == 1:
        return "".join(ways[0])
    every = " UNION ".join(f"SELECT f.id FROM findings f WHERE {way}{limit}" for way, limit in ways)
    return f"f.id IN ({every})"


def _below(roles: Collection[Role]) -> str:
    return _BELOW.format(roles=", ".join(f"'{role}'" for role in sorted(roles)) or "''")


def _count(db: Database, below: str, values: dict[str, object]) -> int:
    counted = f"SELECT COUNT(*) FROM (SELECT DISTINCT org_id FROM ({below}) AS held LIMIT :most) AS few"
    return int(db.execute(counted, {**values, "most": FEW + 1}).fetchone()[0])


def _none_beyond(db: Database, below: str, values: dict[str, object]) -> bool:
    """Whether no station outside these has a finding."""
    beyond = f"""
        SELECT 1 FROM orgs o
         WHERE o.id NOT IN ({below}) AND EXISTS (SELECT 1 FROM findings f WHERE f.org_id = o.id) LIMIT 1
    """
    return db.execute(beyond, values).fetchone() is None


def _has_other_visits(db: Database, below: str, values: dict[str, object]) -> bool:
    """Whether the person was in the team of a visit outside these stations."""
    others = f"SELECT 1 FROM visits v WHERE v.id IN ({_TEAM}) AND v.org_id NOT IN ({below}) LIMIT 1"
    return db.execute(others, values).fetchone() is not None
