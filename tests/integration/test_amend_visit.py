"""Amending a sealed visit: nothing of it is replaced, and the change is sealed like it."""

import pytest
from sqlite_utils import Database

from app.domain import bundle
from app.domain.amendments import Change
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.people import Person
from app.domain.visits import Visit
from app.services import bundles, checkpoints, keys, sealing
from app.services.bundles import Amendment
from app.services.checkpoints import LogRewritten
from app.store import audit, visits
from tests.factories import NOON, TODAY, District
from tests.sealing import key_file, signer_of
from tests.visits import submitted_visit

TYPO = Change("answer", "A01", {"value": '"B"'})


def amend(db: Database, visit: Visit, who: Person, *changes: Change, reason: str = "Salah ketik") -> Amendment:
    return sealing.amend(
        db, signer_of(db), visit.uid, reason=reason, changes=changes, actor=who, at=NOON + 5, today=TODAY
    )


def test_an_amendment_stands_beside_what_was_sealed(db: Database, district: District, sealed_visit: Visit) -> None:
    was = bundles.standing(db, sealed_visit)["answer", "A01"]["value"]
    made = amend(db, sealed_visit, district.ketua, TYPO, Change("note", "A02", {"text": "Dilihat ulang"}))
    assert (made.number, made.by, made.reason) == (1, "ketua", "Salah ketik")
    first, second = made.changes
    assert (first.was, first.to, second.was) == ({"value": was}, {"value": '"B"'}, {"text": ""})
    assert visits.get_by_id(db, sealed_visit.id) == sealed_visit, "no row of the visit changed"
    assert bundles.standing(db, sealed_visit)["answer", "A01"]["value"] == '"B"'
    again = amend(db, sealed_visit, district.bagren, Change("answer", "A01", {"value": was}), reason="Ternyata benar")
    assert (again.number, again.changes[0].was) == (2, {"value": '"B"'})
    assert bundles.amendments(db, sealed_visit) == [made, again]


def test_a_bundle_carries_amendments_and_their_proof(db: Database, district: District, sealed_visit: Visit) -> None:
    amend(db, sealed_visit, district.ketua, TYPO)
    whole = bundle.read(bundles.bundle(db, sealed_visit.uid))
    trusted = [change.key for change in keys.history(db)]
    assert bundle.verify(whole, trusted) == []
    amendments = whole["amendments"]
    assert isinstance(amendments, list) and len(amendments) == 1
    amendments[0]["items"][0]["value"]["to"] = {"value": '"A"'}
    assert [str(one) for one in bundle.verify(whole, trusted)] == ["change 001: was altered"]
    assert audit.list_stream(db, audit.visit_stream(sealed_visit.uid))[-1].action == "visit.amended"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (Change("answer", "Z99", {"value": '"A"'}), "answer Z99"),
        (Change("answer", "A01", {}), "answer A01"),
        (Change("answer", "A01", {"nothing": 1}), "answer A01"),
        (Change("score", "total", {"value": "100"}), "score total"),
        (Change("witness", "sign.lead", {"username": "x"}), "witness sign.lead"),
    ],
)
def test_what_cannot_be_amended_is_named(
    db: Database, district: District, sealed_visit: Visit, change: Change, place: str
) -> None:
    with pytest.raises(Invalid) as caught:
        amend(db, sealed_visit, district.ketua, change)
    assert place in caught.value.problems


def test_an_amendment_says_why_and_changes_something(db: Database, district: District, sealed_visit: Visit) -> None:
    was = bundles.standing(db, sealed_visit)["answer", "A01"]["value"]
    with pytest.raises(Invalid) as caught:
        amend(db, sealed_visit, district.ketua, Change("answer", "A01", {"value": was}), reason=" ")
    assert caught.value.problems == {"reason": "missing", "answer A01": "unchanged"}
    with pytest.raises(Invalid):
        amend(db, sealed_visit, district.ketua)


def test_the_lead_and_planning_staff_amend_and_nobody_else(
    db: Database, district: District, sealed_visit: Visit
) -> None:
    for who in (district.anggota1, district.kapolsek_senori):
        with pytest.raises(NotAllowed):
            amend(db, sealed_visit, who, TYPO)
    with pytest.raises(NotFound):
        amend(db, sealed_visit, district.stranger, TYPO)


def test_only_what_is_sealed_is_amended(db: Database, district: District) -> None:
    with pytest.raises(Conflict):
        amend(db, submitted_visit(db, district), district.ketua, TYPO)


def test_a_log_that_was_rewritten_is_not_signed_again(db: Database, district: District, sealed_visit: Visit) -> None:
    checkpoints.remember(db, signer_of(db))
    db.execute("DROP TRIGGER seal_nodes_no_update")  # as an administrator can
    db.execute("UPDATE seal_nodes SET hash = :hash WHERE level = 1 AND idx = 0", {"hash": "ab" * 32})
    with pytest.raises(LogRewritten):
        amend(db, sealed_visit, district.ketua, TYPO)
    assert key_file(db).with_name("seal-key.signed").exists()
