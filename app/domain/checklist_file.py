"""A parsed checklist file (dicts, lists, text) made into a Checklist, or all that is wrong with it.

The format is described in docs/scoring.md, "The checklist file".
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.domain.checklist import (
    Area,
    Checklist,
    Colours,
    InstrumentKind,
    Node,
    Part,
    Switch,
)
from app.domain.checklist_gates import read_predicates
from app.domain.checklist_items import Frame, read_parts, read_scales
from app.domain.document import Document, at
from app.domain.errors import Invalid

REQUIRED = (
    "id",
    "version",
    "title",
    "label",
    "kind",
    "language",
    "rule",
    "weight",
    "scales",
    "nodes",
    "parts",
)
OPTIONAL = [
    "valid_from",
    "valid_to",
    "na_allowed",
    "criteria_known",
    "confidence",
    "sources",
    "switches",
    "colours",
    "areas",
    "predicates",
    "cases",
]

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


def build(document: object) -> Checklist:
    """The checklist that `document` describes.

    Raises Invalid with every problem, each named by its place ("parts[2].items[0].criteria").
    """
    doc = Document()
    source = doc.mapping("", document, required=REQUIRED, optional=OPTIONAL)
    kind = doc.one_of("", source, "kind", InstrumentKind, InstrumentKind.READINESS)
    nodes = _read_nodes(doc, source)
    areas = _read_areas(doc, source.get("areas"), nodes)
    switches = _read_switches(doc, source.get("switches"))
    frame = Frame(
        kind=kind,
        scales=read_scales(doc, source.get("scales")),
        leaves=_leaves(nodes, areas),
        nodes=frozenset(node.code for top in nodes for node in top.walk()),
        areas=frozenset(area.code for area in areas),
        switches=frozenset(switch.code for switch in switches),
        na_allowed=_na_allowed(doc, source, kind),
        criteria_known=doc.flag("", source, "criteria_known", True),
    )
    parts = read_parts(doc, source.get("parts"), frame)
    _check_leaves(doc, nodes, parts)
    valid_from, valid_to = doc.dates("", source)
    identity = _read_identity(doc, source)
    predicates = read_predicates(doc, source.get("predicates"), nodes, areas, kind)
    checklist = Checklist(
        **identity,
        kind=kind,
        nodes=nodes,
        areas=areas,
        parts=parts,
        predicates=predicates,
        switches=switches,
        colours=_read_colours(doc, source),
        valid_from=valid_from,
        valid_to=valid_to,
        confidence=doc.text_map("confidence", source.get("confidence")),
        sources=doc.texts("", source, "sources"),
        cases=_read_cases(doc, source),
    )
    if doc.problems:
        raise Invalid(doc.problems)
    return checklist


def _read_nodes(doc: Document, source: Mapping[str, object]) -> tuple[Node, ...]:
    """The scoring tree; the weights of children add up to their parent's, and the top ones to the file's."""
    codes: dict[str, str] = {}
    nodes = _node_list(doc, "nodes", source.get("nodes"), codes)
    total = doc.weight("", source)
    _check_sum(doc, "weight", total, [node.weight for node in nodes], "simpul teratas")
    if source.get("kind") == InstrumentKind.WORKSHEET and total != 100:
        doc.problem("weight", f"bobot lembar kerja harus 100, bukan {total}")
    return nodes


def _node_list(doc: Document, place: str, value: object, codes: dict[str, str]) -> tuple[Node, ...]:
    nodes = []
    for where, entry in doc.entries(place, value, required=place == "nodes"):
        source = doc.mapping(where, entry, required=("code", "title", "weight"), optional=("nodes", "confidence"))
        code = doc.code(where, source)
        doc.once(at(where, "code"), code, codes, "kode simpul")
        if code == "total":
            doc.problem(at(where, "code"), "'total' adalah nama untuk seluruh nilai")
        weight = doc.weight(where, source)
        children = _node_list(doc, at(where, "nodes"), source.get("nodes"), codes)
        if children:
            _check_sum(doc, at(where, "weight"), weight, [child.weight for child in children], "cabangnya")
        title, confidence = doc.text(where, source, "title"), doc.text(where, source, "confidence", "")
        nodes.append(Node(code, title, weight, children, confidence))
    return tuple(nodes)


def _check_sum(doc: Document, place: str, weight: Decimal, parts: list[Decimal], what: str) -> None:
    if parts and weight != sum(parts):
        doc.problem(place, f"bobot {weight} tidak sama dengan jumlah bobot {what}: {sum(parts)}")


def _read_areas(doc: Document, value: object, nodes: tuple[Node, ...]) -> tuple[Area, ...]:
    """The areas, each a sum of nodes; without a list every top node is an area."""
    if value is None:
        return tuple(Area(node.code, node.title, node.weight, (node.code,)) for node in nodes)
    by_code = {node.code: node for top in nodes for node in top.walk()}
    codes: dict[str, str] = {}
    used: dict[str, str] = {}
    areas = []
    for place, entry in doc.entries("areas", value, required=True):
        source = doc.mapping(place, entry, required=("code", "title", "weight", "nodes"))
        code = doc.code(place, source)
        doc.once(at(place, "code"), code, codes, "kode area")
        if code in by_code or code == "total":
            doc.problem(at(place, "code"), f"'{code}' sudah menjadi kode simpul nilai")
        members = doc.texts(place, source, "nodes")
        for member in members:
            doc.once(at(place, "nodes"), member, used, "simpul")
            if member not in by_code:
                doc.problem(at(place, "nodes"), f"simpul nilai '{member}' tidak ada di nodes")
        weight = doc.weight(place, source)
        weights = [by_code[member].weight for member in members if member in by_code]
        _check_sum(doc, at(place, "weight"), weight, weights, "simpulnya")
        areas.append(Area(code, doc.text(place, source, "title"), weight, members))
    return tuple(areas)


def _leaves(nodes: tuple[Node, ...], areas: tuple[Area, ...]) -> dict[str, str]:
    """Lowest node to the area it counts in, '' outside the areas."""
    area_of = {code: area.code for area in areas for code in area.nodes}
    leaves: dict[str, str] = {}

    def visit(node: Node, area: str) -> None:
        area = area_of.get(node.code, area)
        if not node.children:
            leaves[node.code] = area
        for child in node.children:
            visit(child, area)

    for node in nodes:
        visit(node, "")
    return leaves


def _read_switches(doc: Document, value: object) -> tuple[Switch, ...]:
    codes: dict[str, str] = {}
    switches = []
    for place, entry in doc.entries("switches", value):
        source = doc.mapping(place, entry, required=("code", "title"), optional=("opposite_of",))
        code = doc.code(place, source)
        doc.once(at(place, "code"), code, codes, "penanda")
        title, opposite = doc.text(place, source, "title"), doc.text(place, source, "opposite_of", "")
        switches.append(Switch(code, title, opposite))
    for number, switch in enumerate(switches):
        if switch.opposite_of and (switch.opposite_of not in codes or switch.opposite_of == switch.code):
            place = at(at("switches", number), "opposite_of")
            doc.problem(place, f"penanda '{switch.opposite_of}' tidak ada di switches")
    return tuple(switches)


def _check_leaves(doc: Document, nodes: tuple[Node, ...], parts: tuple[Part, ...]) -> None:
    filled = {item.node for part in parts for item in part.items if item.scored}
    for node in (node for top in nodes for node in top.walk()):
        if not node.children and node.code and node.code not in filled:
            doc.problem("nodes", f"simpul '{node.code}' tidak punya butir yang dinilai")


def _na_allowed(doc: Document, source: Mapping[str, object], kind: InstrumentKind) -> bool:
    """Whether items may be answered 'tidak berlaku' unless they say otherwise; never in a worksheet."""
    allowed = doc.flag("", source, "na_allowed", False)
    if allowed and kind is InstrumentKind.WORKSHEET:
        doc.problem("na_allowed", "lembar kerja (worksheet) diisi seluruhnya; tidak ada 'tidak berlaku'")
        return False
    return allowed


def _read_identity(doc: Document, source: Mapping[str, object]) -> dict[str, str]:
    keys = ("id", "version", "title", "label", "language", "rule")
    identity = {key: doc.text("", source, key) for key in keys}
    if identity["id"] and not _ID.fullmatch(identity["id"]):
        doc.problem("id", f"'{identity['id']}' harus huruf kecil, angka, dan tanda hubung")
    if identity["version"]:
        doc.code("", source, "version")
    return identity


def _read_colours(doc: Document, source: Mapping[str, object]) -> Colours | None:
    if source.get("colours") is None:
        if source.get("kind") == InstrumentKind.READINESS:
            doc.problem("colours", "wajib ada untuk instrumen kesiapan")
        return None
    value = doc.mapping("colours", source["colours"], required=("green", "yellow"))
    green, yellow = doc.weight("colours", value, "green"), doc.weight("colours", value, "yellow")
    if not yellow < green <= 100:
        doc.problem("colours", "harus yellow < green, paling tinggi 100")
    return Colours(green, yellow)


def _read_cases(doc: Document, source: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """The worked examples as they stand; `cases.py` runs them."""
    keys = ("answers", "means", "switches", "open_critical", "confidence")
    return tuple(
        doc.mapping(place, entry, required=("name", "expect"), optional=keys)
        for place, entry in doc.entries("cases", source.get("cases"))
    )
