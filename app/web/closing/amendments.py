"""Setting something right after the seal: an amendment, which stands beside what it amends and is sealed like it."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.people import Action, Role
from app.domain.visits import Visit, VisitState
from app.services import accounts, amending
from app.services.amending import Target
from app.store import orgs, visits
from app.web.access import allow, current_person
from app.web.closing.blueprint import bp
from app.web.closing.forms import AmendForm
from app.web.database import get_db, get_signer
from app.web.passwords import passwords, told_to_wait


@bp.get("/amendments/new")
@allow(Action.SEAL_VISIT)
def choose(uid: uuid.UUID) -> ResponseReturnValue:
    """Choose what to set right, then say how it should read and why."""
    visit, key = _visit(uid), request.args.get("what", "")
    if not key:
        targets = amending.targets(get_db(), visit)
        return render_template("closing/choose.html", visit=visit, targets=targets)
    return _page(visit, amending.target(get_db(), visit, key), AmendForm(formdata=None))


@bp.post("/amendments")
@allow(Action.SEAL_VISIT)
def amend(uid: uuid.UUID) -> ResponseReturnValue:
    """Enter the amendment; the sealed rows stay as they are."""
    visit, form = _visit(uid), AmendForm()
    what = amending.target(get_db(), visit, form.what.data or "head:visit:order_number")
    try:
        amending.amend(
            get_db(),
            get_signer(),
            visit,
            what,
            form.raw(what),
            reason=form.reason.data or "",
            password=form.password.data or "",
            passwords=passwords(),
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except accounts.TooManyFailures as error:
        form.password.errors = [told_to_wait(error)]
        return _page(visit, what, form, status=429)
    except Invalid as error:
        form.explain(error, what)
        return _page(visit, what, form, status=422)
    flash(_("The amendment is sealed. It stands beside what it amends."), "success")
    return redirect(url_for(".show", uid=uid, _anchor="amendments"), 303)


def may_amend(visit: Visit) -> bool:
    """Whether the person who asks may amend this visit."""
    person = current_person()
    is_planner = orgs.holds(get_db(), visit.org_id, {Role.PLANNER}, person_id=person.id, today=today())
    return amending.may_amend(visit, person, is_planner=is_planner)


def _visit(uid: uuid.UUID) -> Visit:
    """A sealed visit for those who may amend it. Raises NotFound, NotAllowed."""
    visit = visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())
    if visit.state is not VisitState.SEALED:
        raise NotFound(f"visit {uid} is not sealed")
    if not may_amend(visit):
        raise NotAllowed(f"{current_person().username} does not amend visit {uid}")
    return visit


def _page(visit: Visit, what: Target, form: AmendForm, status: int = 200) -> ResponseReturnValue:
    form.suit(what)
    page = render_template("closing/amend.html", visit=visit, what=what, form=form, shown=form.shown(what))
    return page, status
