"""Checklist files: YAML text in, a Checklist or every problem with its place and line out.

Every scalar is read as text, so that a weight never passes through a float and 'No' stays a word.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from app.domain import cases, checklist_file
from app.domain.checklist import Checklist
from app.domain.document import at
from app.domain.errors import Invalid

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_PLACES = 20_000  # keys and entries; seven times what the largest instrument has

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a file: its place ("parts[2].items[0].criteria"), its line when known, and what."""

    place: str
    line: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read: `checklist` is None when there are `problems`. `sha256` pins the bytes."""

    text: str
    sha256: str
    checklist: Checklist | None
    problems: tuple[Problem, ...]


def read(path: Path) -> Reading:
    """The file at `path`, checked whole, its worked examples included. Raises OSError."""
    return read_bytes(path.read_bytes())


def read_bytes(content: bytes) -> Reading:
    """The same for bytes that came another way, an upload for instance."""
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > MAX_BYTES:
        return _refused("", sha256, f"berkas lebih besar dari {MAX_BYTES // 1_000_000} MB")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _refused("", sha256, f"bukan teks UTF-8 (bita ke-{error.start})")
    try:
        tree = _Tree(text)
    except _Unreadable as error:
        return _refused(text, sha256, str(error), error.line)
    except yaml.YAMLError as error:
        return _refused(text, sha256, f"bukan YAML yang sah: {_reason(error)}", _line(error))
    checklist = None
    try:
        checklist = checklist_file.build(tree.document)
        found = cases.failures(checklist)
    except Invalid as invalid:
        found = invalid.problems
    both = (*tree.problems.items(), *found.items())
    problems = [Problem(place, tree.line(place), what) for place, what in both]
    problems.sort(key=lambda problem: problem.line or 0)
    return Reading(text, sha256, None if problems else checklist, tuple(problems))


@lru_cache(maxsize=16)
def parse(text: str) -> Checklist:
    """The checklist in `text`, remembered by its text; raises Invalid with every problem by its place."""
    reading = read_bytes(text.encode())
    if reading.checklist is None:
        raise Invalid({problem.place: problem.what for problem in reading.problems})
    return reading.checklist


class _Unreadable(Exception):
    """Why a text that YAML itself would take is not read, and at which line."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line


class _Tree:
    """A YAML document as dicts, lists and text, with the line of every place and what YAML lets slip."""

    def __init__(self, text: str) -> None:
        self.lines: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        self._events = yaml.parse(text, Loader=_LOADER)
        self.document: object = ""
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                if self.lines:
                    raise _Unreadable("ada dokumen kedua", _line_of(event))
                self.document = self._plain("", event, 0)

    def line(self, place: str) -> int | None:
        """The line of `place`, or of the nearest thing around it that stands in the file."""
        while place and place not in self.lines:
            place = place[: max(place.rfind("."), place.rfind("["), 0)]
        return self.lines.get(place)

    def _plain(self, place: str, event: yaml.Event, depth: int) -> object:
        line = _line_of(event)
        self.lines.setdefault(place, line)
        if depth > MAX_DEPTH:
            raise _Unreadable("terlalu banyak lapis", line)
        if len(self.lines) > MAX_PLACES:
            raise _Unreadable(f"lebih dari {MAX_PLACES} isian", line)
        if getattr(event, "anchor", None) is not None:
            self.problems[place or "dokumen"] = "rujukan YAML (&nama, *nama) tidak dipakai; tulis isinya"
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self._pairs(place, depth))
        if isinstance(event, yaml.SequenceStartEvent):
            inside = enumerate(self._until(yaml.SequenceEndEvent))
            return [self._plain(at(place, number), entry, depth + 1) for number, entry in inside]
        return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""

    def _pairs(self, place: str, depth: int) -> Iterator[tuple[str, object]]:
        keys: set[str] = set()
        for event in self._until(yaml.MappingEndEvent):
            line = _line_of(event)
            key = str(self._plain(at(place, "?"), event, depth + 1))
            where = at(place, key)
            again = key in keys
            if again:
                self.problems[where] = f"kunci '{key}' ditulis dua kali (lagi di baris {line})"
            keys.add(key)
            self.lines.setdefault(where, line)
            value = self._plain(where, next(self._events), depth + 1)
            if not again:
                yield key, value

    def _until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        """The events up to `end`; whoever takes one also takes everything inside it."""
        while not isinstance(event := next(self._events), end):
            yield event


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _refused(text: str, sha256: str, what: str, line: int | None = None) -> Reading:
    return Reading(text, sha256, None, (Problem("dokumen", line, what),))


def _reason(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error).strip()


def _line(error: yaml.YAMLError) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return None if mark is None else int(mark.line) + 1
