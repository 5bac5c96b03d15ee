"""What those who look after the installation are told on their first page."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.clock import now
from app.domain.jobs import is_silent
from app.domain.people import Action, may
from app.services import work
from app.store import jobs
from app.store.jobs import Load
from app.web.access import current_person
from app.web.database import get_db


@dataclass(frozen=True, slots=True)
class Care:
    """The worker when it was last heard (ms UTC, None: never), whether it is missed, and what waits for it."""

    heard_at: int | None
    is_silent: bool
    load: Load

    @property
    def is_well(self) -> bool:
        """Whether nobody need look."""
        return not self.is_silent and not self.load.failed


def of(db: Database, *, at: int) -> Care:
    """How the installation is at `at`."""
    heard = work.heard_at(db)
    return Care(heard, is_silent(heard, at), jobs.load(db, at=at))


def for_page() -> Care | None:
    """The same for the page's reader, or None for those who are not told."""
    if not may(current_person(), Action.SEE_CARE):
        return None
    return of(get_db(), at=now())
