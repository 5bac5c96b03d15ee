"""What every role reads of findings on its first page: overdue, due soon, waiting for the team."""

from dataclasses import dataclass

from app.clock import today
from app.domain.follow_up import FollowUpRules
from app.domain.people import Role
from app.domain.reminders import soon_until
from app.services import settings
from app.store import due
from app.store.due import Block
from app.web.access import current_person
from app.web.database import get_db

OVERSEERS = frozenset({Role.ADMIN, Role.PLANNER, Role.READER, Role.STATION_CHIEF})
LEADS = frozenset({Role.INSPECTOR, Role.PLANNER})


@dataclass(frozen=True, slots=True)
class Due:
    """The blocks, and how many working days 'soon' means where the person serves."""

    overdue: Block
    soon: Block
    waiting: Block
    soon_days: int


def for_page() -> Due:
    """The blocks of the page's reader: two statements, however many findings there are.

    'Soon' follows the rules of the unit of their first role.
    """
    db, person = get_db(), current_person()
    rules = settings.rules_of(db, person.assignments[0].org_id) if person.assignments else FollowUpRules()
    blocks = due.blocks(
        db,
        person_id=person.id,
        today=today(),
        soon_until=soon_until(rules, today()),
        oversees=not person.roles.isdisjoint(OVERSEERS),
        leads=not person.roles.isdisjoint(LEADS),
    )
    return Due(**blocks, soon_days=rules.soon_days)
