"""The quarter at a glance: every visit a person may see, month by month."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlite_utils import Database

from app.clock import today
from app.domain import periods
from app.domain.people import MAY, Action, Person, Role, may
from app.domain.visits import Member, Visit
from app.store import orgs, scores, visits
from app.store.orgs import Org
from app.store.scores import Total
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.periods import chosen_period
from app.web.visits.blueprint import bp

SHOWN = ("planned", "open", "submitted", "sealed", "missed", "cancelled")


@dataclass(frozen=True, slots=True)
class Row:
    """One visit of the quarter; `state` is as shown, 'missed' included."""

    visit: Visit
    state: str
    team: Sequence[Member]
    total: Total | None


@dataclass(frozen=True, slots=True)
class Load:
    """How often somebody is in a team this quarter, and how often as its lead."""

    name: str
    visits: int
    leads: int


@bp.get("/schedule")
@allow(Action.SEE_VISIT)
def index() -> ResponseReturnValue:
    """The visits of a quarter by month, with the load of the team; ?state= narrows it to one state."""
    db, person, period = get_db(), current_person(), chosen_period()
    rows = _rows(db, person, period)
    state = request.args.get("state", "")
    shown = [row for row in rows if row.state == state] if state in SHOWN else rows
    counts = Counter(row.state for row in rows)
    return render_template(
        "visits/schedule.html",
        period=period,
        before=periods.shift(period, -1),
        after=periods.shift(period, 1),
        months=_by_month(period, shown),
        rows=rows,
        counts=[(name, counts[name]) for name in SHOWN if counts[name]],
        state=state if state in SHOWN else "",
        load=_load(rows) if may(person, Action.PLAN_VISIT) else [],
        unplanned=_unplanned(db, person, rows) if may(person, Action.SEE_STATIONS) else [],
        may_plan=may(person, Action.PLAN_VISIT),
        plannable=_plannable(db, person),
        is_station=person.roles == {Role.STATION_CHIEF},
    )


def shown_state(visit: Visit, day: str) -> str:
    """The state as pages show it: 'missed' for a planned visit whose day has passed."""
    return "missed" if visit.is_missed(day) else str(visit.state)


def _rows(db: Database, person: Person, period: str) -> list[Row]:
    found = visits.list_period(db, period, seen_by=person.id, today=today())
    teams = visits.members_of(db, [visit.id for visit in found])
    totals = scores.get_all(db, [visit.id for visit in found])
    return [Row(visit, shown_state(visit, today()), teams.get(visit.id, ()), totals.get(visit.id)) for visit in found]


def _by_month(period: str, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The first day of each month of the quarter, with its visits."""
    return [
        (f"{month}-01", [row for row in rows if row.visit.planned_on.startswith(month)])
        for month in periods.months(period)
    ]


def _load(rows: Sequence[Row]) -> list[Load]:
    """Everybody in a team that is not cancelled, the busiest first."""
    standing = [row for row in rows if row.state != "cancelled"]
    taken = Counter(member.titled_name for row in standing for member in row.team)
    leads = Counter(row.visit.lead_name for row in standing)
    return [Load(name, count, leads[name]) for name, count in sorted(taken.items(), key=lambda one: (-one[1], one[0]))]


def _plannable(db: Database, person: Person) -> set[str]:
    """The codes of the stations whose visits this person plans; others they only see."""
    if not may(person, Action.PLAN_VISIT):
        return set()
    own = orgs.list_stations(db, seen_by=person.id, today=today(), roles=MAY[Action.PLAN_VISIT])
    return {org.code for org in own}


def _unplanned(db: Database, person: Person, rows: Sequence[Row]) -> list[Org]:
    """The stations without a visit this quarter that still counts."""
    planned = {row.visit.org_id for row in rows if row.state not in ("cancelled", "missed")}
    return [org for org in orgs.list_stations(db, seen_by=person.id, today=today()) if org.id not in planned]
