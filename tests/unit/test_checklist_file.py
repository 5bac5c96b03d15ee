"""A file with mistakes is refused with every mistake named by its place."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from app.domain import cases, checklist_file
from app.domain.checklist import Photo
from app.domain.errors import Invalid
from tests.instruments import small, small_document

Break = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Break:
    """Set the value at a dotted path; numbers count into lists."""

    def change(document: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = document
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value

    return change


def drop(path: str) -> Break:
    """Remove the key at a dotted path."""

    def change(document: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = document
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        del place[last]

    return change


def problems(*breaks: Break) -> dict[str, str]:
    document = small_document()
    for change in breaks:
        change(document)
    with pytest.raises(Invalid) as refusal:
        checklist_file.build(document)
    return refusal.value.problems


MISTAKES = [
    (drop("title"), "title", "wajib ada"),
    (put("title", ""), "title", "tidak boleh kosong"),
    (put("title", ["x"]), "title", "harus berupa teks"),
    (put("titel", "x"), "titel", "maksudnya 'title'?"),
    (put("id", "Kesiapan Polsek"), "id", "huruf kecil"),
    (put("version", "1/2"), "version", "bukan kode"),
    (put("kind", "ready"), "kind", "pilih salah satu: worksheet, readiness"),
    (put("na_allowed", "ya"), "na_allowed", "harus yes atau no"),
    (put("valid_from", "22-11-2026"), "valid_from", "bukan tanggal"),
    (lambda d: d.update(valid_from="2022", valid_to="2021"), "valid_to", "lebih dulu"),
    (put("confidence", "yakin"), "confidence", "kunci: isi"),
    (put("sources", "satu"), "sources", "harus berupa daftar"),
    (put("sources", [{"a": "b"}]), "sources[0]", "harus berupa teks"),
    (put("weight", "11.00"), "weight", "tidak sama dengan jumlah bobot simpul teratas: 10.00"),
    (put("weight", "sepuluh"), "weight", "bukan bilangan desimal"),
    (put("weight", "10,00"), "weight", "pakai titik"),
    (put("scales.abc.B", "setengah"), "scales.abc.B", "bukan bilangan desimal"),
    (put("scales.abc.B", "1.00"), "scales.abc", "makin kecil"),
    (put("scales.abc.A", "0.90"), "scales.abc", "harus 1.00"),
    (drop("scales.abc.C"), "scales.abc", "belum ada: C"),
    (put("scales.abc.D", "0.10"), "scales.abc", "tidak dikenal: D"),
    (put("scales.abcdef", {}), "scales.abcdef", "tidak dikenal"),
    (drop("scales.abc"), "parts[0].items[1].type", "skala 'abc' belum ada"),
    (put("switches.1.opposite_of", "lokett"), "switches[1].opposite_of", "tidak ada di switches"),
    (put("switches.1.code", "loket"), "switches[1].code", "sudah dipakai di switches[0].code"),
    (put("nodes", []), "nodes", "tidak boleh kosong"),
    (put("nodes", "I"), "nodes", "harus berupa daftar"),
    (put("nodes.0", "I"), "nodes[0]", "kunci: isi"),
    (put("nodes.1.code", "I"), "nodes[1].code", "kode simpul 'I' sudah dipakai di nodes[0].code"),
    (put("nodes.1.code", "total"), "nodes[1].code", "nama untuk seluruh nilai"),
    (put("nodes.1.code", "I I"), "nodes[1].code", "bukan kode"),
    (put("nodes.1.weight", "0"), "nodes[1].weight", "di atas 0"),
    (put("nodes.1.weight", "-4"), "nodes[1].weight", "bukan bilangan desimal"),
    (put("nodes.1.wieght", "4"), "nodes[1].wieght", "maksudnya 'weight'?"),
    (
        put("nodes.1.nodes", [{"code": "II.a", "title": "a", "weight": "1.00"}]),
        "nodes[1].weight",
        "jumlah bobot cabangnya: 1.00",
    ),
    (put("areas", [{"code": "X", "title": "x", "weight": "6", "nodes": ["III"]}]), "areas[0].nodes", "'III' tidak ada"),
    (put("areas", [{"code": "X", "title": "x", "weight": "5", "nodes": ["I"]}]), "areas[0].weight", "simpulnya: 6.00"),
    (put("areas", [{"code": "I", "title": "x", "weight": "6", "nodes": ["I"]}]), "areas[0].code", "sudah menjadi kode"),
    (drop("colours"), "colours", "wajib ada"),
    (put("colours.green", "50"), "colours", "yellow < green"),
    (put("predicates.0.gates.1.on", "VII"), "predicates[0].gates[1].on", "bukan simpul, area, atau total"),
    (put("predicates.0.gates.0.needs", "175.00"), "predicates[0].gates[0].needs", "melebihi nilai tertinggi 100"),
    (drop("predicates.0.gates.0.needs"), "predicates[0].gates[0].needs", "confirmed: no"),
    (put("predicates.0.gates.1.needs", "3.50"), "predicates[0].gates[1].percent", "60.00 berarti 3.6 nilai"),
    (put("predicates.0.gates.1.index", "3.60"), "predicates[0].gates[1].index", "3.60 berarti 5.4 nilai"),
    (put("predicates.0.gates.2.code", "I"), "predicates[0].gates[2].code", "berlaku dua kali"),
    (put("predicates.0.after", "WBBM"), "predicates[0].after", "belum disebut"),
    (put("predicates.0.gates", []), "predicates[0].gates", "tidak boleh kosong"),
    (put("parts.0.area", "VI"), "parts[0].area", "area 'VI' tidak ada"),
    (put("parts.1.code", "A"), "parts[1].code", "kode bagian 'A' sudah dipakai"),
    (drop("parts.0.items"), "parts[0].items", "wajib ada"),
    (put("parts.0.items.0.code", "A02"), "parts[0].items[1].code", "sudah dipakai di parts[0].items[0].code"),
    (put("parts.0.items.0.aliases", ["B03"]), "parts[1].items[2].code", "sudah dipakai"),
    (put("parts.0.items.0.code", "II"), "parts[0].items[0].code", "sudah menjadi kode simpul"),
    (put("parts.0.items.0.node", "VI"), "parts[0].items[0].node", "'VI' tidak ada di nodes"),
    (put("parts.0.items.0.node", "II"), "parts[0].items[0].node", "milik area II, bagian ini area I"),
    (put("parts.0.items.0.type", "yes-no"), "parts[0].items[0].type", "pilih salah satu: yes_no"),
    (drop("parts.0.items.1.criteria"), "parts[0].items[1].criteria", "belum ada: A, B, C"),
    (drop("parts.0.items.1.criteria.B"), "parts[0].items[1].criteria", "belum ada: B"),
    (put("parts.0.items.1.criteria.D", "x"), "parts[0].items[1].criteria", "tidak dikenal: D"),
    (put("parts.0.items.1.criteria.B", ""), "parts[0].items[1].criteria.B", "tidak kosong"),
    (put("parts.0.items.2.criteria", {"A": "x"}), "parts[0].items[2].criteria", "tidak dikenal: A"),
    (drop("parts.0.items.2.counts"), "parts[0].items[2].counts", "belum ada: n, d"),
    (drop("parts.0.items.2.counts.d"), "parts[0].items[2].counts", "belum ada: d"),
    (put("parts.0.items.2.when_zero", "half"), "parts[0].items[2].when_zero", "pilih salah satu"),
    (put("parts.0.items.0.when_zero", "full"), "parts[0].items[0].when_zero", "hanya untuk butir percent"),
    (
        lambda d: d["parts"][0]["items"][2].update(na_allowed="no", when_zero="not_applicable"),
        "parts[0].items[2].when_zero",
        "hanya bila tidak berlaku diizinkan",
    ),
    (put("parts.0.items.0.photo", "wajib"), "parts[0].items[0].photo", "required, original, document, optional, none"),
    (put("parts.0.items.0.evidence", "Foto"), "parts[0].items[0].evidence", "harus berupa daftar"),
    (put("parts.0.items.0.references", ["x"]), "parts[0].items[0].references", "kunci: daftar"),
    (put("parts.1.items.3.scored", "yes"), "parts[1].items[3].scored", "tidak dapat dinilai"),
    (put("parts.1.items.3.critical", "yes"), "parts[1].items[3].critical", "butir yang dinilai"),
    (put("parts.1.items.0.applies_if", "lokett"), "parts[1].items[0].applies_if", "'lokett' tidak ada di switches"),
    (put("cases", [{"name": "x"}]), "cases[0].expect", "wajib ada"),
]


@pytest.mark.parametrize(("change", "place", "says"), MISTAKES, ids=[f"{n}-{m[1]}" for n, m in enumerate(MISTAKES)])
def test_a_mistake_is_named_by_its_place(change: Break, place: str, says: str) -> None:
    assert says in problems(change).get(place, "no problem at this place")


def test_all_mistakes_are_named_at_once() -> None:
    found = problems(
        put("title", ""), put("nodes.1.weight", "5.00"), put("parts.1.items.0.applies_if", "x"), drop("rule")
    )
    assert set(found) == {"title", "weight", "parts[1].items[0].applies_if", "rule"}


def test_a_node_without_scored_items_can_never_be_earned() -> None:
    def unscore(document: dict[str, Any]) -> None:
        for item in document["parts"][1]["items"]:
            item["scored"] = "no"

    assert problems(unscore) == {"nodes": "simpul 'II' tidak punya butir yang dinilai"}


def test_an_item_hangs_on_the_lowest_node() -> None:
    def grow(document: dict[str, Any]) -> None:
        document["nodes"][1]["nodes"] = [{"code": "II.a", "title": "a", "weight": "4.00"}]
        document["parts"][1]["items"][0]["node"] = "II.a"

    found = problems(grow)
    assert "masih bercabang" in found["parts[1].items[1].node"]
    assert "parts[1].items[0].node" not in found


def test_a_worksheet_has_a_hundred_points_and_no_way_round_an_item() -> None:
    found = problems(put("kind", "worksheet"), put("parts.0.items.1.na_allowed", "yes"))
    assert set(found) == {
        "weight",
        "na_allowed",
        "parts[0].items[1].na_allowed",
        "parts[1].items[0].applies_if",
        "parts[1].items[1].applies_if",
        "predicates[0].gates[0].needs",
    }
    assert "harus 100" in found["weight"]
    assert "tidak ada 'tidak berlaku'" in found["na_allowed"]


@pytest.mark.parametrize("document", ["", "teks", [], None, {}])
def test_what_is_no_checklist_at_all_is_refused(document: object) -> None:
    with pytest.raises(Invalid):
        checklist_file.build(document)


def test_the_document_the_mistakes_are_made_in_is_correct() -> None:
    assert [item.code for item in small().items] == ["A01", "A02", "A03", "B01", "B02", "B03", "B04"]
    assert small().item("A01").na_allowed
    assert small().predicates[0].gates[1].needs == Decimal("3.6")


CASES = [
    ({"means": {"I": "1.00", "II": "0.50"}, "expect": {"total": "80.00", "earned": "8.00"}}, {}),
    ({"means": {"I": "1.00", "II": "null"}, "expect": {"total": "100.00", "possible": "6.00"}}, {}),
    ({"means": {"I": "1.00", "II": "0.75"}, "expect": {"colour": "green", "passed": {"WBK": "yes"}}}, {}),
    ({"answers": {"A02": "B"}, "expect": {"items": {"A02": "0.50"}, "nodes": {"I": "1.00"}}}, {}),
    ({"answers": {"B03": "Ya"}, "switches": ["loket"], "expect": {"percents": {"II": "50.00"}}}, {}),
    (
        {"means": {"I": "1.00"}, "expect": {"total": "60.01"}},
        {"cases[0].expect.total": "tertulis 60.01, hasil hitung 60.00"},
    ),
    (
        {"means": {"I": "1.00"}, "expect": {"nodes": {"IX": "1.00"}}},
        {"cases[0].expect.nodes.IX": "tertulis 1.00, hasil hitung tidak ada"},
    ),
    ({"means": {"IX": "1.00"}, "expect": {}}, {"cases[0].means.IX": "simpul nilai 'IX' tidak ada"}),
    ({"expect": {}}, {"cases[0]": "isi salah satu: answers atau means"}),
    ({"answers": "A", "expect": {}}, {"cases[0].answers": "harus berupa pasangan 'kode butir: jawaban'"}),
    ({"answers": {"Z": "A"}, "expect": {}}, {"cases[0].answers.Z": "butir ini tidak ada pada kecil"}),
    (
        {"answers": {}, "expect": {"nodes": "I"}},
        {"cases[0].expect.nodes": "tertulis I, hasil hitung pasangan 'kode: hasil'"},
    ),
]


@pytest.mark.parametrize(("case", "found"), CASES)
def test_the_examples_of_a_file_are_run(case: dict[str, Any], found: dict[str, str]) -> None:
    document = small_document()
    document["cases"] = [{"name": "contoh", **case}]
    assert cases.failures(checklist_file.build(document)) == found


def test_an_item_may_ask_for_the_cameras_own_file() -> None:
    document = small_document()
    put("parts.0.items.0.photo", "original")(document)
    (code,) = [item.code for item in checklist_file.build(document).items if item.photo is Photo.ORIGINAL]
    item = checklist_file.build(document).item(code)
    assert item.photo.is_needed


def test_an_item_may_say_what_a_finding_there_asks_for() -> None:
    document = small_document()
    put("parts.0.items.0.recommendation", "Terbitkan Sprin.")(document)
    built = checklist_file.build(document)
    assert [item.recommendation for item in built.parts[0].items] == ["Terbitkan Sprin.", "", ""]
    assert problems(put("parts.0.items.0.recommendation", ["x"])).keys() == {"parts[0].items[0].recommendation"}
