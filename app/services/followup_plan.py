"""The plan of follow-up: the station's chief writes it, the team and planning staff read it and say what they think.

Rules in plain words: docs/follow-up-plan.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Conflict, IllegalTransition, Invalid, NotAllowed
from app.domain.finding_life import Party
from app.domain.findings import Finding, parties
from app.domain.followup_plan import (
    LONGEST,
    MOST,
    Line,
    PlanAction,
    PlanMoved,
    PlanReport,
    Written,
    check,
    first_to_do,
    ranked,
)
from app.domain.people import MAY, Action, Person, Role, require
from app.domain.readiness import Gain, gains, shortest_way
from app.domain.reports import Signer
from app.domain.uids import check_uid
from app.services import reported, standing
from app.store import audit, findings, followup_actions, orgs, people, visits
from app.store.orgs import Org
from app.store.transaction import writing


@dataclass(frozen=True, slots=True)
class Ways:
    """What may be done to the plan of a finding by somebody."""

    may_write: bool
    may_remark: bool


@dataclass(frozen=True, slots=True)
class Stakes:
    """What the items of a station are worth, by its last submitted visit."""

    gains: Mapping[str, Gain]
    way: frozenset[str]
    goal: str


def plan(db: Database, finding_uid: str, uid: str, written: Written, *, actor: Person, at: int, today: str) -> None:
    """The station's chief plans an action under the uid that the form made; sending the form twice plans once.

    Raises Invalid naming each field that cannot stand, NotAllowed for anybody but its chief, IllegalTransition when the
    finding is settled.
    """
    require(actor, Action.ANSWER_FINDING)
    new = check(written, today=today)
    check_uid(uid)
    with writing(db):
        finding = _writable(db, finding_uid, actor, today)
        known = followup_actions.finding_of(db, uid)
        if known == finding.id:
            return
        if known is not None:
            raise Conflict(f"action {uid} belongs to another finding")
        if len(followup_actions.of(db, [finding.id]).get(finding.id, [])) >= MOST:
            raise Invalid({"action": "too_many"})
        followup_actions.insert(db, uid, finding.id, new, person_id=actor.id, at=at)
        audit.record(
            db,
            "followup.planned",
            "finding",
            finding.uid,
            actor_id=actor.id,
            at=at,
            stream=_stream(finding),
            plan=uid,
            due_on=new.due_on,
        )


def change(db: Database, uid: str, written: Written, *, base: int, actor: Person, at: int, today: str) -> None:
    """The station's chief writes an action anew; `base` is the version that they saw.

    Raises PlanMoved with the action as it stands when somebody else changed it first, Invalid naming each field that
    cannot stand, NotAllowed, NotFound, IllegalTransition when the finding is settled.
    """
    require(actor, Action.ANSWER_FINDING)
    with writing(db):
        was = followup_actions.get(db, uid)
        finding = _writable(db, was.finding_uid, actor, today)
        new = check(written, today=today, was=was.written)
        if new == was.written:
            return
        if not followup_actions.change(db, was.id, new, base=base, person_id=actor.id, at=at):
            raise PlanMoved(was)
        audit.record(
            db,
            "followup.changed",
            "finding",
            finding.uid,
            actor_id=actor.id,
            at=at,
            stream=_stream(finding),
            plan=uid,
            was=str(was.written.state),
            now=str(new.state),
        )


def remark(db: Database, uid: str, remark_uid: str, text: str, *, actor: Person, at: int, today: str) -> None:
    """The team's lead or planning staff say something of an action; saying it twice says it once.

    Raises Invalid naming 'text', NotAllowed for anybody else, NotFound.
    """
    require(actor, Action.REVIEW_FINDING)
    text = text.strip()
    if not 3 <= len(text) <= LONGEST:
        raise Invalid({"text": "remark_length"})
    check_uid(remark_uid)
    with writing(db):
        action = followup_actions.get(db, uid)
        finding = findings.get(db, action.finding_uid, seen_by=actor.id, today=today)
        if not ways(db, finding, actor=actor, today=today).may_remark:
            raise NotAllowed(f"{actor.username} may not speak of action {uid}")
        if followup_actions.has_remark(db, remark_uid):
            return
        followup_actions.insert_remark(db, remark_uid, action.id, text, person_id=actor.id, at=at)
        audit.record(
            db,
            "followup.remarked",
            "finding",
            finding.uid,
            actor_id=actor.id,
            at=at,
            stream=_stream(finding),
            plan=uid,
        )


def ways(db: Database, finding: Finding, *, actor: Person, today: str) -> Ways:
    """What somebody who sees a finding may do to its plan."""
    plans_there = orgs.holds(db, finding.org_id, {Role.PLANNER}, person_id=actor.id, today=today)
    sides = parties(actor, finding, plans_there=plans_there)
    is_issued = finding.issued_at is not None
    return Ways(Party.STATION in sides and finding.is_open, Party.REVIEWER in sides and is_issued)


def get(db: Database, uid: str, *, actor: Person, today: str) -> tuple[PlanAction, Finding]:
    """An action and its finding, for those who see the finding. Raises NotFound."""
    action = followup_actions.get(db, uid)
    return action, findings.get(db, action.finding_uid, seen_by=actor.id, today=today)


def station_plan(db: Database, code: str, *, actor: Person, at: int, today: str) -> PlanReport:
    """The plan of one station: its open findings in the order in which they block, each with its actions.

    The same number of statements however many findings there are. Raises NotAllowed, NotFound.
    """
    require(actor, Action.SEE_STATION)
    station = orgs.get_station(db, code, seen_by=actor.id, today=today, roles=MAY[Action.SEE_STATION])
    unit = orgs.parent_of(db, station.id)
    lines, stakes = _lines(db, station, today)
    return PlanReport(
        station_code=station.code,
        station=station.name,
        unit=unit.name,
        letterhead=reported.letterhead(unit),
        zone=station.tz,
        printed_at=at,
        today=today,
        goal=stakes.goal,
        lines=tuple(lines),
        signers=signers(db, station, unit, today=today),
    )


def next_of(db: Database, *, actor: Person, today: str) -> Line | None:
    """What a station's chief does next: the first line of their plan in which something is owed, or None."""
    held = next((one for one in actor.assignments if one.role is Role.STATION_CHIEF), None)
    if held is None:
        return None
    return first_to_do(_lines(db, orgs.get_by_id(db, held.org_id), today)[0])


def signers(db: Database, station: Org, unit: Org, *, today: str) -> tuple[Signer, ...]:
    """The station's chief, and the head of planning above it, with room for their pens, as far as known."""
    found = []
    for office, role, org, preface in (
        (f"Kepala {station.name}", Role.STATION_CHIEF, station, ""),
        ("Kepala Bagian Perencanaan", Role.PLANNER, unit, "Mengetahui"),
    ):
        held = people.list_by_role(db, (role,), within=org.id, today=today)
        found += [Signer(office, one.full_name, one.rank, one.service_number or "", preface) for one in held[:1]]
    return tuple(found)


def _lines(db: Database, station: Org, today: str) -> tuple[list[Line], Stakes]:
    still_open = findings.list_open_at(db, station.id)
    planned = followup_actions.of(db, [finding.id for finding in still_open])
    stakes = _stakes(db, station) if still_open else Stakes({}, frozenset(), "")
    return ranked(still_open, planned, gains=stakes.gains, way=stakes.way, today=today), stakes


def _stakes(db: Database, station: Org) -> Stakes:
    done = visits.list_done_at(db, station.id, limit=1)
    if not done:
        return Stakes({}, frozenset(), "")
    now = standing.read(db, done[0])
    goal = next((code for code, verdict in now.result.gates.items() if verdict.missing), "")
    way = shortest_way(now.checklist, now.answers, goal).gains if goal else ()
    every = gains(now.checklist, now.answers)
    return Stakes({gain.item.code: gain for gain in every}, frozenset(gain.item.code for gain in way), goal)


def _writable(db: Database, finding_uid: str, actor: Person, today: str) -> Finding:
    """The finding, locked for one who may write its plan. Raises NotFound, NotAllowed, IllegalTransition."""
    finding = findings.get(db, finding_uid, seen_by=actor.id, today=today)
    if Party.STATION not in parties(actor, finding, plans_there=False):
        raise NotAllowed(f"{actor.username} may not plan for finding {finding_uid}")
    if not finding.is_open:
        raise IllegalTransition(f"finding {finding_uid} is {finding.state}", state=str(finding.state))
    findings.lock(db, finding.id)
    return finding


def _stream(finding: Finding) -> str:
    """Where its deeds are told: with its visit, or with the installation when it came with a letter."""
    return audit.visit_stream(finding.visit_uid) if finding.visit_uid else audit.SYSTEM
