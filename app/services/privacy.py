"""What is held on people: reported to the person concerned, and ended when its time is over. Rules: docs/privacy.md."""

from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.people import Person
from app.domain.retention import OF, SWEPT, Kind
from app.services import sealing
from app.services.keys import Signer
from app.store import audit, holdings, openings, retention
from app.store.blobs import BlobStore
from app.store.holdings import Holding
from app.store.openings import Opening
from app.store.retention import OldPicture
from app.store.transaction import writing


@dataclass(frozen=True, slots=True)
class PersonReport:
    """All that is held on one person, and who opened what they took."""

    person: Person
    holdings: list[Holding]
    opened_by_others: list[Opening]
    opened_by_them: list[Opening]


def report(db: Database, person: Person) -> PersonReport:
    """What is held on a person, as the law lets them read it."""
    return PersonReport(
        person,
        holdings.of_person(db, person.id),
        openings.of_pictures_by(db, person.id),
        openings.by_person(db, person.id),
    )


def overdue(db: Database, *, at: int) -> dict[Kind, int]:
    """How many of each kind are past their time; kinds without any are left out."""
    found = {kind: retention.count(db, kind, before=_before(kind, at)) for kind in SWEPT}
    return {kind: number for kind, number in found.items() if number}


def sweep(db: Database, blobs: BlobStore, signer: Signer, *, at: int) -> dict[Kind, int]:
    """End what is past its time; how many of each kind. Killed anywhere in between, the next sweep goes on.

    Each visit's photos end in one write unit of their own, before their files go.
    """
    found = overdue(db, at=at)
    with writing(db):
        for kind in found:
            if kind is Kind.ACCOUNT:
                retention.clear_accounts(db, before=_before(kind, at))
            elif kind is Kind.PHOTOS:
                _empty_pictures(db, None, at=at)  # those of visits follow
            else:
                retention.delete(db, kind, before=_before(kind, at))
        if found:
            audit.record(
                db,
                "privacy.swept",
                "installation",
                "",
                actor_id=None,
                at=at,
                ended={str(kind): number for kind, number in found.items()},
            )
    for visit_id, visit_uid in retention.visits_with_old_pictures(db, before=_before(Kind.PHOTOS, at)):
        _destroy_pictures(db, signer, visit_id, visit_uid, at=at)
    for sha256 in retention.destroyed(db):
        if blobs.exists(sha256):  # most went with an earlier sweep
            blobs.destroy(sha256)
    return found


def _destroy_pictures(db: Database, signer: Signer, visit_id: int, visit_uid: str, *, at: int) -> None:
    with writing(db):
        gone = _empty_pictures(db, visit_id, at=at)
        sealing.destroy(db, signer, visit_id, visit_uid, [picture.uid for picture in gone], at=at)
        audit.record(
            db,
            "retention.destroyed",
            "visit",
            visit_uid,
            actor_id=None,
            at=at,
            stream=audit.visit_stream(visit_uid),
            photos=len(gone),
        )


def _empty_pictures(db: Database, visit_id: int | None, *, at: int) -> list[OldPicture]:
    """End the overdue pictures of a visit, or with None those that answered a letter; which these were."""
    gone = retention.old_pictures(db, visit_id, before=_before(Kind.PHOTOS, at))
    for picture in gone:
        retention.empty_picture(db, picture, at=at)
    for sha256 in {picture.sha256 for picture in gone}:
        retention.empty_blob(db, sha256, at=at)
    return gone


def _before(kind: Kind, at: int) -> int:
    before = OF[kind].due_before(at)
    assert before is not None  # noqa: S101 - SWEPT holds only kinds that end
    return before
