"""The worked examples that a checklist file carries, run against the scoring rules.

A case gives `answers` (as ANSWERS.json) or `means` (the mean of every item below a node, 0..1 or 'null'),
and expects texts as shown: total, earned and possible points, nodes, percents, items, colour, passed.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.domain import answers, readiness, scoring
from app.domain.checklist import Checklist, Node
from app.domain.document import Document, at
from app.domain.errors import Invalid
from app.domain.exact import two_decimals
from app.domain.gates import TOTAL, judge

EXPECTATIONS = ("total", "earned", "possible", "colour", "nodes", "percents", "items", "passed")
OUTCOMES = {True: "yes", False: "no", None: "unconfirmed"}


def failures(checklist: Checklist) -> dict[str, str]:
    """What does not come out as the file's own examples say, by place; empty when all is well."""
    doc = Document()
    for number, case in enumerate(checklist.cases):
        place = at("cases", number)
        expected = doc.mapping(at(place, "expect"), case["expect"], optional=EXPECTATIONS)
        result = _result(doc, place, case, checklist)
        if result is None or doc.problems:
            continue
        open_critical = doc.flag(place, case, "open_critical", False)
        for key, wanted, found in _compare(expected, checklist, result, open_critical):
            if wanted != found:
                where = at(at(place, "expect"), key)
                doc.problem(where, f"tertulis {wanted}, hasil hitung {found or 'tidak ada'}")
    return doc.problems


def _result(doc: Document, place: str, case: Mapping[str, object], checklist: Checklist) -> scoring.Result | None:
    if ("means" in case) == ("answers" in case):
        doc.problem(place, "isi salah satu: answers atau means")
        return None
    if "means" in case:
        return _of_means(doc, at(place, "means"), case["means"], checklist)
    raws = case["answers"]
    if not isinstance(raws, Mapping):
        doc.problem(at(place, "answers"), "harus berupa pasangan 'kode butir: jawaban'")
        return None
    switches = doc.texts(place, case, "switches") if "switches" in case else None
    try:
        return scoring.score(checklist, answers.parse_all(checklist, raws), switches)
    except Invalid as invalid:
        for code, what in invalid.problems.items():
            doc.problem(at(at(place, "answers"), code), what)
    return None


def _of_means(doc: Document, place: str, value: object, checklist: Checklist) -> scoring.Result:
    """The score when every item below a node has the mean given for it; the nearest node counts."""
    texts = doc.text_map(place, value)
    means = {code: doc.decimal(place, texts, code) for code in texts}
    leaves: dict[str, scoring.Leaf] = {}
    used = set()

    def visit(node: Node, mean: Fraction | None) -> None:
        if node.code in means:
            used.add(node.code)
            given = means[node.code]
            mean = None if given is None else Fraction(given)
        leaves[node.code] = scoring.Leaf(mean)
        for child in node.children:
            visit(child, mean)

    for node in checklist.nodes:
        visit(node, Fraction(0))
    for code in means.keys() - used:
        doc.problem(at(place, code), f"simpul nilai '{code}' tidak ada")
    nodes, total = scoring.roll_up(checklist, leaves)
    gates = judge(checklist, lambda code: (total if code == TOTAL else nodes[code]).value)
    return scoring.Result(checklist, total, nodes, gates, {}, ())


def _compare(
    expected: Mapping[str, object], checklist: Checklist, result: scoring.Result, open_critical: bool
) -> Iterator[tuple[str, object, str | None]]:
    """Each expectation: its place below `expect`, what is written there, and what came out."""
    top = [result.nodes[node.code] for node in checklist.nodes]
    colour = readiness.colour(result, open_critical=open_critical)
    single = {
        "total": result.total.shown,
        "earned": two_decimals(sum((node.value or Fraction(0) for node in top), Fraction(0))),
        "possible": two_decimals(sum((n.max for n in top if n.value is not None), Fraction(0))),
        "colour": None if colour is None else str(colour),
    }
    groups: dict[str, Mapping[str, str | None]] = {
        "nodes": {code: node.shown for code, node in result.nodes.items()},
        "percents": {code: node.percent_shown for code, node in result.nodes.items()},
        "items": {code: two_decimals(value) for code, value in result.items.items() if value is not None},
        "passed": {code: OUTCOMES[verdict.passed] for code, verdict in result.gates.items()},
    }
    for key, wanted in expected.items():
        if key in single:
            yield key, wanted, single[key]
        elif isinstance(wanted, Mapping):
            for code, text in wanted.items():
                yield at(key, code), text, groups[key].get(code)
        else:
            yield key, wanted, "pasangan 'kode: hasil'"
