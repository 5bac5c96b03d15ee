"""Uploads under way: pieces of a photo, appended one after the other and taken up again after any break.

A part is named by the SHA-256 and the size that its sender announced; how far it has come is the length of
the file. Each call holds that file's lock, so that two requests for one photo, in any process, take turns.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from app.domain.errors import Invalid, NotFound
from app.domain.evidence import MAX_BYTES, PhotoMismatch, PhotoOffset, PhotoRefused, PhotoTooLarge
from app.store import durable

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """An upload: `offset` bytes of `size` are on disk; complete when the two are equal."""

    sha256: str
    offset: int
    size: int

    @property
    def is_complete(self) -> bool:
        """Whether no byte is missing any more."""
        return self.offset == self.size


@dataclass(frozen=True, slots=True)
class _Open:
    """A part whose lock is held."""

    path: Path
    descriptor: int

    @property
    def size(self) -> int:
        return int(self.path.suffix[1:])

    @property
    def offset(self) -> int:
        return os.fstat(self.descriptor).st_size

    def read(self) -> bytes:
        return self.path.read_bytes()


class Originals(Protocol):
    """What parts need of the store that they belong to."""

    root: Path

    def path(self, sha256: str) -> Path:
        """Where the finished bytes go."""

    def need_room(self, size: int) -> None:
        """Raise StorageFull when there is none."""


class Parts:
    """The uploads under way into one store."""

    def __init__(self, originals: Originals) -> None:
        """Makes nothing yet."""
        self._originals = originals
        self._folder = originals.root / "parts"

    def begin(self, sha256: str, size: int) -> Part:
        """Announce a photo, or ask how far it has come; complete at once when its bytes are already stored.

        Raises NotFound for what is no SHA-256, Invalid, PhotoTooLarge, or StorageFull.
        """
        if size < 1:
            raise Invalid({"size": "at least one byte"})
        if size > MAX_BYTES:
            raise PhotoTooLarge(f"{size} bytes", bytes=size, most=MAX_BYTES)
        part = self.find(sha256)
        if part and (part.size == size or self._originals.path(sha256).is_file()):
            return part
        self.discard(sha256)  # announced with another size before: one of the two was wrong
        self._originals.need_room(size)
        durable.make_folder(self._folder)
        path = self._folder / f"{sha256}.{size}"
        with durable.refusing_when_full():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o640))
        durable.flush_folder(self._folder)
        return self.find(sha256) or Part(sha256, 0, size)

    def find(self, sha256: str) -> Part | None:
        """How far a photo has come, also when it is stored already; None when it was never announced."""
        with self._locked(sha256) as part:
            if part is not None:
                return Part(sha256, part.offset, part.size)
        with contextlib.suppress(FileNotFoundError):
            size = self._originals.path(sha256).stat().st_size
            return Part(sha256, size, size)
        return None

    def append(self, sha256: str, offset: int, piece: bytes) -> Part:
        """Add a piece that begins at `offset`; returns when it is on disk.

        Raises PhotoOffset when the part ends elsewhere, PhotoMismatch for more bytes than were announced,
        NotFound when nothing was, and StorageFull (what was there before stays).
        """
        with self._locked(sha256) as part:
            if part is not None:
                return self._append(sha256, part, offset, piece)
        done = self.find(sha256)
        if done is None:
            raise NotFound(f"no upload {sha256}")
        raise PhotoOffset(done.offset)

    def finish(self, sha256: str, admit: Callable[[bytes], T]) -> T:
        """Judge a complete part by its hash and by `admit`, keep it for good, and answer what `admit` did.

        Again is harmless. Raises PhotoOffset while bytes are missing; PhotoMismatch and whatever PhotoRefused
        `admit` raises, with nothing left behind; whatever else it raises, and the part stays; NotFound;
        StorageFull.
        """
        with self._locked(sha256) as part:
            if part is not None:
                return self._finish(sha256, part, admit)
        path = self._originals.path(sha256)
        if not path.is_file():
            raise NotFound(f"no upload {sha256}")
        durable.flush_folder(path.parent)
        return admit(path.read_bytes())

    def discard(self, sha256: str) -> None:
        """Forget an upload under way; harmless when there is none."""
        with self._locked(sha256) as part:
            if part is not None:
                part.path.unlink()

    def sweep(self, before: int) -> int:
        """Remove uploads that got no byte since `before` (ms UTC); how many."""
        removed = 0
        for path in self._folder.glob("*.*"):
            with self._locked(path.stem) as part:
                if part and os.fstat(part.descriptor).st_mtime_ns < before * 1_000_000:
                    part.path.unlink()
                    removed += 1
        return removed

    def _append(self, sha256: str, part: _Open, offset: int, piece: bytes) -> Part:
        have = part.offset
        if offset != have:
            raise PhotoOffset(have)
        if have + len(piece) > part.size:
            raise PhotoMismatch("more bytes than were announced")
        self._originals.need_room(len(piece))  # there was room when it was announced, but others send too
        try:
            with durable.refusing_when_full():
                os.lseek(part.descriptor, have, os.SEEK_SET)
                durable.write_all(part.descriptor, piece)
                os.fsync(part.descriptor)
        except BaseException:
            os.ftruncate(part.descriptor, have)
            raise
        return Part(sha256, part.offset, part.size)

    def _finish(self, sha256: str, part: _Open, admit: Callable[[bytes], T]) -> T:
        if part.offset != part.size:
            raise PhotoOffset(part.offset)
        data = part.read()
        try:
            if hashlib.sha256(data).hexdigest() != sha256:
                raise PhotoMismatch("the bytes are not those that were announced")
            answer = admit(data)
        except PhotoRefused:
            part.path.unlink()
            raise
        path = self._originals.path(sha256)
        durable.make_folder(path.parent)
        os.fchmod(part.descriptor, durable.READ_ONLY)
        os.fsync(part.descriptor)
        part.path.rename(path)
        durable.flush_folder(path.parent)
        durable.flush_folder(self._folder)
        return answer

    @contextlib.contextmanager
    def _locked(self, sha256: str) -> Iterator[_Open | None]:
        """The part with its lock held, or None when there is none (any more)."""
        original = self._originals.path(sha256)
        while True:
            path = next(self._folder.glob(f"{sha256}.*"), None)
            if path is None:
                yield None
                return
            try:
                descriptor = os.open(path, os.O_RDWR)
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                if not _is_still(path, descriptor):
                    continue
                if original.is_file():  # announced anew just as another request finished it
                    path.unlink()
                    continue
                yield _Open(path, descriptor)
                return
            finally:
                os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the file that was opened still has its name; it may have been finished or dropped meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    return False
