"""The command that puts a Polres into an empty installation."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.domain.errors import Conflict, Invalid
from app.services import districts
from app.services.stations import TIME_ZONES
from app.store.connection import connect

SENTENCES = {
    "bad_code": "code: small letters, digits and hyphens, for instance polres-tuban",
    "bad_name": "name: begins with Polres, Polresta or Polrestabes",
    "bad_region": "--polda: begins with Polda, for instance 'Polda Jawa Timur'",
}


@click.group("district")
def group() -> None:
    """The Polres that this installation serves."""


@group.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--polda", "region", required=True, help="Name of the Polda above it, for instance 'Polda Jawa Timur'.")
@click.option("--zone", default=TIME_ZONES[0], type=click.Choice(TIME_ZONES), show_default=True)
@with_appcontext
def add(code: str, name: str, region: str, zone: str) -> None:
    """Add the Polres CODE called NAME, for instance: polres-tuban 'Polres Tuban'."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        districts.add(db, code=code, name=name, region=region, tz=zone, at=now())
    except Invalid as error:
        raise click.ClickException("; ".join(SENTENCES[code] for code in error.problems.values())) from error
    except Conflict as error:
        raise click.ClickException(error.detail) from error
    finally:
        db.close()
    click.echo(f"{name} is there; now its administrator: flask --app wsgi people add NAME --role admin --org {code}")
