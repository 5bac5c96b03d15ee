"""The demo district, for looking around and for tests."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now, today
from app.config import Config
from app.domain.errors import Conflict
from app.services import demo
from app.services.passwords import Passwords
from app.store.blobs import BlobStore
from app.store.connection import connect


@click.group("demo")
def group() -> None:
    """The demo district: Polres Tuban with invented people, visits and findings."""


@group.command("seed")
@with_appcontext
def seed() -> None:
    """Fill an empty, migrated database with the demo district."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        demo.seed(
            db,
            BlobStore(config.uploads),
            config.checklists,
            seal_key=config.seal_key,
            passwords=Passwords(config.password_cost, config.password_memory_kib),
            at=now(),
            today=today(),
        )
    except Conflict as error:
        raise click.ClickException(f"nothing was seeded: {error}") from error
    finally:
        db.close()
    click.echo(f"Accounts: {', '.join(demo.USERNAMES)}")
    click.echo(f"Password of all: {demo.PASSWORD}")
