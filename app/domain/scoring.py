"""Turn answers into a score: item, sub-area, area, component, total. Exact; nothing is rounded on the way.

A mean over the items of a node times the node's weight, summed upwards. A blank item earns nothing and still
counts; an item that does not apply counts on neither side.
Rule: docs/scoring.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.domain.answers import Answer, Fall, Letter, Measure, NotApplicable, Ratio
from app.domain.checklist import LETTERED, Checklist, InstrumentKind, Item, ItemKind, Node, WhenZero
from app.domain.exact import exact_decimal, exact_text, two_decimals
from app.domain.gates import TOTAL, Verdict, judge, limits_of

FULL = Fraction(1)
NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class NodeScore:
    """The points of one node, area or the total, out of `max`; `value` is None when nothing in it applies.

    `items` counts the scored items that the station has, `answered` those of them that are filled.
    """

    code: str
    value: Fraction | None
    max: Fraction
    answered: int
    items: int
    limits: tuple[Fraction, ...] = ()

    @property
    def percent(self) -> Fraction | None:
        """The value out of its maximum, 0 to 100."""
        return None if self.value is None else self.value / self.max * 100

    @property
    def text(self) -> str | None:
        """The exact value as decimal text, for the store."""
        return None if self.value is None else exact_text(self.value)

    @property
    def shown(self) -> str | None:
        """The value for people: two decimals, never at a gate it misses."""
        return None if self.value is None else two_decimals(self.value, self.limits)

    @property
    def percent_shown(self) -> str | None:
        """The percentage for people, by the same rule."""
        if self.percent is None:
            return None
        return two_decimals(self.percent, (limit / self.max * 100 for limit in self.limits))


@dataclass(frozen=True, slots=True)
class Result:
    """What a checklist's answers come to."""

    checklist: Checklist
    total: NodeScore
    nodes: Mapping[str, NodeScore]
    gates: Mapping[str, Verdict]
    items: Mapping[str, Fraction | None]
    blank: tuple[str, ...]

    def area(self, code: str) -> NodeScore:
        """The score of one of the six areas."""
        return self.nodes[code]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One node's items together: their mean (0..1, None when none applies), how many are filled."""

    mean: Fraction | None
    answered: int = 0
    items: int = 0


def points(item: Item, answer: Answer | None) -> Fraction | None:
    """What `answer` earns, 0 to 1; None for an unscored item and for one that does not apply. Blank earns 0.

    Raises TypeError for an answer of another kind than the item's.
    """
    if not item.scored or isinstance(answer, NotApplicable):
        return None
    match answer:
        case None:
            return NOTHING
        case Letter(letter) if item.kind in LETTERED:
            return Fraction(item.points[letter])
        case Ratio(n, d) if item.kind is ItemKind.PERCENT:
            return _share(n, d, item.when_zero)
        case Fall(before, now) if item.kind is ItemKind.FALLING:
            return _fall(before, now)
        case Measure() if item.kind is ItemKind.INDEX:
            return Fraction(answer.value) / 4
    raise TypeError(f"{item.code} ({item.kind}) cannot be answered by {answer!r}")


def score(
    checklist: Checklist,
    answers: Mapping[str, Answer],
    switches: Collection[str] | None = None,
    day: str | None = None,
) -> Result:
    """The score of `answers` (item code to answer; items left out are blank).

    `switches` are those of the station (None: every item applies); answers to items that do not apply are
    ignored. `day` ('YYYY-MM-DD') chooses the gates; None means those in force without an end.
    """
    scope = checklist.applicable(switches)
    earned = {item.code: points(item, answers.get(item.code)) for item in scope.items}
    leaves = {}
    for node, items in scope.items_by_node.items():
        scored = [item for item in items if item.scored]
        values = [value for item in scored if (value := earned[item.code]) is not None]
        mean = sum(values, NOTHING) / len(values) if values else None
        leaves[node] = Leaf(mean, sum(item.code in answers for item in scored), len(scored))
    nodes, total = roll_up(checklist, leaves)
    verdicts = judge(checklist, lambda code: (total if code == TOTAL else nodes[code]).value, day)
    blank = tuple(item.code for item in scope.items if item.code not in answers)
    return Result(scope, total, nodes, verdicts, earned, blank)


def roll_up(checklist: Checklist, leaves: Mapping[str, Leaf]) -> tuple[dict[str, NodeScore], NodeScore]:
    """The score of every node and area, and the total, from the means of the lowest nodes."""
    limits = limits_of(checklist)
    nodes: dict[str, NodeScore] = {}

    def visit(node: Node) -> NodeScore:
        below = [visit(child) for child in node.children]
        weight = Fraction(node.weight)
        if below:
            nodes[node.code] = _sum(node.code, below, weight, limits)
        else:
            leaf = leaves.get(node.code, Leaf(None))
            value = None if leaf.mean is None else leaf.mean * weight
            nodes[node.code] = NodeScore(node.code, value, weight, leaf.answered, leaf.items, limits.get(node.code, ()))
        return nodes[node.code]

    top = [visit(node) for node in checklist.nodes]
    nodes = {node.code: nodes[node.code] for tree in checklist.nodes for node in tree.walk()}
    for area in checklist.areas:
        if area.nodes != (area.code,):
            parts = [nodes[code] for code in area.nodes]
            nodes[area.code] = _sum(area.code, parts, Fraction(area.weight), limits)
    total = _sum(TOTAL, top, sum((node.max for node in top), NOTHING), limits)
    if checklist.kind is InstrumentKind.READINESS:
        total = NodeScore(TOTAL, total.percent, Fraction(100), total.answered, total.items, limits.get(TOTAL, ()))
    return nodes, total


def as_json(result: Result) -> dict[str, object]:
    """The result as the command line prints it; numbers are text, None where nothing applies or is known."""
    return {
        "checklist": result.checklist.id,
        "version": result.checklist.version,
        "total": _total_json(result.total),
        "nodes": {
            code: {
                **_total_json(node),
                "percent": node.percent_shown,
                "answered": node.answered,
                "items": node.items,
            }
            for code, node in result.nodes.items()
        },
        "gates": {code: _verdict_json(verdict) for code, verdict in result.gates.items()},
    }


def _share(n: int, d: int, when_zero: WhenZero) -> Fraction | None:
    if d == 0:
        return FULL if when_zero is WhenZero.FULL else None
    return min(Fraction(n, d), FULL)


def _fall(before: int, now: int) -> Fraction:
    if before == 0:
        return FULL if now == 0 else NOTHING
    return max(Fraction(before - now, before), NOTHING)


def _sum(code: str, below: list[NodeScore], weight: Fraction, limits: Mapping[str, tuple[Fraction, ...]]) -> NodeScore:
    """Scores added up; those where nothing applies leave both the value and the maximum."""
    applies = [(node.value, node.max) for node in below if node.value is not None]
    return NodeScore(
        code,
        sum((value for value, _ in applies), NOTHING) if applies else None,
        sum((most for _, most in applies), NOTHING) if applies else weight,
        sum(node.answered for node in below),
        sum(node.items for node in below),
        limits.get(code, ()),
    )


def _total_json(node: NodeScore) -> dict[str, object]:
    return {"value": node.text, "shown": node.shown, "max": exact_text(node.max)}


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        "passed": verdict.passed,
        "gates": [
            {
                "code": result.gate.code,
                "needs": None if result.gate.needs is None else exact_decimal(result.gate.needs),
                "has": exact_text(result.has),
                "passed": result.passed,
            }
            for result in verdict.gates
        ],
    }
