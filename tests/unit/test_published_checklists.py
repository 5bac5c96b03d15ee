"""The four instruments of the repository say what their rules say."""

from collections import Counter
from decimal import Decimal

import pytest

from app.domain.checklist import LETTERED, Checklist, InstrumentKind, Photo, WhenZero
from app.store import checklist_files
from tests.instruments import CHECKLISTS, NAMES, published

SUB_AREAS = """
A.1.I.i 0.50 2, A.1.I.ii 1.00 3, A.1.I.iii 1.00 3, A.1.I.iv 1.50 4, A.1.II.i 1.00 3, A.1.II.ii 2.00 4,
A.1.II.iii 0.50 2, A.1.III.i 0.25 3, A.1.III.ii 0.50 3, A.1.III.iii 1.25 6, A.1.III.iv 2.00 4, A.1.III.v 0.75 1,
A.1.III.vi 0.25 1, A.1.IV.i 2.50 3, A.1.IV.ii 2.50 8, A.1.V.i 1.50 2, A.1.V.ii 1.50 4, A.1.V.iii 1.50 4,
A.1.V.iv 1.50 3, A.1.V.v 1.50 5, A.1.VI.i 1.00 4, A.1.VI.ii 1.00 6, A.1.VI.iii 1.00 3, A.1.VI.iv 1.00 3,
A.1.VI.v 1.00 3, A.2.I.i 2.00 2, A.2.I.ii 1.00 1, A.2.I.iii 1.00 1, A.2.II.i 0.50 1, A.2.II.ii 1.00 2,
A.2.II.iii 2.00 3, A.2.III.i 1.50 1, A.2.III.ii 1.50 1, A.2.III.iii 2.00 1, A.2.IV.i 2.00 1, A.2.IV.ii 1.50 1,
A.2.IV.iii 1.50 1, A.2.V.i 2.50 1, A.2.V.ii 3.00 1, A.2.V.iii 2.00 2, A.2.VI.i 2.50 2, A.2.VI.ii 2.50 1,
B.I.a 17.50 1, B.I.b 5.00 1, B.II.a 17.50 1
"""
OLD_SUB_AREAS = """
A.I.1 1.00 2, A.I.2 1.00 3, A.I.3 2.00 3, A.I.4 1.00 4, A.II.1 1.50 3, A.II.2 2.00 4, A.II.3 1.50 2,
A.III.1 2.00 3, A.III.2 2.00 3, A.III.3 3.00 6, A.III.4 4.00 4, A.III.5 3.00 1, A.III.6 1.00 1, A.IV.1 5.00 3,
A.IV.2 5.00 8, A.V.1 3.00 2, A.V.2 3.00 4, A.V.3 3.00 4, A.V.4 3.00 4, A.V.5 3.00 5, A.VI.1 3.00 4, A.VI.2 3.00 5,
A.VI.3 4.00 3, B.1.a 15.00 1, B.1.b 5.00 1, B.2.a 20.00 1
"""
AREAS = ["I", "II", "III", "IV", "V", "VI"]


def leaves(checklist: Checklist) -> dict[str, tuple[str, int]]:
    return {
        node.code: (str(node.weight), len(checklist.items_by_node[node.code]))
        for top in checklist.nodes
        for node in top.walk()
        if not node.children
    }


def table(text: str) -> dict[str, tuple[str, int]]:
    rows = (row.split() for row in text.replace("\n", " ").split(","))
    return {code: (weight, int(items)) for code, weight, items in rows}


def weights(checklist: Checklist) -> list[Decimal]:
    return [area.weight for area in checklist.areas]


@pytest.mark.parametrize("name", NAMES)
def test_every_published_file_is_correct_and_named_by_its_id(name: str) -> None:
    reading = checklist_files.read(CHECKLISTS / f"{name}.yaml")
    assert reading.problems == ()
    assert reading.checklist is not None
    assert reading.checklist.id == name
    assert reading.checklist.cases
    assert [area.code for area in reading.checklist.areas] == AREAS


def test_90_2021_has_its_113_items_and_weights() -> None:
    lke = published("lke-2021")
    assert leaves(lke) == table(SUB_AREAS)
    assert [item.number for item in sorted(lke.items, key=lambda item: int(item.number))] == [
        str(number) for number in range(1, 114)
    ]
    assert weights(lke) == [8, 7, 10, 10, 15, 10]
    assert Counter(item.kind.value for item in lke.items) == {
        "yes_no": 17,
        "abc": 36,
        "abcd": 33,
        "abcde": 17,
        "percent": 7,
        "falling": 1,
        "index": 2,
    }


@pytest.mark.parametrize("name", ["lke-2014", "lke-2019"])
def test_52_2014_and_10_2019_share_their_84_items_and_weights(name: str) -> None:
    lke = published(name)
    assert leaves(lke) == table(OLD_SUB_AREAS)
    assert weights(lke) == [5, 5, 15, 10, 15, 10]
    assert len(lke.items) == 84
    assert {gate.confirmed for predicate in lke.predicates for gate in predicate.gates} == {False}
    assert lke.parts == published("lke-2014").parts


def test_the_readiness_instrument_has_its_82_items_in_13_parts() -> None:
    ready = published("kesiapan-polsek")
    assert {part.code: (part.area, len(part.items)) for part in ready.parts} == {
        "A": ("I", 8),
        "B": ("II", 10),
        "C": ("III", 5),
        "D": ("IV", 4),
        "E": ("V", 11),
        "F": ("VI", 15),
        "G": ("VI", 5),
        "H": ("VI", 4),
        "I": ("VI", 5),
        "J": ("VI", 3),
        "K": ("VI", 4),
        "L": ("VI", 6),
        "T": ("I", 2),
    }
    assert ready.kind is InstrumentKind.READINESS
    assert ready.label == "Nilai kesiapan internal"
    assert weights(ready) == [8, 7, 10, 10, 15, 10]
    assert [item.code for item in ready.items if item.critical] == ["E02", "E03", "E05", "F04", "G04", "H04", "I02"]
    assert [item.code for item in ready.items if not item.scored] == ["F15", "I04", "K03", "K04", "L06"]
    assert all(part.shown_by for part in ready.parts)
    assert Counter(item.photo for item in ready.items)[Photo.REQUIRED] == 29


def test_switches_of_the_readiness_instrument_govern_their_items() -> None:
    governed: dict[str, list[str]] = {}
    for item in published("kesiapan-polsek").items:
        governed.setdefault(item.applies_if, []).append(item.code)
    governed.pop("")
    assert governed == {
        "penyidikan": ["B09", "J01", "J02"],
        "masa_wabah": ["F15"],
        "melayani_skck": ["H01", "H02", "H03", "H04"],
        "punya_taman_lalin": ["I03"],
        "etle_berlaku": ["I05"],
        "tanpa_penyidikan": ["J03"],
    }


def test_not_applicable_exists_only_in_the_readiness_instrument() -> None:
    assert {name: {item.na_allowed for item in published(name).items} for name in NAMES} == {
        "kesiapan-polsek": {True},
        "lke-2021": {False},
        "lke-2019": {False},
        "lke-2014": {False},
    }


def test_no_complaints_are_full_marks_and_other_percentages_of_nothing_are_not() -> None:
    full = {
        (name, item.code)
        for name in NAMES
        for item in published(name).items
        if item.kind == "percent" and item.when_zero is WhenZero.FULL
    }
    assert full == {("kesiapan-polsek", "E08"), ("lke-2021", "A.2.V.ii.a")}


@pytest.mark.parametrize("name", ["kesiapan-polsek", "lke-2021"])
def test_every_letter_has_its_criterion(name: str) -> None:
    for item in published(name).items:
        if item.kind in LETTERED and item.kind != "yes_no":
            assert tuple(item.criteria) == item.letters, item.code


def test_references_lead_to_items_of_90_2021() -> None:
    lke = published("lke-2021")
    old = [code for item in published("lke-2014").items for code in item.references.get("lke-2021", ())]
    ready = [code for item in published("kesiapan-polsek").items for code in item.references.get("lke", ())]
    assert [code for code in old + ready if not lke.has_item(code)] == []
    assert len(old) == 77


def test_a_predicate_says_what_else_it_asks() -> None:
    wbk, wbbm = published("lke-2021").predicates
    assert (wbk.after, wbbm.after) == ("", "WBK")
    assert "LHKPN dan LHKAN 100%" in wbk.conditions
    assert "Instansi: SAKIP minimal BB" in wbbm.conditions
