"""A small world with one object of every kind in every state, and one person of every role, each signed in."""

import shutil
import sqlite3
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.clock import now
from app.config import Config
from app.domain.followup_minutes import Pictured
from app.domain.followup_plan import Written
from app.domain.people import Person
from app.services import causes, checklists, evidence, finding_links, findings, sealing, submission
from app.services import visits as planning
from app.services.findings import Response
from app.store import evidence as store_evidence
from app.store import findings as stored_findings
from app.store import followup_actions, likeness, previews, sessions
from app.store.blobs import BlobStore
from app.store.connection import connect
from app.store.evidence import Blob
from app.store.transaction import writing
from tests.clients import sign_in
from tests.factories import NOON, TODAY, District, make_person, make_station
from tests.followup import keep, some_minutes, some_told
from tests.instruments import published_text
from tests.phones import Phone
from tests.pictures import encode, scene
from tests.sealing import sign_both, signer_of
from tests.visits import a_plan, full_answer, items_of, make_visit, parts_of, publish

CANARY = "Sprin/RAHASIA"  # stands in the order number of every visit and in every finding
UNSEEN = str(uuid.UUID(int=7))  # an id that nothing has


@dataclass
class World:
    """Where the objects are, and how each person's browser answers for itself."""

    config: Config
    pristine: Path
    db: Database
    app: Flask
    objects: dict[str, dict[str, str]] = field(default_factory=dict)  # kind, name -> what stands in an address
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> FlaskClient:
        """A browser that carries the person's session and keeps no cookie it is given."""
        client = self.app.test_client(use_cookies=False)
        if who in self.cookies:
            client.environ_base["HTTP_COOKIE"] = self.cookies[who]
        return client

    def send(self, who: str, method: str, address: str, token: bool = True, **kwargs: Any) -> TestResponse:
        """One request of the person, with their CSRF token."""
        headers = {"X-CSRFToken": self.tokens[who]} if token and method not in ("GET", "HEAD") else {}
        return self.client(who).open(address, method=method, headers={**headers, **kwargs.pop("headers", {})}, **kwargs)

    def fingerprint(self) -> tuple[Any, ...]:
        """What any deed would change: every deed leaves an audit line."""
        return tuple(
            self.db.execute(
                """
                SELECT (SELECT COUNT(*) FROM audit_log), (SELECT COUNT(*) FROM events),
                       (SELECT COUNT(*) FROM findings), (SELECT COUNT(*) FROM evidence),
                       (SELECT COUNT(*) FROM blobs), (SELECT COUNT(*) FROM people),
                       (SELECT COUNT(*) FROM assignments), (SELECT COUNT(*) FROM orgs)
                """
            ).fetchone()
        )

    def restore(self) -> None:
        """Undo whatever was done since the world was made."""
        with sqlite3.connect(self.pristine) as before:
            before.backup(self.db.conn)


def make_world(app: Flask, settled: Path, district: District, folder: Path) -> World:
    """The world, in its own database below `folder`."""
    config = Config(
        secret_key="only for tests",
        database=Path(shutil.copy(settled, folder / "siap.db")),
        uploads=folder / "uploads",
        password_cost=1,
        password_memory_kib=8,
    )
    config.uploads.mkdir()
    app.config["SIAP"] = config
    world = World(config, folder / "pristine.db", connect(config.database), app)
    _populate(world, district)
    for who, username in _usernames().items():
        _enter(world, who, username)
    _enter(world, "nobody", "")
    with sqlite3.connect(world.pristine) as copy:
        world.db.conn.backup(copy)
    return world


def _usernames() -> dict[str, str]:
    return {
        "admin": "admin",
        "planner": "bagren",
        "lead": "ketua",
        "member": "anggota1",
        "inspector": "pengamat",
        "chief": "kapolsek.senori",
        "sister_chief": "kapolsek.jenu",
        "reader": "kapolres",
        "stranger": "bagren.lamongan",
    }


def _enter(world: World, who: str, username: str) -> None:
    client = world.app.test_client()
    if username:
        sign_in(client, username)
    world.tokens[who] = client.get("/api/session").json["csrf"]
    cookie = client.get_cookie("siap")
    assert cookie is not None
    world.cookies[who] = f"siap={cookie.value}"


def _populate(world: World, district: District) -> None:
    db = world.db
    make_station(db, "polsek-babat", parent="polres-lamongan")
    make_person(db, "pengamat")
    abroad = make_person(db, "ketua.lamongan", at="polres-lamongan")
    sessions.insert(db, sessions.Session("f" * 64, district.anggota1.id, "Chrome Android", NOON, NOON, 10**14))
    db.execute(
        """
        INSERT INTO mails (uid, recipient, person_id, org_id, state, made_at, next_at)
        SELECT '00000000-0000-4000-8000-000000000017', 'person:1', 1, id, 'refused', 1, 1
          FROM orgs WHERE code = 'polres-tuban'
        """
    )
    world.objects = {
        "PERSON": {"own": "anggota1", "foreign": "ketua.lamongan"},
        "STATION": {
            "own": "polsek-senori",
            "sister": "polsek-jenu",
            "foreign": "polsek-babat",
            "polres": "polres-tuban",
        },
        "VERSION": {"published": "kesiapan-polsek/1"},
        "FILE": {"stations": "stations", "unknown": "people"},
        "ITEM": {"known": "A01", "nowhere": "Z99"},
        "INSTRUMENT": {
            "used": publish(db).sha256,
            "unused": checklists.publish(db, published_text("lke-2021"), actor=None, at=NOON).sha256,
        },
        "VISIT": {},
        "FINDING": {},
        "CAUSE": {},
        "PHOTO": {},
        "DOCUMENT": {},
        "PLAN": {},
        "MINUTES": {},
    }
    for day, state in enumerate(("sealed", "submitted", "open", "planned"), start=10):
        visit = make_visit(db, district, order_number=f"{CANARY}/{state}", planned_on=f"2026-11-{day}")
        _live(world, visit, district.ketua, district.kapolsek_senori, state, f"2026-11-{day}")
    plan = a_plan(
        db,
        district,
        order_number=f"{CANARY}/foreign",
        station_code="polsek-babat",
        lead_id=abroad.id,
        members={abroad.id: parts_of(db, district)},
    )
    visit = planning.plan(db, str(uuid.uuid4()), plan, actor=district.stranger, at=NOON, today=plan.planned_on)
    _live(world, visit, abroad, abroad, "foreign", plan.planned_on)
    world.objects["LINK"] = {"live": _link(world, district)}
    for name, code, state in (("kept", "polsek-senori", "submitted"), ("foreign", "polsek-babat", "foreign")):
        told = some_told(before=Pictured(*world.objects["PHOTO"][state].split(), caption=CANARY))
        world.objects["MINUTES"][name] = keep(db, some_minutes(told, station_code=code), person_id=abroad.id)
    world.objects["HIT"] = {"own": _hit(world, "submitted"), "abroad": _hit(world, "foreign")}


def _link(world: World, district: District) -> str:
    """A link to the issued finding: the finding's uid, the link's, its token, and a photo of the finding."""
    finding, link = world.objects["FINDING"]["issued"], str(uuid.uuid4())
    chief, planner = district.kapolsek_senori, district.bagren
    token = finding_links.make(
        world.db, finding, link, person_id=chief.id, days=30, actor=planner, at=now(), today=TODAY
    )
    return f"{finding} {link} {token} {world.objects['PHOTO']['submitted'].split()[0]}"


def _hit(world: World, state: str) -> str:
    """Something the radar saw of a visit's photo."""
    _uid, sha256 = world.objects["PHOTO"][state].split()
    hit = likeness.NewHit("time", likeness.uses(world.db, sha256)[0], signs=("before",), amount=48.0)
    with writing(world.db):
        likeness.insert_hits(world.db, [hit], at=NOON)
    return hit.uid


def _live(world: World, visit: Any, lead: Person, chief: Person, state: str, on: str) -> None:
    """Bring a visit to its state, with one finding and one photo in it."""
    world.objects["VISIT"][state] = visit.uid
    if state == "planned":
        return
    db, phone = world.db, Phone(lead, visit)
    cause = f"{CANARY} sebab asing" if state == "foreign" else f"{CANARY} sebab"
    told = {"condition": f"{CANARY} temuan", "severity": "moderate", "cause_kind": "supervision", "cause": cause}
    world.objects["CAUSE"]["foreign" if state == "foreign" else "told"] = causes.key_of("supervision", cause)
    photo, finding, document = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    data = encode(scene(64, 48 + len(state)))  # each its own bytes
    sha256 = evidence.receive(db, BlobStore(world.config.uploads), data, actor=lead, at=NOON)
    paper = _paper(world, state)
    phone.push(
        db,
        *(phone.event(f"{item.code}.answer", full_answer(item)) for item in items_of(db, visit) if item.code != "A03"),
        phone.event("A03.answer", "C"),  # suggests a finding
        phone.event(f"A02.finding.{finding}", told),
        phone.event(f"A02.photo.{photo}", {"sha": sha256, "size": len(data), "type": "image/jpeg"}, op="attach"),
        phone.event(f"A01.photo.{document}", {"sha": paper, "size": 9, "type": "application/pdf"}, op="attach"),
    )
    world.objects["PHOTO"][state] = f"{photo} {sha256}"
    world.objects["DOCUMENT"] |= {state: f"{document} {paper}", "photo": f"{photo} {sha256}"}
    with writing(db):  # as it stands beside a photo that has just come
        previews.put(db, sha256, data, person_id=lead.id, at=NOON)
    stages = {"open": "draft", "submitted": "issued", "sealed": "answered", "foreign": "foreign"}
    world.objects["FINDING"][stages[state]] = finding
    if state != "open":
        submission.submit(db, visit.uid, accept_gaps=False, actor=lead, at=NOON, today=on)
    if state == "sealed":
        sign_both(db, visit, lead, chief)
        sealing.seal(db, signer_of(db), visit.uid, accept_missing=True, actor=lead, at=NOON, today=on)
        said = Response("Rencana aksi sudah disusun", without_photo="Kamera rusak")
        findings.answer(db, finding, str(uuid.uuid4()), said, actor=chief, at=NOON, today=on)
    if state in ("sealed", "foreign"):
        _plan(world, "planned" if state == "sealed" else state, finding, chief)


def _plan(world: World, name: str, finding_uid: str, chief: Person) -> None:
    """An action in the plan of a finding."""
    action, finding = str(uuid.uuid4()), stored_findings.find(world.db, finding_uid)
    assert finding is not None
    with writing(world.db):
        written = Written(f"{CANARY} tindakan", "Kanit Samapta", "2099-01-01")
        followup_actions.insert(world.db, action, finding.id, written, person_id=chief.id, at=NOON)
    world.objects["PLAN"][name] = action


def _paper(world: World, state: str) -> str:
    """The SHA-256 of a document whose bytes are here, as if it had been judged."""
    stored = BlobStore(world.config.uploads).put(f"%PDF-1.7 {state}".encode())
    blob = Blob(stored.sha256, stored.size, "application/pdf", 595, 842, None, "", None, None, "", NOON, pages=1)
    with writing(world.db):
        store_evidence.insert_blob(world.db, blob)
    return stored.sha256
