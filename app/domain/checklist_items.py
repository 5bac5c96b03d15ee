"""The parts and items of a checklist file, and the scales their letters stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from app.domain.checklist import (
    LETTERED,
    UNSCORED,
    InstrumentKind,
    Item,
    ItemKind,
    Part,
    Photo,
    WhenZero,
    Where,
)
from app.domain.document import Document, at

LETTERS = {
    ItemKind.YES_NO: ("Ya", "Tidak"),
    ItemKind.ABC: tuple("ABC"),
    ItemKind.ABCD: tuple("ABCD"),
    ItemKind.ABCDE: tuple("ABCDE"),
}
COUNTS = {ItemKind.PERCENT: ("n", "d"), ItemKind.FALLING: ("before", "now")}
ITEM_KEYS = [
    "number",
    "node",
    "criteria",
    "counts",
    "when_zero",
    "evidence",
    "photo",
    "critical",
    "scored",
    "na_allowed",
    "applies_if",
    "references",
    "aliases",
    "where",
    "hint",
    "recommendation",
    "confidence",
]

Scales = Mapping[ItemKind, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Frame:
    """What the items of a file are checked against.

    `leaves` maps each lowest node to its area ('' outside the areas); `criteria_known` is no for old sheets
    whose letters nobody could confirm.
    """

    kind: InstrumentKind
    scales: Scales
    leaves: Mapping[str, str]
    nodes: frozenset[str]
    areas: frozenset[str]
    switches: frozenset[str]
    na_allowed: bool
    criteria_known: bool


def read_scales(doc: Document, value: object) -> Scales:
    """Kind of item to the points of its letters, best first: 1.00 down to not less than 0."""
    source = doc.mapping("scales", value, optional=[str(kind) for kind in LETTERS])
    scales = {}
    for kind, letters in LETTERS.items():
        if kind not in source:
            continue
        place = at("scales", kind)
        texts = doc.text_map(place, source[kind], letters)
        points = [doc.decimal(place, texts, letter) for letter in letters]
        known = [value for value in points if value is not None]
        if len(known) == len(letters):
            if known[0] != 1 or any(low >= high for high, low in pairwise(known)):
                doc.problem(place, "nilai huruf pertama harus 1.00 dan makin kecil ke huruf terakhir")
            scales[kind] = dict(zip(letters, known, strict=True))
    return scales


def read_parts(doc: Document, value: object, frame: Frame) -> tuple[Part, ...]:
    """Every part with its items; codes are unique over the whole file."""
    parts = []
    codes: dict[str, str] = {}
    item_codes: dict[str, str] = {}
    for place, entry in doc.entries("parts", value, required=True):
        source = doc.mapping(place, entry, required=("code", "title", "items"), optional=("area", "shown_by"))
        code = doc.code(place, source)
        doc.once(at(place, "code"), code, codes, "kode bagian")
        area = doc.text(place, source, "area", "")
        if area and area not in frame.areas:
            doc.problem(at(place, "area"), f"area '{area}' tidak ada")
        items = tuple(
            _item(doc, where, raw, code, area, frame, item_codes)
            for where, raw in doc.entries(at(place, "items"), source.get("items"), required=True)
        )
        title, shown_by = doc.text(place, source, "title"), doc.text(place, source, "shown_by", "")
        parts.append(Part(code, title, area, shown_by, items))
    return tuple(parts)


def _item(doc: Document, place: str, raw: object, part: str, area: str, frame: Frame, codes: dict[str, str]) -> Item:
    source = doc.mapping(place, raw, required=("code", "title", "type"), optional=ITEM_KEYS)
    kind = doc.one_of(place, source, "type", ItemKind, ItemKind.TEXT)
    scored = doc.flag(place, source, "scored", kind not in UNSCORED)
    na_allowed = doc.flag(place, source, "na_allowed", frame.na_allowed)
    item = Item(
        code=doc.code(place, source),
        title=doc.text(place, source, "title"),
        kind=kind,
        node=doc.text(place, source, "node", area),
        part=part,
        criteria=_criteria(doc, place, source, kind, frame),
        points=frame.scales.get(kind, {}),
        counts=doc.text_map(at(place, "counts"), source.get("counts"), COUNTS.get(kind, ())),
        when_zero=_when_zero(doc, place, source, kind, na_allowed),
        evidence=doc.texts(place, source, "evidence"),
        photo=doc.one_of(place, source, "photo", Photo, Photo.OPTIONAL),
        critical=doc.flag(place, source, "critical", False),
        scored=scored,
        na_allowed=na_allowed,
        applies_if=doc.text(place, source, "applies_if", ""),
        references=_references(doc, place, source),
        aliases=doc.texts(place, source, "aliases"),
        number=doc.text(place, source, "number", ""),
        where=doc.one_of(place, source, "where", Where, Where.ANYWHERE),
        hint=doc.text(place, source, "hint", ""),
        recommendation=doc.text(place, source, "recommendation", ""),
        confidence=doc.text(place, source, "confidence", ""),
    )
    _check_codes(doc, place, item, area, frame, codes)
    _check_rules(doc, place, item, frame)
    return item


def _criteria(doc: Document, place: str, source: Mapping[str, object], kind: ItemKind, frame: Frame) -> dict[str, str]:
    where = at(place, "criteria")
    if kind in LETTERED and kind not in frame.scales:
        doc.problem(at(place, "type"), f"skala '{kind}' belum ada di scales")
    if "criteria" not in source and (kind is ItemKind.YES_NO or not frame.criteria_known):
        return {}
    return doc.text_map(where, source.get("criteria"), LETTERS.get(kind, ()))


def _when_zero(doc: Document, place: str, source: Mapping[str, object], kind: ItemKind, na_allowed: bool) -> WhenZero:
    usual = WhenZero.NOT_APPLICABLE if na_allowed else WhenZero.REFUSED
    chosen = doc.one_of(place, source, "when_zero", WhenZero, usual)
    if "when_zero" in source and kind is not ItemKind.PERCENT:
        doc.problem(at(place, "when_zero"), "hanya untuk butir percent")
    if chosen is WhenZero.NOT_APPLICABLE and not na_allowed:
        doc.problem(at(place, "when_zero"), "not_applicable hanya bila tidak berlaku diizinkan")
    return chosen


def _references(doc: Document, place: str, source: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    value = source.get("references", {})
    where = at(place, "references")
    if not isinstance(value, Mapping):
        doc.problem(where, "harus berupa pasangan 'kunci: daftar'")
        return {}
    return {str(key): doc.texts(where, value, key) for key in value}


def _check_codes(doc: Document, place: str, item: Item, area: str, frame: Frame, codes: dict[str, str]) -> None:
    for code in (item.code, *item.aliases):
        doc.once(at(place, "code"), code, codes, "kode butir")
    if item.code in frame.nodes and item.code != item.node:
        doc.problem(at(place, "code"), f"'{item.code}' sudah menjadi kode simpul nilai lain")
    if item.node not in frame.nodes:
        doc.problem(at(place, "node"), f"simpul nilai '{item.node}' tidak ada di nodes")
    elif item.node not in frame.leaves:
        doc.problem(at(place, "node"), f"simpul '{item.node}' masih bercabang; butir harus di simpul terbawah")
    elif frame.leaves[item.node] != area:
        found = frame.leaves[item.node] or "tanpa area"
        doc.problem(at(place, "node"), f"simpul '{item.node}' milik area {found}, bagian ini area {area or '-'}")


def _check_rules(doc: Document, place: str, item: Item, frame: Frame) -> None:
    if item.scored and item.kind in UNSCORED:
        doc.problem(at(place, "scored"), f"butir {item.kind} tidak dapat dinilai; tulis scored: no")
    if item.critical and not item.scored:
        doc.problem(at(place, "critical"), "butir kritis harus butir yang dinilai")
    if item.applies_if and item.applies_if not in frame.switches:
        doc.problem(at(place, "applies_if"), f"penanda satuan '{item.applies_if}' tidak ada di switches")
    if frame.kind is InstrumentKind.WORKSHEET and (item.na_allowed or item.applies_if):
        key = "na_allowed" if item.na_allowed else "applies_if"
        doc.problem(at(place, key), "lembar kerja (worksheet) diisi seluruhnya; tidak ada 'tidak berlaku'")
