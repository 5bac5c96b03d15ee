"""Phones for tests: they make events as the client does, and keep what they were told."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlite_utils import Database
from werkzeug.test import TestResponse

from app.domain.people import Person
from app.services import checklists
from app.services.sync import Receipt, push
from app.store import checklist_files
from app.store.transaction import writing
from tests.factories import NOON, TODAY, District

CHECKLIST = Path(__file__).parent.parent / "checklists" / "kesiapan-polsek.yaml"
JSON = "application/json"


@cache
def checklist_reading() -> checklist_files.Reading:
    """The readiness instrument as published in every test."""
    return checklist_files.read(CHECKLIST)


def publish_checklist(db: Database) -> int:
    """The id of the readiness instrument, published when it is not yet."""
    return checklists.publish(db, checklist_reading().text, actor=None, at=NOON).id


@dataclass(frozen=True)
class TeamVisit:
    """A visit to Polsek Senori with a lead and two members; `anggota1` fills part A, `anggota2` part B."""

    id: int
    uid: str


def make_visit(db: Database, district: District, **changes: Any) -> TeamVisit:
    """A planned visit of today; keyword arguments change columns of its row."""
    row = {
        "uid": str(uuid.uuid4()),
        "org_id": district.senori.id,
        "version": publish_checklist(db),
        "switches": "penyidikan melayani_skck",
        "state": "planned",
        "lead": district.ketua.id,
        "by": district.bagren.id,
        "on": TODAY,
        "at": NOON,
        "submitted_at": None,
        **changes,
    }
    with writing(db):
        db.execute(
            """
            INSERT INTO visits (uid, org_id, checklist_version_id, switches, period, state, order_number, lead_id,
                                planned_on, planned_by, created_at, submitted_at)
            VALUES (:uid, :org_id, :version, :switches, '2026Q4', :state, 'Sprin/1/XI/2026', :lead,
                    :on, :by, :at, :submitted_at)
            """,
            row,
        )
        visit_id = db.execute("SELECT id FROM visits WHERE uid = :uid", {"uid": row["uid"]}).fetchone()[0]
        for position, (person, parts) in enumerate(
            [(district.ketua, ""), (district.anggota1, "A"), (district.anggota2, "B")]
        ):
            db.execute(
                "INSERT INTO visit_members (visit_id, person_id, parts, position) VALUES (:visit, :who, :parts, :n)",
                {"visit": visit_id, "who": person.id, "parts": parts, "n": position},
            )
    return TeamVisit(visit_id, row["uid"])


def set_state(db: Database, visit: TeamVisit, state: str) -> None:
    """Move a visit to a state without its ceremony."""
    done = NOON if state in ("submitted", "sealed") else None
    sealed = NOON if state == "sealed" else None
    cancelled = NOON if state == "cancelled" else None
    with writing(db):
        db.execute(
            """
            UPDATE visits SET state = :state, submitted_at = :done, sealed_at = :sealed, seal_sha256 = :seal,
                              cancelled_at = :cancelled
             WHERE id = :id
            """,
            {
                "state": state,
                "done": done,
                "sealed": sealed,
                "seal": "0" * 64 if sealed else None,
                "cancelled": cancelled,
                "id": visit.id,
            },
        )


@dataclass
class Phone:
    """One person's phone at one visit."""

    person: Person
    visit: TeamVisit
    dev: str = field(default_factory=lambda: str(uuid.uuid4()))
    n: int = 0

    def event(self, cell: str, val: Any = None, base: list[str] | None = None, op: str = "set", **other: Any) -> str:
        """A new event as the exact text that travels; keyword arguments change its fields."""
        self.n += 1
        fields = {
            "eid": str(uuid.uuid4()),
            "dev": self.dev,
            "n": self.n,
            "visit": self.visit.uid,
            "cell": cell,
            "op": op,
            "val": val,
            "base": base or [],
            "at": "2026-11-22T05:00:00.000Z",
            "tz": 420,
            "by": self.person.username,
            "form": checklist_reading().sha256,
            **other,
        }
        return json.dumps(fields)

    def push(self, db: Database, *texts: str, at: int = NOON) -> list[Receipt]:
        """Send straight to the service."""
        return push(db, texts, actor=self.person, at=at)


def eid_of(text: str) -> str:
    """The id of an event in its text."""
    return str(json.loads(text)["eid"])


def sha256(text: str) -> str:
    """What a phone compares a receipt with."""
    return hashlib.sha256(text.encode()).hexdigest()


def post_events(client: FlaskClient, *texts: Any, **kwargs: Any) -> TestResponse:
    """Push over HTTP with a fresh token, as the client does."""
    headers = {"X-CSRFToken": csrf_of(client)}
    return client.post("/api/push", json={"proto": "fieldsync/1", "events": list(texts)}, headers=headers, **kwargs)


def csrf_of(client: FlaskClient) -> str:
    """A CSRF token, read as the phone's client reads it."""
    return str(client.get("/api/session").json["csrf"])


def open_original(client: FlaskClient, uid: str, reason: str = "Memeriksa bukti") -> TestResponse:
    """Open a picture as it was received, saying why."""
    return client.post(f"/evidence/{uid}/original", data={"reason": reason}, headers={"X-CSRFToken": csrf_of(client)})
