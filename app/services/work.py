"""Work that no request waits for: which function does which kind, what recurs, and the loop of `flask work`.

Whoever needs something done later calls `store.jobs.put(db, kind, ref, at=…)` in its own write unit and adds its
function to `kinds`. A function may run twice, and it may be killed anywhere in between.
"""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlite_utils import Database

from app.config import Smtp
from app.domain.errors import NotFound
from app.domain.jobs import LEASE_MS, retry_at
from app.domain.storage import ScrubUnderWay
from app.services import annotations, evidence, radar, reminders, storage
from app.store import audit, jobs, meta
from app.store.blobs import LEFTOVERS_KEPT_MS, BlobStore
from app.store.connection import refusal
from app.store.jobs import Job
from app.store.transaction import writing

BEAT_MS = 30_000
PAUSE_S = 10.0
HEARD = "work.heard_at"
LONGEST_ERROR = 300
HOUR_MS = 3_600_000
NO_MAIL = Smtp()


@dataclass(frozen=True, slots=True)
class Hands:
    """What a job works with: the installation, the clock, and `keep`, to be called at least every half minute by
    what takes long; it returns False when the job is somebody else's by now, and then the job should stop."""

    db: Database
    blobs: BlobStore
    clock: Callable[[], int]
    keep: Callable[[], bool] = lambda: True
    smtp: Smtp = NO_MAIL
    url: str = ""  # what links in mails begin with


Work = Callable[[Hands, str], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work; `every_ms`: done again by itself so long after it was done."""

    run: Work
    every_ms: int | None = None


def kinds() -> Mapping[str, Kind]:
    """Every kind of work there is."""
    return {
        "leftovers.sweep": Kind(_sweep, HOUR_MS),
        evidence.DERIVE: Kind(lambda hands, sha256: evidence.make_derivatives(hands.blobs, sha256)),
        "storage.scrub": Kind(_scrub, storage.SLICE_EVERY_MS),
        radar.JOB: Kind(_look),
        "reminders.send": Kind(_remind, HOUR_MS),
        annotations.BURN: Kind(lambda hands, uid: annotations.burn(hands.db, hands.blobs, uid)),
    }


def heard_at(db: Database) -> int | None:
    """When a worker last said that it lives (ms UTC), or None."""
    value = meta.find(db, HEARD)
    return int(value) if value else None


def beat(db: Database, *, at: int) -> None:
    """Say that a worker lives, and ask for what recurs by itself."""
    with writing(db):
        meta.put(db, HEARD, str(at))
        for name, kind in kinds().items():
            if kind.every_ms is not None:
                jobs.put_once(db, name, at=at)


def run_due(
    hands: Hands, *, known: Mapping[str, Kind] | None = None, goes_on: Callable[[], bool] = lambda: True
) -> tuple[int, int]:
    """Do what is due, oldest first, until nothing is or `goes_on` says no; how many were done, how many failed."""
    known = kinds() if known is None else known
    done = failed = 0
    while goes_on() and jobs.is_due(hands.db, at=hands.clock()):
        with writing(hands.db):
            job = jobs.claim(hands.db, at=hands.clock())
        if job is None:
            break
        if _run(hands, job, known):
            done += 1
        else:
            failed += 1
    return done, failed


def loop(hands: Hands, *, wait: Callable[[float], bool], goes_on: Callable[[], bool]) -> None:
    """Do what comes until `goes_on` says no; `wait` sleeps for so many seconds, or less when it is to end."""
    beaten = 0
    while goes_on():
        try:
            if hands.clock() - beaten >= BEAT_MS:
                beat(hands.db, at=hands.clock())
                beaten = hands.clock()
            run_due(hands, goes_on=_and_before(hands, goes_on, beaten + BEAT_MS))
        except Exception as error:
            if refusal(error) is None:
                raise
            wait(PAUSE_S)  # the store is full or busy: leases and back-off make it good
        wait(1.0)


def _and_before(hands: Hands, goes_on: Callable[[], bool], until: int) -> Callable[[], bool]:
    return lambda: goes_on() and hands.clock() < until


def retry(db: Database, *, at: int) -> int:
    """Give new tries to everything that was given up; how many."""
    with writing(db):
        given_up = jobs.list_failed(db, most=1_000_000)
        for one in given_up:
            jobs.put(db, one.kind, one.ref, at=at)
        if given_up:
            audit.record(db, "work.tried_again", "job", "", actor_id=None, at=at, jobs=len(given_up))
    return len(given_up)


def _run(hands: Hands, job: Job, known: Mapping[str, Kind]) -> bool:
    db, kind = hands.db, known.get(job.kind)
    try:
        if kind is None:
            raise LookupError(f"no work of the kind {job.kind}")
        kind.run(replace(hands, keep=lambda: _kept(hands, job)), job.ref)
    except Exception as error:  # whatever it is: it is written down, and tried again
        _failed(hands, job, kind, f"{type(error).__name__}: {error}"[:LONGEST_ERROR])
        return False
    at = hands.clock()
    with writing(db):
        jobs.finish(db, job, at=at, next_at=at + kind.every_ms if kind.every_ms is not None else None)
    return True


def _kept(hands: Hands, job: Job) -> bool:
    at = hands.clock()
    with writing(hands.db):
        meta.put(hands.db, HEARD, str(at))
        return jobs.renew(hands.db, job, until=at + LEASE_MS)


def _look(hands: Hands, sha256: str) -> None:
    with contextlib.suppress(NotFound):  # bytes that are gone: the reading of the store tells of them
        radar.look(hands.db, hands.blobs, sha256, at=hands.clock())


def _sweep(hands: Hands, _ref: str) -> None:
    hands.blobs.sweep(before=hands.clock() - LEFTOVERS_KEPT_MS)


def _scrub(hands: Hands, _ref: str) -> None:
    with contextlib.suppress(ScrubUnderWay):  # an administrator's command reads it just now
        storage.slice_of_the_week(hands.db, hands.blobs, clock=hands.clock)


def _remind(hands: Hands, _ref: str) -> None:
    if hands.smtp.host:
        reminders.run(hands.db, hands.smtp, hands.url, at=hands.clock(), keep=hands.keep)


def _failed(hands: Hands, job: Job, kind: Kind | None, error: str) -> None:
    at = hands.clock()
    again = retry_at(job.tries, at)
    if again is None and kind is not None and kind.every_ms is not None:
        again = at + kind.every_ms
    with writing(hands.db):
        if jobs.fail(hands.db, job, error=error, at=at, retry_at=again) and again is None:
            audit.record(
                hands.db, "work.given_up", "job", job.ref or job.kind, actor_id=None, at=at, kind=job.kind, error=error
            )
