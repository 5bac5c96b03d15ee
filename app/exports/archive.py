"""A ZIP file that is sent while it is made: however many photos it holds, no more than a piece of one is in memory."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PIECE = 64 * 1024


class _Pipe(io.RawIOBase):
    """What the ZIP writer writes to: it cannot go back, and is emptied after every piece."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self._held = bytes(self._held), bytearray()
        return data


def stream(files: Iterable[tuple[str, bytes | Path]], *, at: datetime) -> Iterator[bytes]:
    """The ZIP's bytes in pieces; nothing is pressed, since photos and papers already are.

    Each file comes as its name and its bytes, or the path they are read from; all bear the moment `at`.
    """
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for name, source in files:
            entry = ZipInfo(name, date_time=at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w") as out:
                for piece in _pieces(source):
                    out.write(piece)
                    yield pipe.taken()
            yield pipe.taken()
    yield pipe.taken()


def _pieces(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
