"""The shape of an instrument: what a team fills, how it is weighed, and the marks it is held against.

Everything is frozen: a published checklist never changes. `checklist_file.py` builds these from a file.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from app.domain.errors import NotFound


class InstrumentKind(StrEnum):
    """Worksheet: points of 100, as the ministry counts. Readiness: per cent of what applies."""

    WORKSHEET = "worksheet"
    READINESS = "readiness"


class ItemKind(StrEnum):
    """What an answer looks like; the first four are letters with points, the last four carry no points."""

    YES_NO = "yes_no"
    ABC = "abc"
    ABCD = "abcd"
    ABCDE = "abcde"
    PERCENT = "percent"
    FALLING = "falling"
    INDEX = "index"
    COUNT = "count"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


LETTERED = frozenset({ItemKind.YES_NO, ItemKind.ABC, ItemKind.ABCD, ItemKind.ABCDE})
UNSCORED = frozenset({ItemKind.COUNT, ItemKind.NUMBER, ItemKind.TEXT, ItemKind.DATE})


class Photo(StrEnum):
    """What the item asks of the camera."""

    REQUIRED = "required"
    ORIGINAL = "original"  # required, and sent as the camera made it: not shrunk on the phone
    DOCUMENT = "document"
    OPTIONAL = "optional"
    NONE = "none"

    @property
    def is_needed(self) -> bool:
        """Whether an item without a photo is not complete."""
        return self in (Photo.REQUIRED, Photo.ORIGINAL)


class Where(StrEnum):
    """Where the answer of a worksheet item is found; a proposal of ours, not part of the rule."""

    SEEN = "seen"
    PAPERS = "papers"
    DISTRICT = "district"
    ANYWHERE = ""


class WhenZero(StrEnum):
    """What a percentage of nothing (0 of 0) means for this item."""

    NOT_APPLICABLE = "not_applicable"
    FULL = "full"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Node:
    """One branch of the scoring tree; `weight` is the points it can give, `children` is empty above items."""

    code: str
    title: str
    weight: Decimal
    children: tuple["Node", ...] = ()
    confidence: str = ""

    def walk(self) -> Iterator["Node"]:
        """This node and every node below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Area:
    """One of the six areas: the sum of the nodes named, and their weights."""

    code: str
    title: str
    weight: Decimal
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `points` maps each letter to its points (0..1) and is empty for measured kinds."""

    code: str
    title: str
    kind: ItemKind
    node: str
    part: str
    criteria: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)  # n, d or before, now: what each number counts
    when_zero: WhenZero = WhenZero.REFUSED
    evidence: tuple[str, ...] = ()
    photo: Photo = Photo.OPTIONAL
    critical: bool = False
    scored: bool = True
    na_allowed: bool = False
    applies_if: str = ""
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    number: str = ""
    where: Where = Where.ANYWHERE
    hint: str = ""
    recommendation: str = ""  # what a finding at this item asks for; '' derives it from criterion and evidence
    confidence: str = ""

    @property
    def letters(self) -> tuple[str, ...]:
        """The choices in the order they are offered, best first; empty for measured kinds."""
        return tuple(self.points)


@dataclass(frozen=True, slots=True)
class Part:
    """What one member of a team fills; `shown_by` is who at the station opens the cupboard."""

    code: str
    title: str
    area: str
    shown_by: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """One minimum of a predicate.

    `on` is a node, an area or 'total'; `needs` is in points (`percent` and `index` say how the rule puts
    it), None when nobody knows it. An unconfirmed gate is shown and never met. `valid_from` and `valid_to`
    are 'YYYY', 'YYYY-MM' or 'YYYY-MM-DD', or empty.
    """

    code: str
    title: str
    on: str
    needs: Decimal | None
    confirmed: bool = True
    valid_from: str = ""
    valid_to: str = ""
    percent: Decimal | None = None
    index: Decimal | None = None
    candidates: tuple[str, ...] = ()
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A level that all its gates together open, for instance WBK; `after` is the level before it."""

    code: str
    title: str
    gates: tuple[Gate, ...]
    after: str = ""
    conditions: tuple[str, ...] = ()  # what must be true besides the score


@dataclass(frozen=True, slots=True)
class Switch:
    """A fact of a station that decides which items apply; `opposite_of` is on when that one is off."""

    code: str
    title: str
    opposite_of: str = ""


@dataclass(frozen=True, slots=True)
class Colours:
    """From which percentage of every area a station is green or yellow."""

    green: Decimal
    yellow: Decimal


@dataclass(frozen=True)
class Checklist:
    """One published instrument."""

    id: str
    version: str
    title: str
    label: str
    kind: InstrumentKind
    language: str
    rule: str
    nodes: tuple[Node, ...]
    areas: tuple[Area, ...]
    parts: tuple[Part, ...]
    predicates: tuple[Predicate, ...] = ()
    switches: tuple[Switch, ...] = ()
    colours: Colours | None = None
    valid_from: str = ""
    valid_to: str = ""
    confidence: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    cases: tuple[Mapping[str, object], ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item in the order of the parts."""
        return tuple(item for part in self.parts for item in part.items)

    @cached_property
    def _items_by_code(self) -> dict[str, Item]:
        return {code: item for item in self.items for code in (item.code, *item.aliases)}

    def item(self, code: str) -> Item:
        """The item of that code or alias; raises NotFound."""
        try:
            return self._items_by_code[code]
        except KeyError:
            raise NotFound(f"item {code}", code=code) from None

    def has_item(self, code: str) -> bool:
        """Whether an item has that code or alias."""
        return code in self._items_by_code

    def part(self, code: str) -> Part:
        """The part of that code; raises NotFound."""
        for part in self.parts:
            if part.code == code:
                return part
        raise NotFound(f"part {code}", code=code)

    def area(self, code: str) -> Area:
        """The area of that code; raises NotFound."""
        for area in self.areas:
            if area.code == code:
                return area
        raise NotFound(f"area {code}", code=code)

    @cached_property
    def items_by_node(self) -> Mapping[str, tuple[Item, ...]]:
        """Node code to the items that stand directly under it."""
        grouped: dict[str, list[Item]] = {}
        for item in self.items:
            grouped.setdefault(item.node, []).append(item)
        return {code: tuple(items) for code, items in grouped.items()}

    def applicable(self, switches: Collection[str] | None) -> "Checklist":
        """The same checklist with only the items that apply to a station; parts left empty disappear.

        `switches` are the codes that are on for the station; None means every item applies.
        """
        if switches is None or not self.switches:
            return self
        on = {
            switch.code
            for switch in self.switches
            if (switch.opposite_of not in switches if switch.opposite_of else switch.code in switches)
        }
        parts = (
            replace(part, items=tuple(i for i in part.items if not i.applies_if or i.applies_if in on))
            for part in self.parts
        )
        return replace(self, parts=tuple(part for part in parts if part.items))
