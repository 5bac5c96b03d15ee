"""Whom a visit's submission waits for: members whose phones hold something, or may do so unheard."""

from collections.abc import Collection, Sequence

from sqlite_utils import Database

from app.domain import phones as rules
from app.domain.phones import Waiting
from app.services.standing import Standing
from app.store import phones


def waiting(db: Database, now: Standing, *, at: int) -> tuple[Waiting, ...]:
    """The members to wait for, in the order of the team."""
    names = {member.person_id: member.titled_name for member in now.team} | {now.visit.lead_id: now.visit.lead_name}
    found = []
    for member in phones.team(db, now.visit.id):
        blank = _blank(now, member.person_id)
        if rules.is_waited_for(member, blank=blank, at=at):
            found.append(Waiting(member, names[member.person_id], blank))
    return tuple(found)


def unheard(waited_for: Sequence[Waiting], accepted: Collection[str]) -> list[Waiting]:
    """Those whom the lead has not decided to go on without, by username."""
    return [one for one in waited_for if one.member.username not in accepted]


def _blank(now: Standing, person_id: int) -> int:
    """How many items of a member's parts are blank."""
    own = [part for part in now.parts if person_id in {member.person_id for member in part.members}]
    return sum(part.items - part.answered for part in own)
