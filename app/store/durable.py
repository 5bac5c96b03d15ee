"""Writing files so that a name always stands for whole bytes, whatever fails: power, disk or process."""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from app.domain.evidence import StorageFull

TEMPORARY = ".new-"  # what begins like this was never finished
READ_ONLY = 0o440
FOLDER = 0o750
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(path: Path, data: bytes, *, mode: int = READ_ONLY) -> None:
    """Put `data` under `path` for good: temporary name in the same folder, flush, rename, flush the folder.

    Raises StorageFull, with nothing left behind, when the disk has no room.
    """
    make_folder(path.parent)
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    try:
        with refusing_when_full():
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            try:
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            temporary.rename(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte; one call may take fewer than it is given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def make_folder(folder: Path) -> None:
    """Make it, with its parents, so that it outlives a power cut. Raises StorageFull."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with refusing_when_full():
        folder.mkdir(mode=FOLDER, exist_ok=True)
        flush_folder(folder.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in it durable; a file's own flush does not."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def need_room(folder: Path, size: int, reserve: int) -> None:
    """Raise StorageFull when `size` more bytes would leave less than `reserve` on the disk."""
    if shutil.disk_usage(folder).free - size < reserve:
        raise StorageFull(f"less than {reserve} bytes would stay free")


@contextlib.contextmanager
def refusing_when_full() -> Iterator[None]:
    """Turn the system's word for a full disk into StorageFull."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull(str(error)) from error
        raise
