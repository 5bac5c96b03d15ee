"""One step in a finding's life, by the table in `domain/finding_life.py`; the deeds are in `findings.py`."""

from collections.abc import Sequence

from sqlite_utils import Database

from app.domain.errors import Conflict
from app.domain.finding_life import FindingAction, Party, Rule
from app.domain.findings import Finding, Step, require_step, responders
from app.domain.people import Person, Role
from app.domain.uids import check_uid
from app.services import recurrence
from app.store import audit, finding_steps, findings, orgs


def plans_there(db: Database, finding: Finding, person: Person, today: str) -> bool:
    """Whether somebody is planning staff at the finding's station or above it."""
    return orgs.holds(db, finding.org_id, {Role.PLANNER}, person_id=person.id, today=today)


def take(
    db: Database,
    finding: Finding,
    action: FindingAction,
    *,
    step_uid: str,
    note: str,
    actor: Person,
    at: int,
    today: str,
    seen: int | None,
    without_photo: str = "",
    stance: str = "",
    detail: dict[str, object] | None = None,
    link_id: int | None = None,
) -> None:
    """Take one step by the table of the finding's life, and write it down."""
    findings.lock(db, finding.id)
    steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
    rule = require_step(
        actor, finding, action, answered_by=responders(steps), plans_there=plans_there(db, finding, actor, today)
    )
    _require_seen(steps, seen, rule)
    state = rule.to
    findings.set_state(db, finding.id, was=finding.state, now=state, at=at, verdict=rule.verdict)
    finding_steps.insert(
        db,
        finding,
        uid=step_uid,
        action=str(action),
        to_state=state,
        note=note,
        person_id=actor.id,
        at=at,
        without_photo=without_photo,
        stance=stance,
        verdict=str(rule.verdict or ""),
        link_id=link_id,
    )
    recurrence.note(db, finding)
    is_undone, is_aside = action is FindingAction.FIND_UNDONE, action is FindingAction.SET_ASIDE
    deed = "finding.found_undone" if is_undone else "finding.set_aside" if is_aside else f"finding.{state}"
    audit.record(
        db,
        deed,
        "finding",
        finding.uid,
        actor_id=actor.id,
        at=at,
        stream=audit.visit_stream(finding.visit_uid),
        step=step_uid,
        **(detail or {}),
    )


def _require_seen(steps: Sequence[Step], seen: int | None, rule: Rule) -> None:
    """Raises Conflict when somebody took a step meanwhile; what leaves the finding where it is stops no answer."""
    missed = [] if seen is None else steps[seen:]
    if any(rule.party is not Party.STATION or step.from_state is not step.to_state for step in missed):
        raise Conflict(f"{len(missed)} steps were taken since")


def is_done(db: Database, finding: Finding, step_uid: str, action: FindingAction) -> bool:
    """Whether this very step is written down. Raises Conflict when its uid is another step's, Invalid for none."""
    check_uid(step_uid)
    known = finding_steps.find(db, step_uid)
    if known is not None and known != (finding.id, action):
        raise Conflict(f"step {step_uid} is another one")
    return known is not None
