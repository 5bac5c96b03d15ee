"""Planning staff send a chief a link: made once, shown once, taken back when it must be."""

import uuid
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now, today
from app.domain.errors import Conflict, Invalid
from app.domain.finding_life import WAITS_FOR_STATION
from app.domain.findings import Finding
from app.domain.people import Action, Person, Role
from app.services import finding_links as deeds
from app.store import finding_links, findings
from app.store.finding_links import Link
from app.web.access import allow, current_person
from app.web.answering.blueprint import bp
from app.web.database import get_db
from app.web.formats import long_day, moment
from app.web.language import current_language


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What the card on a finding's page shows; `uid` is that of the link to be made."""

    chiefs: list[Person]
    links: list[Link]
    can_make: bool
    uid: str
    usual_days: int
    most_days: int
    now: int


@bp.app_template_global("link_card")
def link_card(finding: Finding) -> LinkCard | None:
    """The card of a finding's links for its planning staff, None for everybody else."""
    db, person = get_db(), current_person()
    if Role.PLANNER not in person.roles or not deeds.plans_for(db, finding, person, today()):
        return None
    sent, may_make = finding_links.list_of_finding(db, finding.id), finding.state in WAITS_FOR_STATION
    if not may_make and not sent:
        return None
    chiefs = deeds.chiefs(db, finding, today=today()) if may_make else []
    return LinkCard(chiefs, sent, may_make, str(uuid.uuid4()), deeds.USUAL_DAYS, deeds.MOST_DAYS, now())


@bp.post("/findings/<uuid:uid>/links")
@allow(Action.LINK_FINDING)
def make(uid: uuid.UUID) -> ResponseReturnValue:
    """Make a link, and show it this one time."""
    db = get_db()
    finding = findings.get(db, str(uid), seen_by=current_person().id, today=today())
    link_uid = request.form.get("uid", "")
    try:
        token = deeds.make(
            db,
            finding.uid,
            link_uid,
            person_id=_whole("person"),
            days=_whole("days"),
            actor=current_person(),
            at=now(),
            today=today(),
        )
    except Invalid as error:
        sentences = {
            "days": _("A link lasts 1 to 30 days."),
            "no_chief": _("Nobody holds the office of chief at this station today."),
        }
        flash(" ".join(sentences.get(code, _("The link was not made.")) for code in error.problems.values()), "error")
        return redirect(url_for("findings.show", uid=finding.uid), 303)
    except Conflict:
        flash(_("This link was made before and can't be shown again. Make a new one."), "error")
        return redirect(url_for("findings.show", uid=finding.uid), 303)
    link = finding_links.find(db, link_uid)
    address = url_for(".link", token=token, _external=True)
    return render_template(
        "answering/made.html", finding=finding, link=link, address=address, message=_message(finding, link, address)
    )


@bp.post("/findings/<uuid:uid>/links/<uuid:link_uid>/revocation")
@allow(Action.LINK_FINDING)
def revoke(uid: uuid.UUID, link_uid: uuid.UUID) -> ResponseReturnValue:
    """Take a link back."""
    deeds.revoke(get_db(), str(uid), str(link_uid), actor=current_person(), at=now(), today=today())
    flash(_("The link was taken back; it opens nothing any more."), "success")
    return redirect(url_for("findings.show", uid=uid), 303)


def _message(finding: Finding, link: Link | None, address: str) -> str:
    """What planning staff send by chat beside the link, in the words of the page; a day that is past is not named."""
    until = moment(link.expires_at, finding.tz, current_language()) if link else ""
    if finding.due_on is None or finding.is_overdue(today()):
        return str(
            _(
                "Finding %(number)s, %(station)s: please answer with a photo. No account needed; the link works until "
                "%(until)s: %(address)s",
                number=finding.number,
                station=finding.station_name,
                until=until,
                address=address,
            )
        )
    return str(
        _(
            "Finding %(number)s, %(station)s: please answer with a photo by %(day)s. No account needed; the link works "
            "until %(until)s: %(address)s",
            number=finding.number,
            station=finding.station_name,
            day=long_day(finding.due_on, current_language()),
            until=until,
            address=address,
        )
    )


def _whole(name: str) -> int:
    """A whole number of the form; 0 for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
