"""What evidence an answer needs, how fresh it must be, and what is lost where it is missing.

Read from the instrument's own texts: the list of evidence of each item, the text of each letter, the title.
Rule: docs/evidence.md, "What evidence an answer needs".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from app.domain.answers import Answer, Letter, NotApplicable
from app.domain.checklist import LETTERED, Item, Photo
from app.domain.scoring import NOTHING, points


class Age(StrEnum):
    """How long evidence stays fresh."""

    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


DAYS: Mapping[Age, int] = {Age.QUARTER: 92, Age.HALF: 184, Age.YEAR: 366}

_NOT_SAID = re.compile(r"\b(?:tidak|belum|tanpa|kurang)\s+(?:berkala|rutin|terjadwal)", re.I)
_SAID = (
    (Age.QUARTER, re.compile(r"\b(?:4 kali setahun|triwulan\w*|bulan\w*|pekan\w*|minggu\w*|berkala|rutin)\b", re.I)),
    (Age.QUARTER, re.compile(r"\b(?:harian|hari ini|hari itu|hari lalu|\d+ hari|\d+ \w+ terakhir)\b", re.I)),
    (Age.HALF, re.compile(r"\bsemester\w*\b", re.I)),
    (Age.YEAR, re.compile(r"\b(?:tahun\w*|setahun)\b", re.I)),
)


class State(StrEnum):
    """How the evidence of one answer stands."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    STALE = "stale"
    MISSING = "missing"
    NOT_NEEDED = "not_needed"  # the answer claims nothing, or the item asks for no picture


GAPS = frozenset({State.PARTIAL, State.STALE, State.MISSING})


@dataclass(frozen=True, slots=True)
class Need:
    """How many pieces an answer needs, and how fresh; `is_said` when the instrument itself speaks of a time."""

    pieces: int
    age: Age
    is_said: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer earns (0 to 1), what the next lesser letter with points would, and what evidence it needs."""

    need: Need
    earned: Fraction
    lesser: Fraction


@dataclass(frozen=True, slots=True)
class Held:
    """What a station has for an item: pictures in all, those within each age, and the day of the newest."""

    pictures: int = 0
    within: Mapping[Age, int] = field(default_factory=dict)
    newest_on: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The evidence of one answer: `loses` is what of the item's points (0 to 1) no evidence carries."""

    state: State
    need: Need
    held: Held
    loses: Fraction

    @property
    def fresh(self) -> int:
        """The pictures that still count."""
        return self.held.within.get(self.need.age, 0)

    @property
    def fresh_until(self) -> str:
        """The day on which the newest picture stops to count, '' when there is none."""
        if not self.held.newest_on:
            return ""
        return (date.fromisoformat(self.held.newest_on) + timedelta(days=DAYS[self.need.age])).isoformat()


def freshness(item: Item, letter: str = "") -> tuple[Age, bool]:
    """How fresh the evidence of a letter must be, and whether the instrument says so; a year when it says nothing.

    The letter's own text speaks first, then the item's title and its evidence.
    """
    return _age(item.criteria.get(letter, ""), " ".join((item.title, *item.evidence)))


@lru_cache(maxsize=4096)  # an instrument has a few hundred texts, a district asks for them at every station
def _age(*texts: str) -> tuple[Age, bool]:
    for text in texts:
        said = _NOT_SAID.sub("", text)
        for age, pattern in _SAID:
            if pattern.search(said):
                return age, True
    return Age.YEAR, False


def need(item: Item, answer: Answer | None) -> Need:
    """What an answer needs. The best letter needs every piece listed, a lesser one with points one, no points none.

    A measured answer needs one piece: what was counted. An item that leaves the picture open needs one at most, one
    that asks for none needs none.
    """
    letter = answer.letter if isinstance(answer, Letter) else ""
    age, is_said = freshness(item, letter)
    return Need(_pieces(item, answer, letter), age, is_said)


def best_need(item: Item) -> Need:
    """What full marks need: 'A needs …'."""
    best = item.letters[0] if item.letters else ""
    age, is_said = freshness(item, best)
    return Need(_listed(item) if item.kind in LETTERED else min(1, _listed(item)), age, is_said)


def claim(item: Item, answer: Answer | None) -> Claim:
    """What an answer claims, whatever there is to show for it."""
    wants = need(item, answer)
    earned = points(item, answer) or NOTHING
    return Claim(wants, earned, _lesser(item, earned) if wants.pieces > 1 else NOTHING)


def judge(claimed: Claim, held: Held) -> Standing:
    """How the evidence of an answer stands.

    Some pieces of several carry the next lesser letter that has points; none, or none that is fresh, carry nothing.
    """
    wants = claimed.need
    if wants.pieces == 0:
        return Standing(State.NOT_NEEDED, wants, held, NOTHING)
    fresh = held.within.get(wants.age, 0)
    if fresh >= wants.pieces:
        return Standing(State.COMPLETE, wants, held, NOTHING)
    if fresh:
        return Standing(State.PARTIAL, wants, held, claimed.earned - claimed.lesser)
    return Standing(State.STALE if held.pictures else State.MISSING, wants, held, claimed.earned)


def _pieces(item: Item, answer: Answer | None, letter: str) -> int:
    if answer is None or isinstance(answer, NotApplicable):
        return 0
    if item.scored and not points(item, answer):
        return 0
    return _listed(item) if letter and letter == item.letters[0] else min(1, _listed(item))


def _listed(item: Item) -> int:
    if item.photo is Photo.NONE:
        return 0
    listed = max(1, len(item.evidence))
    return 1 if item.photo is Photo.OPTIONAL else listed


def _lesser(item: Item, earned: Fraction) -> Fraction:
    """The most points below `earned` that a letter gives."""
    return max((Fraction(given) for given in item.points.values() if given < earned), default=NOTHING)
