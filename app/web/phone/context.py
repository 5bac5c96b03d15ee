"""What the filling page needs of a visit besides its events."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlite_utils import Database

from app.clock import now, today
from app.domain.checklist import Checklist, Part
from app.domain.errors import NotAllowed
from app.domain.findings import Severity
from app.domain.follow_up import read_rules
from app.domain.people import Action
from app.domain.recurrence import Recurrence
from app.domain.visits import Member, Visit
from app.services import recurrence, reported
from app.services.recurrence import Place
from app.store import (
    answers,
    checklists,
    evidence,
    finding_photos,
    findings,
    previews,
    reports,
    scores,
    settings,
    sight,
    visits,
)
from app.store import events as log
from app.store.checklists import ChecklistVersion
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.errors import PROTO
from app.web.phone.routes import bp, greet, iso
from app.web.phone.routes import team as phones_of


@bp.get("/visits/<uid>/context")
@allow(Action.FILL_VISIT)
def context(uid: str) -> ResponseReturnValue:
    """The visit's head, its team, which items apply, last visit's answers, open findings; for its team alone."""
    db = get_db()
    seen = sight.read(db, uid, person_id=current_person().id, today=today())
    if not seen.is_on_team:
        raise NotAllowed(f"not on the team of visit {uid}")
    greet(seen)
    visit, team = visits.get_by_id(db, seen.id), visits.members(db, seen.id)
    version = checklists.get_version(db, visit.checklist_version_id)
    checklist = checklists.parsed(db, version).applicable(visit.switches)
    codes = recurrence.places(db, visit)
    return jsonify(
        proto=PROTO,
        visit=_head(visit, team),
        team=[_member(member, visit) for member in team],
        phones=phones_of(seen),
        server_time=iso(now()),
        checklist=_instrument(version, checklist),
        items=[item.code for item in checklist.items],
        parts=[_part(part) for part in checklist.parts],
        today=today(visit.tz),
        previous=_previous(db, visit),
        last=_last_score(db, visit),
        findings=_open_findings(db, visit, codes),
        again={code: _again(one) for code, one in recurrence.at_items(db, visit, codes).items()},
        due=_due_days(db, visit),
        people=log.authors(db, visit.id) | {member.username: member.titled_name for member in team},
    )


@bp.get("/visits/<uid>/photos")
@allow(Action.FILL_VISIT)
def photos_here(uid: str) -> ResponseReturnValue:
    """Which of the visit's photos can be shown, and which have a preview: the others are still on their phones."""
    seen = sight.read(get_db(), uid, person_id=current_person().id, today=today())
    here, small = evidence.uids_here(get_db(), seen.id), previews.uids_here(get_db(), seen.id)
    return jsonify(proto=PROTO, here=here, previews=small)


def _head(visit: Visit, team: Sequence[Member]) -> dict[str, Any]:
    lead = next((member.username for member in team if member.person_id == visit.lead_id), None)
    return {
        "uid": visit.uid,
        "state": visit.state,
        "station": {"code": visit.station_code, "name": visit.station_name, "tz": visit.tz},
        "order_number": visit.order_number,
        "period": visit.period,
        "switches": sorted(visit.switches),
        "planned_on": visit.planned_on,
        "planned_time": visit.planned_time,
        "lead": {"username": lead, "name": visit.lead_name},
    }


def _member(member: Member, visit: Visit) -> dict[str, Any]:
    return {
        "username": member.username,
        "name": member.titled_name,
        "parts": member.parts,
        "is_lead": member.person_id == visit.lead_id,
    }


def _instrument(version: ChecklistVersion, checklist: Checklist) -> dict[str, Any]:
    return {
        "id": version.checklist,
        "version": version.version,
        "sha256": version.sha256,
        "title": checklist.title,
        "label": checklist.label,
    }


def _part(part: Part) -> dict[str, Any]:
    """What the client needs to count progress, to name gaps and to read what was typed before a crash."""
    items = [
        {"code": item.code, "title": item.title, "kind": item.kind, "photo": item.photo, "whenZero": item.when_zero}
        for item in part.items
    ]
    return {"code": part.code, "title": part.title, "items": items}


def _previous(db: Database, visit: Visit) -> dict[str, dict[str, Any]]:
    """Item code to what was answered last time; the page shows it once the item is answered now."""
    last = answers.previous_of(db, visit.id)
    if last is None:
        return {}
    photos = evidence.uids_by_item(db, last.visit_id)
    return {
        code: {"value": row.value, "note": row.note, "on": last.on, "photos": photos.get(code, [])}
        for code, row in last.answers.items()
    }


def _last_score(db: Database, visit: Visit) -> dict[str, Any] | None:
    """What the station's last visit came to, in total and by area in per cent; None when there was none."""
    before = visits.previous_done(db, visit)
    total = scores.get(db, before.id) if before else None
    if before is None or total is None:
        return None
    nodes = reports.nodes_of(db, [before.id])[before.id]
    areas = {
        area.code: reported.percent(nodes.get(area.code))
        for area in checklists.get(db, before.checklist_version_id).areas
    }
    return {
        "on": before.planned_on,
        "total": {"value": total.value_exact, "shown": total.shown},
        "areas": {code: {"value": one.value, "shown": one.shown} for code, one in areas.items() if one},
    }


def _due_days(db: Database, visit: Visit) -> dict[str, dict[str, Any]]:
    """Severity to the working days that the district gives for an answer, and the day that makes, counted from now."""
    rules, day = read_rules(settings.of_org(db, visit.org_id)), today(visit.tz)
    return {
        severity: {
            "days": rules.days(severity, is_critical=False),
            "on": rules.due_on(severity, is_critical=False, from_day=day),
        }
        for severity in Severity
    }


def _again(known: Recurrence) -> list[str | int]:
    """How often an item was found before: since when, how often found, promised, and not kept."""
    return [known.first_on, known.found, known.promised, known.broken]


def _open_findings(db: Database, visit: Visit, codes: Mapping[Place, str]) -> dict[str, list[dict[str, Any]]]:
    """Item code to the findings of other visits that are not settled, with the photos the team and the station took."""
    found: dict[str, list[dict[str, Any]]] = {}
    unsettled = findings.list_open_at(db, visit.org_id, before_visit=visit.id)
    photos = finding_photos.of_findings(db, [finding.id for finding in unsettled])
    for finding in unsettled:
        code = codes.get((finding.checklist_version_id, finding.item_code), finding.item_code)
        found.setdefault(code, []).append(
            {
                "uid": finding.uid,
                "number": finding.number,
                "condition": finding.condition,
                "severity": finding.severity,
                "state": finding.state,
                "due_on": finding.due_on,
                "on": finding.found_on,
                "photos": [photo.uid for photo in photos[finding.id]],
            }
        )
    return found
