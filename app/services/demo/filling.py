"""The invented teams at work: events as phones would send them, visit by visit."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from fractions import Fraction

from sqlite_utils import Database

from app.domain.checklist import Checklist, Item, Part
from app.domain.finding_proposals import proposed, proposed_severity
from app.domain.people import Person
from app.domain.visits import Visit
from app.media.drawings import drawing
from app.services import evidence, sync
from app.services.demo import answering
from app.services.demo.calendar import moment
from app.services.demo.chance import pick, share, uid
from app.services.demo.people import Station
from app.store.blobs import BlobStore

MOST_FINDINGS = 5
LIGHTER = "Tidak langsung dirasakan pemohon; selesai dalam hitungan hari."
CAUSES = (
    ("people", "Belum ada personel yang ditunjuk dengan Sprin.", "Personel belum ditunjuk, Sprin belum terbit."),
    ("people", "Operator dirangkap Kanit, tidak ada pengganti saat cuti."),
    ("supervision", "Tidak diperiksa berkala oleh pimpinan Polsek.", "Pimpinan belum memeriksa berkala."),
    ("knowledge", "Petugas belum mendapat penjelasan tentang ketentuan ini.", "Ketentuan belum pernah dijelaskan."),
    ("knowledge", "Operator belum mengikuti bimtek ZI.", "Belum ada bimtek ZI untuk operator sejak mutasi."),
    ("procedure", "SOP belum disesuaikan dengan aturan terbaru.", "Aturan terbaru belum masuk SOP."),
    ("facilities", "Sarana rusak dan belum diganti.", "Sarana yang rusak masih menunggu diganti."),
    ("budget", "Belum masuk rencana anggaran tahun ini."),
)
# what a picture of an item shows, by a word of its title; papers otherwise
MOTIFS = (
    ("maklumat", "board"),
    ("tarif", "tariff"),
    ("biaya", "tariff"),
    ("pnbp", "tariff"),
    ("cctv", "camera"),
    ("taman", "garden"),
    ("disabilitas", "ramp"),
    ("ramp", "ramp"),
    ("tunggu", "chairs"),
    ("loket", "counter"),
    ("antre", "counter"),
    ("ruang", "counter"),
    ("layanan", "board"),
    ("terpasang", "board"),
)


@dataclass
class Phone:
    """One person's phone at one visit; counts its events as a real one does."""

    owner: Person
    visit: Visit
    day: str
    events: list[str] = field(default_factory=list)

    def write(self, cell: str, op: str, val: object, hour: float, base: tuple[str, ...] = ()) -> str:
        """One change of one cell that replaces the events in `base`; its id."""
        n = len(self.events) + 1
        words = (self.visit.uid, self.owner.username, n)
        stamp = moment(self.day, hour)
        event = {
            "eid": uid("event", *words),
            "dev": uid("phone", self.visit.uid, self.owner.username),
            "n": n,
            "visit": self.visit.uid,
            "cell": cell,
            "op": op,
            "val": val,
            "base": list(base),
            "at": _iso(stamp),
            "tz": 420,
            "by": self.owner.username,
        }
        self.events.append(json.dumps(event, ensure_ascii=False))
        return uid("event", *words)


@dataclass(frozen=True)
class Scene:
    """A visit to be filled: where, by whom, how far, and with how many pictures."""

    station: Station
    visit: Visit
    checklist: Checklist  # with the items that apply
    team: dict[str, Person]  # part code to who fills it
    quarter: int
    share_filled: float = 1.0
    photos: int = 0
    planted: bytes = b""  # a picture that is not of this visit, shown at the first item that gets one


def fill(db: Database, blobs: BlobStore, scene: Scene) -> bytes:
    """Answer the visit's items, raise findings and take pictures, each member on an own phone; the first picture."""
    day = scene.visit.planned_on
    phones: dict[str, Phone] = {}
    raised, first = 0, b""
    pictures = _pictured(scene)
    for part in scene.checklist.parts:
        owner = scene.team[part.code]
        phone = phones.setdefault(owner.username, Phone(owner, scene.visit, day))
        for item, hour in _walk(scene, part):
            finding = _answer(phone, scene, item, hour, may_raise=raised < MOST_FINDINGS)
            raised += bool(finding)
            if item.code in pictures or (finding and scene.photos):
                picture = (not first and scene.planted) or draw(scene.station, item, day)
                _photograph(db, blobs, phone, scene, item, hour, finding, picture)
                first = first or picture
    for phone in phones.values():
        if phone.events:
            sync.push(db, phone.events, actor=phone.owner, at=moment(day, 14.5))
    if scene.share_filled < 1:
        _change_a_mind(db, next(iter(phones.values())), scene)
    return first


def _change_a_mind(db: Database, phone: Phone, scene: Scene) -> None:
    """A finding that was raised and sent, and taken back a minute later."""
    item = scene.checklist.items[0]
    cell = f"{item.code}.finding.{uid('withdrawn', scene.visit.uid)}"
    raised = phone.write(cell, "set", {"condition": "Sprin tim ZI belum terlihat.", "severity": "minor"}, 14.6)
    sync.push(db, phone.events[-1:], actor=phone.owner, at=moment(phone.day, 14.6))
    phone.write(cell, "clear", None, 14.62, base=(raised,))
    sync.push(db, phone.events[-1:], actor=phone.owner, at=moment(phone.day, 14.62))


def draw(station: Station, item: Item, day: str, *more: object) -> bytes:
    """A drawn picture of the item that no other visit has."""
    title = item.title.lower()
    motif = next((motif for word, motif in MOTIFS if word in title), "paper")
    return drawing(motif, int(share("picture", station.name, item.code, day, *more) * 2**31))


def _walk(scene: Scene, part: Part) -> Iterator[tuple[Item, float]]:
    """The items of a part that are answered, with the hour of each."""
    for place, item in enumerate(part.items):
        if share("left open", scene.visit.uid, part.code) * 0.5 + place / len(part.items) * 0.5 < scene.share_filled:
            yield item, 9.1 + place * 0.12


def _answer(phone: Phone, scene: Scene, item: Item, hour: float, *, may_raise: bool) -> str:
    """Answer one item; the uid of the finding that was raised with it, or nothing."""
    station, quarter = scene.station, scene.quarter
    value = answering.value(station, item, quarter)
    if value is None:
        return ""
    phone.write(f"{item.code}.answer", "set", value, hour)
    text = answering.note(station, item, quarter)
    if text:
        phone.write(f"{item.code}.note", "set", text, hour + 0.01)
    if not may_raise or value not in item.letters[-1:]:
        return ""
    if not item.critical and share("finding", station.name, item.code, quarter) > 0.7:
        return ""
    finding = uid("finding", scene.visit.uid, item.code)
    phone.write(f"{item.code}.finding.{finding}", "set", _finding(scene, item), hour + 0.02)
    return finding


def _finding(scene: Scene, item: Item) -> dict[str, str]:
    """As its sheet proposes it; some members say more, some find it lighter than that, and say why."""
    worst, told = item.letters[-1], scene.station.name
    severity = str(proposed_severity(Fraction(item.points[worst]), is_critical=item.critical, is_heavy=False))
    is_light = not item.critical and share("severity", item.code) < 0.3
    finding = {
        "condition": f"{item.title}: {item.criteria.get(worst, 'belum terpenuhi').lower()}.",
        "severity": "minor" if is_light else severity,
        **asdict(proposed(scene.checklist, item)),
    }
    if is_light:
        finding["severity_reason"] = LIGHTER
    if share("cause known", told, item.code, scene.quarter) < 0.75:
        finding["cause_kind"], *said = pick(CAUSES, "cause", told, item.code)
        finding["cause"] = pick(said, "said", told, item.part)
    return finding


def _pictured(scene: Scene) -> set[str]:
    """The codes of the items that get a picture: those that must, as many as there are to be."""
    wanted = [item.code for item in scene.checklist.items if item.photo.is_needed]
    wanted.sort(key=lambda code: share("pictured", scene.visit.uid, code))
    return set(wanted[: scene.photos])


def _photograph(
    db: Database,
    blobs: BlobStore,
    phone: Phone,
    scene: Scene,
    item: Item,
    hour: float,
    finding: str,
    picture: bytes,
) -> None:
    day = scene.visit.planned_on
    sha256 = evidence.receive(db, blobs, picture, actor=phone.owner, at=moment(day, hour + 0.05))
    val = {
        "sha": sha256,
        "type": "image/jpeg",
        "source": "camera",
        "at": _iso(moment(day, hour + 0.03)),
        "lat": round(scene.station.lat + share("lat", item.code) / 2000, 5),
        "lon": round(scene.station.lon + share("lon", item.code) / 2000, 5),
        "acc": 8,
        "finding": finding,
    }
    phone.write(f"{item.code}.photo.{uid('photo', scene.visit.uid, item.code)}", "attach", val, hour + 0.03)


def _iso(stamp: int) -> str:

    return datetime.fromtimestamp(stamp / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def shared_parts(parts: Iterable[Part], people: list[Person]) -> dict[str, Person]:
    """Part code to the member who fills it: each takes turns, the longest parts first."""
    ordered = sorted(parts, key=lambda part: -len(part.items))
    return {part.code: people[place % len(people)] for place, part in enumerate(ordered)}
