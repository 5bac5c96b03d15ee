"""How changes of cells merge, whatever order they come in."""

import json
import random
from typing import Any

import pytest

from app.domain.events import Event, Malformed, cell_of, digest, heads, is_conflict, read, undominated

FIELDS: dict[str, Any] = {
    "eid": "e" * 8,
    "dev": "d" * 8,
    "n": 1,
    "visit": "v1",
    "cell": "A01.answer",
    "op": "set",
    "val": "Ya",
    "base": [],
    "at": "2026-11-22T05:00:00Z",
    "by": "anna",
}


def event(eid: str, val: Any = "Ya", base: tuple[str, ...] = (), op: str = "set", rev: int = 0) -> Event:
    return read(json.dumps({**FIELDS, "eid": eid * 8, "val": val, "base": [one * 8 for one in base], "op": op}), rev)


def ids(found: list[Event]) -> set[str]:
    return {one.eid[0] for one in found}


class TestReading:
    def test_keeps_the_text_and_its_hash(self) -> None:
        raw = json.dumps(FIELDS)
        found = read(raw)
        assert (found.raw, found.sha256, found.val) == (raw, digest(raw), "Ya")

    def test_takes_fields_it_does_not_know(self) -> None:
        assert read(json.dumps({**FIELDS, "mood": "good"})).cell == "A01.answer"

    def test_an_event_does_not_replace_itself_nor_another_twice(self) -> None:
        assert read(json.dumps({**FIELDS, "base": ["e" * 8, "f" * 8, "f" * 8]})).base == ("f" * 8,)

    @pytest.mark.parametrize("name", ["eid", "dev", "n", "visit", "cell", "op", "base", "at", "by"])
    def test_names_the_field_that_is_missing(self, name: str) -> None:
        with pytest.raises(Malformed) as refusal:
            read(json.dumps({key: value for key, value in FIELDS.items() if key != name}))
        assert refusal.value.reason == f"field {name}"


class TestCells:
    def test_item_codes_may_hold_dots(self) -> None:
        cell = cell_of("A.2.III.iii.a.note")
        assert cell is not None and (cell.item, cell.kind, cell.uid) == ("A.2.III.iii.a", "note", "")

    def test_photos_and_findings_are_named_by_a_uuid(self) -> None:
        uid = "0a1b2c3d-0000-4000-8000-000000000001"
        cell = cell_of(f"A01.photo.{uid}")
        assert cell is not None and (cell.item, cell.kind, cell.uid) == ("A01", "photo", uid)

    @pytest.mark.parametrize(
        "name", ["A01", "A01.", ".answer", "A01.photo", "A01.photo.x", "A01.answer.x", "A01.score"]
    )
    def test_others_are_not_known(self, name: str) -> None:
        assert cell_of(name) is None


class TestMerging:
    def test_what_nobody_replaced_stands(self) -> None:
        assert ids(undominated([event("a"), event("b", base=("a",)), event("c", base=("a",))])) == {"b", "c"}

    def test_two_values_are_a_conflict_until_one_event_names_both(self) -> None:
        apart = [event("a", "Ya"), event("b", "Tidak")]
        assert is_conflict(undominated(apart))
        assert not is_conflict(undominated([*apart, event("c", "Ya", ("a", "b"))]))

    def test_naming_only_one_of_them_settles_nothing(self) -> None:
        assert is_conflict(
            undominated([event("a", "Ya"), event("b", "Tidak"), event("c", "Ya", ("b",)), event("d", "B")])
        )

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (event("a", {"n": 1, "d": 2}), event("b", {"d": 2, "n": 1})),
            (event("a", "Ya"), event("b", "Ya")),
            (event("a", None, op="clear"), event("b", "x", op="detach")),
            (event("a", "Ya"), event("b", "what do you think?", op="comment")),
        ],
    )
    def test_agreement_is_no_conflict(self, one: Event, other: Event) -> None:
        assert not is_conflict([one, other])

    def test_clearing_contradicts_a_value(self) -> None:
        assert is_conflict([event("a", "Ya"), event("b", None, op="clear")])

    def test_any_order_of_arrival_gives_the_same_heads(self) -> None:
        dice = random.Random(7)
        history = [event("a")]
        for letter in "bcdefghij":
            base = tuple(one.eid[0] for one in dice.sample(history, dice.randint(0, min(3, len(history)))))
            history.append(event(letter, dice.choice(["Ya", "Tidak"]), base))
        expected = ids(heads(history)["A01.answer"])
        for _ in range(50):
            dice.shuffle(history)
            assert ids(heads(history)["A01.answer"]) == expected
