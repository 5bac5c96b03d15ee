"""What every test may ask for: a migrated database, the app over it, a client, a small district."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlite_utils import Database

from app import create_app
from app.config import Config
from app.services import installation
from app.store.connection import connect
from app.web.database import close_db
from tests.clients import BufferedClient, sign_in
from tests.factories import NOON, District, make_district


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest schema, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("migrated") / "siap.db"
    db = connect(path)
    installation.migrate(db, at=NOON)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.close()
    return path


@pytest.fixture
def config(tmp_path: Path, migrated: Path) -> Config:
    """This test's own database file and uploads folder; passwords hashed as cheaply as argon2 can."""
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    return Config(
        secret_key="only for tests",
        database=Path(shutil.copy(migrated, tmp_path / "siap.db")),
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
def district(db: Database) -> District:
    """Polres Tuban with two stations and one person of every kind, in `db`."""
    return make_district(db)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application over this test's database."""
    application = create_app(config)
    application.test_client_class = BufferedClient
    yield application
    close_db()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def client_of(app: Flask, district: District) -> Callable[[str], FlaskClient]:
    """Gives a client of its own to each username of the district, signed in."""
    return lambda username: sign_in(app.test_client(), username)
