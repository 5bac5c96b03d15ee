"""A sealed visit as it leaves the house: its bundle, and what a reader is told when anything in it was altered."""

import json

import pytest
from sqlite_utils import Database

from app.domain import bundle, ticket
from app.domain.bundle import Unreadable
from app.domain.notes import VerifierKey
from app.domain.seal import canonical
from app.domain.visits import Visit
from app.services import bundles, keys, sealing
from app.store import seal_log


def trusted(db: Database) -> list[VerifierKey]:
    return [change.key for change in keys.history(db)]


def test_a_bundle_is_genuine_whole_and_with_items_withheld(db: Database, sealed_visit: Visit) -> None:
    whole = bundle.read(bundles.bundle(db, sealed_visit.uid))
    assert bundle.verify(whole, trusted(db)) == []
    part = bundle.read(bundles.bundle(db, sealed_visit.uid, withhold=[("witness", "strokes.lead"), ("answer", "A01")]))
    assert bundle.verify(part, trusted(db)) == []
    shown = json.dumps(part["items"])
    assert "strokes.lead" not in shown and "strokes.chief" in shown and shown.count('{"hash"') == 2


def test_the_fingerprint_on_paper_is_that_of_the_bundle(db: Database, sealed_visit: Visit) -> None:
    found = sealing.find(db, sealed_visit)
    assert found is not None
    said = ticket.check(found.ticket, trusted(db))
    assert (said.sidik, said.visit) == (sealed_visit.seal_sha256, sealed_visit.uid.replace("-", "").upper())
    assert (said.index, said.station, len(found.words)) == (str(found.index), "POLSEK-SENORI", 6)


def test_an_altered_answer_is_named(db: Database, sealed_visit: Visit) -> None:
    found = json.loads(bundles.bundle(db, sealed_visit.uid))
    item = next(one for one in found["items"] if (one["kind"], one["id"]) == ("answer", "A01"))
    item["value"]["value"] = '"Tidak"'
    assert [str(one) for one in bundle.verify(found, trusted(db))] == ["answer A01: was altered"]


def test_what_is_not_spelled_canonically_is_not_read(db: Database, sealed_visit: Visit) -> None:
    whole = bundles.bundle(db, sealed_visit.uid)
    for bad in (whole + b"\n", whole.replace(b'"v":1', b'"v":1.0'), whole.replace(b"{", b"{ ", 1), whole[:-1], b"\xff"):
        with pytest.raises(Unreadable):
            bundle.read(bad)
    assert canonical(bundle.read(whole)) == whole


def test_the_log_is_the_tree_over_its_entries(db: Database, sealed_visit: Visit) -> None:
    newest = seal_log.checkpoint(db)
    assert newest is not None and newest.size == seal_log.size(db) == 3
    assert seal_log.root(db, 3).hex() == newest.root
