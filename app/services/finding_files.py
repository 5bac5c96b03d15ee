"""Take a list of findings out of SIAP as a file."""

from collections.abc import Iterator, Mapping

from sqlite_utils import Database

from app.domain.findings import Finding
from app.domain.people import MAY, Action, Person, require
from app.store import audit, finding_lists
from app.store.finding_lists import Wanted
from app.store.transaction import writing


def export(
    db: Database, wanted: Wanted, *, what: str, filters: Mapping[str, str], actor: Person, at: int, today: str
) -> Iterator[Finding]:
    """The findings of a list in its order, read as they are taken; `what` names the kind of file.

    Only where a role of the actor carries the right to take files out, so that whoever plans in one district and
    inspects in another takes the first one's. Raises NotAllowed.
    """
    require(actor, Action.EXPORT)
    found = finding_lists.ids(db, wanted, seen_by=actor.id, today=today, roles=MAY[Action.EXPORT])
    with writing(db):
        audit.record(
            db,
            "findings.exported",
            "findings",
            what,
            actor_id=actor.id,
            at=at,
            what=what,
            count=len(found),
            filters=dict(filters),
        )
    return finding_lists.iterate(db, found)
