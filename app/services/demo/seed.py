"""Fill an empty installation with the demo district, whole or not at all."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from sqlite_utils import Database

from app.domain.errors import Conflict
from app.domain.people import Person, Role
from app.domain.visits import Plan, Visit
from app.media.alterations import alter
from app.services import checklists, keys, radar, submission, visits
from app.services.demo import board, calendar, ceremony, follow_up, letters, plans, reminding
from app.services.demo.chance import share, uid
from app.services.demo.filling import Scene, fill, shared_parts
from app.services.demo.people import POLRES, SHOWCASE, STATIONS, Station
from app.services.passwords import Passwords
from app.store import audit, meta, orgs, people
from app.store import checklists as published
from app.store.blobs import BlobStore
from app.store.checklists import ChecklistVersion
from app.store.people import NewPerson
from app.store.transaction import writing

PASSWORD = "siap-demo-2026"  # noqa: S105  # shown to everybody who runs the demo; loopback only
USERNAMES = (*(account.username for account in POLRES), *(f"kapolsek.{station.short}" for station in STATIONS))
LETTERHEAD = "KEPOLISIAN NEGARA REPUBLIK INDONESIA\nDAERAH JAWA TIMUR\nRESOR TUBAN"
MISSED = ("Montong",)
PHOTOS = {0: 0, 1: 0, 2: 0, 3: 0, 4: 2, 5: 5}  # pictures at each visit of the quarter of that number

# visits of the last whole quarter, by their turn, that show a picture of an earlier one again: for the radar
PLANTED_IN = 4
PLANTED = {8: (3, ""), 12: (5, "cut 10 %, mirrored, quality 50")}


@dataclass
class District:
    """What the seeding needs at hand."""

    db: Database
    blobs: BlobStore
    version: ChecklistVersion
    signer: keys.Signer
    people: dict[str, Person]
    today: str
    at: int
    pictures: dict[int, bytes] = field(default_factory=dict)  # the first one of each visit of that quarter

    @property
    def team(self) -> list[Person]:
        """The lead and the seven members."""
        return [self.people["ketua"], *(self.people[f"anggota{n}"] for n in range(1, 8))]


def seed(
    db: Database, blobs: BlobStore, folder: Path, *, seal_key: Path, passwords: Passwords, at: int, today: str
) -> None:
    """Make the demo district in a migrated, empty database; `folder` holds the checklist files.

    The key that seals its visits is read from `seal_key`, or made there. Raises Conflict when people are there already.
    Nothing is left in the database when it fails on the way.
    """
    with writing(db):
        if people.list_all(db, today=today):
            raise Conflict("the installation is not empty")
        meta.put(db, "demo", "1")
        signer = keys.signer(db, seal_key, at=calendar.moment(_beginning(today), 8))
        version = _publish(db, folder, at=calendar.moment(_beginning(today), 8))
        _units(db)
        known = _people(db, passwords, today)
        district = District(db, blobs, version, signer, known, today, at)
        for number, period in enumerate(calendar.periods_until(today)):
            _quarter(district, number, period)
        letters.bring(db, known, today=today)
        plans.write(db, people=known, today=today, at=at)
        _look_for_planted(district)
        reminding.remind(db, known, at=at, today=today)
        audit.record(db, "demo.seeded", "database", "", actor_id=None, at=at)


def _beginning(today: str) -> str:
    """When people took up their posts: well before the first visit was planned."""
    return calendar.later(calendar.visiting_days(calendar.periods_until(today)[0], len(STATIONS))[0], -60)


def _publish(db: Database, folder: Path, *, at: int) -> ChecklistVersion:
    for file in sorted(folder.glob("*.yaml")):
        checklists.publish(db, file.read_text(encoding="utf-8"), actor=None, at=at)
    version = published.newest(db)
    if version is None:
        raise Conflict(f"no readiness checklist in {folder}")
    return version


def _units(db: Database) -> None:
    mabes = orgs.insert(db, parent_id=None, kind="mabes", code="mabes-polri", name="Mabes Polri")
    polda = orgs.insert(db, parent_id=mabes, kind="polda", code="polda-jatim", name="Polda Jawa Timur")
    polres = orgs.insert(
        db, parent_id=polda, kind="polres", code="polres-tuban", name="Polres Tuban", letterhead=LETTERHEAD
    )
    for station in STATIONS:
        orgs.insert(
            db,
            parent_id=polres,
            kind="polsek",
            code=station.code,
            name=f"Polsek {station.name}",
            lat=station.lat,
            lon=station.lon,
            switches=station.switches,
        )


def _people(db: Database, passwords: Passwords, today: str) -> dict[str, Person]:
    hashed = passwords.hash(PASSWORD)  # one hash for all of them, because all share one password
    began = _beginning(today)
    places = {org.code: org.id for org in orgs.list_all(db)}
    for account in POLRES:
        new = NewPerson(account.username, account.name, account.rank, account.position, account.service_number)
        _add(db, new, hashed, places["polres-tuban"], account.role, began)
    for place, station in enumerate(STATIONS):
        number = str(81_000_000 + 137 * (place + 1))
        post = f"Kapolsek {station.name}"
        new = NewPerson(f"kapolsek.{station.short}", station.chief, station.chief_rank, post, number)
        _add(db, new, hashed, places[station.code], Role.STATION_CHIEF, began)
    return {person.username: person for person in people.list_all(db, today=today)}


def _add(db: Database, new: NewPerson, hashed: str, org_id: int, role: Role, began: str) -> None:
    at = calendar.moment(began, 8)
    person_id = people.insert(db, new, password_hash=hashed, must_change=False, at=at)
    people.assign(db, person_id, org_id, role, from_on=began)


def _quarter(district: District, number: int, period: str) -> None:
    is_running = number == calendar.QUARTERS - 1
    days = calendar.visiting_days(period, len(STATIONS), but=district.today)
    order = sorted(STATIONS, key=lambda station: (station.name not in MISSED, share("order", station.name, number)))
    for turn, (station, day) in enumerate(zip(order, days, strict=True)):
        if is_running and station.name == SHOWCASE:
            day = district.today
        visit = _plan(district, station, day)
        if day > district.today or (is_running and station.name in MISSED):
            continue
        is_todays = day == district.today
        planted = _planted(district, turn) if number == PLANTED_IN else b""
        first = _fill(district, station, visit, number, is_todays=is_todays, planted=planted)
        if number == PLANTED_IN:
            district.pictures[turn] = first
        if not is_todays:
            _finish(district, station, visit, number)


def _plan(district: District, station: Station, day: str) -> Visit:
    checklist = published.parsed(district.db, district.version).applicable(station.switches)
    shared = shared_parts(checklist.parts, district.team)
    members = {
        person.id: tuple(part.code for part in checklist.parts if shared[part.code] is person)
        for person in district.team
    }
    before = calendar.later(day, -12)
    number = 100 + int(share("order number", station.name, day) * 1800)
    plan = Plan(
        station_code=station.code,
        planned_on=day,
        planned_time="09:00",
        order_number=f"Sprin/{number}/{ROMAN[int(day[5:7]) - 1]}/REN.1./{day[:4]}",
        checklist_version_id=district.version.id,
        lead_id=district.people["ketua"].id,
        members=members,
    )
    return visits.plan(
        district.db,
        uid("visit", station.name, day),
        plan,
        actor=district.people["bagren"],
        at=calendar.moment(before, 10),
        today=before,
    )


def _planted(district: District, turn: int) -> bytes:
    """A picture of an earlier visit, altered as people do it, or nothing."""
    if turn not in PLANTED:
        return b""
    source, alteration = PLANTED[turn]
    picture = district.pictures[source]
    return alter(picture, alteration) if alteration else picture


def _look_for_planted(district: District) -> None:
    """Let the radar see what was planted; the other photos are left to the background."""
    for turn, (source, _alteration) in PLANTED.items():
        for picture in (district.pictures[source], district.pictures[turn]):
            radar.look(district.db, district.blobs, hashlib.sha256(picture).hexdigest(), at=district.at)


def _fill(district: District, station: Station, visit: Visit, number: int, *, is_todays: bool, planted: bytes) -> bytes:
    checklist = published.parsed(district.db, district.version).applicable(station.switches)
    lead = district.people["ketua"]
    begun = calendar.moment(visit.planned_on, 9.05)
    visits.begin(district.db, visit.uid, actor=lead, at=begun, today=visit.planned_on)
    scene = Scene(
        station=station,
        visit=visit,
        checklist=checklist,
        team=shared_parts(checklist.parts, district.team),
        quarter=number,
        share_filled=0.62 if is_todays else 1.0,
        photos=6 if is_todays else PHOTOS[number],
        planted=planted,
    )
    return fill(district.db, district.blobs, scene)


def _finish(district: District, station: Station, visit: Visit, number: int) -> None:
    lead, day = district.people["ketua"], visit.planned_on
    submission.submit(district.db, visit.uid, accept_gaps=True, actor=lead, at=calendar.moment(day, 15.5), today=day)
    follow_up.settle(district.db, district.blobs, station, visit, number, people=district.people, today=district.today)
    if number == calendar.QUARTERS - 1:
        board.draw_upon(district.db, visit, lead=lead)
    sealed_on = calendar.later(day, 2)
    if sealed_on < calendar.later(district.today, -14):
        ceremony.hold(district.db, district.signer, visit, lead=lead, chief=_chief(district, station), day=sealed_on)


def _chief(district: District, station: Station) -> Person:
    return district.people[f"kapolsek.{station.short}"]


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
