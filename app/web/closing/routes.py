"""The closing of a visit: lead and chief sign, the lead seals; afterwards the minutes stand on the same page."""

import uuid
from collections import Counter
from itertools import chain
from pathlib import Path

from flask import Response, flash, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.people import Action, Person, may
from app.domain.signatures import Says, SignerRole
from app.domain.visits import Visit, VisitAction, VisitState
from app.exports import archive, pdf
from app.services import accounts, amending, packing, sealing, signing, standing
from app.services.signing import Closing
from app.services.submission import NotReady
from app.store import people, scores, visits
from app.web.access import allow, current_person
from app.web.closing.amendments import may_amend
from app.web.closing.blueprint import bp
from app.web.closing.forms import BundleForm, SealForm, SignForm
from app.web.database import get_db, get_signer
from app.web.formats import instant
from app.web.papers.routes import file_name, report_of
from app.web.passwords import passwords, told_to_wait
from app.web.photos import get_blobs
from app.web.visits.schedule import shown_state
from app.web.witness.public import verifier


@bp.get("/closing")
@allow(Action.SEE_VISIT)
def show(uid: uuid.UUID) -> ResponseReturnValue:
    """Who has signed and who is to sign; once it is sealed, the minutes."""
    return _page(_visit(uid))


@bp.post("/signatures")
@allow(Action.SIGN_VISIT)
def sign(uid: uuid.UUID) -> ResponseReturnValue:
    """Put a signature under the closing, with the signer's own password."""
    visit, form = _visit(uid), SignForm()
    form.role.data = form.role.data or signing.read(get_db(), visit, today=today()).role_of(current_person())
    try:
        signed = form.signed
        closing = signing.sign(
            get_db(),
            str(uid),
            form.uid.data or str(uuid.uuid4()),
            signed,
            content=form.content.data or "",
            signer=form.signer.data or current_person().username,
            password=form.password.data or "",
            passwords=passwords(),
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except accounts.TooManyFailures as error:
        form.password.errors = [told_to_wait(error)]
        return _page(visit, form=form, status=429)
    except Invalid as error:
        form.explain(error)
        return _page(visit, form=form, status=422)
    except Conflict as error:
        if error.facts.get("reason") != "content":
            raise
        problem = _("Something in the visit has changed since this page was opened. Look again, then sign.")
        return _page(visit, problem=(problem, "#what"), status=409)
    name = closing.standing[signed.role].titled_name
    flash(_("%(name)s has signed.", name=name), "success")
    return redirect(url_for(".show", uid=uid), 303)


@bp.post("/seal")
@allow(Action.SEAL_VISIT)
def seal(uid: uuid.UUID) -> ResponseReturnValue:
    """The lead closes a visit that everybody has signed, for good."""
    form = SealForm()
    try:
        sealing.seal(
            get_db(),
            get_signer(),
            _visit(uid).uid,
            accept_missing=form.accept_missing.data,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except NotReady as error:
        return _page(_visit(uid), seal_form=form, problem=_in_the_way(error), status=422)
    flash(_("The visit is sealed. Nothing in it changes any more."), "success")
    return redirect(url_for(".show", uid=uid), 303)


@bp.post("/bundle")
@allow(Action.SEE_VISIT)
def bundle(uid: uuid.UUID) -> ResponseReturnValue:
    """The sealed visit as one ZIP, sent while it is made: bundle, papers, pictures, and how to check them."""
    form = BundleForm()
    blobs = get_blobs()
    try:
        package = packing.take(
            get_db(),
            str(uid),
            originals=form.originals.data,
            reason=form.reason.data or "",
            withhold=form.withhold.data,
            blobs=blobs,
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except Invalid:
        form.reason.errors = [_("Say what the originals are needed for: it is written down.")]
        return _page(_visit(uid), bundle_form=form, status=422)
    report = report_of(str(uid))
    name = file_name("paket-segel", report)
    sealed_at = instant(package.visit.sealed_at or 0, package.visit.tz)
    whole: list[tuple[str, bytes | Path]] = [
        (f"{file_name('segel', report)}.siap.json", package.bundle),
        (f"{file_name('berita-acara', report)}.pdf", pdf.minutes(report)),
        (f"{file_name('laporan', report)}.pdf", pdf.visit_report(report)),
        ("verify.html", verifier().encode()),
        ("BACA-SAYA.txt", render_template("closing/readme.txt", visit=package.visit, package=package).encode()),
    ]
    pieces = archive.stream(chain(whole, packing.pictures(blobs, package)), at=sealed_at)
    response = Response(stream_with_context(pieces), mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def _visit(uid: uuid.UUID) -> Visit:
    """A visit that is submitted or sealed. Raises NotFound: what is under way has no closing."""
    visit = visits.get(get_db(), str(uid), seen_by=current_person().id, today=today())
    if not visit.is_done:
        raise NotFound(f"closing of visit {uid}")
    return visit


def _page(
    visit: Visit,
    *,
    form: SignForm | None = None,
    seal_form: SealForm | None = None,
    bundle_form: BundleForm | None = None,
    problem: tuple[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    db, person = get_db(), current_person()
    closing = signing.read(db, visit, today=today())
    held = standing.read(db, visit)
    screens = {one.signed_in_id for one in closing.standing.values() if one.signed_in_id != one.person_id}
    is_open = visit.can(VisitAction.SEAL)
    role = _asked(closing, person, form) if is_open else None
    page = render_template(
        "closing/show.html",
        visit=visit,
        state=shown_state(visit, today()),
        closing=closing,
        now=held,
        score=scores.get(db, visit.id),
        severities=Counter(str(finding.severity) for finding in held.findings),
        screens=people.names(db, screens),
        role=role,
        form=_offered(form or SignForm(formdata=None), closing, role, person) if role else None,
        is_own=role is not None and person.id in {one.id for one in closing.signers[role]},
        own_role=closing.role_of(person),
        is_lead=visit.lead_id == person.id and may(person, Action.SEAL_VISIT),
        is_sealed=visit.state is VisitState.SEALED,
        seal_form=seal_form or SealForm(formdata=None),
        problem=problem,
        seal=sealing.find(db, visit),
        amended=amending.read(db, visit),
        may_amend=visit.state is VisitState.SEALED and may_amend(visit),
        bundle_form=bundle_form or BundleForm(formdata=None),
        may_take_originals=packing.may_take_originals(db, visit, person, today=today()),
        roles=SignerRole,
        says=Says,
    )
    return page, status


def _asked(closing: Closing, person: Person, form: SignForm | None) -> SignerRole | None:
    """Whose signature this screen asks for: the one that came back refused, the one chosen, or the next one."""
    own = closing.role_of(person)
    if own is None:
        return None
    chosen = form.role.data if form else request.args.get("sign", "")
    if own is SignerRole.CHIEF:
        return own if own not in closing.standing or chosen == own else None
    if chosen in set(SignerRole) and _can_host(closing, SignerRole(chosen)):
        return SignerRole(chosen)
    if own is SignerRole.SECOND:
        return own if own in closing.wanted else None
    return next(iter(closing.wanted), None)


def _can_host(closing: Closing, role: SignerRole) -> bool:
    return role is not SignerRole.SECOND or closing.second_signs


def _offered(form: SignForm, closing: Closing, role: SignerRole, person: Person) -> SignForm:
    """The form of one role on this person's screen."""
    those = closing.signers[role]
    own = [one for one in those if one.id == person.id]
    form.content.data = closing.content
    form.offer(role, own or those, is_own=bool(own))
    return form


def _in_the_way(error: NotReady) -> tuple[str, str]:
    """What stops the seal, and the place on the page where that is put right."""
    return {
        "signatures": (_("Not everybody has signed what stands here now."), "#signers"),
        "photos_missing": (
            _("Some photos are still on a phone. Wait for them, or tick to seal without them."),
            "#accept_missing",
        ),
    }[error.code]
