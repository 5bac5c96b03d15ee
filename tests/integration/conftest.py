"""The demo district, made once for the tests that look at a whole Polres. They read it and change nothing."""

import shutil
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
from tests.once import made_once


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
def demo_folder(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The folder of a demo district as `make run` seeds it, on 22 November 2026; one for all test processes."""

    def seed(folder: Path) -> None:
        db = connect(shutil.copy(migrated, folder / "siap.db"))
        demo.seed(db, BlobStore(folder / "uploads"), Config.checklists, passwords=CHEAP, at=NOON, today=TODAY)
        db.close()

    return made_once(tmp_path_factory, "demo-district", seed)


@pytest.fixture(scope="session")
def demo_district(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> Demo:
    """The demo district in a database of this process."""
    path = Path(shutil.copy(demo_folder / "siap.db", tmp_path_factory.mktemp("demo")))
    return Demo(connect(path), BlobStore(demo_folder / "uploads"), path)
