"""The plan of one finding, one of its actions, and the plan of a station as page, PDF and CSV."""

import uuid

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import IllegalTransition, Invalid
from app.domain.findings import Finding
from app.domain.followup_plan import PlanAction, PlanMoved
from app.domain.people import Action, may
from app.exports import followup_csv, pdf
from app.services import followup_plan as deeds
from app.store import findings, followup_actions
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.followup.blueprint import bp
from app.web.followup.files import file_of
from app.web.followup.forms import PlanForm, RemarkForm, plan_sentence


@bp.get("/findings/<uuid:uid>/plan")
@allow(Action.SEE_FINDINGS)
def finding_plan(uid: uuid.UUID) -> ResponseReturnValue:
    """What the station will do about one finding; its chief adds to it, the team and planning staff speak of it."""
    return _finding_page(_finding(uid))


@bp.post("/findings/<uuid:uid>/plan")
@allow(Action.ANSWER_FINDING)
def add(uid: uuid.UUID) -> ResponseReturnValue:
    """Plan another action."""
    finding, form = _finding(uid), PlanForm()
    form.validate()
    try:
        deeds.plan(
            get_db(),
            finding.uid,
            form.uid.data or "",
            form.written,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except Invalid as error:
        form.explain(error)
        return _finding_page(finding, form=form, status=422)
    except IllegalTransition:
        return _finding_page(_finding(uid), form=form, status=409)
    flash(_("The action stands in the plan."), "success")
    return redirect(url_for(".finding_plan", uid=finding.uid), 303)


@bp.get("/plan-actions/<uuid:uid>")
@allow(Action.ANSWER_FINDING)
def edit(uid: uuid.UUID) -> ResponseReturnValue:
    """One action, to be written anew by the station's chief."""
    action, finding = deeds.get(get_db(), str(uid), actor=current_person(), today=today())
    form = PlanForm(formdata=None)
    form.fill(action.written, action.rev)
    return _action_page(action, finding, form)


@bp.post("/plan-actions/<uuid:uid>")
@allow(Action.ANSWER_FINDING)
def change(uid: uuid.UUID) -> ResponseReturnValue:
    """Write an action anew; what somebody else wrote meanwhile is shown beside what was typed."""
    action, finding = deeds.get(get_db(), str(uid), actor=current_person(), today=today())
    form = PlanForm()
    form.validate()
    try:
        deeds.change(
            get_db(), action.uid, form.written, base=form.base, actor=current_person(), at=now(), today=today()
        )
    except Invalid as error:
        form.explain(error)
        return _action_page(action, finding, form, status=422)
    except PlanMoved as error:
        form.rev.data = str(error.now.rev)  # whoever sends it again has seen what it replaces
        return _action_page(error.now, finding, form, moved=error.now, status=409)
    except IllegalTransition:
        return _action_page(action, finding, form, status=409)
    flash(_("The action is written anew."), "success")
    return redirect(url_for(".finding_plan", uid=finding.uid), 303)


@bp.post("/plan-actions/<uuid:uid>/remarks")
@allow(Action.REVIEW_FINDING)
def remark(uid: uuid.UUID) -> ResponseReturnValue:
    """Say something of an action."""
    action, finding = deeds.get(get_db(), str(uid), actor=current_person(), today=today())
    form = RemarkForm()
    form.validate()
    try:
        deeds.remark(
            get_db(),
            action.uid,
            form.uid.data or "",
            form.text.data or "",
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except Invalid as error:
        form.text.errors = [plan_sentence(code) for code in error.problems.values()]
        return _finding_page(finding, remark_form=form, remarked=action.uid, status=422)
    flash(_("Your remark stands at the action."), "success")
    return redirect(url_for(".finding_plan", uid=finding.uid, _anchor=f"a{action.uid}"), 303)


@bp.get("/stations/<code>/followup-plan")
@allow(Action.SEE_STATION)
def station_plan(code: str) -> ResponseReturnValue:
    """Everything a station still owes, what blocks the predicate first."""
    person = current_person()
    report = deeds.station_plan(get_db(), code, actor=person, at=now(), today=today())
    return render_template(
        "followup/station.html",
        report=report,
        today=today(),
        may_plan=may(person, Action.ANSWER_FINDING),
    )


@bp.get("/stations/<code>/followup-plan.pdf")
@allow(Action.SEE_STATION)
def station_plan_pdf(code: str) -> ResponseReturnValue:
    """The plan of a station as paper."""
    report = deeds.station_plan(get_db(), code, actor=current_person(), at=now(), today=today())
    return file_of(pdf.followup_plan(report), "application/pdf", f"rtl-{report.station_code}-{report.today}.pdf")


@bp.get("/stations/<code>/followup-plan.csv")
@allow(Action.SEE_STATION)
def station_plan_csv(code: str) -> ResponseReturnValue:
    """The plan of a station as CSV, one row for each action."""
    report = deeds.station_plan(get_db(), code, actor=current_person(), at=now(), today=today())
    name = f"rtl-{report.station_code}-{report.today}.csv"
    return file_of(followup_csv.plan_csv(report), "text/csv; charset=utf-8", name)


def _finding(uid: uuid.UUID) -> Finding:
    return findings.get(get_db(), str(uid), seen_by=current_person().id, today=today())


def _finding_page(
    finding: Finding,
    *,
    form: PlanForm | None = None,
    remark_form: RemarkForm | None = None,
    remarked: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    db = get_db()
    page = render_template(
        "followup/finding.html",
        finding=finding,
        plan=followup_actions.of(db, [finding.id]).get(finding.id, []),
        ways=deeds.ways(db, finding, actor=current_person(), today=today()),
        form=form or _new_form(finding),
        is_typed=form is not None,
        remark_form=remark_form or RemarkForm(formdata=None, uid=str(uuid.uuid4())),
        remarked=remarked,
        today=today(),
    )
    return page, status


def _new_form(finding: Finding) -> PlanForm:
    """An empty form that knows who answers for the finding and by when, while that day is still to come."""
    due_on = finding.due_on if finding.due_on and finding.due_on >= today() else ""
    return PlanForm(formdata=None, uid=str(uuid.uuid4()), owner_name=finding.owner_name, due_on=due_on)


def _action_page(
    action: PlanAction, finding: Finding, form: PlanForm, *, moved: PlanAction | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "followup/action.html",
        action=action,
        finding=finding,
        form=form,
        moved=moved,
        may_write=deeds.ways(get_db(), finding, actor=current_person(), today=today()).may_write,
        today=today(),
    )
    return page, status
