"""A visit with a phone at it; and the demo district for the tests that look at a whole Polres and change nothing."""

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
from tests.factories import CHEAP, NOON, TODAY, District
from tests.once import made_once
from tests.phones import Phone, TeamVisit, make_visit


@pytest.fixture
def visit(db: Database, district: District) -> TeamVisit:
    """A visit to Senori, planned for today: ketua leads, anggota1 fills part A, anggota2 part B."""
    return make_visit(db, district)


@pytest.fixture
def phone(district: District, visit: TeamVisit) -> Phone:
    """The phone of anggota1 at that visit."""
    return Phone(district.anggota1, visit)


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
        demo.seed(
            db,
            BlobStore(folder / "uploads"),
            Config.checklists,
            seal_key=folder / "seal-key",
            passwords=CHEAP,
            at=NOON,
            today=TODAY,
        )
        db.close()

    return made_once(tmp_path_factory, "demo-district", seed)


@pytest.fixture(scope="session")
def demo_district(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> Demo:
    """The demo district in a database of this process."""
    path = Path(shutil.copy(demo_folder / "siap.db", tmp_path_factory.mktemp("demo")))
    return Demo(connect(path), BlobStore(demo_folder / "uploads"), path)
