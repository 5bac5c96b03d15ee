"""The minutes of follow-up (risalah pemantauan tindak lanjut): the official word on every finding of a station.

A word is what a reviewer's step gave (Perkap 17/2014, annex); none is ever guessed. Finalised minutes are one
canonical text that nothing changes again. Rules in plain words: docs/follow-up-plan.md.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.domain.errors import Invalid
from app.domain.finding_life import LIFE, NEEDS_REASON, FindingAction, FindingState, Verdict
from app.domain.findings import Finding
from app.domain.seal import canonical

FORMAT = "siap-risalah/1"
SHORTEST_REASON = 10
LONGEST = 4000
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Choice:
    """What planning staff say of one finding: a new word or '' to let the one it has stand; `seen` steps were shown."""

    verdict: str
    note: str
    seen: int


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the office, and who holds it."""

    office: str
    name: str
    rank: str
    nrp: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What planning staff fill in before the minutes are finalised."""

    held_on: str
    place: str
    notes: str
    planner: Signatory
    chief: Signatory
    choices: Mapping[str, Choice]  # by the finding's uid


@dataclass(frozen=True, slots=True)
class Pictured:
    """A picture that the minutes show, by its use and the SHA-256 of its bytes."""

    uid: str
    sha256: str
    caption: str


@dataclass(frozen=True, slots=True)
class Planned:
    """An action of the station's plan as it stood."""

    action: str
    owner_name: str
    due_on: str
    state: str


@dataclass(frozen=True, slots=True)
class Told:
    """One finding as the minutes tell it; `before` and `after` hold a picture or none."""

    uid: str
    number: int
    item: str
    origin: str  # the writer and number of the letter it came with, '' when it is a visit's
    found_on: str
    condition: str
    recommendation: str
    severity: str
    is_critical: int
    due_on: str
    state: str
    answer: str
    answered_at: int | None
    verdict: str
    verdict_at: int | None
    verdict_by: str
    note: str
    plan: tuple[Planned, ...] = ()
    before: Pictured | None = None
    after: Pictured | None = None


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything that page and paper say; `period` or `visited_on` is what they are about."""

    uid: str
    station_code: str
    station: str
    unit: str
    letterhead: tuple[str, ...]
    address: str
    zone: str
    period: str
    visited_on: str
    place: str
    held_on: str
    notes: str
    findings: tuple[Told, ...]
    planner: Signatory
    chief: Signatory
    written_by: str
    written_at: int

    @property
    def totals(self) -> dict[str, int]:
        """How many findings have each word, in the order S, BS, BD, TDD."""
        return {str(word): sum(told.verdict == word for told in self.findings) for word in Verdict}

    @property
    def pictures(self) -> tuple[Pictured, ...]:
        """Every picture, in the order in which they are shown."""
        return tuple(one for told in self.findings for one in (told.before, told.after) if one is not None)


@dataclass(frozen=True, slots=True)
class Kept:
    """Minutes as they are kept: what they say, and whether the text is still the one that was finalised."""

    minutes: Minutes
    sha256: str
    is_whole: bool


class MinutesRefused(Invalid):
    """The minutes cannot be finalised; `findings` maps a finding's uid to what is wrong there."""

    def __init__(self, problems: dict[str, str], findings: dict[str, str]) -> None:
        super().__init__({**problems, **findings})
        self.fields = problems
        self.findings = findings


def words_open(state: FindingState) -> dict[Verdict, FindingAction]:
    """The words that a reviewer's step can give to a finding in this state, and the step that gives each."""
    return {rule.verdict: rule.action for rule in LIFE if rule.state is state and rule.verdict is not None}


def in_scope(found: Sequence[Finding], *, begins_at: int, ends_at: int) -> list[Finding]:
    """The findings that a period (ms UTC, the end not in it) monitors: issued before its end, not settled before it.

    One that was settled without a word, before words were kept, has none and cannot get one: it is left out.
    """
    return [
        finding
        for finding in found
        if finding.issued_at is not None
        and finding.issued_at < ends_at
        and (finding.closed_at is None or finding.closed_at >= begins_at)
        and has_place(finding)
    ]


def has_place(finding: Finding) -> bool:
    """Whether minutes can tell it: it is issued, and has a word or can still get one."""
    return finding.issued_at is not None and (bool(finding.verdict) or finding.is_open)


def problem_of(finding: Finding, choice: Choice | None, *, steps: int) -> str:
    """Why a finding keeps the minutes from being finalised, as a code; '' when nothing does."""
    if choice is None or choice.seen != steps:
        return "moved"
    if len(choice.note) > LONGEST:
        return "too_long"
    if not choice.verdict:
        return "" if finding.verdict else "no_word"
    action = words_open(finding.state).get(Verdict(choice.verdict)) if choice.verdict in set(Verdict) else None
    if action is None:
        return "no_such_word"
    if action in NEEDS_REASON and len(choice.note.strip()) < SHORTEST_REASON:
        return "reason_length"
    return ""


def check_head(draft: Draft, *, today: str) -> dict[str, str]:
    """What is wrong with day, place, notes and signatories, by field."""
    problems = {}
    if not _is_day(draft.held_on):
        problems["held_on"] = "no_day"
    elif draft.held_on > today:
        problems["held_on"] = "day_to_come"
    if not 2 <= len(draft.place.strip()) <= LONGEST_NAME:
        problems["place"] = "place"
    if len(draft.notes) > LONGEST:
        problems["notes"] = "too_long"
    return problems | _check_signatory("planner", draft.planner) | _check_signatory("chief", draft.chief)


def _check_signatory(side: str, one: Signatory) -> dict[str, str]:
    named = {"office": one.office, "name": one.name}
    problems = {
        f"{side}_{field}": "name" for field, text in named.items() if not 3 <= len(text.strip()) <= LONGEST_NAME
    }
    further = {"rank": one.rank, "nrp": one.nrp}
    return problems | {f"{side}_{field}": "too_long" for field, text in further.items() if len(text) > LONGEST_NAME}


def frozen(minutes: Minutes) -> tuple[str, str]:
    """The minutes as their one canonical text, and its SHA-256 in hex."""
    text = canonical({"format": FORMAT, **_plain(asdict(minutes))})
    return text.decode(), hashlib.sha256(text).hexdigest()


def thawed(text: str, sha256: str) -> Kept:
    """What a kept text says, and whether it is the one that was finalised."""
    raw: dict[str, Any] = json.loads(text)
    raw.pop("format")
    raw["planner"], raw["chief"] = Signatory(**raw["planner"]), Signatory(**raw["chief"])
    raw["findings"] = tuple(_told(one) for one in raw["findings"])
    minutes = Minutes(**{**raw, "letterhead": tuple(raw["letterhead"])})
    return Kept(minutes, sha256, hashlib.sha256(text.encode()).hexdigest() == sha256)


def _told(raw: dict[str, Any]) -> Told:
    for side in ("before", "after"):
        raw[side] = Pictured(**raw[side]) if raw[side] else None
    return Told(**{**raw, "plan": tuple(Planned(**one) for one in raw["plan"])})


def _plain(value: Any) -> Any:
    """Tuples as lists, for the canonical text."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Collection) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
