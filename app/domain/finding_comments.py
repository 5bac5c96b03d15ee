"""Comments on a finding: what its team and its station write to each other besides the steps of its life."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import IllegalTransition, NotAllowed
from app.domain.findings import Finding
from app.domain.people import Person, Role

LONGEST = 2000  # characters
MOST = 300  # on one finding; who needs more needs a meeting


class Side(StrEnum):
    """For whom somebody writes."""

    STATION = "station"
    TEAM = "team"  # the visit's team, and planning staff above the station


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; it is never changed and never deleted."""

    id: int
    uid: str
    finding_id: int
    side: Side
    text: str
    person_id: int
    person_name: str
    at: int


def side_of(person: Person, finding: Finding, *, plans_there: bool, in_team: bool) -> Side | None:
    """The side a person writes for, or None: whoever is on neither reads. The station's chief is always its voice."""
    if any(held.role is Role.STATION_CHIEF and held.org_id == finding.org_id for held in person.assignments):
        return Side.STATION
    return Side.TEAM if plans_there or in_team or finding.lead_id == person.id else None


def require_comment(finding: Finding, side: Side | None) -> Side:
    """The side that comments. Raises NotAllowed for those who only read, IllegalTransition when it is not open."""
    if side is None:
        raise NotAllowed(f"no side of finding {finding.uid}")
    if not finding.is_open:
        raise IllegalTransition(f"finding {finding.uid} takes no comments", state=str(finding.state))
    return side
