"""What every test may ask for: a migrated database, the app over it, a client, a small district."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlite_utils import Database

from app import create_app
from app.config import Config
from app.domain.visits import Visit
from app.services import installation
from app.store.connection import connect
from app.web.database import close_db
from tests.clients import BufferedClient, sign_in
from tests.factories import NOON, District, make_district
from tests.sealing import seal
from tests.visits import submitted_visit

settings.register_profile("siap", deadline=None)  # how long a busy machine takes says nothing about a property
settings.load_profile("siap")


def pytest_collection_finish() -> None:
    """What stands now stays to the end of the run: searching it for garbage again and again finds none."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("migrated") / "siap.db"
    db = connect(path)
    installation.migrate(db, at=NOON)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return path


@pytest.fixture(scope="session")
def settled(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, District]:
    """The same database with the small district in it, and the district."""
    path = Path(shutil.copy(migrated, tmp_path_factory.mktemp("settled") / "siap.db"))
    db = connect(path)
    district = make_district(db)
    db.close()
    return path, district


@pytest.fixture
def config(tmp_path: Path, migrated: Path, settled: tuple[Path, District], request: pytest.FixtureRequest) -> Config:
    """This test's own database file and uploads folder; passwords hashed as cheaply as argon2 can."""
    template = settled[0] if "district" in request.fixturenames else migrated
    if "sealed_visit" in request.fixturenames:
        template = request.getfixturevalue("sealed_once")[0]
        shutil.copy(template.with_name("seal-key"), tmp_path)
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    return Config(
        secret_key="only for tests",
        database=Path(shutil.copy(template, tmp_path / "siap.db")),
        uploads=uploads,
        password_cost=1,
        password_memory_kib=8,
    )


@pytest.fixture
def db(config: Config) -> Iterator[Database]:
    """A fresh migrated database: a real file, in WAL mode, with every guard of the product."""
    database = connect(config.database)
    yield database
    database.close()


@pytest.fixture
def district(db: Database, settled: tuple[Path, District]) -> District:
    """Polres Tuban with two stations and one person of every kind, in `db`."""
    return settled[1]


@pytest.fixture(scope="session")
def sealed_once(settled: tuple[Path, District], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Visit]:
    """The district with a sealed visit to Senori, its key beside it, and the visit."""
    path = Path(shutil.copy(settled[0], tmp_path_factory.mktemp("sealed") / "siap.db"))
    db = connect(path)
    visit = seal(db, settled[1], submitted_visit(db, settled[1]))
    db.close()
    return path, visit


@pytest.fixture
def sealed_visit(db: Database, district: District, sealed_once: tuple[Path, Visit]) -> Visit:
    """A visit to Senori that its lead filled and sealed with the chief, in `db`."""
    return sealed_once[1]


@pytest.fixture(scope="session")
def built() -> Flask:
    """The application, built once: only what it stands on changes from test to test."""
    application = create_app(Config(secret_key="only for tests"))
    application.test_client_class = BufferedClient
    return application


@pytest.fixture
def app(built: Flask, config: Config) -> Iterator[Flask]:
    """The application over this test's database."""
    built.config["SIAP"] = config
    yield built
    close_db()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, district: District) -> Callable[[str], FlaskClient]:
    """Gives a client of its own to each username of the district, signed in."""
    return lambda username: sign_in(app.test_client(), username)
