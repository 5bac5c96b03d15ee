"""What a cell's heads mean for the instrument: the answer, the note, a photo's claims, a finding's words.

Nothing here refuses an event. What is odd gets a flag that people see, and what cannot be used is not projected.
Rule: docs/offline.md, "Flags".
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from app.domain import answers, events
from app.domain.answers import Answer
from app.domain.checklist import Checklist, Item, Photo
from app.domain.errors import Invalid
from app.domain.events import Cell, Event
from app.domain.evidence import DOCUMENT_MIME, without_turns
from app.domain.finding_kinds import CauseKind, Maladministration, Service

MAX_NOTE = 20_000
MAX_WORDS = 4_000
MAX_CAPTION = 500
MOST_DELAY = 40 * 365 * 86_400  # seconds between a picture and the checklist; beyond it a clock is wrong
SEVERITIES = ("minor", "moderate", "serious")  # from light to grave

UNKNOWN_OP = "unknown op"
UNKNOWN_CELL = "unknown cell"
UNKNOWN_ITEM = "unknown item"
NOT_APPLICABLE = "item does not apply here"
OTHER_PART = "part of another member"
IMPOSSIBLE = "impossible value"
NO_DOCUMENT_ASKED = "item asks for no document"
OTHER_FORM = "other checklist version"
SETTLED = "settled by non-lead"
ODD_TIME = "impossible time"
PAST_DUE = "due day is past"
AHEAD_MS = 86_400_000  # a phone may be a day ahead before anybody is told; nothing depends on it
WESTERNMOST = timezone(timedelta(hours=7))  # WIB: where a day of Indonesia ends last
EARLIEST_MS = 1_577_836_800_000  # 2020: before this application

_OPS_OF = {
    "answer": {"set", "clear", "comment"},
    "note": {"set", "clear", "comment"},
    "photo": {"attach", "detach", "clear", "comment"},
    "finding": {"set", "clear", "comment"},
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What one member's events are held against: the instrument, what of it applies here, and their parts."""

    checklist: Checklist
    applicable: Checklist
    parts: frozenset[str]
    forms: frozenset[str]  # how a phone may name this checklist version

    def item(self, code: str) -> Item | None:
        """The item of that code that applies here, or None; aliases are for files, not for cells."""
        if not self.applicable.has_item(code):
            return None
        item = self.applicable.item(code)
        return item if item.code == code else None


@dataclass(frozen=True, slots=True)
class PhotoClaim:
    """What a phone says of a photo; position in degrees, accuracy in metres, `taken_at` in ms UTC.

    `taken_from` is where it has the time from (exif, file or ''), `delay_s` how long after that it was put into the
    checklist, `original_sha256` and `original_size` are of the camera's bytes, before the phone shrank them.
    """

    sha256: str
    taken_at: int | None
    lat: float | None
    lon: float | None
    accuracy_m: float | None
    place_age_s: int | None
    source: str
    taken_from: str
    delay_s: int | None
    original_sha256: str | None
    original_size: int | None
    caption: str
    finding_uid: str


@dataclass(frozen=True, slots=True)
class FindingClaim:
    """A finding as a member words it."""

    condition: str
    severity: str
    criterion: str
    cause: str
    effect: str
    recommendation: str
    severity_reason: str
    owner_name: str
    service: str
    maladministration: str
    cause_kind: str
    due_on: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """What an item's answer and note cells come to."""

    answer: Answer | None
    note: str
    is_conflict: bool


def flag_of(event: Event, scope: Scope, *, at: int) -> str:
    """Why the event that came at `at` is odd, '; ' between reasons; '' when nothing is."""
    reasons = [] if event.op in events.OPS else [UNKNOWN_OP]
    cell = events.cell_of(event.cell)
    if cell is None:
        reasons.append(UNKNOWN_CELL)
    else:
        reasons += _cell_reasons(event, cell, scope)
        if cell.kind == "finding" and event.op == "set" and is_past_due(finding_of(event.val), at=at):
            reasons.append(PAST_DUE)
    if event.form and event.form not in scope.forms:
        reasons.append(OTHER_FORM)
    written_at = written(event)
    if written_at is None or not EARLIEST_MS <= written_at <= at + AHEAD_MS:
        reasons.append(ODD_TIME)
    return "; ".join(reasons)


def _cell_reasons(event: Event, cell: Cell, scope: Scope) -> list[str]:
    item = scope.item(cell.item)
    if item is None:
        return [NOT_APPLICABLE if scope.checklist.has_item(cell.item) else UNKNOWN_ITEM]
    reasons = [OTHER_PART] if scope.parts and item.part not in scope.parts else []
    if event.op in events.OPS and (event.op not in _OPS_OF[cell.kind] or not _has_usable_value(event, cell, item)):
        reasons.append(IMPOSSIBLE)
    if cell.kind == "photo" and item.photo is not Photo.DOCUMENT and _is_document(event.val):
        reasons.append(NO_DOCUMENT_ASKED)
    return reasons


def _is_document(val: object) -> bool:
    return isinstance(val, Mapping) and val.get("type") == DOCUMENT_MIME


def _has_usable_value(event: Event, cell: Cell, item: Item) -> bool:
    if event.op not in ("set", "attach"):
        return True
    match cell.kind:
        case "answer":
            return event.val in (None, "") or answer_of(item, event.val) is not None
        case "note":
            return note_of(event.val) is not None
        case "photo":
            return photo_of(event) is not None
    return finding_of(event.val) is not None


def filled(item: Item, answer_heads: Sequence[Event], note_heads: Sequence[Event]) -> Filled:
    """What is answered now. Heads that disagree give no answer; notes that disagree are both kept."""
    given = [event for event in events.values(answer_heads) if event.op == "set"]
    is_conflict = events.is_conflict(answer_heads)
    answer = answer_of(item, given[-1].val) if given and not is_conflict else None
    notes = [note_of(event.val) or "" for event in events.values(note_heads) if event.op == "set"]
    return Filled(answer, "\n\n".join(sorted(set(filter(None, notes)))), is_conflict)


def answer_of(item: Item, raw: object) -> Answer | None:
    """The answer in an event's value; None when it is blank or no answer to this item."""
    try:
        return answers.parse(item, cleaned(raw))
    except Invalid:
        return None


def note_of(raw: object) -> str | None:
    """The note in an event's value, '' when it is empty; None when it is no note."""
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > MAX_NOTE:
        return None
    return str(cleaned(raw)).strip()


def photo_of(event: Event) -> PhotoClaim | None:
    """The photo that an event attaches; None when it names no bytes. Claims that cannot be true are left out."""
    val = event.val
    if not isinstance(val, Mapping) or not events.is_sha256(val.get("sha")):
        return None
    lat, lon = _number(val.get("lat"), -90, 90), _number(val.get("lon"), -180, 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # phones say 0, 0 when they do not know
        lat = lon = None
    source, taken_from = val.get("source"), val.get("taken_from")
    taken_at = moment_of(val.get("taken"))
    return PhotoClaim(
        sha256=val["sha"],
        taken_at=written(event) if taken_at is None else taken_at + event.skew_ms,
        lat=lat,
        lon=lon,
        accuracy_m=_number(val.get("acc"), 0, 1e6) if lat is not None else None,
        place_age_s=_whole(val.get("age"), 0, 86_400) if lat is not None else None,
        source=source if source in ("camera", "gallery") else "",
        taken_from=taken_from if taken_from in ("exif", "file") else "",
        delay_s=_whole(val.get("delay"), -MOST_DELAY, MOST_DELAY),
        original_sha256=val["orig_sha"] if events.is_sha256(val.get("orig_sha")) else None,
        original_size=_whole(val.get("orig_size"), 1, 2**31),
        caption=without_turns(_words(val.get("caption"), MAX_CAPTION) or ""),
        finding_uid=str(val["finding"]) if events.is_uid(val.get("finding")) else "",
    )


_TEXTS = ("condition", "criterion", "cause", "effect", "recommendation", "severity_reason", "owner_name")
_CHOICES = {
    "service": frozenset(Service),
    "maladministration": frozenset(Maladministration),
    "cause_kind": frozenset(CauseKind),
}


def finding_of(raw: object) -> FindingClaim | None:
    """The finding in an event's value; None when it lacks its condition or severity, or something is no text.

    A choice that this server does not know counts as none: a finding is not lost for it.
    """
    if not isinstance(raw, Mapping) or raw.get("severity") not in SEVERITIES:
        return None
    texts = {name: _words(raw.get(name), MAX_WORDS) for name in _TEXTS}
    if not texts["condition"] or None in texts.values():
        return None
    day = raw.get("due_on")
    if day not in (None, "") and not _is_day(day):
        return None
    choices = {name: str(raw[name]) if raw.get(name) in known else "" for name, known in _CHOICES.items()}
    words = {name: text or "" for name, text in texts.items()}
    return FindingClaim(severity=str(raw["severity"]), due_on=day or None, **words, **choices)


def is_past_due(claim: FindingClaim | None, *, at: int) -> bool:
    """Whether the day that a finding proposes was over all over Indonesia at `at`, ms UTC; the rule counts then."""
    today = datetime.fromtimestamp(at / 1000, WESTERNMOST).date().isoformat()
    return claim is not None and claim.due_on is not None and claim.due_on < today


def chosen(cell_heads: Sequence[Event], *, op: str) -> Event | None:
    """The head that stands for a photo or finding until people settle it, or None when all withdrew it.

    Of findings that differ the graver one counts; the choice does not depend on the order of arrival.
    """
    standing = [event for event in events.values(cell_heads) if event.op == op]
    return max(standing, key=lambda event: (_gravity(event.val), event.eid), default=None)


def is_settling(event: Event, heads_before: Sequence[Event]) -> bool:
    """Whether the event decides between others: it replaces heads that disagree, not all of them its author's."""
    replaced = [head for head in heads_before if head.eid in event.base]
    return events.is_conflict(replaced) and any(head.by != event.by for head in replaced)


def written(event: Event) -> int | None:
    """When the event was written, ms UTC: what the phone's clock said, set right by how wrong it knew it was."""
    said = moment_of(event.at)
    return None if said is None else said + event.skew_ms


def moment_of(raw: object) -> int | None:
    """Milliseconds UTC from an ISO text with a zone, or from milliseconds; None for anything else."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        moment = raw
    else:
        try:
            stamp = datetime.fromisoformat(str(raw))
        except ValueError:
            return None
        if stamp.tzinfo is None:
            return None
        moment = round(stamp.timestamp() * 1000)
    return moment if 0 < moment < 2**53 else None


def cleaned(raw: object) -> Any:
    """The same JSON with characters that no database takes (NUL, half a surrogate pair) replaced in its texts."""
    if isinstance(raw, str):
        return raw.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(raw, Mapping):
        return {cleaned(key): cleaned(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [cleaned(value) for value in raw]
    return raw


def counts(checklist: Checklist, answered: Collection[str]) -> dict[str, tuple[int, int]]:
    """Part code to (answered, all) of a checklist already narrowed to the station."""
    return {part.code: (sum(item.code in answered for item in part.items), len(part.items)) for part in checklist.parts}


def _gravity(val: object) -> int:
    severity = val.get("severity") if isinstance(val, Mapping) else None
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def _number(raw: object, least: float, most: float) -> float | None:
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        return None
    return float(raw) if least <= raw <= most else None


def _whole(raw: object, least: int, most: int) -> int | None:
    number = _number(raw, least, most)
    return None if number is None else round(number)


def _words(raw: object, most: int) -> str | None:
    if raw is None:
        return ""
    if not isinstance(raw, str) or len(raw) > most:
        return None
    return str(cleaned(raw)).strip()


def _is_day(raw: object) -> bool:
    try:
        return isinstance(raw, str) and date.fromisoformat(raw).isoformat() == raw
    except ValueError:
        return False
