"""Work that no request waits for: asked for in the transaction that needs it, done by `flask work` afterwards.

A job must be idempotent: a worker that dies leaves its job to the next one, which does it from its beginning.
"""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.jobs import LEASE_MS, MOST_TRIES


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work under way; `tries` and `asked` are what they were when it was claimed."""

    id: int
    kind: str
    ref: str
    asked: int
    tries: int


@dataclass(frozen=True, slots=True)
class Failed:
    """One piece of work that was given up, and the last fault."""

    kind: str
    ref: str
    tries: int
    failed_at: int
    error: str


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits: jobs that are due, since when the oldest of them (ms UTC), and how many were given up."""

    due: int
    oldest_at: int | None
    failed: int


def put(db: Database, kind: str, ref: str = "", *, at: int, run_at: int | None = None) -> None:
    """Ask for a job, at once or not before `run_at`. Asked for twice it is done once; asked for while it runs, it
    runs again; one that was given up gets new tries."""
    db.execute(
        """
        INSERT INTO jobs (kind, ref, asked_at, run_at) VALUES (:kind, :ref, :at, :run_at)
        ON CONFLICT (kind, ref) DO UPDATE
           SET asked = jobs.asked + 1, asked_at = excluded.asked_at,
               run_at = CASE WHEN jobs.failed_at IS NULL AND jobs.run_at < excluded.run_at
                             THEN jobs.run_at ELSE excluded.run_at END,
               tries = CASE WHEN jobs.failed_at IS NULL THEN jobs.tries ELSE 0 END,
               failed_at = NULL
        """,
        {"kind": kind, "ref": ref, "at": at, "run_at": at if run_at is None else run_at},
    )


def put_once(db: Database, kind: str, ref: str = "", *, at: int) -> None:
    """Ask for a job unless it stands there already, waiting, running or given up: for work that recurs by itself."""
    db.execute(
        """
        INSERT INTO jobs (kind, ref, asked_at, run_at) VALUES (:kind, :ref, :at, :at)
        ON CONFLICT (kind, ref) DO NOTHING
        """,
        {"kind": kind, "ref": ref, "at": at},
    )


def is_due(db: Database, *, at: int) -> bool:
    """Whether `claim` would find something; a read that keeps nobody from writing."""
    rows = db.query(
        """
        SELECT 1 AS found FROM jobs
         WHERE failed_at IS NULL AND run_at <= :at AND (lease_until IS NULL OR lease_until <= :at) LIMIT 1
        """,
        {"at": at},
    )
    return any(True for _row in rows)


def claim(db: Database, *, at: int, lease_ms: int = LEASE_MS) -> Job | None:
    """The job that has been due longest, now under the caller's lease, or None. Call it in a write unit.

    A lease that ran out belongs to nobody; what outlived its last try that way is given up.
    """
    db.execute(
        """
        UPDATE jobs SET failed_at = :at, lease_until = NULL, error = 'the worker ended in the middle of it'
         WHERE failed_at IS NULL AND lease_until <= :at AND tries >= :most
        """,
        {"at": at, "most": MOST_TRIES},
    )
    rows = db.query(
        """
        UPDATE jobs SET tries = tries + 1, lease_until = :until
         WHERE id = (SELECT j.id FROM jobs j
                      WHERE j.failed_at IS NULL AND j.run_at <= :at
                        AND (j.lease_until IS NULL OR j.lease_until <= :at)
                      ORDER BY j.run_at, j.id LIMIT 1)
        RETURNING id, kind, ref, asked, tries
        """,
        {"at": at, "until": at + lease_ms},
    )
    for row in rows:
        return Job(**row)
    return None


def renew(db: Database, job: Job, *, until: int) -> bool:
    """Keep the lease until `until`; False when the job is somebody else's by now."""
    return _touched(db, "UPDATE jobs SET lease_until = :until", job, until=until)


def finish(db: Database, job: Job, *, at: int, next_at: int | None = None) -> bool:
    """The job is done: it goes, or waits for `next_at` if it recurs, or runs again if it was asked for meanwhile.

    False when the lease was lost: somebody else does it, or has done it.
    """
    if next_at is None and _touched(db, "DELETE FROM jobs", job, "AND asked = :asked", asked=job.asked):
        return True
    return _touched(
        db,
        """
        UPDATE jobs SET lease_until = NULL, tries = 0, error = '',
               run_at = CASE WHEN asked = :asked THEN :next_at ELSE :at END
        """,
        job,
        asked=job.asked,
        next_at=next_at,
        at=at,
    )


def fail(db: Database, job: Job, *, error: str, at: int, retry_at: int | None) -> bool:
    """The job failed: it waits until `retry_at`, or is given up when that is None. False when the lease was lost."""
    return _touched(
        db,
        """
        UPDATE jobs SET lease_until = NULL, error = :error,
               run_at = CASE WHEN :retry_at IS NULL THEN run_at ELSE :retry_at END,
               failed_at = CASE WHEN :retry_at IS NULL THEN :at ELSE NULL END
        """,
        job,
        error=error,
        retry_at=retry_at,
        at=at,
    )


def load(db: Database, *, at: int) -> Load:
    """How much waits at `at`, and how much was given up."""
    row = next(
        db.query(
            """
            SELECT COUNT(CASE WHEN failed_at IS NULL AND run_at <= :at THEN 1 END) AS due,
                   MIN(CASE WHEN failed_at IS NULL AND run_at <= :at THEN run_at END) AS oldest_at,
                   COUNT(failed_at) AS failed
              FROM jobs
            """,
            {"at": at},
        )
    )
    return Load(**row)


def list_failed(db: Database, most: int = 50) -> list[Failed]:
    """What was given up, the newest first."""
    rows = db.query(
        """
        SELECT kind, ref, tries, failed_at, error FROM jobs
         WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id DESC LIMIT :most
        """,
        {"most": most},
    )
    return [Failed(**row) for row in rows]


def _touched(db: Database, change: str, job: Job, further: str = "", **values: object) -> bool:
    """Whether the change found the job still under the lease of this claim."""
    cursor = db.execute(
        f"{change} WHERE id = :id AND tries = :tries AND lease_until IS NOT NULL {further}",
        {**values, "id": job.id, "tries": job.tries},
    )
    return bool(cursor.rowcount)
