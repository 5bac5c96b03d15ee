"""One picture's page: the picture with its strip below, its record, what is drawn upon it, who opened the original."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import today
from app.domain.errors import Invalid
from app.domain.people import Action, Person, Role
from app.domain.photo_record import PhotoRecord
from app.domain.place import in_words
from app.services import annotations as deeds
from app.services.evidence import MOST_REASON
from app.store import annotations, checklists, openings, orgs, photo_records
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.evidence.blueprint import bp
from app.web.evidence.drawn import drawn, stroke
from app.web.language import current_language

SOURCES = {"camera": _l("Camera, in the app"), "gallery": _l("Gallery of the phone"), "": _l("not said")}
TAKEN_FROM = {
    "exif": _l("the picture's own data"),
    "file": _l("the date of the file on the phone"),
    "phone": _l("the phone's clock when it was taken"),
}
ZONES_FROM = {
    "camera": _l("zone as the camera says"),
    "gps": _l("zone from the satellites' clock"),
    "phone": _l("zone of the phone"),
    "assumed": _l("zone not said: the station's is assumed"),
}
PLACES_FROM = {"phone": _l("the phone's own fix"), "file": _l("the picture's own data")}
REASONS = {
    "reason_missing": _l("Say why you open the original."),
    "reason_long": _l("Say it in at most %(most)s characters.", most=MOST_REASON),
}


@bp.get("/<uid>")
@allow(Action.SEE_VISIT)
def show(uid: str) -> ResponseReturnValue:
    """One picture with its record."""
    return _page(uid)


def refused_original(uid: str, reason: str, error: Invalid) -> ResponseReturnValue:
    """The same page, when no good reason was given to open the original."""
    return _page(uid, reason=reason, problem=str(REASONS[error.problems["reason"]])), 422


def _page(uid: str, *, reason: str = "", problem: str = "") -> str:
    db, person = get_db(), current_person()
    record = photo_records.get(db, uid, person_id=person.id, today=today())
    layers = annotations.history(db, record.id) if record.may_see_plain else []
    shapes = layers[0].shapes if layers else ()
    width, height = record.width or 1, record.height or 1
    return render_template(
        "evidence/show.html",
        record=record,
        item=checklists.find_item(db, record.checklist_version_id, record.item_code),
        clocks=photo_records.clocks(db, record.visit_id, [record]).get(uid) if record.visit_id else None,
        distance=distance_words(record),
        layers=layers,
        can_look=deeds.can_propose(),
        drawn=drawn(shapes, width, height),
        stroke=stroke(width, height),
        opened=openings.of_picture(db, record.id) if _may_see_openings(record, person) else None,
        words={"sources": SOURCES, "taken_from": TAKEN_FROM, "zones": ZONES_FROM, "places": PLACES_FROM},
        reason=reason,
        problem=problem,
        most_reason=MOST_REASON,
    )


def distance_words(record: PhotoRecord) -> str:
    """How far from the station's point, in the language of the page; '' when it is not known."""
    return in_words(record.distance_m, "," if current_language() == "id" else ".")


def strip_of(record: PhotoRecord) -> str:
    """The place as the strip below a picture says it: the distance where it is known, else the point, else a dash."""
    if words := distance_words(record):
        return str(_("%(distance)s from the office", distance=words))
    return record.place.text if record.place else str(_("place not known"))


def _may_see_openings(record: PhotoRecord, person: Person) -> bool:
    """The lead, planning staff of the station, and the one who took the picture."""
    if person.id in (record.lead_id, record.person_id):
        return True
    overseers = {Role.PLANNER, Role.ADMIN}
    station = orgs.find(get_db(), record.station_code)
    return station is not None and orgs.holds(get_db(), station.id, overseers, person_id=person.id, today=today())


bp.add_app_template_filter(strip_of, "strip_place")
