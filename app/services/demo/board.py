"""Drawings on the demo's newest photos: the lead points at what was found and blurs what no paper needs to show."""

from sqlite_utils import Database

from app.domain.annotations import Shape, ShapeKind
from app.domain.people import Person
from app.domain.visits import Visit
from app.services import annotations
from app.services.demo.calendar import moment
from app.services.demo.chance import share
from app.store import evidence

POINTED_AT = Shape(ShapeKind.ARROW, 1800, 8200, 2000, -2200)
HIDDEN = Shape(ShapeKind.BLUR, 4200, 6800, 1600, 1100)


def draw_upon(db: Database, visit: Visit, *, lead: Person) -> None:
    """An arrow on the first photo of the visit, and a blur on every second such photo."""
    for uid in evidence.uids_here(db, visit.id)[:1]:
        hidden = (HIDDEN,) if share("blur", visit.uid) < 0.5 else ()
        day = visit.planned_on
        annotations.save(db, uid, (POINTED_AT, *hidden), base=0, actor=lead, at=moment(day, 15.8), today=day)
