"""Planned visits with honest defaults, on the real instrument of a station."""

import uuid
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from app.domain.checklist import Item, ItemKind
from app.domain.people import Person
from app.domain.visits import Plan, Visit
from app.services import checklists, submission, visits
from app.store import checklists as stored_checklists
from app.store import visits as stored_visits
from app.store.checklists import ChecklistVersion
from tests.factories import NOON, TODAY, District
from tests.phones import Phone

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
    checklist = stored_checklists.parsed(db, publish(db)).applicable(district.senori.switches)
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
    return replace(plan, **changes)


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


def full_answer(item: Item) -> object:
    """An answer that earns all points, or any where an item has none."""
    match item.kind:
        case ItemKind.PERCENT:
            return {"n": 10, "d": 10}
        case ItemKind.FALLING:
            return {"before": 4, "now": 0}
        case ItemKind.INDEX:
            return "4.00"
        case ItemKind.COUNT | ItemKind.NUMBER:
            return "3"
        case ItemKind.DATE:
            return TODAY
        case ItemKind.TEXT:
            return "Sudah ada"
    return item.letters[0]


def items_of(db: Database, visit: Visit) -> tuple[Item, ...]:
    """The items that apply at the visit."""
    return stored_checklists.get(db, visit.checklist_version_id).applicable(visit.switches).items


def fill(db: Database, visit: Visit, who: Person, *, but: tuple[str, ...] = (), **values: object) -> Visit:
    """The visit with every item answered in full by `who`, except those in `but` and the values given."""
    phone = Phone(who, visit)
    phone.push(
        db,
        *(
            phone.event(f"{item.code}.answer", values.get(item.code, full_answer(item)))
            for item in items_of(db, visit)
            if item.code not in but
        ),
    )
    return stored_visits.get_by_id(db, visit.id)


def submitted_visit(db: Database, district: District, **changes: object) -> Visit:
    """A visit filled in full by its lead and submitted."""
    visit = fill(db, make_visit(db, district, **changes), district.ketua)
    return submission.submit(db, visit.uid, accept_gaps=False, actor=district.ketua, at=NOON, today=visit.planned_on)
