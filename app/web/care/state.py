"""What those who look after the installation are told on their first page."""

import shutil
from dataclasses import dataclass

from sqlite_utils import Database

from app.clock import now
from app.domain.jobs import is_silent
from app.domain.people import Action, may
from app.domain.storage import HARMFUL
from app.services import reminders, work
from app.store import jobs, mails, meta, scrubs
from app.store.blobs import RESERVE_BYTES
from app.store.jobs import Load
from app.web.access import current_person
from app.web.database import config, get_db

SCARCE_BYTES = 1_000_000_000  # some two thousand photos: time to look for a larger disk


@dataclass(frozen=True, slots=True)
class Care:
    """The worker when it was last heard (ms UTC, None: never), whether it is missed, and what waits for it."""

    heard_at: int | None
    is_silent: bool
    load: Load
    harmed: int  # photos of the store that are lost, altered or unreadable
    is_full: bool  # photos are refused, or soon will be
    undelivered: int  # reminders that somebody must decide on
    mail_fault: str  # why the mail server took nothing when reminders were last sent, or ''

    @property
    def is_well(self) -> bool:
        """Whether nobody need look."""
        return not (
            self.is_silent or self.load.failed or self.harmed or self.is_full or self.undelivered or self.mail_fault
        )


def of(db: Database, *, at: int) -> Care:
    """How the installation is at `at`."""
    heard = work.heard_at(db)
    faults = scrubs.count_faults(db)
    return Care(
        heard,
        is_silent(heard, at),
        jobs.load(db, at=at),
        harmed=sum(count for fault, count in faults.items() if fault in HARMFUL),
        is_full=free_bytes() < SCARCE_BYTES,
        undelivered=mails.count_troubles(db),
        mail_fault=meta.find(db, reminders.FAULT) or "",
    )


def free_bytes() -> int:
    """What is free on the disk of the photos, but for the part that is left to the database."""
    folder = config().uploads
    while not folder.exists():
        folder = folder.parent
    return max(0, shutil.disk_usage(folder).free - RESERVE_BYTES)


def for_page() -> Care | None:
    """The same for the page's reader, or None for those who are not told."""
    if not may(current_person(), Action.SEE_CARE):
        return None
    return of(get_db(), at=now())
