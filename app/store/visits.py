"""Visits and their teams."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, NotFound
from app.domain.visits import Member, Visit, VisitState

# who may see a visit: overseers of its station, its team; the station itself once it is submitted
SEEN = """
    (EXISTS (SELECT 1 FROM assignments va
               JOIN org_closure vc ON vc.ancestor_id = va.org_id
              WHERE va.person_id = :seen_by AND vc.org_id = v.org_id
                AND va.valid_from_on <= :today AND COALESCE(va.valid_to_on, :today) >= :today
                AND (va.role IN ('admin', 'planner', 'reader')
                     OR (va.role = 'station_chief' AND v.state IN ('submitted', 'sealed'))))
     OR EXISTS (SELECT 1 FROM visit_members vm WHERE vm.visit_id = v.id AND vm.person_id = :seen_by))
"""
_VISIT = """
    SELECT v.id, v.uid, v.org_id, o.code AS station_code, o.name AS station_name, o.tz, v.checklist_version_id,
           v.switches, v.period, v.state, v.order_number, v.lead_id, p.rank AS lead_rank,
           p.full_name AS lead_full_name, v.planned_on, v.planned_time, v.planned_by, v.created_at, v.opened_at,
           v.submitted_at, v.sealed_at, v.cancelled_at, v.cancel_reason, v.seal_sha256, v.rev
      FROM visits v
      JOIN orgs o ON o.id = v.org_id
      JOIN people p ON p.id = v.lead_id
"""


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What is needed to add a visit; it begins its life planned."""

    uid: str
    org_id: int
    checklist_version_id: int
    switches: frozenset[str]
    period: str
    order_number: str
    lead_id: int
    planned_on: str
    planned_time: str
    planned_by: int
    created_at: int


@dataclass(frozen=True, slots=True)
class Booking:
    """Somebody who is in a team on a day."""

    person_id: int
    person_name: str
    visit_uid: str
    station_name: str
    planned_time: str


def get(db: Database, uid: str, *, seen_by: int, today: str) -> Visit:
    """One visit. Raises NotFound, also when it is not this person's to see."""
    rows = db.query(f"{_VISIT} WHERE v.uid = :uid AND {SEEN}", {"uid": uid, "seen_by": seen_by, "today": today})
    for row in rows:
        return _visit(row)
    raise NotFound(f"visit {uid}")


def find(db: Database, uid: str) -> Visit | None:
    """One visit whoever asks, for services, or None."""
    for row in db.query(f"{_VISIT} WHERE v.uid = :uid", {"uid": uid}):
        return _visit(row)
    return None


def get_by_id(db: Database, visit_id: int) -> Visit:
    """One visit whoever asks, for services. Raises NotFound."""
    for row in db.query(f"{_VISIT} WHERE v.id = :id", {"id": visit_id}):
        return _visit(row)
    raise NotFound(f"visit {visit_id}")


def list_period(db: Database, period: str, *, seen_by: int, today: str) -> list[Visit]:
    """The visits of a quarter in the order of their days, cancelled ones included."""
    rows = db.query(
        f"{_VISIT} WHERE v.period = :period AND {SEEN} ORDER BY v.planned_on, v.planned_time, v.id",
        {"period": period, "seen_by": seen_by, "today": today},
    )
    return [_visit(row) for row in rows]


def list_of_member(db: Database, person_id: int, *, since_on: str) -> list[Visit]:
    """The visits in whose team somebody is, planned on or after a day or still open, in the order of their days."""
    rows = db.query(
        f"""
        {_VISIT} JOIN visit_members m ON m.visit_id = v.id AND m.person_id = :person_id
         WHERE v.state <> 'cancelled' AND (v.planned_on >= :since OR v.state = 'open')
         ORDER BY v.planned_on, v.planned_time, v.id
        """,
        {"person_id": person_id, "since": since_on},
    )
    return [_visit(row) for row in rows]


def list_done_at(db: Database, org_id: int, *, limit: int = 100) -> list[Visit]:
    """The submitted and sealed visits of a station, newest first."""
    rows = db.query(
        f"""
        {_VISIT} WHERE v.org_id = :org_id AND v.state IN ('submitted', 'sealed')
         ORDER BY v.planned_on DESC, v.id DESC LIMIT :limit
        """,
        {"org_id": org_id, "limit": limit},
    )
    return [_visit(row) for row in rows]


def previous_done(db: Database, visit: Visit) -> Visit | None:
    """The newest submitted or sealed visit of the same station before `visit`, or None."""
    rows = db.query(
        f"""
        {_VISIT} WHERE v.org_id = :org_id AND v.state IN ('submitted', 'sealed') AND v.planned_on < :day
         ORDER BY v.planned_on DESC, v.id DESC LIMIT 1
        """,
        {"org_id": visit.org_id, "day": visit.planned_on},
    )
    for row in rows:
        return _visit(row)
    return None


def newest(db: Database, *, seen_by: int, today: str) -> Visit | None:
    """The visit that was planned last and is not cancelled, of those a person may see, or None."""
    rows = db.query(
        f"{_VISIT} WHERE v.state <> 'cancelled' AND {SEEN} ORDER BY v.created_at DESC, v.id DESC LIMIT 1",
        {"seen_by": seen_by, "today": today},
    )
    for row in rows:
        return _visit(row)
    return None


def find_on(db: Database, org_id: int, day: str) -> Visit | None:
    """The visit of a station on a day that is not cancelled, or None."""
    rows = db.query(
        f"{_VISIT} WHERE v.org_id = :org_id AND v.planned_on = :day AND v.state <> 'cancelled'",
        {"org_id": org_id, "day": day},
    )
    for row in rows:
        return _visit(row)
    return None


def bookings(db: Database, day: str, person_ids: Collection[int], *, except_uid: str) -> list[Booking]:
    """Which of these people are in another team that day, by name."""
    names = {f"p{n}": person_id for n, person_id in enumerate(sorted(person_ids))}
    if not names:
        return []
    rows = db.query(
        f"""
        SELECT m.person_id, p.rank, p.full_name, v.uid AS visit_uid, o.name AS station_name, v.planned_time
          FROM visit_members m
          JOIN visits v ON v.id = m.visit_id
          JOIN people p ON p.id = m.person_id
          JOIN orgs o ON o.id = v.org_id
         WHERE v.planned_on = :day AND v.state <> 'cancelled' AND v.uid <> :uid
           AND m.person_id IN ({", ".join(":" + name for name in names)})
         ORDER BY p.full_name, p.id, v.id
        """,
        {**names, "day": day, "uid": except_uid},
    )
    return [
        Booking(
            row["person_id"],
            f"{row['rank']} {row['full_name']}".strip(),
            row["visit_uid"],
            row["station_name"],
            row["planned_time"],
        )
        for row in rows
    ]


def members(db: Database, visit_id: int) -> list[Member]:
    """The team, the lead first."""
    return members_of(db, [visit_id]).get(visit_id, [])


def members_of(db: Database, visit_ids: Collection[int]) -> dict[int, list[Member]]:
    """Visit id to its team, the lead first."""
    if not visit_ids:
        return {}
    names = {f"v{n}": visit_id for n, visit_id in enumerate(visit_ids)}
    rows = db.query(
        f"""
        SELECT m.visit_id, m.person_id, p.username, p.full_name, p.rank, p.position, p.service_number, m.parts
          FROM visit_members m JOIN people p ON p.id = m.person_id
         WHERE m.visit_id IN ({", ".join(":" + name for name in names)})
         ORDER BY m.visit_id, m.position
        """,
        names,
    )
    found: dict[int, list[Member]] = {}
    for row in rows:
        visit_id, parts = row.pop("visit_id"), tuple(row.pop("parts").split())
        found.setdefault(visit_id, []).append(Member(**row, parts=parts))
    return found


def is_member(db: Database, visit_id: int, person_id: int) -> bool:
    """Whether somebody is in the team."""
    rows = db.query(
        "SELECT person_id FROM visit_members WHERE visit_id = :visit_id AND person_id = :person_id",
        {"visit_id": visit_id, "person_id": person_id},
    )
    return bool(list(rows))


def insert(db: Database, new: NewVisit) -> int:
    """Add a planned visit; its id. Raises Conflict when its uid is used."""
    if find(db, new.uid) is not None:
        raise Conflict(f"visit {new.uid} is there already")
    rows = db.query(
        """
        INSERT INTO visits (uid, org_id, checklist_version_id, switches, period, state, order_number, lead_id,
                            planned_on, planned_time, planned_by, created_at)
        VALUES (:uid, :org_id, :checklist_version_id, :switches, :period, 'planned', :order_number, :lead_id,
                :planned_on, :planned_time, :planned_by, :created_at)
        RETURNING id
        """,
        {name: getattr(new, name) for name in NewVisit.__slots__} | {"switches": " ".join(sorted(new.switches))},
    )
    return int(next(iter(rows))["id"])


def set_plan(db: Database, visit_id: int, new: NewVisit) -> None:
    """Give a planned visit another plan. Raises Conflict when it is no longer planned."""
    cursor = db.execute(
        """
        UPDATE visits
           SET org_id = :org_id, checklist_version_id = :checklist_version_id, switches = :switches,
               period = :period, order_number = :order_number, lead_id = :lead_id, planned_on = :planned_on,
               planned_time = :planned_time, rev = rev + 1
         WHERE id = :id AND state = 'planned'
        """,
        {
            "id": visit_id,
            "org_id": new.org_id,
            "checklist_version_id": new.checklist_version_id,
            "switches": " ".join(sorted(new.switches)),
            "period": new.period,
            "order_number": new.order_number,
            "lead_id": new.lead_id,
            "planned_on": new.planned_on,
            "planned_time": new.planned_time,
        },
    )
    _moved(cursor.rowcount, visit_id, VisitState.PLANNED)


def set_members(db: Database, visit_id: int, team: Mapping[int, tuple[str, ...]]) -> None:
    """Make `team` (person id to part codes, the lead first) the visit's team."""
    db.execute("DELETE FROM visit_members WHERE visit_id = :id", {"id": visit_id})
    for position, (person_id, parts) in enumerate(team.items()):
        db.execute(
            """
            INSERT INTO visit_members (visit_id, person_id, parts, position)
            VALUES (:visit_id, :person_id, :parts, :position)
            """,
            {"visit_id": visit_id, "person_id": person_id, "parts": " ".join(parts), "position": position},
        )


def lock(db: Database, visit_id: int) -> None:
    """The first statement of a write unit on a visit: whoever comes second waits."""
    db.execute("UPDATE visits SET rev = rev WHERE id = :id", {"id": visit_id})


def next_rev(db: Database, visit_id: int) -> int:
    """Count one change of a visit; the number it got. Locks the visit's row."""
    rows = db.query("UPDATE visits SET rev = rev + 1 WHERE id = :id RETURNING rev", {"id": visit_id})
    return int(next(iter(rows))["rev"])


def set_open(db: Database, visit_id: int, *, at: int) -> None:
    """Planned to open. Raises Conflict when it is no longer planned."""
    cursor = db.execute(
        "UPDATE visits SET state = 'open', opened_at = :at, rev = rev + 1 WHERE id = :id AND state = 'planned'",
        {"id": visit_id, "at": at},
    )
    _moved(cursor.rowcount, visit_id, VisitState.PLANNED)


def set_cancelled(db: Database, visit_id: int, *, reason: str, at: int) -> None:
    """Planned to cancelled. Raises Conflict when it is no longer planned."""
    cursor = db.execute(
        """
        UPDATE visits SET state = 'cancelled', cancelled_at = :at, cancel_reason = :reason, rev = rev + 1
         WHERE id = :id AND state = 'planned'
        """,
        {"id": visit_id, "at": at, "reason": reason},
    )
    _moved(cursor.rowcount, visit_id, VisitState.PLANNED)


def set_submitted(db: Database, visit_id: int, *, at: int) -> None:
    """Open to submitted. Raises Conflict when it is no longer open."""
    cursor = db.execute(
        "UPDATE visits SET state = 'submitted', submitted_at = :at, rev = rev + 1 WHERE id = :id AND state = 'open'",
        {"id": visit_id, "at": at},
    )
    _moved(cursor.rowcount, visit_id, VisitState.OPEN)


def set_sealed(db: Database, visit_id: int, *, sha256: str, at: int) -> None:
    """Submitted to sealed, for good. Raises Conflict when it is not submitted."""
    cursor = db.execute(
        """
        UPDATE visits SET state = 'sealed', sealed_at = :at, seal_sha256 = :sha256, rev = rev + 1
         WHERE id = :id AND state = 'submitted'
        """,
        {"id": visit_id, "at": at, "sha256": sha256},
    )
    _moved(cursor.rowcount, visit_id, VisitState.SUBMITTED)


def _moved(rowcount: int, visit_id: int, was: VisitState) -> None:
    if rowcount != 1:
        raise Conflict(f"visit {visit_id} is no longer {was}")


def _visit(row: dict[str, object]) -> Visit:
    rank, name = row.pop("lead_rank"), row.pop("lead_full_name")
    switches = frozenset(str(row.pop("switches")).split())
    state = VisitState(str(row.pop("state")))
    return Visit(
        **row,  # type: ignore[arg-type]  # rows carry no types; the schema's CHECKs do
        lead_name=f"{rank} {name}".strip(),
        switches=switches,
        state=state,
    )
