"""What the heads of an item's cells come to."""

import json
from decimal import Decimal
from typing import Any

import pytest

from app.domain import filling
from app.domain.answers import Letter, Ratio
from app.domain.checklist import Item, ItemKind
from app.domain.events import Event, read

ITEM = Item("A01", "Tim", ItemKind.YES_NO, "I", "A", points={"Ya": Decimal(1), "Tidak": Decimal(0)})
SHARE = Item("C01", "Diklat", ItemKind.PERCENT, "I", "C", counts={"n": "ikut", "d": "semua"})


def event(val: Any, eid: str = "e" * 8, op: str = "set", cell: str = "A01.answer", **other: Any) -> Event:
    fields = {"eid": eid, "dev": "d" * 8, "n": 1, "visit": "v1", "cell": cell, "op": op, "val": val}
    return read(json.dumps({**fields, "base": [], "at": "2026-11-22T05:00:00Z", "by": "anna", **other}))


class TestFilled:
    def test_one_head_is_the_answer(self) -> None:
        assert filling.filled(SHARE, [event({"n": 3, "d": 4})], []) == filling.Filled(Ratio(3, 4), "", False)

    def test_heads_that_agree_are_one_answer(self) -> None:
        assert filling.filled(ITEM, [event("Ya"), event("Ya", "f" * 8)], []).answer == Letter("Ya")

    def test_heads_that_differ_are_none(self) -> None:
        found = filling.filled(ITEM, [event("Ya"), event("Tidak", "f" * 8)], [])
        assert (found.answer, found.is_conflict) == (None, True)

    @pytest.mark.parametrize("val", ["", None, "mungkin", {"n": 1}, 7, ["Ya"]])
    def test_what_is_no_answer_counts_as_blank(self, val: Any) -> None:
        assert filling.filled(ITEM, [event(val)], []) == filling.Filled(None, "", False)

    def test_notes_that_differ_are_both_kept_in_one_order(self) -> None:
        notes = [event("dua", "f" * 8), event("satu"), event(" ", "g" * 8)]
        assert filling.filled(ITEM, [], notes).note == filling.filled(ITEM, [], notes[::-1]).note == "dua\n\nsatu"


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (1_795_323_600_000, 1_795_323_600_000),
        ("2026-11-22T05:00:00Z", 1_795_323_600_000),
        ("2026-11-22T12:00:00.000+07:00", 1_795_323_600_000),
        ("2026-11-22T12:00:00", None),
        ("yesterday", None),
        (None, None),
        (True, None),
        (-5, None),
        (2**80, None),
        (1.5, None),
    ],
)
def test_a_moment_is_milliseconds_or_a_text_that_knows_its_zone(raw: Any, moment: int | None) -> None:
    assert filling.moment_of(raw) == moment


@pytest.mark.parametrize("raw", ["a\0b", "a\ud800b", "a\udc00b"])
def test_texts_that_no_database_takes_are_cleaned(raw: str) -> None:
    assert filling.cleaned({"x": [raw]}) == {"x": ["a\ufffdb"]}


def test_cleaning_keeps_everything_else() -> None:
    value = {"text": "Sudah ✓ 😀", "list": [1, 2.5, None, True]}
    assert filling.cleaned(value) == value


def test_settling_is_replacing_what_others_disagreed_on() -> None:
    mine, theirs = event("Ya", "a" * 8), event("Tidak", "b" * 8, by="ben")
    assert filling.is_settling(event("Ya", base=["a" * 8, "b" * 8]), [mine, theirs])
    assert not filling.is_settling(event("Ya", base=["a" * 8]), [mine, theirs])
    assert not filling.is_settling(event("Ya", base=["a" * 8, "b" * 8]), [mine, event("Ya", "b" * 8, by="ben")])
    assert not filling.is_settling(event("Ya", base=["a" * 8, "b" * 8]), [mine, event("Tidak", "b" * 8)])
