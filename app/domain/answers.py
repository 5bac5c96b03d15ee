"""What an answer can be, read from the JSON that phones, the store and the command line share.

Problems are in Indonesian: they reach the person who fills the checklist.
Rule: docs/scoring.md, "Answers".
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.domain.checklist import LETTERED, Checklist, Item, ItemKind, WhenZero
from app.domain.errors import Invalid

MAX_REASON = 500
MAX_TEXT = 4000

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_INDEX = re.compile(r"[0-9]{1,2}([.,][0-9]{1,28})?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,12})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Letter:
    """One of the item's choices: Ya, Tidak, or A to E."""

    letter: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """`n` of `d`; `n` may be larger, it then counts as all of `d`."""

    n: int
    d: int


@dataclass(frozen=True, slots=True)
class Fall:
    """How many there were and how many there are."""

    before: int
    now: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A survey index, a count or a number, kept as the text it came in (with a dot)."""

    text: str

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return Decimal(self.text)


@dataclass(frozen=True, slots=True)
class Words:
    """Free text."""

    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    day: date


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The item does not apply here, and why."""

    reason: str


Answer = Letter | Ratio | Fall | Measure | Words | Day | NotApplicable


class _Wrong(Exception):
    """Why a raw value is no answer; becomes an Invalid that names the item."""


def parse(item: Item, raw: object) -> Answer | None:
    """The answer in `raw` (JSON) to `item`; None when it is blank.

    Raises Invalid whose one problem is named by the item's code.
    """
    if raw is None or raw == "":
        return None
    try:
        if isinstance(raw, Mapping) and "na" in raw:
            return _not_applicable(item, raw)
        return _READERS[item.kind](item, raw)
    except _Wrong as wrong:
        raise Invalid({item.code: str(wrong)}) from None


def parse_all(checklist: Checklist, raws: Mapping[str, object]) -> dict[str, Answer]:
    """Item code to answer, blanks left out; `raws` maps item code (or alias) to JSON.

    Raises Invalid with every problem, each named by the code it was given under.
    """
    found: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for code, raw in raws.items():
        if not checklist.has_item(code):
            problems[code] = f"butir ini tidak ada pada {checklist.id}"
            continue
        item = checklist.item(code)
        if code != item.code and item.code in raws:
            problems[code] = f"butir ini diisi dua kali: sebagai {code} dan sebagai {item.code}"
            continue
        try:
            answer = parse(item, raw)
        except Invalid as invalid:
            problems[code] = invalid.problems[item.code]
        else:
            if answer is not None:
                found[item.code] = answer
    if problems:
        raise Invalid(problems)
    return found


def plain(answer: Answer) -> str | dict[str, int | str]:
    """The one JSON shape of `answer`; `parse` reads it back to the same answer."""
    match answer:
        case Letter(letter):
            return letter
        case Ratio(n, d):
            return {"n": n, "d": d}
        case Fall(before, now):
            return {"before": before, "now": now}
        case Day(day):
            return day.isoformat()
        case NotApplicable(reason):
            return {"na": reason}
        case Measure(text) | Words(text):
            return text


def _letter(item: Item, raw: object) -> Letter:
    if isinstance(raw, str) and raw in item.points:
        return Letter(raw)
    raise _Wrong(f"jawaban {_quoted(raw)} tidak ada; pilih salah satu: {', '.join(item.letters)}")


def _ratio(item: Item, raw: object) -> Ratio:
    n, d = _two_counts(item, raw, "n", "d")
    if d == 0 and n > 0:
        raise _Wrong(f"{n} dari 0 mustahil; periksa kedua bilangan")
    if d == 0 and item.when_zero is WhenZero.REFUSED:
        raise _Wrong("pembaginya 0, jadi tidak ada persentase; kosongkan butir ini")
    return Ratio(n, d)


def _fall(item: Item, raw: object) -> Fall:
    return Fall(*_two_counts(item, raw, "before", "now"))


def _two_counts(item: Item, raw: object, first: str, second: str) -> tuple[int, int]:
    if not isinstance(raw, Mapping) or set(raw) != {first, second}:
        shape = f'{{"{first}": {item.counts.get(first, "…")}, "{second}": {item.counts.get(second, "…")}}}'
        raise _Wrong(f"jawaban {_quoted(raw)} bukan dua bilangan; isi {shape}")
    return _whole(raw[first], item.counts.get(first, first)), _whole(raw[second], item.counts.get(second, second))


def _whole(raw: object, name: str) -> int:
    text = str(raw).strip() if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    if not _WHOLE.fullmatch(text):
        raise _Wrong(f"{name}: {_quoted(raw)} bukan bilangan bulat 0 sampai 999999999")
    return int(text)


def _count(item: Item, raw: object) -> Measure:
    return Measure(str(_whole(raw, item.title)))


def _decimal_text(raw: object, pattern: re.Pattern[str]) -> str | None:
    """The number in `raw` as plain text with a dot, or None; a JSON number counts by its own digits."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return None
    text = str(raw).strip()
    return text.replace(",", ".") if pattern.fullmatch(text) else None


def _index(item: Item, raw: object) -> Measure:
    text = _decimal_text(raw, _INDEX)
    if text is None or Decimal(text) > 4:
        raise _Wrong(f"indeks {_quoted(raw)} harus angka 0 sampai 4, misalnya 3.60")
    return Measure(text)


def _number(item: Item, raw: object) -> Measure:
    text = _decimal_text(raw, _NUMBER)
    if text is None:
        raise _Wrong(f"{_quoted(raw)} bukan angka")
    return Measure(text)


def _words(item: Item, raw: object) -> Words:
    if not isinstance(raw, str) or not raw.strip() or len(raw) > MAX_TEXT:
        raise _Wrong(f"isi dengan teks, paling panjang {MAX_TEXT} huruf")
    return Words(raw.strip())


def _day(item: Item, raw: object) -> Day:
    try:
        if isinstance(raw, str) and _DAY.fullmatch(raw):
            return Day(date.fromisoformat(raw))
    except ValueError:
        pass
    raise _Wrong(f"{_quoted(raw)} bukan tanggal; tulis seperti 2026-11-22")


def _not_applicable(item: Item, raw: Mapping[str, object]) -> NotApplicable:
    reason = raw["na"]
    if not item.na_allowed:
        raise _Wrong("butir ini tidak boleh dijawab tidak berlaku")
    if set(raw) != {"na"} or not isinstance(reason, str) or not reason.strip():
        raise _Wrong("tidak berlaku harus disertai alasan")
    if len(reason) > MAX_REASON:
        raise _Wrong(f"alasan paling panjang {MAX_REASON} huruf")
    return NotApplicable(reason.strip())


def _quoted(raw: object) -> str:
    text = str(raw)
    return f"'{text if len(text) <= 40 else text[:39] + '…'}'"


_READERS: Mapping[ItemKind, Callable[[Item, object], Answer]] = {
    **dict.fromkeys(LETTERED, _letter),
    ItemKind.PERCENT: _ratio,
    ItemKind.FALLING: _fall,
    ItemKind.INDEX: _index,
    ItemKind.COUNT: _count,
    ItemKind.NUMBER: _number,
    ItemKind.TEXT: _words,
    ItemKind.DATE: _day,
}
