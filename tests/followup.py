"""Minutes of follow-up with honest defaults."""

import uuid
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from app.domain.followup_minutes import Choice, Draft, Minutes, Signatory, Told, frozen
from app.services.followup_sheet import Scope, Sheet
from app.store import followup_minutes, orgs
from app.store.transaction import writing
from tests.factories import NOON, TODAY

SCOPE = Scope(period="2026Q4")
PLANNER = Signatory("Kepala Bagian Perencanaan", "Nursento", "Kompol", "74050123")
CHIEF = Signatory("Kepala Polsek Senori", "Agus Santoso", "Iptu", "81000137")


def a_draft(
    of: Sheet, words: dict[str, str] | None = None, note: str = "Diperiksa di tempat bersama Kapolsek"
) -> Draft:
    """The sheet filled in: each finding by its item has the word named for it, else keeps its own."""
    named = words or {}
    choices = {
        entry.finding.uid: Choice(named.get(entry.finding.item_code, ""), note, len(entry.steps))
        for entry in of.entries
    }
    return Draft(TODAY, "Tuban", "Kapolsek melapor tiap pekan.", PLANNER, CHIEF, choices)


def some_told(verdict: str = "BD", **changes: Any) -> Told:
    """One finding as minutes tell it."""
    told = Told(
        uid=str(uuid.uuid4()),
        number=1,
        item="A01",
        origin="",
        found_on="2026-11-10",
        condition="Papan maklumat belum dipasang",
        recommendation="Pasang papan maklumat di ruang tunggu",
        severity="moderate",
        is_critical=0,
        due_on="2026-12-08",
        state="issued",
        answer="",
        answered_at=None,
        verdict=verdict,
        verdict_at=NOON,
        verdict_by="Kompol Bagren",
        note="Belum ada bukti",
    )
    return replace(told, **changes)


def some_minutes(*told: Told, **changes: Any) -> Minutes:
    """Minutes of Polsek Senori about the last quarter of 2026."""
    minutes = Minutes(
        uid=str(uuid.uuid4()),
        station_code="polsek-senori",
        station="Polsek Senori",
        unit="Polres Tuban",
        letterhead=("KEPOLISIAN NEGARA REPUBLIK INDONESIA", "DAERAH JAWA TIMUR", "RESOR TUBAN"),
        address="",
        zone="Asia/Jakarta",
        period="2026Q4",
        visited_on="",
        place="Tuban",
        held_on=TODAY,
        notes="",
        findings=told or (some_told(),),
        planner=PLANNER,
        chief=CHIEF,
        written_by="Kompol Bagren",
        written_at=NOON,
    )
    return replace(minutes, **changes)


def keep(db: Database, minutes: Minutes, *, person_id: int) -> str:
    """Write minutes down as if they had been finalised; their uid."""
    station = orgs.find(db, minutes.station_code)
    assert station is not None
    snapshot, sha256 = frozen(minutes)
    with writing(db):
        followup_minutes.insert(
            db,
            minutes.uid,
            station.id,
            held_on=minutes.held_on,
            snapshot=snapshot,
            sha256=sha256,
            person_id=person_id,
            at=NOON,
        )
    return minutes.uid
