"""What is done to instruments: publish a version, take one out of use."""

import hashlib

from sqlite_utils import Database

from app.domain.errors import Conflict
from app.domain.people import Action, Person, require
from app.store import audit, checklist_files, checklists
from app.store.checklists import ChecklistVersion
from app.store.transaction import writing


class ChecklistUsed(Conflict):
    """Another text was published under this id and version; facts name both."""

    code = "checklist_used"


def publish(db: Database, text: str, *, actor: Person | None, at: int) -> ChecklistVersion:
    """Pin a checklist file for good; publishing the same text again changes nothing.

    `actor` None is the command line. Raises Invalid with every problem by its place, ChecklistUsed when the id
    and version already name another text.
    """
    if actor is not None:
        require(actor, Action.PUBLISH_CHECKLIST)
    checklist = checklist_files.parse(text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with writing(db):
        known = checklists.find(db, checklist.id, checklist.version)
        if known is not None:
            if known.sha256 == sha256:
                return known
            raise ChecklistUsed(
                f"{checklist.id} {checklist.version} is published with another text",
                checklist=checklist.id,
                version=checklist.version,
            )
        version = checklists.insert(
            db,
            checklist,
            text=text,
            sha256=sha256,
            published_by=None if actor is None else actor.id,
            at=at,
        )
        audit.record(
            db,
            "checklist.published",
            "checklist_version",
            version.id,
            actor_id=None if actor is None else actor.id,
            at=at,
            checklist=checklist.id,
            version=checklist.version,
            sha256=sha256,
        )
    return version


def retire(db: Database, version_id: int, *, actor: Person | None, at: int) -> None:
    """Offer a version to no new visit; the visits that use it keep it. Raises NotFound."""
    if actor is not None:
        require(actor, Action.PUBLISH_CHECKLIST)
    with writing(db):
        version = checklists.get_version(db, version_id)
        checklists.set_status(db, version.id, "retired")
        audit.record(
            db,
            "checklist.retired",
            "checklist_version",
            version.id,
            actor_id=None if actor is None else actor.id,
            at=at,
        )
