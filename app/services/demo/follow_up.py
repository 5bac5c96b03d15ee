"""What became of the findings: older ones are mostly put right, younger ones wait, some are late."""

from sqlite_utils import Database

from app.domain.finding_life import WAITS_FOR_STATION, Stance
from app.domain.findings import Finding
from app.domain.people import Person
from app.domain.visits import Visit
from app.services import evidence, finding_links, findings
from app.services.demo import talking
from app.services.demo.calendar import later, moment
from app.services.demo.chance import pick, share, uid
from app.services.demo.filling import draw
from app.services.demo.people import SHOWCASE, Station
from app.services.findings import Response
from app.store import checklists
from app.store import findings as stored
from app.store.blobs import BlobStore

DONE = (
    "Sudah dipasang kembali di ruang layanan dan diperiksa Ka SPKT setiap apel pagi.",
    "Berkas sudah dilengkapi dan disimpan di map ZI, salinan dikirim ke Bagren.",
    "Sudah dibahas pada rapat mingguan; penanggung jawab ditunjuk dengan Sprin Kapolsek.",
    "Perbaikan selesai, foto terlampir.",
)
LACKING = (
    "Foto belum menunjukkan seluruh ruang layanan. Mohon foto dari depan loket.",
    "Sprin belum bertanda tangan. Mohon kirim yang sudah ditandatangani.",
)
OBJECTIONS = (
    "Menurut kami butir ini sudah terpenuhi: berkasnya ada di ruang arsip, tetapi tidak diminta saat kunjungan.",
    "Sudah ada sejak sebelum kunjungan; petugas yang menyimpannya sedang dinas luar saat tim datang.",
)
IMPOSSIBLE = "Kewenangannya ada di Polres dan sudah diusulkan; Polsek tidak dapat menindaklanjutinya sendiri."
PLAN = "Rencana disetujui. Kirim foto setelah pemasangan selesai."
CARRIED_OUT = "Pemasangan selesai, ditunjukkan kepada anggota tim lewat panggilan video."
SHOWN = ("waits", "answered", "returned")  # at the showcase, so that each of its people has something to do
LAST_QUARTER = 4
# what became of a quarter's findings, as shares; what is left waits for its answer
FATES: dict[int, tuple[tuple[str, float], ...]] = {
    0: (("closed", 1.0),),
    1: (("closed", 1.0),),
    2: (("closed", 1.0),),
    3: (("closed", 0.90), ("answered", 0.03), ("returned", 0.03), ("accepted", 0.02)),
    4: (
        ("closed", 0.60),
        ("answered", 0.10),
        ("returned", 0.08),
        ("accepted", 0.07),
        ("followed_up", 0.07),
        ("set_aside", 0.02),
        ("objected", 0.03),
    ),
    5: (("closed", 0.15), ("answered", 0.25), ("returned", 0.12), ("accepted", 0.08), ("objected", 0.05)),
}


def settle(
    db: Database,
    blobs: BlobStore,
    station: Station,
    visit: Visit,
    number: int,
    *,
    people: dict[str, Person],
    today: str,
) -> None:
    """Answer, return and close the findings of a visit, each step on its own day and none after today."""
    for finding in stored.list_of_visit(db, visit.id):
        fate = _fate(station, finding, number)
        answered_on = later(visit.planned_on, 3 + int(share("answer day", finding.uid) * 10))
        if fate == "waits" or answered_on >= today:
            continue
        _answer(db, blobs, station, finding, fate, people, answered_on, with_photo=number >= 4)
        reviewed_on = later(answered_on, 2 + int(share("review day", finding.uid) * 6))
        if fate not in ("answered", "objected") and reviewed_on < today:
            _review(db, station, finding, fate, people, reviewed_on)
    if station.name == SHOWCASE and number == LAST_QUARTER:
        _link(db, visit, people["bagren"], people[f"kapolsek.{station.short}"], today)
        chief = people[f"kapolsek.{station.short}"]
        talking.talk(db, stored.list_of_visit(db, visit.id), chief=chief, lead=people["ketua"], today=today)


def _link(db: Database, visit: Visit, planner: Person, chief: Person, today: str) -> None:
    """Planning staff have sent the chief a link to the first finding that still waits."""
    waiting = next((one for one in stored.list_of_visit(db, visit.id) if one.state in WAITS_FOR_STATION), None)
    if waiting is not None:
        sent_on = later(today, -1)
        at, link = moment(sent_on, 14.25), uid("link", waiting.uid)
        finding_links.make(db, waiting.uid, link, person_id=chief.id, days=7, actor=planner, at=at, today=sent_on)


def _fate(station: Station, finding: Finding, number: int) -> str:
    if station.name == SHOWCASE and number == LAST_QUARTER:
        return SHOWN[(finding.number - 1) % len(SHOWN)]
    drawn = share("fate", finding.uid)
    for fate, part in FATES[number]:
        drawn -= part
        if drawn < 0:
            return fate
    return "waits"


def _review(db: Database, station: Station, finding: Finding, fate: str, people: dict[str, Person], day: str) -> None:
    lead, at, step = people["ketua"], moment(day, 10.2), uid("review", finding.uid)
    if fate == "set_aside":
        findings.set_aside(db, finding.uid, step, reason=IMPOSSIBLE, actor=lead, at=at, today=day)
    elif fate == "closed":
        findings.close(db, finding.uid, step, actor=lead, at=at, today=day)
    elif fate == "returned":
        reason = pick(LACKING, "reason", finding.uid)
        findings.send_back(db, finding.uid, step, reason=reason, actor=lead, at=at, today=day)
    else:
        findings.accept(db, finding.uid, step, note=PLAN, actor=lead, at=at, today=day)
    if fate == "followed_up":
        findings.follow_up(
            db,
            finding.uid,
            uid("follow-up", finding.uid),
            findings.Response(CARRIED_OUT, without_photo="Kegiatan di luar kantor, HP dinas dipakai bergantian"),
            actor=people[f"kapolsek.{station.short}"],
            at=moment(day, 15),
            today=day,
        )


def _answer(
    db: Database,
    blobs: BlobStore,
    station: Station,
    finding: Finding,
    fate: str,
    people: dict[str, Person],
    day: str,
    *,
    with_photo: bool,
) -> None:
    is_objection = fate == "objected"
    chief, at = people[f"kapolsek.{station.short}"], moment(day, 8.5)
    photos: tuple[str, ...] = ()
    if with_photo and not is_objection:
        item = checklists.find_item(db, finding.checklist_version_id, finding.item_code)
        if item is not None:
            photos = (evidence.receive(db, blobs, draw(station, item, day, "after"), actor=chief, at=at),)
    text = pick(OBJECTIONS if is_objection else DONE, "text", finding.uid)
    why_not = "" if photos or is_objection else "Bukti berupa dokumen, ditunjukkan saat kunjungan berikutnya."
    findings.answer(
        db,
        finding.uid,
        uid("answer", finding.uid),
        Response(text, photos, why_not, Stance.OBJECT if is_objection else Stance.AGREE),
        actor=chief,
        at=at,
        today=day,
    )
