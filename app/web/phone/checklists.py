"""The instrument as the phone keeps it: all that scoring and the texts of a page without signal need."""

from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.clock import today
from app.domain.checklist import Checklist, Item, Node, Part, Predicate
from app.domain.exact import exact_decimal
from app.domain.people import Action
from app.store import checklists
from app.web.access import allow, current_person
from app.web.assets import FOREVER
from app.web.database import get_db
from app.web.errors import PROTO
from app.web.phone.routes import bp

SHAPE = 1  # raised when a field is added: phones then fetch anew what they keep


@bp.get("/checklists/<sha256>")
@allow(Action.FILL_VISIT)
def checklist(sha256: str) -> ResponseReturnValue:
    """One published version, for inspectors who may see a visit of it. It never changes."""
    db = get_db()
    version = checklists.get_of_visits(db, sha256, person_id=current_person().id, today=today())
    told = {"proto": PROTO, "shape": SHAPE, "sha256": version.sha256, **instrument(checklists.parsed(db, version))}
    response: Response = jsonify(told)
    response.headers["Cache-Control"] = FOREVER.replace("public", "private")
    response.set_etag(f"{version.sha256}-{SHAPE}")
    return response.make_conditional(request)


def instrument(checklist: Checklist) -> dict[str, Any]:
    """A checklist as JSON; numbers are decimal text, as everywhere in SIAP."""
    colours = checklist.colours
    return {
        "id": checklist.id,
        "version": checklist.version,
        "title": checklist.title,
        "label": checklist.label,
        "kind": checklist.kind,
        "nodes": [_node(node) for node in checklist.nodes],
        "areas": [
            {"code": area.code, "title": area.title, "weight": exact_decimal(area.weight), "nodes": area.nodes}
            for area in checklist.areas
        ],
        "parts": [_part(part) for part in checklist.parts],
        "predicates": [_predicate(predicate) for predicate in checklist.predicates],
        "switches": [
            {"code": one.code, "title": one.title, "oppositeOf": one.opposite_of} for one in checklist.switches
        ],
        "colours": colours and {"green": exact_decimal(colours.green), "yellow": exact_decimal(colours.yellow)},
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "code": node.code,
        "title": node.title,
        "weight": exact_decimal(node.weight),
        "children": [_node(child) for child in node.children],
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "code": part.code,
        "title": part.title,
        "area": part.area,
        "shownBy": part.shown_by,
        "items": [_item(item) for item in part.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "title": item.title,
        "kind": item.kind,
        "node": item.node,
        "scored": item.scored,
        "critical": item.critical,
        "photo": item.photo,
        "naAllowed": item.na_allowed,
        "whenZero": item.when_zero,
        "appliesIf": item.applies_if,
        "letters": item.letters,
        "points": {letter: exact_decimal(earned) for letter, earned in item.points.items()},
        "criteria": dict(item.criteria),
        "counts": dict(item.counts),
        "evidence": item.evidence,
        "hint": item.hint,
    }


def _predicate(predicate: Predicate) -> dict[str, Any]:
    gates = [
        {
            "code": gate.code,
            "title": gate.title,
            "on": gate.on,
            "needs": None if gate.needs is None else exact_decimal(gate.needs),
            "confirmed": gate.confirmed,
            "validFrom": gate.valid_from,
            "validTo": gate.valid_to,
        }
        for gate in predicate.gates
    ]
    return {"code": predicate.code, "title": predicate.title, "after": predicate.after, "gates": gates}
