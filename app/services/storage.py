"""The store of photos, read again: whether every photo is still there and still what its hash says.

A reading remembers how far it has come, so that it may be stopped, killed and gone on with.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.storage import HARMFUL, Fault
from app.store import audit, scrubs, shelves
from app.store.blobs import SHA256, BlobStore
from app.store.scrubs import Scrub
from app.store.transaction import writing

KEEP_FILES, KEEP_BYTES = 200, 32 * 1024 * 1024  # at most so much is read twice after a kill
YOUNG_MS = 24 * 3_600_000  # a file without a row may still be on its way into the database
AGAIN_MS = 7 * 24 * 3_600_000  # the background reads everything once a week,
SLICE_BYTES = 64 * 1024 * 1024  # in pieces of this size,
SLICE_EVERY_MS = 60_000  # one a minute
RECHECK_MS, RECHECK_MOST = 3_600_000, 20

Clock = Callable[[], int]
Look = tuple[str, Fault | None, int]  # a name, what is wrong with it, its bytes


def scrub(
    db: Database,
    blobs: BlobStore,
    *,
    clock: Clock,
    took: Callable[[int], None] = lambda _size: None,
    goes_on: Callable[[], bool] = lambda: True,
    most_bytes: int | None = None,
) -> Scrub:
    """Go on with the reading under way, or begin one; how far it is now, `ended_at` set when the store is through.

    `took` hears the bytes of each piece that was read and may wait to keep to a rate. It stops between two photos
    when `goes_on` says no or `most_bytes` were read. Raises ScrubUnderWay.
    """
    with shelves.alone(blobs):
        state = _begun(db, clock())
        looks: list[Look] = []
        unkept = read = 0
        for name, fault, size in _look(db, blobs, state.cursor, took=took, at=clock()):
            looks.append((name, fault, size))
            unkept, read = unkept + size, read + size
            is_enough = not goes_on() or (most_bytes is not None and read >= most_bytes)
            if is_enough or len(looks) >= KEEP_FILES or unkept >= KEEP_BYTES:
                state, looks, unkept = _keep(db, state, looks, at=clock()), [], 0
            if is_enough:
                return state
        return _keep(db, state, looks, at=clock(), is_end=True)


def recheck(db: Database, blobs: BlobStore, *, at: int) -> int:
    """Look again at what was wrong an hour ago or longer: a photo sent again heals its copy; how many are well now."""
    looks = [
        (name, _fault(db, blobs, name, at=at), size)
        for name, size in scrubs.faults_to_check(db, before=at - RECHECK_MS, most=RECHECK_MOST)
    ]
    if looks:
        with writing(db):
            _note(db, looks, at=at)
    return sum(fault is None for _name, fault, _size in looks)


def slice_of_the_week(db: Database, blobs: BlobStore, *, clock: Clock) -> None:
    """What the background does each minute: a piece of the reading that is under way or due, and faults again.

    Raises ScrubUnderWay.
    """
    recheck(db, blobs, at=clock())
    last = scrubs.newest(db)
    if last is None or last.ended_at is None or clock() - last.ended_at >= AGAIN_MS:
        scrub(db, blobs, clock=clock, most_bytes=SLICE_BYTES)


def start_over(db: Database, *, at: int) -> None:
    """End the reading under way where it is, so that the next one begins with the first photo."""
    with writing(db):
        state = scrubs.newest(db)
        if state and state.ended_at is None:
            scrubs.keep(db, replace(state, ended_at=at))
            audit.record(db, "storage.scrub_left", "scrub", state.id, actor_id=None, at=at, files=state.files)


def _begun(db: Database, at: int) -> Scrub:
    state = scrubs.newest(db)
    if state is not None and state.ended_at is None:
        return state
    with writing(db):
        state = scrubs.begin(db, at=at)
        audit.record(db, "storage.scrub_begun", "scrub", state.id, actor_id=None, at=at)
    return state


def _look(db: Database, blobs: BlobStore, cursor: str, *, took: Callable[[int], None], at: int) -> Iterator[Look]:
    """Every name behind the cursor in order, and before each shelf what is none of ours."""
    for place, size in shelves.strangers(blobs):
        yield place, Fault.STRANGE, size
    for prefix in shelves.PREFIXES:
        if prefix < cursor[:2]:
            continue
        rows = scrubs.expected(db, prefix)  # before the files: the file of every row is there by now
        files, strange = shelves.shelf(blobs, prefix)
        for place, size in strange:
            yield place, Fault.STRANGE, size
        for name in sorted(rows.keys() | files.keys() | scrubs.fault_names(db, prefix)):
            if name > cursor:
                yield name, _fault(db, blobs, name, at=at, took=took), rows.get(name, files.get(name, 0))


def _fault(
    db: Database, blobs: BlobStore, name: str, *, at: int, took: Callable[[int], None] = lambda _size: None
) -> Fault | None:
    if not SHA256.fullmatch(name):
        return Fault.STRANGE if shelves.is_there(blobs, name) else None
    if not scrubs.is_expected(db, name):
        written = shelves.changed_at(blobs, name)
        return Fault.ORPHAN if written and at - written > YOUNG_MS else None
    return _wrong(blobs, name, took) and _wrong(blobs, name, took)  # twice: a copy may be healing just now


def _wrong(blobs: BlobStore, name: str, took: Callable[[int], None]) -> Fault | None:
    try:
        return None if shelves.digest(blobs.path(name), took) == name else Fault.ROTTEN
    except (FileNotFoundError, NotFound):
        return Fault.MISSING
    except OSError:
        return Fault.UNREADABLE


def _keep(db: Database, state: Scrub, looks: list[Look], *, at: int, is_end: bool = False) -> Scrub:
    photos = [(name, size) for name, fault, size in looks if fault is not Fault.STRANGE]
    now = replace(
        state,
        cursor=photos[-1][0] if photos else state.cursor,
        files=state.files + len(photos),
        bytes=state.bytes + sum(size for _name, size in photos),
        ended_at=at if is_end else None,
    )
    with writing(db):
        _note(db, looks, at=at)
        scrubs.keep(db, now)
        if is_end:
            found = {str(fault): count for fault, count in scrubs.count_faults(db).items()}
            audit.record(
                db,
                "storage.scrubbed",
                "scrub",
                now.id,
                actor_id=None,
                at=at,
                files=now.files,
                bytes=now.bytes,
                faults=found,
            )
    return now


def _note(db: Database, looks: list[Look], *, at: int) -> None:
    for name, fault, size in looks:
        if fault is None:
            scrubs.remove_fault(db, name)
        elif scrubs.put_fault(db, name, fault, size, at=at) and fault in HARMFUL:
            audit.record(db, "storage.damaged", "blob", name, actor_id=None, at=at, fault=str(fault))
