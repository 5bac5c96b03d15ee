"""Pages of the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlite_utils import Database

from app.clock import today
from app.domain.errors import NotAllowed, NotFound
from app.domain.people import MAY, Action, Person, Role
from app.domain.visits import Visit, VisitState
from app.store import audit, audit_pages, orgs, visits
from app.store.audit import Entry
from app.store.audit_pages import Names, Wanted
from app.web.access import allow, current_person
from app.web.audit.sentences import SENTENCES, doer, told
from app.web.database import get_db

bp = Blueprint("audit", __name__)

PAGE = 60
ZONE = "Asia/Jakarta"
FILTERS = ("about", "person", "from", "to")
# who opened an original is for those who look after the photos; what a chief reads is about the own station
NOT_FOR_CHIEFS = ("evidence.original_opened", "answers.received_late")
GROUPS = {
    "access": ("account.",),
    "people": ("person.",),
    "units": ("station.", "district.", "checklist.", "settings."),
    "photos": ("photo.", "preview."),
    "system": ("database.", "likeness.", "privacy.", "seal.", "storage.", "work.", "demo.", "reminder.", "reminders."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One deed as it is shown."""

    entry: Entry
    doer: str
    told: str
    visit: tuple[str, str] | None  # station and day of the visit whose stream it stands in


@bp.get("/visits/<uid>/history")
@allow(Action.SEE_VISIT)
def visit(uid: str) -> ResponseReturnValue:
    """What was done to one visit, newest first; ?before= goes on behind a number."""
    db, person = get_db(), current_person()
    found = visits.get(db, uid, seen_by=person.id, today=today())
    is_chief = not _oversees(db, found, person)
    stream = audit.visit_stream(uid)
    entries = audit_pages.of_stream(
        db, stream, before=_before(), without=NOT_FOR_CHIEFS if is_chief else (), most=PAGE + 1
    )
    return render_template(
        "audit/visit.html",
        visit=found,
        trail=_lines(db, entries[:PAGE]),
        fault=audit.fault_of(db, stream),
        newest=url_for(".visit", uid=uid) if _before() else "",
        older=url_for(".visit", uid=uid, before=entries[PAGE - 1].seq) if len(entries) > PAGE else "",
    )


@bp.get("/audit")
@allow(Action.SEE_AUDIT)
def system() -> ResponseReturnValue:
    """What was done to the installation, newest first; ?about=, ?person=, ?from=, ?to= narrow it, ?before= goes on."""
    db, reader = get_db(), current_person()
    about = request.args.get("about", "")
    person = request.args.get("person", "")
    wanted = Wanted(
        actions=[action for action in SENTENCES if action.startswith(GROUPS[about])] if about in GROUPS else (),
        person_id=int(person) if person.isdecimal() and len(person) < 10 else None,
        from_at=_midnight(request.args.get("from", "")),
        to_at=_midnight(request.args.get("to", ""), days=1),
    )
    entries = audit_pages.of_system(db, wanted, seen_by=reader.id, today=today(), before=_before(), most=PAGE + 1)
    lines = _lines(db, entries[:PAGE])
    kept: dict[str, Any] = {
        name: value for name, value in request.args.items() if name in ("about", "person", "from", "to") and value
    }
    return render_template(
        "audit/system.html",
        trail=lines,
        about=about,
        groups=_groups(),
        kept=kept,
        person_name=next((line.doer for line in lines), "") if wanted.person_id else "",
        newest=url_for(".system", **kept) if _before() else "",
        older=url_for(".system", before=entries[PAGE - 1].seq, **kept) if len(entries) > PAGE else "",
    )


@bp.get("/account/deeds")
@allow(Action.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """What one did oneself, and what others did to one's account; ?at=&stream=&before= goes on."""
    db, person = get_db(), current_person()
    at = request.args.get("at", "")
    before = (int(at), request.args.get("stream", ""), _before() or 0) if at.isdecimal() and len(at) < 16 else None
    entries = audit_pages.of_person(db, person.id, person.username, before=before, most=PAGE + 1)
    last = entries[PAGE - 1] if len(entries) > PAGE else None
    return render_template(
        "audit/own.html",
        trail=_lines(db, entries[:PAGE]),
        newest=url_for(".own") if before else "",
        older=url_for(".own", at=last.at, stream=last.stream, before=last.seq) if last else "",
    )


@bp.app_template_global("may_read_history")
def may_read(found: Visit) -> bool:
    """Whether the visit's history is the reader's to see, so that its page may link to it."""
    try:
        _oversees(get_db(), found, current_person())
    except (NotAllowed, NotFound):
        return False
    return True


def _oversees(db: Database, found: Visit, person: Person) -> bool:
    """True for its lead and overseers, False for the station's chief once it is sealed.

    Raises NotAllowed for the team, who read their own deeds with their account, and NotFound for everybody else.
    """
    overseers = {Role.ADMIN, Role.PLANNER, Role.READER}
    if person.id == found.lead_id or orgs.holds(db, found.org_id, overseers, person_id=person.id, today=today()):
        return True
    is_chief = orgs.holds(db, found.org_id, {Role.STATION_CHIEF}, person_id=person.id, today=today())
    if is_chief and found.state is VisitState.SEALED:
        return False
    if orgs.holds(db, found.org_id, MAY[Action.FILL_VISIT], person_id=person.id, today=today()):
        raise NotAllowed(f"{person.username} does not lead visit {found.uid}")
    raise NotFound(f"history of visit {found.uid}")


def _lines(db: Database, entries: Sequence[Entry]) -> list[Line]:
    names: Names = audit_pages.names_of(db, entries)
    return [Line(entry, doer(entry, names), told(entry, names), names.visits.get(entry.visit_uid)) for entry in entries]


def _groups() -> dict[str, str]:
    return {
        "": _("Everything"),
        "access": _("Signing in"),
        "people": _("People"),
        "units": _("Stations and checklists"),
        "photos": _("Photos"),
        "system": _("Installation"),
    }


def _before() -> int | None:
    text = request.args.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 16 else None


def _midnight(text: str, days: int = 0) -> int | None:
    """The beginning of a day, so many days later, in milliseconds UTC; None for what is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(ZONE)).timestamp() * 1000)
