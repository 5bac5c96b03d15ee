"""People, their roles, and the one table of who may do what."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import NotAllowed


class Role(StrEnum):
    """What a person is at one organisation; team lead and parts are given per visit, not here."""

    ADMIN = "admin"
    PLANNER = "planner"
    INSPECTOR = "inspector"
    STATION_CHIEF = "station_chief"
    READER = "reader"


class Action(StrEnum):
    """Every deed that needs leave. Whether the thing itself may be seen is asked of the store, separately."""

    SEE_STATIONS = "see_stations"  # compare stations, the quarter, the schedule
    SEE_STATION = "see_station"  # one station's readiness and submitted visits
    PLAN_VISIT = "plan_visit"
    CANCEL_VISIT = "cancel_visit"
    SEE_VISIT = "see_visit"  # what is filled in it; the store asks besides whether this visit is theirs to see
    KEEP_ON_PHONE = "keep_on_phone"  # the phone's own pages, and photos sent piece by piece
    FILL_VISIT = "fill_visit"  # being in its team is asked besides
    SUBMIT_VISIT = "submit_visit"  # being its lead is asked besides
    SIGN_VISIT = "sign_visit"  # its closing; being its lead, its station's chief or in its team is asked besides
    SEAL_VISIT = "seal_visit"
    ANNOTATE = "annotate"  # draw upon evidence; being in its team or planning for it is asked besides
    SEE_FINDINGS = "see_findings"
    ANSWER_FINDING = "answer_finding"
    ENTER_ADVICE = "enter_advice"  # findings that came with a letter
    LINK_FINDING = "link_finding"  # send a station's chief a link; planning for the station is asked besides
    REVIEW_FINDING = "review_finding"  # the team or planning staff judge the station's response
    COMMENT_FINDING = "comment_finding"  # being its station's chief, in its team or planning for it is asked besides
    WRITE_MINUTES = "write_minutes"  # of the follow-up of a station's findings
    EXPORT = "export"
    SET_FOLLOW_UP = "set_follow_up"  # a Polres's days to answer and reminders
    MANAGE_STATIONS = "manage_stations"
    MANAGE_PEOPLE = "manage_people"
    PUBLISH_CHECKLIST = "publish_checklist"
    JUDGE_LIKENESS = "judge_likeness"  # pictures used again; the store asks besides whether both are theirs to see
    SEE_DESK = "see_desk"  # the evidence of every item over all stations
    SEE_CARE = "see_care"  # whether background work and the store of photos are well
    SEE_AUDIT = "see_audit"  # the installation's own trail, as far as it concerns whom they may see
    SEE_ALARMS = "see_alarms"  # which of them, the store asks
    SETTLE_ALARM = "settle_alarm"  # being the superior of whoever raised it is asked besides
    OWN_ACCOUNT = "own_account"


_EVERYBODY = frozenset(Role)

MAY: dict[Action, frozenset[Role]] = {
    Action.SEE_STATIONS: frozenset({Role.ADMIN, Role.PLANNER, Role.READER}),
    Action.SEE_STATION: frozenset({Role.ADMIN, Role.PLANNER, Role.READER, Role.STATION_CHIEF}),
    Action.PLAN_VISIT: frozenset({Role.PLANNER}),
    Action.CANCEL_VISIT: frozenset({Role.PLANNER}),
    Action.SEE_VISIT: _EVERYBODY,
    Action.KEEP_ON_PHONE: frozenset({Role.INSPECTOR, Role.PLANNER, Role.STATION_CHIEF}),
    Action.FILL_VISIT: frozenset({Role.INSPECTOR, Role.PLANNER}),
    Action.SUBMIT_VISIT: frozenset({Role.INSPECTOR, Role.PLANNER}),
    Action.SIGN_VISIT: frozenset({Role.INSPECTOR, Role.PLANNER, Role.STATION_CHIEF}),
    Action.SEAL_VISIT: frozenset({Role.INSPECTOR, Role.PLANNER}),
    Action.ANNOTATE: frozenset({Role.INSPECTOR, Role.PLANNER}),
    Action.SEE_FINDINGS: _EVERYBODY,
    Action.ANSWER_FINDING: frozenset({Role.STATION_CHIEF}),
    Action.ENTER_ADVICE: frozenset({Role.PLANNER}),
    Action.LINK_FINDING: frozenset({Role.PLANNER}),
    Action.REVIEW_FINDING: frozenset({Role.INSPECTOR, Role.PLANNER}),
    Action.COMMENT_FINDING: frozenset({Role.INSPECTOR, Role.PLANNER, Role.STATION_CHIEF}),
    Action.WRITE_MINUTES: frozenset({Role.PLANNER}),
    Action.EXPORT: frozenset({Role.PLANNER, Role.READER}),
    Action.SET_FOLLOW_UP: frozenset({Role.ADMIN, Role.PLANNER}),
    Action.MANAGE_STATIONS: frozenset({Role.ADMIN}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMIN}),
    Action.PUBLISH_CHECKLIST: frozenset({Role.ADMIN}),
    Action.JUDGE_LIKENESS: frozenset({Role.PLANNER}),
    Action.SEE_DESK: frozenset({Role.PLANNER, Role.READER}),
    Action.SEE_CARE: frozenset({Role.ADMIN, Role.PLANNER}),
    Action.SEE_AUDIT: frozenset({Role.ADMIN, Role.PLANNER}),
    Action.SEE_ALARMS: frozenset({Role.ADMIN, Role.PLANNER, Role.READER, Role.INSPECTOR}),
    Action.SETTLE_ALARM: frozenset({Role.READER}),
    Action.OWN_ACCOUNT: _EVERYBODY,
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """One role at one organisation, in force today."""

    role: Role
    org_id: int
    org_code: str
    org_name: str
    org_kind: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, with the assignments in force on the day they were read."""

    id: int
    username: str
    full_name: str
    rank: str = ""
    position: str = ""
    service_number: str | None = None
    language: str = "id"
    active: bool = True
    must_change: bool = False
    email: str = ""
    wants_mail: bool = True  # reminders by mail, where there is an address
    assignments: tuple[Assignment, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Every role held today, wherever."""
        return frozenset(assignment.role for assignment in self.assignments)

    @property
    def titled_name(self) -> str:
        """Rank and name as papers write them: 'Kompol Nursento'."""
        return f"{self.rank} {self.full_name}".strip()


def may(person: Person, action: Action) -> bool:
    """Whether one of the person's roles carries the deed; the own account is theirs also without a role."""
    return person.active and (action is Action.OWN_ACCOUNT or not person.roles.isdisjoint(MAY[action]))


def require(person: Person, action: Action) -> None:
    """Raises NotAllowed unless the person may do the deed."""
    if not may(person, action):
        raise NotAllowed(f"{person.username} may not {action}")
