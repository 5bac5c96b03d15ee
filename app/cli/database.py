"""Commands on the database itself."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.services import installation, keys
from app.store.connection import connect


@click.group("db")
def group() -> None:
    """The database: bring it to the newest schema, make its index of words anew."""


@group.command("migrate")
@with_appcontext
def migrate() -> None:
    """Make the database if there is none and bring it to the newest schema."""
    config: Config = current_app.config["SIAP"]
    config.database.parent.mkdir(parents=True, exist_ok=True)
    db = connect(config.database)
    try:
        steps = installation.migrate(db, at=now())
        if keys.current(db) is None:
            keys.signer(db, config.seal_key, at=now())  # a new installation begins its log of seals with a key
    finally:
        db.close()
    click.echo("\n".join(f"applied {step}" for step in steps) or "already at the newest schema")


@group.command("index")
@with_appcontext
def index() -> None:
    """Make the index of the words of findings anew, by which their list is searched."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        number = installation.index_findings(db, at=now())
    finally:
        db.close()
    click.echo(f"{number} findings")
