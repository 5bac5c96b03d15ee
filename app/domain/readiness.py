"""What a score means for a station: its colour, what would raise it most, and which findings it proposes.

Marks borrow the gates of the predicates as yardsticks; a station never holds a predicate.
Rule: docs/scoring.md, "Colour", "Findings proposed" and "What raises a score most".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from app.domain.answers import Answer
from app.domain.checklist import Checklist, InstrumentKind, Item, Node
from app.domain.exact import two_decimals
from app.domain.finding_proposals import proposed_severity
from app.domain.findings import Severity
from app.domain.gates import TOTAL, GateResult
from app.domain.scoring import FULL, Result, points, score


class Colour(StrEnum):
    """How ready a station looks, from its areas."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Gain:
    """What an item would add if it were full: `adds` to the total, `area_adds` points to its area.

    `clears` names the marks ('WBK', 'III') that this item alone would reach.
    """

    item: Item
    area: str
    points: Fraction
    adds: Fraction
    area_adds: Fraction
    clears: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> str:
        """The points added, two decimals."""
        return two_decimals(self.adds)


@dataclass(frozen=True, slots=True)
class Plan:
    """The fewest items that reach every mark of a goal, and the total once they are full."""

    gains: tuple[Gain, ...]
    total: Fraction

    @property
    def shown(self) -> str:
        """The total reached, two decimals."""
        return two_decimals(self.total)


def colour(result: Result, *, open_critical: bool) -> Colour | None:
    """Green, yellow or red; None when nothing applies or the instrument has no colours.

    Green needs every area at the green percentage and no open critical finding.
    """
    marks = result.checklist.colours
    percents = [
        node.percent for area in result.checklist.areas if (node := result.nodes[area.code]).percent is not None
    ]
    if marks is None or not percents:
        return None
    lowest = min(percent for percent in percents if percent is not None)
    if lowest >= marks.green and not open_critical:
        return Colour.GREEN
    return Colour.YELLOW if lowest >= marks.yellow else Colour.RED


def proposal(item: Item, answer: Answer | None) -> Severity | None:
    """The finding that `answer` proposes: serious for a critical item below full, moderate for no points.

    A blank answer and an item that is not scored propose nothing.
    """
    earned = None if answer is None else points(item, answer)
    if earned is None or not (earned == 0 or (item.critical and earned < FULL)):
        return None
    return proposed_severity(earned, is_critical=item.critical, is_heavy=False)  # its weight changes neither


def gains(
    checklist: Checklist,
    answers: Mapping[str, Answer],
    switches: Collection[str] | None = None,
    goal: str | None = None,
) -> tuple[Gain, ...]:
    """Every scored item below full marks that applies, the one that adds most first.

    `clears` looks at the gates of `goal` (a predicate's code), of every predicate when None.
    """
    result = score(checklist, answers, switches)
    paths = _paths(result.checklist)
    short = [(code, gate) for code, verdict in result.gates.items() if goal in (None, code) for gate in verdict.missing]
    found = [
        _gain(item, earned, result, paths[item.node], short)
        for item in result.checklist.items
        if (earned := result.items[item.code]) is not None and earned < FULL
    ]
    return tuple(sorted(found, key=lambda gain: -gain.adds))


def shortest_way(
    checklist: Checklist,
    answers: Mapping[str, Answer],
    goal: str,
    switches: Collection[str] | None = None,
) -> Plan:
    """The fewest items that together reach every confirmed mark of `goal`.

    Each mark, the narrowest first, takes the items that add most within it until it is reached. Marks lie
    inside one another (area, component, total), so no shorter choice exists.
    """
    result = score(checklist, answers, switches)
    paths = _paths(result.checklist)
    open_gains = gains(checklist, answers, switches, goal)
    chosen: list[Gain] = []
    for gate in sorted(result.gates[goal].missing, key=lambda gate: _width(result, gate)):
        inside = [gain for gain in open_gains if gate.gate.on in paths[gain.item.node]]
        missing = (gate.shortfall or Fraction(0)) - sum(_added(g, gate) for g in chosen if g in inside)
        for gain in inside:
            if missing <= 0:
                break
            if gain not in chosen:
                chosen.append(gain)
                missing -= _added(gain, gate)
    total = (result.total.value or Fraction(0)) + sum((gain.adds for gain in chosen), Fraction(0))
    return Plan(tuple(sorted(chosen, key=lambda gain: -gain.adds)), total)


def _gain(
    item: Item, earned: Fraction, result: Result, path: frozenset[str], short: list[tuple[str, GateResult]]
) -> Gain:
    area_adds = (FULL - earned) * _share_of_node(item, result)
    adds = area_adds * _scale(result)
    area = result.checklist.part(item.part).area
    gain = Gain(item, area, earned, adds, area_adds, ())
    clears = tuple(
        (code, gate.gate.code)
        for code, gate in short
        if gate.gate.on in path and _added(gain, gate) >= (gate.shortfall or 0)
    )
    return Gain(item, area, earned, adds, area_adds, clears)


def worths(result: Result) -> dict[str, Fraction]:
    """Item code to the points of the total that a scored item carries when it is full, as the other answers stand."""
    scale = _scale(result)
    found: dict[str, Fraction] = {}
    for node, items in result.checklist.items_by_node.items():
        peers = [item.code for item in items if result.items[item.code] is not None]
        if peers:
            found |= dict.fromkeys(peers, result.nodes[node].max / len(peers) * scale)
    return found


def _share_of_node(item: Item, result: Result) -> Fraction:
    peers = sum(result.items[peer.code] is not None for peer in result.checklist.items_by_node[item.node])
    return result.nodes[item.node].max / peers


def _added(gain: Gain, gate: GateResult) -> Fraction:
    return gain.adds if gate.gate.on == TOTAL else gain.area_adds


def _scale(result: Result) -> Fraction:
    """How much of the total one point of a node is."""
    if result.checklist.kind is not InstrumentKind.READINESS:
        return FULL
    tops = (result.nodes[node.code] for node in result.checklist.nodes)
    return 100 / sum((top.max for top in tops if top.value is not None), Fraction(0))


def _width(result: Result, gate: GateResult) -> tuple[bool, Fraction]:
    on = gate.gate.on
    return (on == TOTAL, result.total.max if on == TOTAL else result.nodes[on].max)


def _paths(checklist: Checklist) -> dict[str, frozenset[str]]:
    """Lowest node to everything it counts in: itself, the nodes above, its area, and the total."""
    area_of = {code: area.code for area in checklist.areas for code in area.nodes}
    paths: dict[str, frozenset[str]] = {}

    def visit(node: Node, above: frozenset[str]) -> None:
        here = above | {node.code} | ({area_of[node.code]} if node.code in area_of else set())
        paths[node.code] = here
        for child in node.children:
            visit(child, here)

    for node in checklist.nodes:
        visit(node, frozenset({TOTAL}))
    return paths
