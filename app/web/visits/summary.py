"""A visit's summary: how it stands, what is missing, and where its lead settles and submits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlite_utils import Database

from app.clock import now, today
from app.domain.exact import exact_text, two_decimals
from app.domain.gates import TOTAL
from app.domain.people import MAY, Action, Person, Role, may
from app.domain.reports import Figure
from app.domain.scoring import NodeScore, Result
from app.domain.signatures import SignerRole
from app.domain.visits import Member, Visit, VisitAction
from app.services import amending, phones, reported, sealing, signing, standing, submission
from app.services.standing import Standing
from app.services.submission import NotReady
from app.store import checklists, likeness, orgs, photo_records, reports, scores, visits
from app.store import phones as heard
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.visits import oddities
from app.web.visits.blueprint import bp
from app.web.visits.forms import SubmitForm
from app.web.visits.schedule import shown_state
from app.web.visits.waiting import in_words

SMALLEST_SHORTFALL = Fraction(1, 100)  # what is missing never reads as nothing


@dataclass(frozen=True, slots=True)
class Readiness:
    """The figures of a visit: stored once it is submitted, provisional before. A missing one is None."""

    total: Figure | None
    previous: Figure | None
    areas: Sequence[tuple[str, str, Figure | None, Figure | None]]  # code, title, per cent, last visit's per cent
    marks: Sequence[tuple[str, str | None]]  # predicate, points short of its total's mark, None when above


@dataclass(frozen=True, slots=True)
class MemberProgress:
    """How far one member's parts are."""

    member: Member
    answered: int
    items: int


@bp.get("/visits/<uuid:uid>")
@allow(Action.SEE_VISIT)
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """The visit as it stands; figures only for those who may see inside before it is submitted."""
    return _page(_visit(uid))


@bp.post("/visits/<uuid:uid>/submission")
@allow(Action.SUBMIT_VISIT)
def submit(uid: uuid.UUID) -> ResponseReturnValue:
    """The lead ends the filling."""
    form = SubmitForm()
    if not form.validate():
        return _page(_visit(uid), submit_form=form, status=422)
    try:
        visit = submission.submit(
            get_db(),
            str(uid),
            accept_gaps=form.accept_gaps.data,
            without=form.without,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except NotReady as error:
        return _page(_visit(uid), submit_form=form, problem=_in_the_way(error), status=422)
    flash(_("The visit is submitted. The station can read it now."), "success")
    return redirect(url_for(".show", uid=visit.uid), 303)


@bp.post("/visits/<uuid:uid>/settlement")
@allow(Action.SUBMIT_VISIT)
def settle(uid: uuid.UUID) -> ResponseReturnValue:
    """The lead chooses one of the values that people gave an item."""
    submission.settle(
        get_db(),
        str(uid),
        item_code=request.form.get("item", ""),
        eid=request.form.get("eid", ""),
        actor=current_person(),
        at=now(),
        today=today(),
    )
    flash(_("Settled. The other value stays in the item's history."), "success")
    return redirect(url_for(".show", uid=uid, _anchor="conflicts"), 303)


@bp.post("/visits/<uuid:uid>/suggestions")
@allow(Action.FILL_VISIT)
def take_up(uid: uuid.UUID) -> ResponseReturnValue:
    """Make a suggested finding a draft."""
    submission.take_up(
        get_db(),
        str(uid),
        item_code=request.form.get("item", ""),
        actor=current_person(),
        at=now(),
        today=today(),
    )
    flash(_("The finding is a draft now; it is issued when the visit is submitted."), "success")
    return redirect(url_for(".show", uid=uid, _anchor="findings"), 303)


def _visit(uid: uuid.UUID) -> Visit:
    return visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())


def _page(
    visit: Visit,
    *,
    submit_form: SubmitForm | None = None,
    problem: tuple[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    db, person = get_db(), current_person()
    inside = sees_inside(db, visit, person)
    is_member = visits.is_member(db, visit.id, person.id)
    now_standing = standing.read(db, visit)
    waited_for = phones.waiting(db, now_standing, at=now()) if inside and visit.can(VisitAction.SUBMIT) else ()
    form = submit_form or SubmitForm(formdata=None)
    form.phones.data = " ".join(one.member.username for one in waited_for)
    looks_after = visit.lead_id == person.id or bool(person.roles & {Role.PLANNER, Role.ADMIN})
    page = render_template(
        "visits/show.html",
        visit=visit,
        state=shown_state(visit, today()),
        now=now_standing,
        inside=inside,
        is_member=is_member and not visit.is_done,
        is_lead=visit.lead_id == person.id and may(person, Action.SUBMIT_VISIT),
        may_change=visit.can(VisitAction.CHANGE)
        and orgs.holds(db, visit.org_id, MAY[Action.PLAN_VISIT], person_id=person.id, today=today()),
        can_submit=visit.can(VisitAction.SUBMIT),
        closing=signing.read(db, visit, today=today()) if visit.is_done else None,
        roles=SignerRole,
        readiness=_readiness(db, now_standing) if inside and now_standing.answered else None,
        progress=_progress(now_standing),
        heard={one.person_id: one for one in heard.team(db, visit.id)} if inside else {},
        waiting=waited_for,
        waiting_words=in_words,
        records=photo_records.of_visit(db, visit.id, person_id=person.id, today=today()) if inside else [],
        likeness=likeness.marks_of_visit(db, visit.id) if inside and looks_after else {},
        may_judge=may(person, Action.JUDGE_LIKENESS),
        odd=oddities.of(db, visit) if looks_after else None,
        version=checklists.get_version(db, visit.checklist_version_id),
        answer_words=reported.answer_words,
        fill_url=partial(_fill_url, visit),
        next_part=_next_part(now_standing, person),
        seal=sealing.find(db, visit) if visit.seal_sha256 else None,
        amended=amending.read(db, visit) if visit.seal_sha256 else [],
        submit_form=form,
        problem=problem,
        today=today(),
    )
    return page, status


def _fill_url(visit: Visit, part: str, item: str = "") -> str:
    """Where a part is filled, at an item when one is named."""
    return url_for("filling.part", uid=visit.uid, code=part, _anchor=f"item-{item}" if item else None)


def _next_part(now_standing: Standing, person: Person) -> str:
    """The first part with a blank item: of one's own parts, else of all, else the first part."""
    blank = [part for part in now_standing.parts if not part.is_complete]
    own = [part for part in blank if person.id in {member.person_id for member in part.members}]
    return next((part.part.code for part in [*own, *blank, *now_standing.parts]), "")


def sees_inside(db: Database, visit: Visit, person: Person) -> bool:
    """Whether figures and findings are shown: to all once it is submitted, before that to the team and its planners."""
    if visit.is_done or visits.is_member(db, visit.id, person.id):
        return True
    return orgs.holds(db, visit.org_id, {Role.PLANNER, Role.ADMIN}, person_id=person.id, today=today())


def _readiness(db: Database, now_standing: Standing) -> Readiness:
    visit, result = now_standing.visit, now_standing.result
    before = visits.previous_done(db, visit)
    earlier = scores.get(db, before.id) if before else None
    stored = scores.get(db, visit.id)
    nodes = reports.nodes_of(db, [one.id for one in (visit, before) if one is not None])
    areas = []
    for area in result.checklist.areas:
        last = reported.percent(nodes.get(before.id, {}).get(area.code)) if before else None
        kept = nodes.get(visit.id, {}).get(area.code)
        current = reported.percent(kept) if kept else percent(result.nodes[area.code])
        areas.append((area.code, area.title, current, last))
    return Readiness(
        total=Figure(stored.value_exact, stored.shown) if stored else figure(result.total),
        previous=Figure(earlier.value_exact, earlier.shown) if earlier else None,
        areas=areas,
        marks=_marks(result),
    )


def figure(node: NodeScore) -> Figure | None:
    """A score as pages show it."""
    return None if node.text is None or node.shown is None else Figure(node.text, node.shown)


def percent(node: NodeScore) -> Figure | None:
    """A score in per cent of its maximum."""
    if node.percent is None or node.percent_shown is None:
        return None
    return Figure(exact_text(node.percent), node.percent_shown)


def _marks(result: Result) -> list[tuple[str, str | None]]:
    """Each predicate's mark of the total, with what is missing to it."""
    found: list[tuple[str, str | None]] = []
    for code, verdict in result.gates.items():
        for gate in verdict.gates:
            if gate.gate.on == TOTAL and gate.shortfall is not None:
                short = max(gate.shortfall, SMALLEST_SHORTFALL) if gate.shortfall else None
                found.append((code, None if short is None else two_decimals(short)))
    return found


def _progress(now_standing: Standing) -> list[MemberProgress]:
    """Each member's parts together, in the order of the team."""
    found = []
    for member in now_standing.team:
        own = [part for part in now_standing.parts if part.part.code in member.parts]
        found.append(MemberProgress(member, sum(part.answered for part in own), sum(part.items for part in own)))
    return found


def _in_the_way(error: NotReady) -> tuple[str, str]:
    """What stops the visit, and the place on its page where that is put right."""
    sentences = {
        "disagreements": _("Two people gave different answers. Settle them first; they stand below."),
        "phones": _("A phone of the team still holds something, or was not heard of. It stands below whose."),
        "gaps": _("Some items are blank. Fill them, or tick that blank items are scored 0."),
        "nothing_scored": _("Nothing that is scored applies here, so there is no score to submit."),
    }
    places = {
        "disagreements": "#conflicts",
        "phones": "#waiting",
        "gaps": "#accept_gaps",
    }
    return str(sentences[error.code]), places.get(error.code, "#main")
