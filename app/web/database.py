"""The request's database connection: one per thread of the server, kept open between requests."""

import threading

from flask import Flask, current_app, g
from sqlite_utils import Database

from app.clock import now
from app.config import Config
from app.services import keys
from app.store.connection import connect

_thread = threading.local()


def config() -> Config:
    """The settings this application was made with."""
    settings: Config = current_app.config["SIAP"]
    return settings


def get_db() -> Database:
    """The database of this thread. Never inside a transaction when a request begins."""
    if "db" not in g:
        g.db = _open()
    database: Database = g.db
    return database


def get_signer() -> keys.Signer:
    """The key that signs seals. Raises KeyMissing when its file is gone."""
    return keys.signer(get_db(), config().seal_key, at=now())


def _open() -> Database:
    path = config().database
    if getattr(_thread, "path", None) != path:
        close_db()
        _thread.db, _thread.path = connect(path), path
    database: Database = _thread.db
    return database


def close_db() -> None:
    """Close this thread's connection; the next get_db() opens another."""
    if hasattr(_thread, "path"):
        _thread.db.close()
        del _thread.db, _thread.path


def init_app(app: Flask) -> None:
    """Roll back what a failed request may have left open."""

    @app.teardown_request
    def _tidy(_error: BaseException | None) -> None:
        database: Database | None = g.pop("db", None)
        if database is not None and database.conn.in_transaction:
            database.conn.execute("ROLLBACK")
