"""The pages of filling. They hold the instrument and no answers: those come from the phone and the event log."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain.checklist import LETTERED, Checklist
from app.domain.errors import NotAllowed
from app.domain.finding_proposals import heavy_items, proposed
from app.domain.people import Action
from app.domain.visits import Visit
from app.services import visits as deeds
from app.store import checklists, visits
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.filling.tones import tone
from app.web.filling.words import words
from app.web.findings.words import finding_names

bp = Blueprint("filling", __name__)


@bp.get("/visits/<uuid:uid>/parts/<code>")
@allow(Action.FILL_VISIT)
def part(uid: UUID, code: str) -> ResponseReturnValue:
    """One part of a visit's checklist."""
    visit, checklist = visit_of(uid)
    shown = checklist.part(code)
    return render_template(
        "filling/part.html",
        visit=visit,
        checklist=checklist,
        part=shown,
        proposed={item.code: proposed(checklist, item) for item in shown.items},
        heavy=heavy_items(checklist),
        lists=finding_names(),
        form=checklists.get_version(get_db(), visit.checklist_version_id).sha256,
        strip=[
            {
                "code": each.code,
                "title": each.title,
                "url": url_for(".part", uid=uid, code=each.code),
                "done": 0,
                "all": len(each.items),
                "is_current": each.code == code,
            }
            for each in checklist.parts
        ],
        words=words(),
        lettered=LETTERED,
        tone=tone,
        summary_url=url_for(".summary", uid=uid),
    )


@bp.post("/visits/<uuid:uid>/begin")
@allow(Action.FILL_VISIT)
def begin(uid: UUID) -> ResponseReturnValue:
    """'Mulai': the visit is under way, and the first own part opens."""
    deeds.begin(get_db(), str(uid), actor=current_person(), at=now(), today=today())
    visit, checklist = visit_of(uid)
    own = next((m.parts for m in visits.members(get_db(), visit.id) if m.person_id == current_person().id), ())
    codes = [each.code for each in checklist.parts]
    first = next((code for code in codes if code in own), codes[0])
    return redirect(url_for(".part", uid=uid, code=first), 303)


def visit_of(uid: UUID) -> tuple[Visit, Checklist]:
    """A visit of the person's own, and what of its checklist applies at the station."""
    db, person = get_db(), current_person()
    visit = visits.get(db, str(uid), seen_by=person.id, today=today())
    if not visits.is_member(db, visit.id, person.id):
        raise NotAllowed(f"{person.username} is not in the team of visit {uid}")
    return visit, checklists.get(db, visit.checklist_version_id).applicable(visit.switches)
