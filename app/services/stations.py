"""What an administrator does to stations: add one, change its details and switches, end it."""

import re
from dataclasses import dataclass, field

from sqlite_utils import Database

from app.domain.errors import Invalid, NotFound
from app.domain.people import MAY, Action, Person, require
from app.store import audit, orgs
from app.store.orgs import Org
from app.store.transaction import writing

RESERVED = frozenset({"new", "own"})  # stand in addresses where a code would
TIME_ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


@dataclass(frozen=True, slots=True)
class StationDetails:
    """What is said of a station; the point is that of its office, degrees, or None."""

    name: str
    switches: frozenset[str] = field(default_factory=frozenset)
    lat: float | None = None
    lon: float | None = None


def add(
    db: Database, details: StationDetails, *, code: str, parent_code: str, actor: Person | None, at: int, today: str
) -> None:
    """Add a Polsek below a Polres; `actor` None is the command line.

    Raises Invalid naming the field, NotFound for a Polres that is not the actor's, Conflict when the code is taken.
    """
    problems = _problems(details)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code) or len(code) > 60:
        problems["code"] = "bad_code"
    elif code in RESERVED:
        problems["code"] = "reserved"
    if problems:
        raise Invalid(problems)
    with writing(db):
        parent = _managed(db, parent_code, actor=actor, today=today)
        if parent.kind != "polres":
            raise Invalid({"parent": "wrong_kind_of_org"})
        station_id = orgs.insert(
            db,
            parent_id=parent.id,
            kind="polsek",
            code=code,
            name=details.name.strip(),
            tz=parent.tz,
            lat=details.lat,
            lon=details.lon,
            switches=details.switches,
        )
        audit.record(db, "station.added", "org", station_id, actor_id=_id(actor), at=at, code=code)


def change(db: Database, code: str, details: StationDetails, *, actor: Person | None, at: int, today: str) -> None:
    """Change name, switches and point; visits already planned keep the switches they had. Raises NotFound, Invalid."""
    if problems := _problems(details):
        raise Invalid(problems)
    with writing(db):
        station = _managed_station(db, code, actor=actor, today=today)
        orgs.set_details(
            db,
            station.id,
            name=details.name.strip(),
            switches=details.switches,
            lat=details.lat,
            lon=details.lon,
        )
        audit.record(
            db,
            "station.changed",
            "org",
            station.id,
            actor_id=_id(actor),
            at=at,
            was=sorted(station.switches),
            now=sorted(details.switches),
        )


def set_active(db: Database, code: str, *, active: bool, actor: Person | None, at: int, today: str) -> None:
    """End a station, or take it up again; its visits stay. Raises NotFound."""
    with writing(db):
        station = _managed_station(db, code, actor=actor, today=today)
        orgs.set_active(db, station.id, active=active)
        deed = "station.resumed" if active else "station.ended"
        audit.record(db, deed, "org", station.id, actor_id=_id(actor), at=at)


def _managed(db: Database, code: str, *, actor: Person | None, today: str) -> Org:
    """The unit, where the actor manages stations; any unit for the command line. Raises NotAllowed, NotFound."""
    if actor is not None:
        require(actor, Action.MANAGE_STATIONS)
        return orgs.get(db, code, seen_by=actor.id, today=today, roles=MAY[Action.MANAGE_STATIONS])
    found = orgs.find(db, code)
    if found is None:
        raise NotFound(f"organisation {code}")
    return found


def _managed_station(db: Database, code: str, *, actor: Person | None, today: str) -> Org:
    station = _managed(db, code, actor=actor, today=today)
    if station.kind != "polsek":
        raise NotFound(f"station {code}")
    return station


def _id(actor: Person | None) -> int | None:
    return None if actor is None else actor.id


def _problems(details: StationDetails) -> dict[str, str]:
    problems = {}
    if not 1 <= len(details.name.strip()) <= 120:
        problems["name"] = "name_missing"
    if details.lat is not None and not -90 <= details.lat <= 90:
        problems["lat"] = "bad_degrees"
    if details.lon is not None and not -180 <= details.lon <= 180:
        problems["lon"] = "bad_degrees"
    if (details.lat is None) != (details.lon is None):
        problems["lon"] = "half_a_point"
    return problems
