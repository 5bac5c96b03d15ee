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
    """Pin a checklist file for good; the same text again changes nothing, or takes a retired version back into use.

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
                return known if known.status == "published" else _resume(db, known, actor=actor, at=at)
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


def _resume(db: Database, version: ChecklistVersion, *, actor: Person | None, at: int) -> ChecklistVersion:
    checklists.set_status(db, version.id, "published")
    actor_id = None if actor is None else actor.id
    audit.record(db, "checklist.resumed", "checklist_version", version.id, actor_id=actor_id, at=at)
    return checklists.get_version(db, version.id)


def retire(db: Database, version_id: int, *, actor: Person | None, at: int) -> None:
    """Offer a version to no new visit; the visits that use it keep it. Raises NotFound, Conflict when it is retired."""
    if actor is not None:
        require(actor, Action.PUBLISH_CHECKLIST)
    with writing(db):
        version = checklists.get_version(db, version_id)
        if version.status == "retired":
            raise Conflict(f"{version.checklist} {version.version} is retired already")
        checklists.set_status(db, version.id, "retired")
        audit.record(
            db,
            "checklist.retired",
            "checklist_version",
            version.id,
            actor_id=None if actor is None else actor.id,
            at=at,
        )
