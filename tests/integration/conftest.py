"""The demo district, made once for the tests that look at a whole Polres. They read it and change nothing."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.config import Config
from app.domain.people import Person
from app.services import demo
from app.store import people
from app.store.blobs import BlobStore
from app.store.connection import connect
from tests.factories import CHEAP, NOON, TODAY


@dataclass(frozen=True)
class Demo:
    """The seeded database and its photos."""

    db: Database
    blobs: BlobStore
    path: Path

    def person(self, username: str) -> Person:
        """Somebody of the demo district."""
        return people.get_by_username(self.db, username, today=TODAY)


@pytest.fixture(scope="session")
def demo_district(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Demo:
    """Polres Tuban as `make run` seeds it, on 22 November 2026."""
    folder = tmp_path_factory.mktemp("demo")
    path = folder / "siap.db"
    path.write_bytes(migrated.read_bytes())
    db, blobs = connect(path), BlobStore(folder / "uploads")
    demo.seed(db, blobs, Config.checklists, passwords=CHEAP, at=NOON, today=TODAY)
    return Demo(db, blobs, path)
