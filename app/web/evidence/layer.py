"""Drawing upon a picture: a form that needs no script, which the page's own module turns into a canvas."""

import json
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import now, today
from app.domain import annotations as rules
from app.domain.annotations import MOST_SHAPES, WHOLE, DetectorMissing, LayerMoved, Shape, ShapeKind
from app.domain.errors import Invalid, NotAllowed
from app.domain.evidence import GateBusy, PhotoRefused, StorageFull
from app.domain.people import Action
from app.services import annotations as deeds
from app.store import annotations, photo_records
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.evidence.blueprint import bp
from app.web.evidence.drawn import drawn, stroke
from app.web.photos import get_blobs


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
        shapes, proposed = _sent(), _undecided()
    except Invalid as error:
        return _page(uid, problem=_explained(error), status=422)
    if request.form.get("step") == "change":  # without a script: one shape more or less, still to be kept
        return _page(uid, shapes=shapes, base=base, proposed=proposed)
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
        return _page(uid, shapes=shapes, problem=problem, status=409, proposed=proposed)
    flash(_("The drawing is kept. The picture itself is unchanged."), "success")
    if proposed:
        flash(
            ngettext(
                "%(num)s proposal was not confirmed, so nothing is hidden there.",
                "%(num)s proposals were not confirmed, so nothing is hidden there.",
                len(proposed),
            ),
            "info",
        )
    return redirect(url_for(".show", uid=uid), 303)


@bp.post("/<uid>/proposal")
@allow(Action.ANNOTATE)
def propose(uid: str) -> ResponseReturnValue:
    """The same page with what a detector would hide, each to be confirmed by a person; nothing is kept by asking."""
    base = request.form.get("base", "")
    try:
        shapes = _sent() if "shapes" in request.form else None  # None: asked from the page of the photo
    except Invalid as error:
        return _page(uid, problem=_explained(error), status=422)
    try:
        proposed = deeds.propose(get_db(), get_blobs(), uid, shapes, actor=current_person(), at=now(), today=today())
    except DetectorMissing:
        return _page(uid, shapes=shapes, base=base, said=_without_detector(), status=503)
    except GateBusy:
        said = _("Looking took too long, so nothing is proposed. Mark by hand, or try again in a while.")
        return _page(uid, shapes=shapes, base=base, said=said, status=503)
    except (PhotoRefused, StorageFull):
        said = _("This picture could not be looked at. Mark faces and number plates by hand.")
        return _page(uid, shapes=shapes, base=base, said=said, status=503)
    return _page(uid, shapes=shapes, base=base, proposed=proposed, said=_found(len(proposed)))


def _page(
    uid: str,
    *,
    chosen: str = "",
    shapes: Sequence[Shape] | None = None,
    base: str = "",
    problem: str = "",
    status: int = 200,
    proposed: Sequence[Shape] = (),
    said: str = "",
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
        proposed=proposed,
        proposed_json=rules.canonical(proposed),
        said=said,
        can_look=deeds.can_propose(),
        without_detector=_without_detector(),
        drawn=drawn(standing, width, height),
        drawn_proposed=drawn(proposed, width, height),
        stroke=stroke(width, height),
        kinds=_kinds(),
        words=_words(),
        problem=problem,
        most=MOST_SHAPES,
    )
    return page, status


def _sent() -> tuple[Shape, ...]:
    """The drawing as it was sent: the standing shapes, those ticked taken out, proposals that are ticked, and one more
    from the number fields."""
    standing = rules.parse(request.form.get("shapes", "[]"))
    gone, confirmed = set(request.form.getlist("remove")), set(request.form.getlist("confirm"))
    kept = [shape for place, shape in enumerate(standing) if str(place) not in gone]
    kept += [shape for place, shape in enumerate(_proposed()) if str(place) in confirmed]
    if kind := request.form.get("kind", ""):
        numbers = {name: _share(request.form.get(name, "")) for name in ("x", "y", "w", "h")}
        kept += rules.parse(json.dumps([{"kind": kind, **numbers}]))
    return rules.parse(rules.canonical(kept))


def _undecided() -> list[Shape]:
    """The proposals that were sent along and not ticked."""
    confirmed = set(request.form.getlist("confirm"))
    return [shape for place, shape in enumerate(_proposed()) if str(place) not in confirmed]


def _proposed() -> tuple[Shape, ...]:
    return rules.blurs(rules.parse(request.form.get("proposed", "[]")))


def _found(number: int) -> str:
    if not number:
        return str(
            _(
                "No face or number plate found that is not hidden already. That does not mean that there is none: look "
                "yourself."
            )
        )
    return str(
        ngettext(
            "%(num)s place is proposed. A machine guesses: some are nothing, and others it overlooks. Confirm or "
            "discard it, and look at the whole picture yourself. Nothing is hidden until you confirm it and keep the "
            "drawing.",
            "%(num)s places are proposed. A machine guesses: some are nothing, and others it overlooks. Confirm or "
            "discard each, and look at the whole picture yourself. Nothing is hidden until you confirm it and keep the "
            "drawing.",
            number,
        )
    )


def _without_detector() -> str:
    return str(
        _(
            "This server has nothing that looks for faces and number plates: mark them by hand. Whoever runs it can "
            "add it with “make detector”."
        )
    )


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
        "confirm": _("Confirm"),
        "confirm_one": _("Confirm proposal {n}: hide this place"),
        "discard_one": _("Discard proposal {n}"),
        "confirmed": _("Confirmed: it is a blur in the list now, where it can be moved. {n} proposals are left."),
        "discarded": _("Discarded. {n} proposals are left."),
        "full": _("No more can be drawn on this picture."),
        "offline": _("No signal. What you drew stays here; keep it once there is one."),
    }
