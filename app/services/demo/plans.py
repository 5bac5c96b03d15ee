"""What a station plans to do, and minutes of the follow-up at another one."""

from sqlite_utils import Database

from app.domain import periods
from app.domain.finding_life import FindingAction, Verdict
from app.domain.followup_minutes import Choice, Draft
from app.domain.followup_plan import PlanState, Written
from app.domain.people import Person
from app.services import followup_minutes, followup_plan
from app.services.demo.calendar import later, moment
from app.services.demo.chance import share, uid
from app.services.demo.people import SHOWCASE, STATIONS, Station
from app.services.followup_sheet import Entry, Scope, sheet
from app.store import findings, orgs

MONITORED = "Parengan"  # the station whose follow-up was monitored
TODAY_HOUR = 8.0
ACTIONS = (
    ("Menyusun dan menandatangani dokumen yang diminta, lalu menyimpannya di map ZI", "Kasium", "Tanpa biaya", -9, 5),
    (
        "Memasang papan informasi di ruang layanan dan memotretnya dari depan loket",
        "Ka SPKT",
        "Rp650.000, DIPA",
        -9,
        12,
    ),
    ("Melatih petugas loket dan mencatat daftar hadirnya", "Kanit Binmas", "", -4, 20),
)
REMARK = "Kirim juga foto dari pintu masuk, agar terlihat dari ruang tunggu."
NOTES = "Kapolsek melapor perkembangan tindak lanjut kepada Kabagren tiap hari Senin."
STILL_WANTING = "Bukti belum menunjukkan seluruh ruang layanan; mohon dilengkapi."
SEEN = "Dilihat langsung oleh petugas Bagren saat pemantauan."
NOT_BEGUN = "Belum ada bukti tindak lanjut sampai hari pemantauan."


def write(db: Database, *, people: dict[str, Person], today: str, at: int) -> None:
    """Three actions at the showcase, one of them done, and finalised minutes of another station."""
    _plan(db, people, today)
    _minutes(db, next(station for station in STATIONS if station.name == MONITORED), people["bagren"], today, at)


def _plan(db: Database, people: dict[str, Person], today: str) -> None:
    station = next(station for station in STATIONS if station.name == SHOWCASE)
    org = orgs.find(db, station.code)
    since = moment(later(today, ACTIONS[0][3]), 0)
    found = findings.list_open_at(db, org.id) if org else []
    owed = [one for one in found if one.is_owed and (one.issued_at or since) < since]
    chief = people[f"kapolsek.{station.short}"]
    for place, (action, owner, cost, wrote, due) in enumerate(ACTIONS):
        if not owed:
            return
        finding, day = owed[place % min(2, len(owed))], later(today, wrote)
        written, own = Written(action, owner, later(today, due), cost), uid("plan", place)
        wrote_at = moment(day, TODAY_HOUR + place / 10)
        followup_plan.plan(db, finding.uid, own, written, actor=chief, at=wrote_at, today=day)
        if place == 0:
            done = Written(action, owner, written.due_on, cost, PlanState.DONE)
            followup_plan.change(db, own, done, base=1, actor=chief, at=moment(later(day, 3), 9), today=later(day, 3))
        if place == 1:
            remark_at = moment(later(day, 1), 13)
            said, planner = uid("remark", place), people["bagren"]
            followup_plan.remark(db, own, said, REMARK, actor=planner, at=remark_at, today=later(day, 1))


def _minutes(db: Database, station: Station, planner: Person, today: str, at: int) -> None:
    """Minutes of the last whole quarter, of today: every word that was still missing is given."""
    scope = Scope(period=periods.shift(periods.period_of(today), -1))
    found = sheet(db, station.code, scope, actor=planner, today=today)
    if not found.entries:
        return
    choices = {entry.finding.uid: _choice(entry) for entry in found.entries}
    draft = Draft(today, found.place, NOTES, found.planner, found.chief, choices)
    own = uid("minutes", station.name)
    followup_minutes.finalise(db, station.code, own, scope, draft, actor=planner, at=at, today=today)


def _choice(entry: Entry) -> Choice:
    """The word for one finding: what it has stands; an answer is mostly enough."""
    seen = len(entry.steps)
    if not entry.words or (entry.finding.verdict and FindingAction.CLOSE not in entry.words.values()):
        return Choice("", "", seen)
    if Verdict.CONFORMING in entry.words:
        is_enough = share("monitored", entry.finding.uid) < 0.7
        word = Verdict.CONFORMING if is_enough else Verdict.NOT_CONFORMING
        return Choice(str(word), SEEN if is_enough else STILL_WANTING, seen)
    return Choice(str(Verdict.NOT_FOLLOWED_UP), NOT_BEGUN, seen)
