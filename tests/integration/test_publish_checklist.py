"""Publishing a checklist version."""

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.services import checklists
from app.store import audit
from app.store import checklists as stored
from tests.factories import NOON, District
from tests.visits import checklist_text, publish


def test_a_published_file_is_read_back_as_the_instrument(db: Database) -> None:
    version = publish(db)
    checklist = stored.get(db, version.id)
    assert (checklist.id, len(checklist.items)) == ("kesiapan-polsek", 82)
    assert stored.get(db, version.id) is checklist, "read once per process"
    assert stored.newest(db) == version
    assert stored.text_of(db, version.id) == checklist_text()


def test_the_same_text_again_changes_nothing(db: Database) -> None:
    assert publish(db) == publish(db)
    lines = [line for line in audit.list_stream(db, audit.SYSTEM) if line.action == "checklist.published"]
    assert len(lines) == 1


def test_another_text_under_a_used_version_is_refused(db: Database) -> None:
    publish(db)
    with pytest.raises(Conflict) as caught:
        checklists.publish(db, checklist_text() + "\n# lain\n", actor=None, at=NOON)
    assert caught.value.code == "checklist_used"
    assert len(stored.list_all(db)) == 1


def test_every_mistake_is_named_by_its_place_and_nothing_is_kept(db: Database) -> None:
    broken = checklist_text().replace("kind: readiness", "kind: lain").replace("weight: 60.00", "weight: 61", 1)
    with pytest.raises(Invalid) as caught:
        checklists.publish(db, broken, actor=None, at=NOON)
    assert {"kind", "weight"} <= set(caught.value.problems)
    assert stored.list_all(db) == []


def test_a_published_text_cannot_be_changed_in_the_database(db: Database) -> None:
    publish(db)
    with pytest.raises(sqlite3.IntegrityError, match="pinned"):
        db.execute("UPDATE checklist_versions SET yaml = 'id: x'")


def test_a_retired_version_is_offered_to_no_new_visit_but_stays_readable(db: Database) -> None:
    version = publish(db)
    checklists.retire(db, version.id, actor=None, at=NOON)
    assert stored.list_published(db) == []
    assert stored.newest(db) is None
    assert len(stored.get(db, version.id).items) == 82


def test_an_unknown_version_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        stored.get(db, 7)


def test_only_administrators_publish(db: Database, district: District) -> None:
    with pytest.raises(NotAllowed):
        checklists.publish(db, checklist_text(), actor=district.bagren, at=NOON)
    assert checklists.publish(db, checklist_text(), actor=district.admin, at=NOON).published_by == district.admin.id
