"""The predicates of a checklist file and their gates, checked against the weights they are drawn from."""

from collections.abc import Mapping
from decimal import Decimal

from app.domain.checklist import Area, Gate, InstrumentKind, Node, Predicate
from app.domain.document import Document, at
from app.domain.gates import TOTAL

GATE_KEYS = ["title", "needs", "percent", "index", "confirmed", "valid_from", "valid_to", "candidates", "confidence"]


def read_predicates(
    doc: Document, value: object, nodes: tuple[Node, ...], areas: tuple[Area, ...], kind: InstrumentKind
) -> tuple[Predicate, ...]:
    """Every predicate with its gates; a minimum given as points and as index or percentage must agree."""
    weights = _weights(nodes, areas, kind)
    codes: dict[str, str] = {}
    predicates = []
    for place, entry in doc.entries("predicates", value):
        source = doc.mapping(place, entry, required=("code", "title", "gates"), optional=("after", "conditions"))
        code = doc.code(place, source)
        after = doc.text(place, source, "after", "")
        if after and after not in codes:
            doc.problem(at(place, "after"), f"predikat '{after}' belum disebut sebelumnya")
        doc.once(at(place, "code"), code, codes, "predikat")
        gates = tuple(
            _gate(doc, where, raw, weights)
            for where, raw in doc.entries(at(place, "gates"), source.get("gates"), required=True)
        )
        _check_overlap(doc, at(place, "gates"), gates)
        title, conditions = doc.text(place, source, "title"), doc.texts(place, source, "conditions")
        predicates.append(Predicate(code, title, gates, after, conditions))
    return tuple(predicates)


def _weights(nodes: tuple[Node, ...], areas: tuple[Area, ...], kind: InstrumentKind) -> dict[str, Decimal]:
    """What each gate may be on, with the most it can have."""
    weights = {area.code: area.weight for area in areas}
    weights |= {node.code: node.weight for top in nodes for node in top.walk()}
    of_hundred = kind is InstrumentKind.READINESS
    weights[TOTAL] = Decimal(100) if of_hundred else sum((node.weight for node in nodes), Decimal(0))
    return weights


def _gate(doc: Document, place: str, raw: object, weights: Mapping[str, Decimal]) -> Gate:
    source = doc.mapping(place, raw, required=("code", "on"), optional=GATE_KEYS)
    on = doc.text(place, source, "on")
    if on and on not in weights:
        doc.problem(at(place, "on"), f"'{on}' bukan simpul, area, atau total")
    percent, index = doc.decimal(place, source, "percent"), doc.decimal(place, source, "index")
    needs = _needs(doc, place, source, weights.get(on), percent, index)
    confirmed = doc.flag(place, source, "confirmed", True)
    if confirmed and needs is None:
        doc.problem(at(place, "needs"), "ambang tanpa angka harus ditandai confirmed: no")
    valid_from, valid_to = doc.dates(place, source)
    return Gate(
        code=doc.code(place, source),
        title=doc.text(place, source, "title", ""),
        on=on,
        needs=needs,
        confirmed=confirmed,
        valid_from=valid_from,
        valid_to=valid_to,
        percent=percent,
        index=index,
        candidates=doc.texts(place, source, "candidates"),
        confidence=doc.text(place, source, "confidence", ""),
    )


def _needs(
    doc: Document,
    place: str,
    source: Mapping[str, object],
    weight: Decimal | None,
    percent: Decimal | None,
    index: Decimal | None,
) -> Decimal | None:
    """The minimum in points, from whichever way the file gives it."""
    needs = doc.decimal(place, source, "needs")
    if weight is None:
        return needs
    for given, whole, key in ((percent, Decimal(100), "percent"), (index, Decimal(4), "index")):
        if given is None:
            continue
        points = given * weight / whole
        if needs is not None and needs != points:
            doc.problem(at(place, key), f"{given} berarti {points.normalize():f} nilai, bukan {needs}")
        needs = points if needs is None else needs
    if needs is not None and needs > weight:
        doc.problem(at(place, "needs"), f"ambang {needs} melebihi nilai tertinggi {weight}")
    return needs


def _check_overlap(doc: Document, place: str, gates: tuple[Gate, ...]) -> None:
    """Two gates of one code must not be in force together."""
    for number, gate in enumerate(gates):
        for other in gates[:number]:
            apart = (other.valid_to and other.valid_to < gate.valid_from) or (
                gate.valid_to and gate.valid_to < other.valid_from
            )
            if gate.code == other.code and not apart:
                doc.problem(at(at(place, number), "code"), f"ambang '{gate.code}' berlaku dua kali bersamaan")
