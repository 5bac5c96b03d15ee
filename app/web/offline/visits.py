"""Which visits a person's phone keeps, and the pages of each."""

import hashlib
from datetime import date, timedelta

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from sqlite_utils import Database

from app.clock import today
from app.domain.people import Action
from app.domain.visits import Visit
from app.store import checklists, visits
from app.store.checklists import ChecklistVersion
from app.web.access import allow, current_person
from app.web.build import build
from app.web.database import get_db
from app.web.errors import PROTO
from app.web.language import current_language
from app.web.offline.routes import bp, shells

DAYS_AHEAD = 14
MOST = 12  # visits on one phone


@bp.get("/api/visits")
@allow(Action.FILL_VISIT)
def assigned() -> ResponseReturnValue:
    """The person's visits under way and of the coming days: what each is, its pages, and a key of what is in them."""
    db, person, day = get_db(), current_person(), today()
    last = (date.fromisoformat(day) + timedelta(days=DAYS_AHEAD)).isoformat()
    own = [visit for visit in visits.list_of_member(db, person.id, since_on=day) if visit.planned_on <= last][:MOST]
    versions = {each: checklists.get_version(db, each) for each in {visit.checklist_version_id for visit in own}}
    return jsonify(
        proto=PROTO,
        user=person.username,
        build=build(),
        language=current_language(),
        shells=shells(),
        visits=[_told(db, one, versions[one.checklist_version_id]) for one in own],
    )


def _told(db: Database, visit: Visit, version: ChecklistVersion) -> dict[str, object]:
    parts = checklists.parsed(db, version).applicable(visit.switches).parts
    pages = [url_for("filling.part", uid=visit.uid, code=part.code) for part in parts]
    said = f"{version.sha256} {sorted(visit.switches)} {visit.station_name} {current_language()}"
    return {
        "uid": visit.uid,
        "state": visit.state,
        "station": visit.station_name,
        "planned_on": visit.planned_on,
        "planned_time": visit.planned_time,
        "checklist": version.sha256,
        "key": hashlib.sha256(said.encode()).hexdigest()[:12],
        "pages": [*pages, url_for("filling.summary", uid=visit.uid)],
    }
