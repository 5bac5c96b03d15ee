import json
from decimal import Decimal

import pytest

from app.domain import answers
from app.domain.checklist import Item, ItemKind, WhenZero
from app.domain.errors import Invalid

SCALES = {
    ItemKind.YES_NO: {"Ya": Decimal(1), "Tidak": Decimal(0)},
    ItemKind.ABC: {"A": Decimal(1), "B": Decimal("0.50"), "C": Decimal(0)},
}


def item(kind: str, **others: object) -> Item:
    kind = ItemKind(kind)
    return Item("X1", "Butir", kind, "I", "A", points=SCALES.get(kind, {}), **others)


@pytest.mark.parametrize(
    ("kind", "raw", "stored"),
    [
        ("yes_no", "Ya", "Ya"),
        ("yes_no", "Tidak", "Tidak"),
        ("abc", "C", "C"),
        ("percent", {"n": 157, "d": 170}, {"n": 157, "d": 170}),
        ("percent", {"n": "157", "d": " 170 "}, {"n": 157, "d": 170}),
        ("percent", {"n": 15, "d": 4}, {"n": 15, "d": 4}),
        ("percent", {"n": 0, "d": 9}, {"n": 0, "d": 9}),
        ("falling", {"before": 4, "now": 2}, {"before": 4, "now": 2}),
        ("falling", {"before": 0, "now": 0}, {"before": 0, "now": 0}),
        ("falling", {"before": 0, "now": 3}, {"before": 0, "now": 3}),
        ("index", "3.60", "3.60"),
        ("index", "3,60", "3.60"),
        ("index", 3.6, "3.6"),
        ("index", Decimal("3.60"), "3.60"),
        ("index", 4, "4"),
        ("index", "0", "0"),
        ("count", 12, "12"),
        ("count", "007", "7"),
        ("number", "-3,5", "-3.5"),
        ("text", "  Papan rusak. ", "Papan rusak."),
        ("date", "2026-11-22", "2026-11-22"),
    ],
)
def test_every_kind_reads_its_shapes_and_stores_one(kind: str, raw: object, stored: object) -> None:
    answer = answers.parse(item(kind), raw)
    assert answer is not None
    assert answers.plain(answer) == stored
    assert answers.parse(item(kind), json.loads(json.dumps(answers.plain(answer)))) == answer


@pytest.mark.parametrize("kind", list(ItemKind))
@pytest.mark.parametrize("raw", [None, ""])
def test_nothing_given_is_blank(kind: str, raw: object) -> None:
    assert answers.parse(item(kind), raw) is None


@pytest.mark.parametrize(
    ("kind", "raw", "says"),
    [
        ("yes_no", "ya", "pilih salah satu: Ya, Tidak"),
        ("yes_no", True, "pilih salah satu"),
        ("yes_no", "A", "pilih salah satu"),
        ("abc", "D", "pilih salah satu: A, B, C"),
        ("abc", ["A"], "pilih salah satu"),
        ("abc", {"n": 1, "d": 2}, "pilih salah satu"),
        ("percent", "92", "bukan dua bilangan"),
        ("percent", {"n": 1}, "bukan dua bilangan"),
        ("percent", {"n": 1, "d": 2, "e": 3}, "bukan dua bilangan"),
        ("percent", {"n": -1, "d": 2}, "bilangan bulat"),
        ("percent", {"n": 1.5, "d": 2}, "bilangan bulat"),
        ("percent", {"n": True, "d": 2}, "bilangan bulat"),
        ("percent", {"n": "٣", "d": 4}, "bilangan bulat"),
        ("percent", {"n": 1, "d": 10**9}, "bilangan bulat"),
        ("percent", {"n": 3, "d": 0}, "mustahil"),
        ("percent", {"n": 0, "d": 0}, "pembaginya 0"),
        ("falling", {"n": 4, "d": 2}, "bukan dua bilangan"),
        ("falling", {"before": 4, "now": "dua"}, "bilangan bulat"),
        ("index", "4.01", "0 sampai 4"),
        ("index", "-0.1", "0 sampai 4"),
        ("index", "baik", "0 sampai 4"),
        ("index", "NaN", "0 sampai 4"),
        ("index", "1e0", "0 sampai 4"),
        ("index", True, "0 sampai 4"),
        ("index", {"value": 3}, "0 sampai 4"),
        ("count", "-1", "bilangan bulat"),
        ("count", 1.5, "bilangan bulat"),
        ("number", "banyak", "bukan angka"),
        ("number", "9" * 40, "bukan angka"),
        ("text", "   ", "isi dengan teks"),
        ("text", 7, "isi dengan teks"),
        ("text", "x" * 4001, "isi dengan teks"),
        ("date", "2026-02-30", "bukan tanggal"),
        ("date", "22-11-2026", "bukan tanggal"),
        ("date", "20261122", "bukan tanggal"),
        ("date", 20261122, "bukan tanggal"),
    ],
)
def test_an_impossible_value_is_refused_and_names_the_item(kind: str, raw: object, says: str) -> None:
    with pytest.raises(Invalid) as refusal:
        answers.parse(item(kind), raw)
    assert list(refusal.value.problems) == ["X1"]
    assert says in refusal.value.problems["X1"]


def test_nothing_of_nothing_is_an_answer_where_the_item_says_so() -> None:
    for meaning in (WhenZero.FULL, WhenZero.NOT_APPLICABLE):
        asked = item("percent", when_zero=meaning)
        assert answers.parse(asked, {"n": 0, "d": 0}) == answers.Ratio(0, 0)
        with pytest.raises(Invalid):
            answers.parse(asked, {"n": 1, "d": 0})


@pytest.mark.parametrize("kind", list(ItemKind))
def test_not_applicable_needs_leave_and_a_reason(kind: str) -> None:
    allowed = item(kind, na_allowed=True)
    assert answers.parse(allowed, {"na": " Tidak ada loket. "}) == answers.NotApplicable("Tidak ada loket.")
    for raw in ({"na": ""}, {"na": "  "}, {"na": None}, {"na": 1}, {"na": "x", "n": 1}, {"na": "x" * 501}):
        with pytest.raises(Invalid, match="X1"):
            answers.parse(allowed, raw)
    with pytest.raises(Invalid, match="tidak boleh dijawab tidak berlaku"):
        answers.parse(item(kind), {"na": "Tidak ada loket."})
