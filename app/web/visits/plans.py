"""Planning a visit, changing its plan, cancelling it."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlite_utils import Database

from app.clock import now, today
from app.domain.checklist import Checklist, InstrumentKind
from app.domain.errors import Invalid, NotFound
from app.domain.people import MAY, Action, Person
from app.domain.visits import Visit, VisitAction
from app.domain.visits import advance as advance_visit
from app.services import visits as deeds
from app.services.visits import PlanRefused
from app.store import checklists, orgs, visits
from app.store.orgs import Org
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.formats import day as day_words
from app.web.language import current_language
from app.web.visits.blueprint import bp
from app.web.visits.forms import CancelForm, PlanForm, Team


@bp.route("/visits/new", methods=["GET", "POST"])
@allow(Action.PLAN_VISIT)
def create() -> ResponseReturnValue:
    """Plan a visit; ?station= and ?on= fill the form in, the team is suggested from the newest plan."""
    form = _offered(PlanForm())
    if request.method == "GET":
        form.uid.data = str(uuid.uuid4())
        form.station.data = request.args.get("station", "")
        form.planned_on.data = request.args.get("on", "")
        form.planned_time.data = "09:00"
        last = visits.newest(get_db(), seen_by=current_person().id, today=today())
        team = Team.of(visits.members(get_db(), last.id)) if last else Team()
        return _page(form, team)
    return _save(form, None)


@bp.route("/visits/<uuid:uid>/plan", methods=["GET", "POST"])
@allow(Action.PLAN_VISIT)
def edit(uid: uuid.UUID) -> ResponseReturnValue:
    """Change a plan: another day, another team."""
    visit = _visit(uid, Action.PLAN_VISIT)
    advance_visit(visit.state, VisitAction.CHANGE)
    form = _offered(PlanForm())
    if request.method == "GET":
        form.uid.data = visit.uid
        form.fill_from(visit)
        return _page(form, Team.of(visits.members(get_db(), visit.id)), visit=visit)
    return _save(form, visit)


@bp.route("/visits/<uuid:uid>/cancellation", methods=["GET", "POST"])
@allow(Action.CANCEL_VISIT)
def cancel(uid: uuid.UUID) -> ResponseReturnValue:
    """Cancel a visit that has not begun, saying why."""
    visit = _visit(uid, Action.CANCEL_VISIT)
    advance_visit(visit.state, VisitAction.CANCEL)
    form = CancelForm()
    if form.validate_on_submit():
        try:
            deeds.cancel(get_db(), visit.uid, reason=form.reason.data, actor=current_person(), at=now(), today=today())
        except Invalid:
            form.reason.errors = [_("Say why, in at most 500 characters.")]
        else:
            flash(_("The visit is cancelled."), "success")
            return redirect(url_for(".index", period=visit.period), 303)
    return render_template("visits/cancel.html", form=form, visit=visit), 422 if form.errors else 200


def _save(form: PlanForm, visit: Visit | None) -> ResponseReturnValue:
    team = Team.typed()
    if "refresh" in request.form or not form.validate():
        return _page(form, team, visit=visit, status=200 if "refresh" in request.form else 422)
    if not form.station.data:
        form.station.errors = [_("Choose a station.")]
        return _page(form, team, visit=visit, status=422)
    save = deeds.plan if visit is None else deeds.change
    try:
        saved = save(
            get_db(),
            form.uid.data if visit is None else visit.uid,
            form.plan(team),
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except PlanRefused as refused:
        form.explain(refused, team, _checklist(form))
        return _page(form, team, visit=visit, status=422)
    day = day_words(saved.planned_on, current_language())
    flash(_("Visit to %(station)s planned for %(day)s.", station=saved.station_name, day=day), "success")
    return redirect(url_for(".show", uid=saved.uid), 303)


def _page(form: PlanForm, team: Team, *, visit: Visit | None = None, status: int = 200) -> ResponseReturnValue:
    checklist = _checklist(form)
    return (
        render_template(
            "visits/plan.html",
            form=form,
            team=team,
            visit=visit,
            checklist=checklist,
            candidates=_candidates(),
            several=len(form.checklist.choices) > 1,
            today=today(),
        ),
        status,
    )


def _offered(form: PlanForm) -> PlanForm:
    """The form with the stations and instruments to choose from, the newest instrument first."""
    db = get_db()
    versions = checklists.list_published(db, kind=str(InstrumentKind.READINESS))
    form.offer(
        [(org.code, org.name) for org in _stations(db, current_person())],
        [(str(version.id), f"{version.title} ({version.version})") for version in versions],
    )
    if form.checklist.data is None and versions:
        form.checklist.data = str(versions[0].id)
    return form


def _checklist(form: PlanForm) -> Checklist | None:
    chosen = form.checklist.data or ""
    if not any(chosen == value for value, _label in form.checklist.choices):
        return None
    try:
        return checklists.get(get_db(), int(chosen))
    except NotFound:
        return None


def _candidates() -> Sequence[Person]:
    """Who may be in a team, over all districts of the stations that are offered."""
    db = get_db()
    districts = {org.parent_id: org for org in _stations(db, current_person())}
    found = {person.id: person for org in districts.values() for person in deeds.candidates(db, org, today=today())}
    return sorted(found.values(), key=lambda person: (person.full_name, person.id))


def _stations(db: Database, person: Person) -> list[Org]:
    return orgs.list_stations(db, seen_by=person.id, today=today(), roles=MAY[Action.PLAN_VISIT])


def _visit(uid: uuid.UUID, action: Action) -> Visit:
    """The visit, for whoever may do `action` at its station; seeing it is not enough. Raises NotFound."""
    visit = visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())
    orgs.get(get_db(), visit.station_code, seen_by=current_person().id, today=today(), roles=MAY[action])
    return visit
