"""Commands on stations: add a Polsek, change what it has, end it or take it up again."""

import click
from flask.cli import with_appcontext

from app.cli.installation import carried_out
from app.clock import now, today
from app.services import stations
from app.services.stations import StationDetails

SENTENCES = {
    "name_missing": "the name is missing or longer than 120 characters",
    "bad_code": "code: small letters, digits and hyphens, for instance polsek-senori",
    "reserved": "this code stands for a page; choose another",
    "bad_degrees": "--at: decimal degrees, for instance --at -7.0405 111.7256",
    "wrong_kind_of_org": "--polres: give the code of a Polres, for instance polres-tuban",
}
has = click.option("--has", "switches", multiple=True, help="What it has, for instance melayani_skck; may be repeated.")
point = click.option("--at", "point", nargs=2, type=float, default=None, help="Latitude and longitude of the office.")


@click.group("stations")
def group() -> None:
    """Stations (Polsek): add, change, end, resume."""


@group.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--polres", required=True, help="Code of the Polres above it, for instance polres-tuban.")
@has
@point
@with_appcontext
def add(code: str, name: str, polres: str, switches: tuple[str, ...], point: tuple[float, float] | None) -> None:
    """Add the Polsek CODE called NAME, for instance: polsek-senori 'Polsek Senori'."""
    details = _details(name, switches, point)
    carried_out(
        lambda db: stations.add(db, details, code=code, parent_code=polres, actor=None, at=now(), today=today()),
        SENTENCES,
    )
    click.echo(f"{name} is there")


@group.command("change")
@click.argument("code")
@click.argument("name")
@has
@point
@with_appcontext
def change(code: str, name: str, switches: tuple[str, ...], point: tuple[float, float] | None) -> None:
    """Give the Polsek CODE this NAME, these switches and this point, in place of those it had."""
    details = _details(name, switches, point)
    carried_out(lambda db: stations.change(db, code, details, actor=None, at=now(), today=today()), SENTENCES)
    click.echo(f"{name} is changed")


@group.command("end")
@click.argument("code")
@with_appcontext
def end(code: str) -> None:
    """End a station: it gets no more visits; what was found there stays."""
    carried_out(lambda db: stations.set_active(db, code, active=False, actor=None, at=now(), today=today()), SENTENCES)
    click.echo(f"{code} has ended")


@group.command("resume")
@click.argument("code")
@with_appcontext
def resume(code: str) -> None:
    """Take an ended station up again."""
    carried_out(lambda db: stations.set_active(db, code, active=True, actor=None, at=now(), today=today()), SENTENCES)
    click.echo(f"{code} is active again")


def _details(name: str, switches: tuple[str, ...], point: tuple[float, float] | None) -> StationDetails:
    lat, lon = point or (None, None)
    return StationDetails(name, frozenset(switches), lat, lon)
