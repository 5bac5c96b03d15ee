"""Planned visits with honest defaults, on the real instrument of a station."""

import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from app.domain.visits import Plan, Visit
from app.services import checklists, visits
from app.store.checklists import ChecklistVersion
from tests.factories import NOON, TODAY, District

CHECKLIST = Path(__file__).parent.parent / "checklists" / "kesiapan-polsek.yaml"
ALL_PARTS = tuple("ABCDEFGHIJKLT")


@cache
def checklist_text() -> str:
    """The readiness instrument as it stands in the folder."""
    return CHECKLIST.read_text(encoding="utf-8")


def publish(db: Database) -> ChecklistVersion:
    """The readiness instrument, published."""
    return checklists.publish(db, checklist_text(), actor=None, at=NOON)


def parts_of(db: Database, district: District) -> tuple[str, ...]:
    """The parts that apply at Senori."""
    from app.store import checklists as stored

    checklist = stored.parsed(db, publish(db)).applicable(district.senori.switches)
    return tuple(part.code for part in checklist.parts)


def a_plan(db: Database, district: District, **changes: object) -> Plan:
    """Senori today at nine: ketua leads, two members share all parts between them."""
    parts = parts_of(db, district)
    plan = Plan(
        station_code="polsek-senori",
        planned_on=TODAY,
        planned_time="09:00",
        order_number="Sprin/812/XI/REN.2.3./2026",
        checklist_version_id=publish(db).id,
        lead_id=district.ketua.id,
        members={
            district.anggota1.id: parts[: len(parts) // 2],
            district.anggota2.id: parts[len(parts) // 2 :],
        },
    )
    return replace(plan, **changes)  # type: ignore[arg-type]


def make_visit(db: Database, district: District, uid: str = "", **changes: object) -> Visit:
    """A planned visit; keyword arguments change its plan."""
    return visits.plan(
        db,
        uid or str(uuid.uuid4()),
        a_plan(db, district, **changes),
        actor=district.bagren,
        at=NOON,
        today=str(changes.get("planned_on", TODAY)),
    )
