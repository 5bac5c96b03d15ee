"""Evidence bytes: files under uploads/ named by their SHA-256, kept as received, written once, never altered.

    ab/abcd…                    an original, read-only
    derived/ab/abcd…-thumb.jpg  made from it; may be deleted at any time and is made again when asked for
    parts/abcd….412345          an upload under way, of 412,345 bytes in all (app/store/parts.py)

What a crash leaves behind is in parts/ or has a temporary name; `sweep` removes it.
"""

import contextlib
import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from app.domain.errors import NotFound
from app.domain.evidence import MAX_BYTES, PhotoTooLarge, Size
from app.store import durable
from app.store.parts import Parts

RESERVE_BYTES = 32 * 1024 * 1024  # of the disk, left to the database: answers go on when photos no longer fit
LEFTOVERS_KEPT_MS = 7 * 24 * 3_600_000  # uploads that a phone may still take up again
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that are on disk for good; `is_new` is False when they were there before."""

    sha256: str
    size: int
    is_new: bool


class BlobStore:
    """The bytes under one folder. Safe for many threads and processes at once."""

    def __init__(self, root: Path, reserve_bytes: int = RESERVE_BYTES) -> None:
        """Makes nothing yet; `reserve_bytes` of the disk are never filled with photos."""
        self.root = root
        self.reserve_bytes = reserve_bytes
        self.parts = Parts(self)
        self._making = [threading.Lock() for _ in range(16)]

    def put(self, source: bytes | BinaryIO) -> Stored:
        """Keep bytes for good, once; returns only when they would survive a power cut.

        Raises PhotoTooLarge, or StorageFull; nothing is left behind then.
        """
        data = source if isinstance(source, bytes) else source.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise PhotoTooLarge(f"more than {MAX_BYTES} bytes")
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if self._has_exactly(path, data):
            durable.flush_folder(path.parent)  # whoever wrote it may not have come that far
            return Stored(sha256, len(data), is_new=False)
        self.need_room(len(data))
        durable.write(path, data)
        return Stored(sha256, len(data), is_new=True)

    def path(self, sha256: str) -> Path:
        """Where the original is, or would be. Raises NotFound for what is no lower-case SHA-256."""
        if not SHA256.fullmatch(sha256):
            raise NotFound("not the name of any bytes")
        return self.root / sha256[:2] / sha256

    def exists(self, sha256: str) -> bool:
        """Whether the original is here."""
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Bytes of the original. Raises NotFound."""
        with _not_found(sha256):
            return self.path(sha256).stat().st_size

    def read(self, sha256: str) -> bytes:
        """The original as received. Raises NotFound."""
        with _not_found(sha256):
            return self.path(sha256).read_bytes()

    def open(self, sha256: str) -> BufferedReader:
        """The original as a stream to read from and close. Raises NotFound."""
        with _not_found(sha256):
            return self.path(sha256).open("rb")

    def verify(self, sha256: str) -> bool:
        """Whether the stored bytes still are what their name says; reads them all. Raises NotFound."""
        with self.open(sha256) as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    def derived_path(self, sha256: str, size: Size) -> Path:
        """Where the derivative is, or would be. Raises NotFound for what is no SHA-256."""
        return self.root / "derived" / self.path(sha256).parent.name / f"{sha256}-{size}.jpg"

    def derived(self, sha256: str, size: Size, make: Callable[[bytes, Size], Mapping[Size, bytes]]) -> Path:
        """The file of a derivative, made by `make` from the original on first asking.

        `make` may hand back further sizes that cost it nothing; they are kept too. Raises NotFound,
        StorageFull and whatever `make` raises.
        """
        path = self.derived_path(sha256, size)
        if path.is_file():
            return path
        with self._making[int(sha256[:1], 16)]:  # the same picture is not decoded by ten threads at once
            if not path.is_file():
                self.keep_derived(sha256, make(self.read(sha256), size))
        return path

    def keep_derived(self, sha256: str, pictures: Mapping[Size, bytes]) -> None:
        """Keep derivatives that were made. Raises StorageFull."""
        for size, picture in pictures.items():
            self.need_room(len(picture))
            durable.write(self.derived_path(sha256, size), picture)

    def burned(self, sha256: str, size: Size, layer: str, make: Callable[[bytes], Mapping[Size, bytes]]) -> Path:
        """The file of a derivative with a layer drawn into it, made from the original on first asking.

        `layer` is the layer's SHA-256: another layer is another file. Raises as `derived` does.
        """
        plain = self.derived_path(sha256, size)
        path = plain.with_name(f"{sha256}-{layer[:32]}-{size}.jpg")
        if not path.is_file():
            for made_size, picture in make(self.read(sha256)).items():
                self.need_room(len(picture))
                durable.write(path.with_name(f"{sha256}-{layer[:32]}-{made_size}.jpg"), picture)
        return path

    def destroy(self, sha256: str) -> None:
        """Remove everything made from the original, and last the original, for good; again changes nothing."""
        path = self.path(sha256)
        made = self.derived_path(sha256, "thumb").parent.glob(f"{sha256}-*.jpg")
        for gone in (*made, path):
            gone.unlink(missing_ok=True)
        if path.parent.is_dir():
            durable.flush_folder(path.parent)

    def need_room(self, size: int) -> None:
        """Raise StorageFull when `size` more bytes would touch the reserve."""
        durable.make_folder(self.root)
        durable.need_room(self.root, size, self.reserve_bytes)

    def sweep(self, before: int) -> int:
        """Remove what crashes and uploads idle since `before` (ms UTC) left behind; how many files."""
        left = [
            *self.root.glob(f"??/{durable.TEMPORARY}*"),
            *self.root.glob(f"derived/??/{durable.TEMPORARY}*"),
        ]
        return sum(_remove_if_older(path, before) for path in left) + self.parts.sweep(before)

    @staticmethod
    def _has_exactly(path: Path, data: bytes) -> bool:
        """Bytes that rotted on disk count as missing: the good ones just received take their place."""
        with contextlib.suppress(FileNotFoundError):
            return path.read_bytes() == data
        return False


def _remove_if_older(path: Path, before: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime_ns < before * 1_000_000:
            path.unlink()
            return True
    return False


@contextlib.contextmanager
def _not_found(sha256: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise NotFound(f"no bytes {sha256}") from None
