"""Drawing upon a picture: a form that needs no script, which the page's own module turns into a canvas."""

import json
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain import annotations as rules
from app.domain.annotations import MOST_SHAPES, WHOLE, LayerMoved, Shape, ShapeKind
from app.domain.errors import Invalid, NotAllowed
from app.domain.people import Action
from app.services import annotations as deeds
from app.store import annotations, photo_records
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.evidence.blueprint import bp
from app.web.evidence.drawn import drawn, stroke


@bp.get("/<uid>/layer")
@allow(Action.ANNOTATE)
def edit(uid: str) -> ResponseReturnValue:
    """Arrows, circles and blurs of a picture, to be changed; ?version= begins with an earlier one."""
    return _page(uid, chosen=request.args.get("version", ""))


@bp.post("/<uid>/layer")
@allow(Action.ANNOTATE)
def save(uid: str) -> ResponseReturnValue:
    """Keep what was drawn as the next version."""
    base = request.form.get("base", "")
    try:
        shapes = _sent()
    except Invalid as error:
        return _page(uid, problem=_explained(error), status=422)
    if request.form.get("step") == "change":  # without a script: one shape more or less, still to be kept
        return _page(uid, shapes=shapes, base=base)
    try:
        deeds.save(
            get_db(),
            uid,
            shapes,
            base=int(base) if base.isdecimal() and len(base) < 9 else 0,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except LayerMoved:
        problem = _("Somebody else drew on this picture meanwhile. Yours stands here, unsaved; saving replaces theirs.")
        return _page(uid, shapes=shapes, problem=problem, status=409)
    flash(_("The drawing is kept. The picture itself is unchanged."), "success")
    return redirect(url_for(".show", uid=uid), 303)


def _page(
    uid: str,
    *,
    chosen: str = "",
    shapes: Sequence[Shape] | None = None,
    base: str = "",
    problem: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    db, person = get_db(), current_person()
    record = photo_records.get(db, uid, person_id=person.id, today=today())
    if not (record.may_annotate and record.is_picture):
        raise NotAllowed(f"{person.username} may not draw on picture {uid}")
    layers = annotations.history(db, record.id)
    newest = layers[0].version if layers else 0
    begun = next((layer for layer in layers if str(layer.version) == chosen), layers[0] if layers else None)
    standing = tuple(shapes) if shapes is not None else begun.shapes if begun else ()
    width, height = record.width or 1, record.height or 1
    page = render_template(
        "evidence/layer.html",
        record=record,
        shapes=standing,
        shapes_json=rules.canonical(standing),
        base=base or newest,
        drawn=drawn(standing, width, height),
        stroke=stroke(width, height),
        kinds=_kinds(),
        words=_words(),
        problem=problem,
        most=MOST_SHAPES,
    )
    return page, status


def _sent() -> tuple[Shape, ...]:
    """The drawing as it was sent: the standing shapes, those ticked taken out, one more from the number fields."""
    standing = rules.parse(request.form.get("shapes", "[]"))
    gone = set(request.form.getlist("remove"))
    kept = [shape for place, shape in enumerate(standing) if str(place) not in gone]
    if kind := request.form.get("kind", ""):
        numbers = {name: _share(request.form.get(name, "")) for name in ("x", "y", "w", "h")}
        kept += rules.parse(json.dumps([{"kind": kind, **numbers}]))
    return rules.parse(rules.canonical(kept))


def _share(text: str) -> int | None:
    """Per cent as typed, as ten-thousandths; None for what is no number."""
    try:
        share = float(text.strip().replace(",", ".")) * WHOLE / 100
    except ValueError:
        return None
    return round(share) if -WHOLE <= share <= WHOLE else None


def _kinds() -> list[tuple[str, str]]:
    return [(ShapeKind.ARROW, _("Arrow")), (ShapeKind.CIRCLE, _("Circle")), (ShapeKind.BLUR, _("Blur"))]


def _explained(error: Invalid) -> str:
    sentences = {
        "unreadable": _("The drawing could not be read. Nothing was changed."),
        "too_many": _("At most %(most)s things can be drawn on a picture.", most=MOST_SHAPES),
        "bad_shape": _("A drawn thing lies outside the picture or is too small."),
    }
    return str(sentences[error.problems["shapes"]])


def _words() -> dict[str, str]:
    """What the page's module says; {kind}, {n} and {place} are filled in there."""
    return {
        "arrow": _("Arrow"),
        "circle": _("Circle"),
        "blur": _("Blur"),
        "added": _("{kind} added. Arrow keys move it, with Shift they change its size, Delete removes it."),
        "remove": _("Remove {kind}"),
        "removed": _("{kind} removed."),
        "moved": _("{kind} {n}: {place}."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "place": _("{x} % from the left, {y} % from the top, {w} % wide, {h} % high"),
        "full": _("No more can be drawn on this picture."),
        "offline": _("No signal. What you drew stays here; keep it once there is one."),
    }
