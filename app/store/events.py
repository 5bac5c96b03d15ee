"""The log of filling: events as they came, and what replaced what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import events
from app.domain.events import Event
from app.store.sight import ON_TEAM


@dataclass(frozen=True, slots=True)
class LockedVisit:
    """A visit under its row lock, with what judging an event needs."""

    id: int
    uid: str
    org_id: int
    state: str
    lead_id: int
    checklist_version_id: int
    switches: frozenset[str]
    last_rev: int  # of its newest event, 0 before the first


@dataclass(frozen=True, slots=True)
class Known:
    """An event that is stored already."""

    eid: str
    sha256: str
    rev: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """An event as others fetch it."""

    rev: int
    raw: str
    flag: str
    received_at: int


def lock_visits(db: Database, uids: Iterable[str], *, person_id: int) -> dict[str, LockedVisit]:
    """The visits among `uids` whose team the person is on, locked until the write unit ends. Call it first."""
    names = _names(uids)
    if not names:
        return {}
    rows = db.query(
        f"""
        UPDATE visits SET rev = rev
         WHERE uid IN ({_holders(names)}) AND {ON_TEAM.format(visit="visits")}
        RETURNING id, uid, org_id, state, lead_id, checklist_version_id, switches,
                  (SELECT COALESCE(MAX(e.rev), 0) FROM events e WHERE e.visit_id = visits.id) AS last_rev
        """,
        {**names, "person_id": person_id},
    )
    return {row["uid"]: LockedVisit(**{**row, "switches": frozenset(row["switches"].split())}) for row in rows}


def parts_of(db: Database, visit_id: int, person_id: int) -> frozenset[str]:
    """The codes of the parts this member was given; empty for the lead who fills none."""
    for row in db.query(
        "SELECT parts FROM visit_members WHERE visit_id = :visit_id AND person_id = :person_id",
        {"visit_id": visit_id, "person_id": person_id},
    ):
        return frozenset(row["parts"].split())
    return frozenset()


def known(db: Database, eids: Iterable[str]) -> dict[str, Known]:
    """Those of `eids` that are stored already, in whatever visit."""
    names = _names(eids)
    if not names:
        return {}
    rows = db.query(f"SELECT eid, sha256, rev FROM events WHERE eid IN ({_holders(names)})", names)
    return {row["eid"]: Known(**row) for row in rows}


def used_counters(db: Database, counters: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the (device, counter) pairs that an event carries already."""
    found: set[tuple[str, int]] = set()
    by_device: dict[str, set[int]] = {}
    for dev, n in counters:
        by_device.setdefault(dev, set()).add(n)
    for dev, sent in sorted(by_device.items()):  # pairs at once would be looked for in the whole log
        names = {f"n{place}": n for place, n in enumerate(sorted(sent))}
        rows = db.query(f"SELECT n FROM events WHERE dev = :dev AND n IN ({_holders(names)})", {"dev": dev, **names})
        found |= {(dev, row["n"]) for row in rows}
    return found


def owners(db: Database, devices: Iterable[str]) -> dict[str, int]:
    """Device to the person whose events it carries, for devices that are known; its first event says it."""
    found: dict[str, int] = {}
    for dev in sorted(set(devices)):
        for row in db.query("SELECT person_id FROM events WHERE dev = :dev ORDER BY n LIMIT 1", {"dev": dev}):
            found[dev] = row["person_id"]
    return found


def append(
    db: Database, visit_id: int, new: Sequence[Event], flags: Mapping[str, str], *, person_id: int, at: int
) -> None:
    """Store events that carry their rev, and what each replaced. `flags` maps eid to why it is odd."""
    db.conn.executemany(
        """
        INSERT INTO events (visit_id, rev, eid, dev, n, cell, op, person_id, raw, sha256, flag, is_late, received_at)
        VALUES (:visit_id, :rev, :eid, :dev, :n, :cell, :op, :person_id, :raw, :sha256, :flag, :is_late, :at)
        """,
        [
            {
                "visit_id": visit_id,
                "rev": event.rev,
                "eid": event.eid,
                "dev": event.dev,
                "n": event.n,
                "cell": event.cell,
                "op": event.op,
                "person_id": person_id,
                "raw": event.raw,
                "sha256": event.sha256,
                "flag": flags.get(event.eid, ""),
                "is_late": int(event.is_late),
                "at": at,
            }
            for event in new
        ],
    )
    db.conn.executemany(
        "INSERT INTO event_edges (parent_eid, child_eid) VALUES (:parent, :child) ON CONFLICT DO NOTHING",
        [{"parent": parent, "child": event.eid} for event in new for parent in event.base],
    )


def count(db: Database, visit_id: int, changes: int) -> None:
    """Note that a visit changed this many times; its row is locked already."""
    db.execute("UPDATE visits SET rev = rev + :changes WHERE id = :id", {"changes": changes, "id": visit_id})


def pull(db: Database, visit_id: int, *, since: int, limit: int) -> list[Pulled]:
    """At most `limit` events of the visit after `since`, in the order in which they were stored."""
    rows = db.query(
        """
        SELECT rev, raw, flag, received_at FROM events
         WHERE visit_id = :visit_id AND rev > :since ORDER BY rev LIMIT :limit
        """,
        {"visit_id": visit_id, "since": since, "limit": limit},
    )
    return [Pulled(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class Flagged:
    """An event that a person should look at, with who sent it."""

    raw: str
    flag: str
    is_late: bool
    person_id: int
    received_at: int


def list_flagged(db: Database, visit_id: int, *, limit: int = 200) -> list[Flagged]:
    """The visit's events that came late or are odd, oldest first."""
    rows = db.query(
        """
        SELECT raw, flag, is_late, person_id, received_at FROM events
         WHERE visit_id = :visit_id AND flag <> '' ORDER BY rev LIMIT :limit
        """,
        {"visit_id": visit_id, "limit": limit},
    )
    return [Flagged(**{**row, "is_late": bool(row["is_late"])}) for row in rows]


def authors(db: Database, visit_id: int) -> dict[str, str]:
    """Username to titled name of everybody who filled something in the visit."""
    rows = db.query(
        """
        SELECT DISTINCT p.username, p.rank, p.full_name
          FROM events e JOIN people p ON p.id = e.person_id WHERE e.visit_id = :visit_id
        """,
        {"visit_id": visit_id},
    )
    return {row["username"]: f"{row['rank']} {row['full_name']}".strip() for row in rows}


@dataclass(frozen=True, slots=True)
class Head:
    """An event that nothing replaced yet, with who sent it and when it came."""

    event: Event
    person_id: int
    received_at: int
    flag: str


def heads(db: Database, visit_id: int, cells: Iterable[str] | None = None) -> dict[str, list[Head]]:
    """Cell name to its heads, oldest arrival first; of all cells, or of those named. Late events do not count."""
    names = {} if cells is None else _names(cells)
    if cells is not None and not names:
        return {}
    rows = db.query(
        f"""
        SELECT e.cell, e.rev, e.raw, e.person_id, e.received_at, e.flag
          FROM events e
         WHERE e.visit_id = :visit_id AND e.is_late = 0 {f"AND e.cell IN ({_holders(names)})" if names else ""}
           AND NOT EXISTS (SELECT 1 FROM event_edges g
                            WHERE g.parent_eid = e.eid
                              AND EXISTS (SELECT 1 FROM events c
                                           WHERE c.eid = g.child_eid AND c.visit_id = e.visit_id AND c.cell = e.cell
                                               AND c.is_late = 0))
         ORDER BY e.rev
        """,
        {**names, "visit_id": visit_id},
    )
    found: dict[str, list[Head]] = {}
    for row in rows:
        event = events.read(row["raw"], rev=row["rev"])
        found.setdefault(row["cell"], []).append(Head(event, row["person_id"], row["received_at"], row["flag"]))
    return found


def conflicts(db: Database, visit_id: int) -> dict[str, list[Head]]:
    """Cells whose heads say different things, each with those heads."""
    return {
        cell: found for cell, found in heads(db, visit_id).items() if events.is_conflict([head.event for head in found])
    }


def _names(values: Iterable[str]) -> dict[str, str]:
    """Each value once, under a parameter name; sorted, so that rows are locked in one order."""
    return {f"v{n}": value for n, value in enumerate(sorted(set(values)))}


def _holders(names: Iterable[str]) -> str:
    return ", ".join(f":{name}" for name in names)
