"""What team and station write to each other about a finding, and that it was read. Rules: docs/findings.md."""

from sqlite_utils import Database

from app.domain.errors import Conflict, Invalid
from app.domain.finding_comments import LONGEST, MOST, Side, require_comment, side_of
from app.domain.findings import Finding
from app.domain.people import Action, Person, may, require
from app.domain.uids import check_uid
from app.services import finding_step
from app.store import audit, finding_comments, findings, visits
from app.store.transaction import writing


def comment(db: Database, uid: str, comment_uid: str, text: str, *, actor: Person, at: int, today: str) -> None:
    """Write about an open finding, under the uid the form made; sending the form twice writes once.

    Raises Invalid naming 'text' or 'uid', NotFound for a foreign finding, NotAllowed for those who only read,
    IllegalTransition when the finding is closed, Conflict when the uid is another comment's.
    """
    require(actor, Action.COMMENT_FINDING)
    text = text.strip()
    if not 1 <= len(text) <= LONGEST:
        raise Invalid({"text": "comment_length"})
    check_uid(comment_uid)
    with writing(db):
        finding = findings.get(db, uid, seen_by=actor.id, today=today)
        known = finding_comments.find(db, comment_uid)
        if known == (finding.id, actor.id):
            return
        if known is not None:
            raise Conflict(f"comment {comment_uid} is another one")
        side = require_comment(finding, side_for(db, finding, actor=actor, today=today))
        if finding_comments.count(db, finding.id) >= MOST:
            raise Invalid({"text": "too_many_comments"})
        finding_comments.insert(db, finding, uid=comment_uid, side=side, text=text, person_id=actor.id, at=at)
        audit.record(
            db,
            "finding.commented",
            "finding",
            finding.uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(finding.visit_uid),
            comment=comment_uid,
        )


def see(db: Database, finding: Finding, up_to: int, *, actor: Person) -> None:
    """Note that the comments up to one (its id) were on somebody's screen."""
    with writing(db):
        finding_comments.set_read(db, finding.id, person_id=actor.id, comment_id=up_to)


def side_for(db: Database, finding: Finding, *, actor: Person, today: str) -> Side | None:
    """The side somebody writes for on a finding they may see; None for those who only read."""
    if not may(actor, Action.COMMENT_FINDING):
        return None
    in_team = finding.visit_id is not None and visits.is_member(db, finding.visit_id, actor.id)
    plans_there = finding_step.plans_there(db, finding, actor, today)
    return side_of(actor, finding, plans_there=plans_there, in_team=in_team)
