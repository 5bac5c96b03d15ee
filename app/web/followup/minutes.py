"""The minutes of follow-up: starting them, finalising them, reading them as page and as paper."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Invalid, NotFound
from app.domain.followup_minutes import MinutesRefused
from app.domain.people import MAY, Action
from app.domain.periods import check, period_of
from app.exports import pdf
from app.services import followup_minutes as deeds
from app.services import followup_sheet
from app.services.followup_sheet import Scope, Sheet
from app.store import orgs, visits
from app.store.blobs import BlobStore
from app.web.access import allow, current_person
from app.web.database import config, get_db
from app.web.findings.words import source_names
from app.web.followup.blueprint import bp
from app.web.followup.files import file_of
from app.web.followup.minutes_form import WORDS, MinutesForm
from app.web.periods import known_periods

NEWEST_VISITS = 3  # offered besides the quarters


@bp.get("/stations/<code>/minutes")
@allow(Action.SEE_STATION)
def index(code: str) -> ResponseReturnValue:
    """A station's finalised minutes, newest first."""
    person = current_person()
    station, kept = deeds.list_of(get_db(), code, actor=person, today=today())
    roles = MAY[Action.WRITE_MINUTES]
    return render_template(
        "followup/minutes_list.html",
        station=station,
        kept=kept,
        may_write=orgs.holds(get_db(), station.id, roles, person_id=person.id, today=today()),
    )


@bp.get("/stations/<code>/minutes/new")
@allow(Action.WRITE_MINUTES)
def start(code: str) -> ResponseReturnValue:
    """The findings that the minutes of a quarter (?period=) or of a visit (?visit=) tell, to be given their words."""
    sheet = _sheet(code)
    return _page(sheet, MinutesForm.of(sheet, today()))


@bp.post("/stations/<code>/minutes/new")
@allow(Action.WRITE_MINUTES)
def finalise(code: str) -> ResponseReturnValue:
    """Give the chosen words and keep the minutes for good, or say what stands in the way."""
    sheet, form = _sheet(code), MinutesForm()
    form.read(request.form)
    try:
        deeds.finalise(
            get_db(),
            code,
            form.uid.data or "",
            sheet.scope,
            form.draft,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except MinutesRefused as error:
        form.explain(error)
        sheet = _sheet(code)
        form.catch_up(sheet)
        return _page(sheet, form, 409 if "moved" in error.findings.values() else 422)
    flash(_("The minutes are finalised. Nothing changes them again."), "success")
    return redirect(url_for(".minutes", uid=form.uid.data), 303)


@bp.get("/minutes/<uuid:uid>")
@allow(Action.SEE_STATION)
def minutes(uid: uuid.UUID) -> ResponseReturnValue:
    """Finalised minutes as they were kept."""
    kept = deeds.read(get_db(), str(uid), actor=current_person(), today=today())
    places = {one.uid: place for place, one in enumerate(kept.minutes.pictures)}
    return render_template(
        "followup/minutes.html", kept=kept, minutes=kept.minutes, places=places, sources=source_names()
    )


@bp.get("/minutes/<uuid:uid>.pdf")
@allow(Action.SEE_STATION)
def minutes_pdf(uid: uuid.UUID) -> ResponseReturnValue:
    """Finalised minutes as paper."""
    kept = deeds.read(get_db(), str(uid), actor=current_person(), today=today())
    pictures = deeds.pictures(get_db(), _blobs(), kept.minutes.pictures)
    name = f"risalah-{kept.minutes.station_code}-{kept.minutes.held_on}.pdf"
    return file_of(pdf.followup_minutes(kept, pictures), "application/pdf", name)


@bp.get("/minutes/<uuid:uid>/pictures/<int:place>")
@allow(Action.SEE_STATION)
def picture(uid: uuid.UUID, place: int) -> ResponseReturnValue:
    """One picture of the minutes as it leaves the house: the page is printed too."""
    kept = deeds.read(get_db(), str(uid), actor=current_person(), today=today())
    wanted = kept.minutes.pictures[place : place + 1]
    found = deeds.pictures(get_db(), _blobs(), wanted)
    if not found:
        raise NotFound(f"picture {place} of minutes {uid}")
    return Response(found[wanted[0].uid], mimetype="image/jpeg")


def _sheet(code: str) -> Sheet:
    return followup_sheet.sheet(get_db(), code, _scope(), actor=current_person(), today=today())


def _scope() -> Scope:
    visit = request.values.get("visit", "")
    if visit:
        return Scope(visit_uid=visit)
    try:
        return Scope(period=check(request.values.get("period", "")))
    except Invalid:
        return Scope(period=period_of(today()))


def _page(sheet: Sheet, form: MinutesForm, status: int = 200) -> ResponseReturnValue:
    chosen = sheet.scope.period or period_of(today())
    page = render_template(
        "followup/minutes_new.html",
        sheet=sheet,
        form=form,
        words=WORDS,
        periods=known_periods(chosen),
        chosen=chosen,
        visits=visits.list_done_at(get_db(), sheet.station.id, limit=NEWEST_VISITS),
        today=today(),
    )
    return page, status


def _blobs() -> BlobStore:
    return BlobStore(config().uploads)
