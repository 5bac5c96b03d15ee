"""One change of one cell, as a phone sends it, and how changes merge: the sync protocol without any wire or table.

A cell is one independent field of a visit (`A07.answer`, `A07.photo.<uuid>`). An event names in `base` the events
that its author saw; the heads of a cell are the events that no other event of the same cell names. Two heads with
different values are a conflict: both are kept until a later event names both. No clock decides anything.
Rule: docs/offline.md.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

MAX_BATCH = 200  # events in one push
MAX_RAW_BYTES = 64 * 1024  # of one event
MAX_BASE = 50
MAX_DEPTH = 16  # of brackets in brackets; far more than any value needs, far less than a reader's stack
MAX_SKEW_MS = 100 * 366 * 86_400_000  # a phone may believe any year of this century
MAX_COUNTER = 2**53 - 1  # the largest whole number a phone can count to

VALUE_OPS = frozenset({"set", "clear", "attach", "detach"})
OPS = VALUE_OPS | {"comment", "submit", "reopen"}
GONE = frozenset({"clear", "detach"})

_ID = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_FIELD = re.compile(r"(?P<item>.{1,60})\.(?P<kind>answer|note)")
_OBJECT = re.compile(rf"(?P<item>.{{1,60}})\.(?P<kind>photo|finding)\.(?P<uid>{_UUID})")
_UID = re.compile(_UUID)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CELL = re.compile(r"[\x20-\x7e]{1,200}")


class Malformed(Exception):
    """A text that is no event; `reason` says why, for the person who looks at what was kept aside."""

    def __init__(self, reason: str, *, eid: str | None = None, dev: str = "", visit: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.eid = eid
        self.dev = dev
        self.visit = visit


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one cell. `at` is what the phone's clock said, for people to read and for nothing else."""

    eid: str
    dev: str
    n: int
    visit: str
    cell: str
    op: str
    by: str
    base: tuple[str, ...]
    at: str
    val: Any = None
    form: str = ""
    raw: str = field(default="", repr=False)
    sha256: str = ""
    rev: int = 0  # given by the server; 0 before
    skew_ms: int = 0  # how far the phone's clock was behind the server's, as the phone measured it
    is_late: bool = False  # came after the visit's end: kept and shown, counts for nothing

    @property
    def value_key(self) -> str:
        """What two heads must share to agree, as text; clearing and detaching agree with each other."""
        if self.op in GONE:
            return "gone"
        return json.dumps(self.val, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell's name says; `kind` is answer, note, photo or finding, `uid` names the photo or finding."""

    item: str
    kind: str
    uid: str = ""


def digest(raw: str) -> str:
    """SHA-256 of the text as it travels, hex; what a phone compares a receipt with."""
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()


def read(raw: str, rev: int = 0) -> Event:
    """The event in `raw`. Looks at its shape alone: a strange value is for others to flag. Raises Malformed."""
    if len(raw.encode("utf-8", "replace")) > MAX_RAW_BYTES:
        raise Malformed("too large")
    try:
        raw.encode()  # half a surrogate pair can be neither stored nor sent on
        fields = _JSON.decode(raw)
    except (ValueError, RecursionError):
        raise Malformed("not JSON") from None
    if not isinstance(fields, dict):
        raise Malformed("not an object")
    if not _is_shallow(fields):
        raise Malformed("nested too deeply")
    eid = fields.get("eid") if _is_id(fields.get("eid")) else None
    dev = fields.get("dev") if _is_id(fields.get("dev")) else ""
    wrong = next((name for name, is_right in _SHAPE.items() if not is_right(fields.get(name))), None)
    if wrong is not None:
        visit = str(fields["visit"]) if _is_short(fields.get("visit")) else ""
        raise Malformed(f"field {wrong}", eid=eid, dev=dev or "", visit=visit)
    return Event(
        eid=fields["eid"],
        dev=fields["dev"],
        n=fields["n"],
        visit=fields["visit"],
        cell=fields["cell"],
        op=fields["op"],
        by=fields["by"],
        base=tuple(dict.fromkeys(parent for parent in fields["base"] if parent != fields["eid"])),
        at=fields["at"],
        val=fields.get("val"),
        form=str(fields.get("form") or "")[:200],
        raw=raw,
        sha256=digest(raw),
        rev=rev,
        skew_ms=fields["skew"] if is_skew(fields.get("skew")) else 0,
    )


def cell_of(name: str) -> Cell | None:
    """What the cell is, or None for one that this server does not know (it is kept all the same)."""
    match = _FIELD.fullmatch(name) or _OBJECT.fullmatch(name)
    return Cell(**match.groupdict()) if match else None


def heads(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Cell name to its heads in the order of arrival; which events are heads does not depend on that order."""
    cells: dict[str, list[Event]] = {}
    for event in events:
        cells.setdefault(event.cell, []).append(event)
    return {name: undominated(members) for name, members in cells.items()}


def undominated(events: Sequence[Event]) -> list[Event]:
    """Those events of one cell that no other event of it names in its base, in the order of arrival.

    Late events neither stand nor replace anything.
    """
    counted = [event for event in events if not event.is_late]
    seen = {parent for event in counted for parent in event.base}
    return sorted((event for event in counted if event.eid not in seen), key=lambda event: event.rev)


def values(cell_heads: Sequence[Event]) -> list[Event]:
    """The heads that carry a value; comments do not."""
    return [event for event in cell_heads if event.op in VALUE_OPS]


def is_conflict(cell_heads: Sequence[Event]) -> bool:
    """Whether the heads say different things. The same value twice is agreement."""
    return len({event.value_key for event in values(cell_heads)}) > 1


def is_device(value: object) -> bool:
    """Whether it can be the id of a phone's installation."""
    return _is_id(value)


def is_skew(value: object) -> bool:
    """Whether it can be how wrong a phone's clock is, in milliseconds."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= MAX_SKEW_MS


def is_sha256(value: object) -> bool:
    """Whether it is 64 lower-case hex digits."""
    return isinstance(value, str) and _SHA256.fullmatch(value) is not None


def is_uid(value: object) -> bool:
    """Whether it is a UUID as photos and findings are named by."""
    return isinstance(value, str) and _UID.fullmatch(value) is not None


def _is_shallow(value: object) -> bool:
    """Whether no value lies more than MAX_DEPTH brackets deep; looks level by level, so no depth can hurt it."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return True
        level = [inner for outer in level for inner in _inside(outer)]
    return not level


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_counter(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_COUNTER


def _is_base(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_BASE and all(_is_id(parent) for parent in value)


def _is_short(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isprintable()


_SHAPE = {
    "eid": _is_id,
    "dev": _is_id,
    "n": _is_counter,
    "visit": _is_short,
    "cell": lambda value: isinstance(value, str) and _CELL.fullmatch(value) is not None,
    "op": _is_short,
    "by": _is_short,
    "base": _is_base,
    "at": _is_short,
}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_no_constant)
