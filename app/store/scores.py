"""What submitted visits came to: written once, in the transaction that submits, and never changed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.exact import exact_decimal, exact_text
from app.domain.gates import GateResult
from app.domain.scoring import NodeScore, Result
from app.domain.visits import Visit


@dataclass(frozen=True, slots=True)
class Total:
    """A submitted visit's total."""

    visit_id: int
    value_exact: str
    shown: str
    max_exact: str
    percent: float  # to sort and draw by; nothing is decided on it
    colour: str
    answered: int
    items: int
    submitted_at: int


def insert(db: Database, visit: Visit, result: Result, *, colour: str, at: int) -> None:
    """Keep a visit's total, its nodes and areas, and its gates. The total must have a value."""
    total = result.total
    db.execute(
        """
        INSERT INTO visit_scores (visit_id, org_id, period, value_exact, shown, max_exact, percent, colour,
                                  answered, items, submitted_at)
        VALUES (:visit_id, :org_id, :period, :value_exact, :shown, :max_exact, :percent, :colour, :answered,
                :items, :at)
        """,
        {
            "visit_id": visit.id,
            "org_id": visit.org_id,
            "period": visit.period,
            "value_exact": total.text,
            "shown": total.shown,
            "max_exact": exact_text(total.max),
            "percent": float(total.percent or 0),
            "colour": colour,
            "answered": total.answered,
            "items": total.items,
            "at": at,
        },
    )
    for node in result.nodes.values():
        _insert_node(db, visit.id, node)
    for predicate, verdict in result.gates.items():
        for gate in verdict.gates:
            _insert_gate(db, visit.id, predicate, gate)


def get(db: Database, visit_id: int) -> Total | None:
    """A visit's stored total, or None before it is submitted."""
    return get_all(db, [visit_id]).get(visit_id)


def get_all(db: Database, visit_ids: Collection[int]) -> dict[int, Total]:
    """Visit id to its stored total; visits that are not submitted are left out."""
    names = {f"v{n}": visit_id for n, visit_id in enumerate(visit_ids)}
    if not names:
        return {}
    rows = db.query(
        f"""
        SELECT visit_id, value_exact, shown, max_exact, percent, colour, answered, items, submitted_at
          FROM visit_scores WHERE visit_id IN ({", ".join(":" + name for name in names)})
        """,
        names,
    )
    return {row["visit_id"]: Total(**row) for row in rows}


def _insert_node(db: Database, visit_id: int, node: NodeScore) -> None:
    db.execute(
        """
        INSERT INTO node_scores (visit_id, node_code, value_exact, shown, max_exact, percent_shown, percent,
                                 answered, items)
        VALUES (:visit_id, :code, :value_exact, :shown, :max_exact, :percent_shown, :percent, :answered, :items)
        """,
        {
            "visit_id": visit_id,
            "code": node.code,
            "value_exact": node.text or "",
            "shown": node.shown or "",
            "max_exact": exact_text(node.max),
            "percent_shown": node.percent_shown or "",
            "percent": None if node.percent is None else float(node.percent),
            "answered": node.answered,
            "items": node.items,
        },
    )


def _insert_gate(db: Database, visit_id: int, predicate: str, result: GateResult) -> None:
    db.execute(
        """
        INSERT INTO gate_results (visit_id, predicate, gate_code, needs, has, passed)
        VALUES (:visit_id, :predicate, :code, :needs, :has, :passed)
        """,
        {
            "visit_id": visit_id,
            "predicate": predicate,
            "code": result.gate.code,
            "needs": None if result.gate.needs is None else exact_decimal(result.gate.needs),
            "has": exact_text(result.has),
            "passed": None if result.passed is None else int(result.passed),
        },
    )
