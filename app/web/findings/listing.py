"""The list of findings, what is owed first."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.finding_life import SETTLED, WAITS_FOR_REVIEW, WAITS_FOR_STATION, FindingState
from app.domain.findings import Finding, Severity
from app.domain.people import Action, Role, may
from app.services import followup_plan, recurrence
from app.store import finding_comments, finding_photos, findings, orgs, signatures
from app.store.findings import Wanted
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.findings.blueprint import bp

PAGE = 40
TALKS_MS = 60 * 86_400_000  # how old a comment is that nobody is reminded of any more
WORST = 3  # of what was found again, at the top of a chief's list
SHOWN: dict[str, frozenset[FindingState]] = {
    "open": WAITS_FOR_STATION | WAITS_FOR_REVIEW,
    "owed": WAITS_FOR_STATION,
    "waiting": WAITS_FOR_REVIEW,
    "closed": SETTLED,
    "all": frozenset(),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Findings that stand together in the list."""

    name: str
    findings: Sequence[Finding]


@bp.get("")
@allow(Action.SEE_FINDINGS)
def index() -> ResponseReturnValue:
    """Findings by what is owed; ?show=, ?station=, ?severity=, ?q=, ?overdue=1 and ?page= narrow the list."""
    db, person = get_db(), current_person()
    is_station = person.roles == {Role.STATION_CHIEF}
    show = request.args.get("show", "")
    show = show if show in SHOWN else ("owed" if is_station else "open")
    number = request.args.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1
    base = _wanted(frozenset())
    wanted = _wanted(SHOWN[show])
    found = findings.list_seen(
        db, wanted, seen_by=person.id, today=today(), limit=PAGE + 1, offset=(min(page, 1000) - 1) * PAGE
    )
    shown = found[:PAGE]
    return render_template(
        "findings/index.html",
        groups=_groups(shown),
        unread=finding_comments.unread_of(db, [finding.id for finding in shown], seen_by=person.id, today=today()),
        talks=finding_comments.list_unread(db, seen_by=person.id, today=today(), since=now() - TALKS_MS),
        photos=finding_photos.of_findings(db, [finding.id for finding in shown]),
        counts=findings.count_seen(db, base, seen_by=person.id, today=today()),
        stations=[] if is_station else orgs.list_stations(db, seen_by=person.id, today=today(), with_ended=True),
        severities=list(Severity),
        show=show,
        shown_states=SHOWN,
        wanted=wanted,
        is_station=is_station,
        next_line=followup_plan.next_of(db, actor=person, today=today()) if is_station else None,
        page=page,
        has_more=len(found) > PAGE,
        sees_causes=may(person, Action.SEE_STATIONS),
        again=recurrence.worst_open(db, actor=person, today=today(), limit=WORST) if is_station else [],
        closings=signatures.list_to_close(db, person.id, today=today()) if is_station else [],
        today=today(),
    )


def _wanted(states: frozenset[FindingState]) -> Wanted:
    severity = request.args.get("severity", "")
    return Wanted(
        states=states,
        station_code=request.args.get("station", "")[:60],
        severity=severity if severity in set(Severity) else "",
        text=request.args.get("q", "").strip()[:100],
        overdue=request.args.get("overdue") == "1",
    )


def _groups(found: Sequence[Finding]) -> list[Group]:
    """The list cut where what is owed changes; the store has already put it in this order."""
    groups: dict[str, list[Finding]] = {}
    for finding in found:
        groups.setdefault(_group_name(finding), []).append(finding)
    return [Group(name, members) for name, members in groups.items()]


def _group_name(finding: Finding) -> str:
    names = {
        FindingState.RETURNED: _("Returned by the team"),
        FindingState.ANSWERED: _("Awaiting verification"),
        FindingState.FOLLOWED_UP: _("Awaiting verification"),
        FindingState.DRAFT: _("Drafts of visits under way"),
        FindingState.CLOSED: _("Closed"),
    }
    return str(_("Overdue") if finding.is_overdue(today()) else names.get(finding.state) or _("To answer"))
