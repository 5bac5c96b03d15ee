"""Stations: the list, a new one, its details, its end."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import now, today
from app.domain.errors import Conflict, Invalid
from app.domain.people import MAY, Action
from app.services import stations
from app.services.stations import StationDetails
from app.store import checklists, orgs
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.language import in_indonesian
from app.web.station_admin.forms import BAD_DEGREES, NewStationForm, StationForm

bp = Blueprint("station_admin", __name__, url_prefix="/manage/stations")

PROBLEMS = {
    "name_missing": _l("Type the station's name."),
    "bad_code": _l("Use small letters, digits and hyphens, for instance polsek-senori."),
    "reserved": _l("This code is reserved. Choose another."),
    "bad_degrees": BAD_DEGREES,
    "half_a_point": _l("Give both numbers of the point, or neither."),
    "wrong_kind_of_org": _l("Choose a Polres from the list."),
}


@bp.get("")
@allow(Action.MANAGE_STATIONS)
def index() -> ResponseReturnValue:
    """All stations of the administrator's units, ended ones last."""
    found = orgs.list_stations(
        get_db(),
        seen_by=current_person().id,
        today=today(),
        with_ended=True,
        roles=MAY[Action.MANAGE_STATIONS],
    )
    found.sort(key=lambda org: not org.active)
    return render_template("station_admin/index.html", stations=found, switches=dict(_switches()))


@bp.route("/new", methods=["GET", "POST"])
@allow(Action.MANAGE_STATIONS)
def create() -> ResponseReturnValue:
    """Add a station."""
    form = NewStationForm()
    form.switches.choices = _switches()
    visible = orgs.list_visible(get_db(), seen_by=current_person().id, today=today(), roles=MAY[Action.MANAGE_STATIONS])
    form.parent.choices = [(org.code, org.name) for org in visible if org.kind == "polres" and org.active]
    if form.validate_on_submit():
        try:
            stations.add(
                get_db(),
                _details(form),
                code=form.code.data.strip(),
                parent_code=form.parent.data,
                actor=current_person(),
                at=now(),
                today=today(),
            )
        except Invalid as error:
            _explain(form, error)
        except Conflict:
            form.code.errors = [_("This code is taken.")]
        else:
            flash(_("The station is added."), "success")
            return redirect(url_for(".index"), 303)
    return render_template("station_admin/form.html", form=form, station=None), 422 if form.errors else 200


@bp.route("/<code>", methods=["GET", "POST"])
@allow(Action.MANAGE_STATIONS)
def edit(code: str) -> ResponseReturnValue:
    """Change a station's details."""
    station = orgs.get_station(
        get_db(), code, seen_by=current_person().id, today=today(), roles=MAY[Action.MANAGE_STATIONS]
    )
    form = StationForm(name=station.name, switches=sorted(station.switches), lat=station.lat, lon=station.lon)
    form.switches.choices = _switches()
    if form.validate_on_submit():
        try:
            stations.change(get_db(), code, _details(form), actor=current_person(), at=now(), today=today())
        except Invalid as error:
            _explain(form, error)
        else:
            flash(_("The station is changed. Visits already planned keep what they had."), "success")
            return redirect(url_for(".index"), 303)
    page = render_template("station_admin/form.html", form=form, station=station)
    return page, 422 if form.errors else 200


@bp.post("/<code>/end")
@allow(Action.MANAGE_STATIONS)
def end(code: str) -> ResponseReturnValue:
    """End a station; its visits stay."""
    stations.set_active(get_db(), code, active=False, actor=current_person(), at=now(), today=today())
    flash(_("The station has ended. Its visits stay."), "success")
    return redirect(url_for(".index"), 303)


@bp.post("/<code>/resume")
@allow(Action.MANAGE_STATIONS)
def resume(code: str) -> ResponseReturnValue:
    """Take a station up again."""
    stations.set_active(get_db(), code, active=True, actor=current_person(), at=now(), today=today())
    flash(_("The station is active again."), "success")
    return redirect(url_for(".index"), 303)


def _switches() -> list[tuple[str, str]]:
    """The switches that published checklists know, those that are the opposite of another left out."""
    known = {
        switch.code: in_indonesian(switch.title)
        for version in checklists.list_published(get_db())
        for switch in checklists.parsed(get_db(), version).switches
        if not switch.opposite_of
    }
    return list(known.items())


def _details(form: StationForm) -> StationDetails:
    return StationDetails(form.name.data, frozenset(form.switches.data), form.lat.data, form.lon.data)


def _explain(form: StationForm, error: Invalid) -> None:
    for field, code in error.problems.items():
        form[field].errors = [PROBLEMS[code]]
