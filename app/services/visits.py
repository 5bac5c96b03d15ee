"""What is done to a visit as a whole: plan it, change the plan, cancel it, begin it.

Submitting and sealing are in `submission.py`. Rules in plain words: docs/visits.md.
"""

from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.domain import visits as rules
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.people import MAY, Action, Person, Role, require
from app.domain.periods import period_of
from app.domain.uids import check_uid
from app.domain.visits import Plan, Visit, VisitAction
from app.store import audit, checklists, orgs, people, visits
from app.store.checklists import ChecklistVersion
from app.store.orgs import Org
from app.store.transaction import writing
from app.store.visits import Booking, NewVisit

TEAM_ROLES = (Role.INSPECTOR, Role.PLANNER)
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands in the way of a plan besides its own fields."""

    bookings: tuple[Booking, ...] = ()
    parts: tuple[str, ...] = ()  # part codes that nobody fills
    visit: Visit | None = None  # the one the station already has that day


class PlanRefused(Invalid):
    """A plan that can't be kept; `problems` by field, `clash` says with whom or what."""

    def __init__(self, problems: dict[str, str], clash: Clash) -> None:
        super().__init__(problems)
        self.clash = clash


def plan(db: Database, uid: str, wanted: Plan, *, actor: Person, at: int, today: str) -> Visit:
    """Plan a visit under the uid its form made; sending the form twice makes one visit.

    The station's switches are copied, so that a later change does not touch this visit. Raises PlanRefused
    (an Invalid) naming every field, NotFound for a station that is not the actor's, Conflict for a used uid.
    """
    require(actor, Action.PLAN_VISIT)
    check_uid(uid)
    with writing(db):
        known = visits.find(db, uid)
        if known is not None:
            return _same_again(known, wanted, actor)
        station = _planned_by(db, wanted.station_code, actor, today)
        wanted = _narrowed(db, wanted, station)
        new = _checked(db, uid, wanted, station, actor=actor, at=at, today=today)
        visit_id = visits.insert(db, new)
        visits.set_members(db, visit_id, wanted.team)
        audit.record(
            db,
            "visit.planned",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            station=station.code,
            planned_on=new.planned_on,
            order_number=new.order_number,
            team=sorted(wanted.team),
        )
        return visits.get_by_id(db, visit_id)


def change(db: Database, uid: str, wanted: Plan, *, actor: Person, at: int, today: str) -> Visit:
    """Give a visit that has not begun another plan. Raises as `plan` does, IllegalTransition once it began."""
    require(actor, Action.PLAN_VISIT)
    with writing(db):
        visit = visits.get(db, uid, seen_by=actor.id, today=today)
        _planned_by(db, visit.station_code, actor, today)
        rules.advance(visit.state, VisitAction.CHANGE)
        station = _planned_by(db, wanted.station_code, actor, today)
        wanted = _narrowed(db, wanted, station)
        new = _checked(db, uid, wanted, station, actor=actor, at=at, today=today)
        visits.set_plan(db, visit.id, new)
        visits.set_members(db, visit.id, wanted.team)
        audit.record(
            db,
            "visit.changed",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            was={"station": visit.station_code, "planned_on": visit.planned_on, "lead": visit.lead_id},
            station=station.code,
            planned_on=new.planned_on,
            team=sorted(wanted.team),
        )
        return visits.get_by_id(db, visit.id)


def cancel(db: Database, uid: str, *, reason: str, actor: Person, at: int, today: str) -> None:
    """Cancel a visit that has not begun. Raises Invalid without a reason, IllegalTransition once it began."""
    require(actor, Action.CANCEL_VISIT)
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid({"reason": "reason_missing"})
    with writing(db):
        visit = visits.get(db, uid, seen_by=actor.id, today=today)
        _planned_by(db, visit.station_code, actor, today)
        rules.advance(visit.state, VisitAction.CANCEL)
        visits.set_cancelled(db, visit.id, reason=reason, at=at)
        audit.record(
            db,
            "visit.cancelled",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
            reason=reason,
        )


def begin(db: Database, uid: str, *, actor: Person, at: int, today: str) -> Visit:
    """'Mulai', or the first answer: the visit is under way. Beginning one that is open changes nothing.

    Raises NotAllowed for somebody who is not in its team, IllegalTransition when it is over or cancelled.
    """
    require(actor, Action.FILL_VISIT)
    with writing(db):
        visit = visits.get(db, uid, seen_by=actor.id, today=today)
        if not visits.is_member(db, visit.id, actor.id):
            raise NotAllowed(f"{actor.username} is not in the team of visit {uid}")
        if visit.state is rules.VisitState.OPEN:
            return visit
        rules.advance(visit.state, VisitAction.BEGIN)
        visits.set_open(db, visit.id, at=at)
        audit.record(
            db,
            "visit.begun",
            "visit",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(uid),
        )
        return visits.get_by_id(db, visit.id)


def candidates(db: Database, station: Org, *, today: str) -> list[Person]:
    """Who may be in a team at `station`: inspectors and planning staff of its district, by name."""
    if station.parent_id is None:
        return []
    return people.list_by_role(db, TEAM_ROLES, within=station.parent_id, today=today)


def _planned_by(db: Database, code: str, actor: Person, today: str) -> Org:
    """The station, for whoever plans there; seeing a visit is not enough. Raises NotFound."""
    return orgs.get(db, code, seen_by=actor.id, today=today, roles=MAY[Action.PLAN_VISIT])


def _checked(db: Database, uid: str, wanted: Plan, station: Org, *, actor: Person, at: int, today: str) -> NewVisit:
    """The plan as a row. Raises PlanRefused with everything that is wrong with it."""
    problems = rules.plan_problems(wanted, today=today)
    if station.kind != "polsek" or not station.active:
        problems["station"] = "not_a_station"
    known = {person.id for person in candidates(db, station, today=today)}
    if wanted.lead_id not in known:
        problems["lead"] = "not_of_district"
    if not set(wanted.members) <= known:
        problems["members"] = "not_of_district"
    missing = _missing_parts(db, wanted, station, problems)
    booked, there = [], None
    if "planned_on" not in problems:
        booked = visits.bookings(db, wanted.planned_on, wanted.team, except_uid=uid)
        there = visits.find_on(db, station.id, wanted.planned_on)
    if booked:
        problems.setdefault("members", "booked")
    if there is not None and there.uid != uid:
        problems["planned_on"] = "day_taken"
    if problems:
        raise PlanRefused(problems, Clash(tuple(booked), missing, there if there and there.uid != uid else None))
    return NewVisit(
        uid=uid,
        org_id=station.id,
        checklist_version_id=wanted.checklist_version_id,
        switches=station.switches,
        period=period_of(wanted.planned_on),
        order_number=wanted.order_number.strip(),
        lead_id=wanted.lead_id,
        planned_on=wanted.planned_on,
        planned_time=wanted.planned_time,
        planned_by=actor.id,
        created_at=at,
    )


def _narrowed(db: Database, wanted: Plan, station: Org) -> Plan:
    """The plan without the parts that the station does not have, for instance SKCK where none is served."""
    version = _offered(db, wanted)
    if version is None:
        return wanted
    checklist = checklists.parsed(db, version)
    here = {part.code for part in checklist.applicable(station.switches).parts}
    elsewhere = {part.code for part in checklist.parts} - here
    members = {
        person: tuple(code for code in parts if code not in elsewhere) for person, parts in wanted.members.items()
    }
    return replace(wanted, members=members)


def _missing_parts(db: Database, wanted: Plan, station: Org, problems: dict[str, str]) -> tuple[str, ...]:
    version = _offered(db, wanted)
    if version is None:
        problems["checklist"] = "not_published"
        return ()
    checklist = checklists.parsed(db, version).applicable(station.switches)
    codes = {part.code for part in checklist.parts}
    if not {code for parts in wanted.members.values() for code in parts} <= codes:
        problems["parts"] = "unknown_part"
        return ()
    missing = tuple(part.code for part in rules.unassigned(checklist, wanted.members.values()))
    if missing:
        problems["parts"] = "parts_missing"
    return missing


def _offered(db: Database, wanted: Plan) -> ChecklistVersion | None:
    published = {version.id: version for version in checklists.list_published(db)}
    return published.get(wanted.checklist_version_id)


def _same_again(known: Visit, wanted: Plan, actor: Person) -> Visit:
    same = (known.station_code, known.planned_on) == (wanted.station_code, wanted.planned_on)
    if known.planned_by == actor.id and same:
        return known
    raise Conflict(f"visit {known.uid} is there already")
