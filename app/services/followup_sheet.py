"""What minutes of follow-up would be about: a station's findings, each with the words that may be chosen for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.finding_life import FindingAction, Verdict
from app.domain.findings import Finding, Step, responders
from app.domain.followup_minutes import Pictured, Signatory, has_place, in_scope, words_open
from app.domain.followup_plan import PlanAction
from app.domain.people import MAY, Action, Person, Role, require
from app.domain.periods import check, last_day, months
from app.services import reported
from app.store import finding_photos, finding_steps, findings, followup_actions, orgs, people, photo_records, visits
from app.store.finding_photos import FindingPhoto
from app.store.orgs import Org


@dataclass(frozen=True, slots=True)
class Scope:
    """What the minutes are about: a quarter ('2026Q4'), or one visit by its uid."""

    period: str = ""
    visit_uid: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding on the sheet: its steps, the station's answer, the words that may be chosen, and its pictures."""

    finding: Finding
    steps: Sequence[Step]
    answer: Step | None
    words: Mapping[Verdict, FindingAction]
    is_own: bool  # the one who asks answered it, or made the link by which it came, and judges nothing here
    before: Pictured | None
    after: Pictured | None
    plan: Sequence[PlanAction]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What planning staff fill in: the station's findings, and whom the signatures are proposed for."""

    station: Org
    unit: Org
    scope: Scope
    visited_on: str
    entries: tuple[Entry, ...]
    planner: Signatory
    chief: Signatory
    place: str


def sheet(db: Database, code: str, scope: Scope, *, actor: Person, today: str) -> Sheet:
    """What the minutes of a scope would be about now; the same number of statements however many findings there are.

    Raises NotAllowed, NotFound for a station or visit that is not theirs, Invalid for an odd period.
    """
    require(actor, Action.WRITE_MINUTES)
    station = orgs.get_station(db, code, seen_by=actor.id, today=today, roles=MAY[Action.WRITE_MINUTES])
    unit = orgs.parent_of(db, station.id)
    found, visited_on = _found(db, station, scope, actor=actor, today=today)
    return Sheet(
        station=station,
        unit=unit,
        scope=scope,
        visited_on=visited_on,
        entries=tuple(entries(db, found, actor=actor, today=today)),
        planner=_planner(actor),
        chief=_chief(db, station, today),
        place=reported.letterhead(unit).place,
    )


def _found(db: Database, station: Org, scope: Scope, *, actor: Person, today: str) -> tuple[list[Finding], str]:
    """The findings of a scope in the order of their issue, and the day of its visit."""
    issued = findings.list_issued_at(db, station.id)
    if scope.visit_uid:
        visit = visits.get(db, scope.visit_uid, seen_by=actor.id, today=today)
        if visit.org_id != station.id:
            raise NotFound(f"visit {scope.visit_uid} was elsewhere")
        return [one for one in issued if one.visit_id == visit.id and has_place(one)], visit.planned_on
    period = check(scope.period)
    begins = _midnight(f"{months(period)[0]}-01", station.tz)
    ends = _midnight((date.fromisoformat(last_day(period)) + timedelta(days=1)).isoformat(), station.tz)
    return in_scope(issued, begins_at=begins, ends_at=ends), ""


def _midnight(day: str, zone: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def entries(db: Database, found: Sequence[Finding], *, actor: Person, today: str) -> list[Entry]:
    """The findings as they stand now, with everything a sheet or minutes show of them."""
    ids = [finding.id for finding in found]
    steps, photos, plans = finding_steps.of(db, ids), finding_photos.of_findings(db, ids), followup_actions.of(db, ids)
    uids = [photo.uid for some in photos.values() for photo in some]
    records = photo_records.of_uids(db, uids, person_id=actor.id, today=today)
    shown = {record.uid: Pictured(record.uid, record.sha256, record.caption) for record in records if record.is_picture}
    return [
        _entry(
            finding,
            steps.get(finding.id, []),
            photos.get(finding.id, []),
            shown,
            plans.get(finding.id, []),
            actor,
        )
        for finding in found
    ]


def _entry(
    finding: Finding,
    steps: Sequence[Step],
    photos: Sequence[FindingPhoto],
    shown: Mapping[str, Pictured],
    plan: Sequence[PlanAction],
    actor: Person,
) -> Entry:
    responses = [step for step in steps if step.action in (FindingAction.ANSWER, FindingAction.FOLLOW_UP)]
    places = [None, *(step.uid for step in responses)]
    first = {
        uid: next((shown[one.uid] for one in photos if one.step_uid == uid and one.uid in shown), None)
        for uid in places
    }
    return Entry(
        finding=finding,
        steps=steps,
        answer=responses[-1] if responses else None,
        words=words_open(finding.state),
        is_own=actor.id in responders(steps),
        before=first[None],
        after=next((first[step.uid] for step in reversed(responses) if first[step.uid]), None),
        plan=plan,
    )


def _planner(actor: Person) -> Signatory:
    return Signatory("Kepala Bagian Perencanaan", actor.full_name, actor.rank, actor.service_number or "")


def _chief(db: Database, station: Org, today: str) -> Signatory:
    """The station's chief as far as it is known."""
    for one in people.list_by_role(db, (Role.STATION_CHIEF,), within=station.id, today=today):
        return Signatory(f"Kepala {station.name}", one.full_name, one.rank, one.service_number or "")
    return Signatory(f"Kepala {station.name}", "", "", "")
