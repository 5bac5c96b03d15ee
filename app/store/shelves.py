"""The store of photos as it lies on the disk, read shelf by shelf (ab/, ac/ …) without holding more than one."""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from app.domain.storage import ScrubUnderWay
from app.store import durable
from app.store.blobs import SHA256, BlobStore

PREFIXES = tuple(f"{number:02x}" for number in range(256))
PIECE = 1 << 20


def shelf(blobs: BlobStore, prefix: str) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Name to bytes of the photos on one shelf, and (place, bytes) of what does not belong there."""
    photos, strange = {}, []
    for name, size in _entries(blobs.root / prefix):
        if SHA256.fullmatch(name) and name.startswith(prefix):
            photos[name] = size
        elif not name.startswith(durable.TEMPORARY):
            strange.append((f"{prefix}/{name}", size))
    return photos, strange


def strangers(blobs: BlobStore) -> list[tuple[str, int]]:
    """(place, bytes) of what lies beside the shelves and is none of ours, but for names that begin with a dot."""
    known = {*PREFIXES, "derived", "parts"}
    return [(name, size) for name, size in _entries(blobs.root) if name not in known and not name.startswith(".")]


def is_there(blobs: BlobStore, place: str) -> bool:
    """Whether something still lies at a place that `shelf` or `strangers` named."""
    return (blobs.root / place).exists()


def _entries(folder: Path) -> Iterator[tuple[str, int]]:
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):
                yield entry.name, entry.stat(follow_symlinks=False).st_size


def changed_at(blobs: BlobStore, sha256: str) -> int:
    """When the file was written (ms UTC); 0 when it is gone."""
    with contextlib.suppress(FileNotFoundError):
        return blobs.path(sha256).stat().st_mtime_ns // 1_000_000
    return 0


def digest(path: Path, took: Callable[[int], None]) -> str:
    """The SHA-256 of a file as the disk gives it out, not the memory that stands before it; `took` hears of each piece.

    Raises OSError.
    """
    sum_ = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(PIECE):
            sum_.update(piece)
            took(len(piece))
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return sum_.hexdigest()


@contextlib.contextmanager
def alone(blobs: BlobStore) -> Iterator[None]:
    """Be the only one who reads the whole store. Raises ScrubUnderWay."""
    durable.make_folder(blobs.root)
    descriptor = os.open(blobs.root / ".scrub.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise ScrubUnderWay("somebody else is reading the store") from error
    finally:
        os.close(descriptor)
