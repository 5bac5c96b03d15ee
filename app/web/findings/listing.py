"""The list of findings, what is owed first; its filters stand in the address."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlite_utils import Database

from app.clock import now, today
from app.domain.errors import NotFound
from app.domain.finding_life import FindingState
from app.domain.findings import Finding
from app.domain.people import Action, Person, Role, may
from app.exports import finding_list
from app.services import finding_files, followup_plan, recurrence, reported
from app.store import finding_comments, finding_lists, finding_photos, orgs, signatures
from app.store.finding_lists import Count, Page
from app.store.orgs import Org
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings.blueprint import bp
from app.web.findings.filters import Filters, key_text, options, read_key
from app.web.formats import number
from app.web.language import current_language

PAGE = 40
WORST = 3  # of what was found again, at the top of a chief's list
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MANY_UNITS = 8  # with more Polres than these, stations are offered one Polres at a time


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that stand together in the list."""

    name: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: what it says, and the address without it."""

    name: str
    text: str
    url: str


@bp.get("")
@allow(Action.SEE_FINDINGS)
def index() -> ResponseReturnValue:
    """Findings by what is owed, narrowed by the parameters of filters.Filters; ?after= and ?before= turn the page."""
    db, person, day = get_db(), current_person(), today()
    filters = read_filters(person)
    if "" in request.args.values():  # a form names what it leaves open; an address that is passed on does not
        return redirect(url_for("findings.index", **filters.address()), 303)
    is_station = person.roles == {Role.STATION_CHIEF}
    page = finding_lists.page(
        db,
        filters.wanted(day),
        seen_by=person.id,
        today=day,
        size=PAGE,
        after=read_key(request.args.get("after", "")),
        before=read_key(request.args.get("before", "")),
    )
    is_first = not filters.active and page.before is None and filters.show == filters.usual
    is_front = is_station and is_first
    units, stations, place = _places(db, person, filters.station, day)
    checklist = reported.yardstick(db)
    choices = options({area.code: area.title for area in checklist.areas} if checklist else {})
    ids = [finding.id for finding in page.findings]
    return render_template(
        "findings/index.html",
        page=page,
        groups=_groups(page.findings, day),
        shown=_shown(page),
        found=ngettext("%(total)s finding", "%(total)s findings", page.total.number, total=told(page.total)),
        filters=filters,
        chips=_chips(filters, choices, place),
        choices=choices,
        tabs=_tabs(filters, page, is_station=is_station),
        units=units if len(units) > 1 else [],
        stations=[] if is_station else stations,
        newer=_turned(filters, before=key_text(page.before)),
        older=_turned(filters, after=key_text(page.after)),
        unread=finding_comments.unread_of(db, ids, seen_by=person.id, today=day),
        photos=finding_photos.of_findings(db, ids),
        is_station=is_station,
        sees_causes=may(person, Action.SEE_STATIONS),
        may_export=may(person, Action.EXPORT),
        next_line=followup_plan.next_of(db, actor=person, today=day) if is_front else None,
        again=recurrence.worst_open(db, actor=person, today=day, limit=WORST) if is_front else [],
        closings=signatures.list_to_close(db, person.id, today=day) if is_station else [],
        today=day,
    )


@bp.get("/list.csv")
@allow(Action.EXPORT)
def csv_file() -> ResponseReturnValue:
    """The whole list that the same parameters narrow, as CSV, sent while it is read."""
    return _file("csv", "text/csv; charset=utf-8", finding_list.list_csv)


@bp.get("/list.xlsx")
@allow(Action.EXPORT)
def xlsx_file() -> ResponseReturnValue:
    """The same as a workbook."""
    return _file("xlsx", XLSX, finding_list.list_workbook)


def _file(what: str, mime: str, write: Callable[[Iterable[Finding], str], Iterator[bytes]]) -> Response:
    person, day = current_person(), today()
    filters = read_filters(person)
    found = finding_files.export(
        get_db(), filters.wanted(day), what=what, filters=filters.address(), actor=person, at=now(), today=day
    )
    response = Response(stream_with_context(write(found, day)), mimetype=mime.partition(";")[0], content_type=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="temuan-{day}.{what}"'
    return response


def read_filters(person: Person) -> Filters:
    """The filters of this request; a chief's list begins with what the station owes, everybody else's with all open."""
    return Filters.read(request.args, usual="owed" if person.roles == {Role.STATION_CHIEF} else "open")


def told(count: Count) -> str:
    """A count as people read it: '312', '10.000+'."""
    return f"{number(count.number, language=current_language())}{'+' if count.is_more else ''}"


def _shown(page: Page) -> str:
    """Which of how many stand on this page."""
    if not page.findings:
        return ""
    if page.before is None and page.after is None:
        return ""
    if page.first is None:
        return str(_("further on than %(total)s", total=told(page.total)))
    first, last = told(Count(page.first)), told(Count(page.first + len(page.findings) - 1))
    return str(_("%(first)s to %(last)s of %(total)s", first=first, last=last, total=told(page.total)))


def _turned(filters: Filters, **key: Any) -> str | None:
    if not any(key.values()):
        return None
    return url_for("findings.index", **filters.address(), **key)


def _tabs(filters: Filters, page: Page, *, is_station: bool) -> list[tuple[str, str, bool, str | None]]:
    """What can be shown: name, address, whether it is, and how many the other filters leave."""
    owed, waiting, _drafts, closed = page.turns
    opened = owed and waiting and Count(owed.number + waiting.number, is_more=owed.is_more or waiting.is_more)
    named = (
        ("open", _("Open"), opened),
        ("owed", _("To answer"), owed),
        ("waiting", _("Awaiting verification"), waiting),
        ("closed", _("Closed"), closed),
        ("all", _("All"), None),
    )
    return [
        (
            str(name),
            url_for("findings.index", **filters.address(show=show)),
            show == filters.show,
            None if count is None else told(_capped(count)),
        )
        for show, name, count in named
        if not (is_station and show in ("open", "all")) or show == filters.show
    ]


def _capped(count: Count) -> Count:
    most = finding_lists.MOST
    return Count(min(count.number, most), is_more=count.is_more or count.number > most)


def _chips(filters: Filters, choices: dict[str, dict[str, str]], place: str) -> list[Chip]:
    said = {"overdue": _("Overdue"), "repeated": _("Found again"), "station": place or filters.station}
    chips = []
    for name, value in filters.active.items():
        text = said.get(name) or str(choices.get(name, {}).get(value, value)).partition(":")[0]
        if name == "q":
            text = str(_("Words: %(words)s", words=value))
        elif name == "area":
            text = str(_("Area %(area)s", area=value))
        chips.append(Chip(name, str(text), url_for("findings.index", **filters.address(**{name: ""}))))
    return chips


def _places(db: Database, person: Person, code: str, day: str) -> tuple[list[Org], list[Org], str]:
    """The units and stations that can be chosen, and the name of the one that is."""
    chosen = None
    with suppress(NotFound):
        chosen = orgs.get(db, code, seen_by=person.id, today=day) if code else None
    units = orgs.list_of_kind(db, "polres", seen_by=person.id, today=day)
    if len(units) <= MANY_UNITS:
        stations = orgs.list_stations(db, seen_by=person.id, today=day, with_ended=True)
    else:
        above = chosen.parent_id if chosen and chosen.kind == "polsek" else chosen.id if chosen else 0
        stations = orgs.list_of_kind(db, "polsek", seen_by=person.id, today=day, parent_id=above)
    return units, stations, chosen.name if chosen else ""


def _groups(found: Sequence[Finding], day: str) -> list[Group]:
    """The list cut where what is owed changes; the store has already put it in this order."""
    groups: list[Group] = []
    for finding in found:
        name = _group_name(finding, day)
        if not groups or groups[-1].name != name:
            groups.append(Group(name, []))
        groups[-1].findings.append(finding)
    return groups


def _group_name(finding: Finding, day: str) -> str:
    names = {
        FindingState.ANSWERED: _("Awaiting verification"),
        FindingState.FOLLOWED_UP: _("Awaiting verification"),
        FindingState.DRAFT: _("Drafts of visits under way"),
        FindingState.CLOSED: _("Closed"),
    }
    return str(_("Overdue") if finding.is_overdue(day) else names.get(finding.state) or _("To answer"))
