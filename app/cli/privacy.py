"""Commands on personal data: end what is past its time, and say what is held on a person."""

from datetime import UTC, datetime

import click
from flask.cli import with_appcontext

from app.cli.installation import carried_out, config
from app.clock import now, today
from app.domain.retention import OF
from app.services import keys, privacy
from app.services.privacy import PersonReport
from app.store import people
from app.store.blobs import BlobStore

SENTENCES: dict[str, str] = {}


@click.group("privacy")
def group() -> None:
    """Personal data: end what is past its time, report what is held."""


@group.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only say what would end; change nothing.")
@with_appcontext
def sweep(dry_run: bool) -> None:
    """End what is past its time by the table of retention (docs/privacy.md)."""
    blobs = BlobStore(config().uploads)
    found = carried_out(
        lambda db: (
            privacy.overdue(db, at=now())
            if dry_run
            else privacy.sweep(db, blobs, keys.signer(db, config().seal_key, at=now()), at=now())
        ),
        SENTENCES,
    )
    for kind, number in found.items():
        click.echo(f"{number:7} {OF[kind].title}: {OF[kind].then}")
    if not found:
        click.echo("nothing is past its time")
    elif dry_run:
        click.echo("nothing was changed")


@group.command("report")
@click.argument("username")
@with_appcontext
def report(username: str) -> None:
    """Say what is held on USERNAME, on which ground, how long, and who opened the photos they took."""

    _print(
        carried_out(
            lambda db: privacy.report(db, people.get_by_username(db, username.lower(), today=today())), SENTENCES
        )
    )


def _print(found: PersonReport) -> None:
    person = found.person
    click.echo(f"{person.titled_name} ({person.username})")
    click.echo(f"  NRP {person.service_number or '-'}, {person.position or 'no post'}")
    for held in person.assignments:
        click.echo(f"  {held.role} at {held.org_name}")
    click.echo()
    for holding in found.holdings:
        rule = OF[holding.kind]
        term = "stays" if rule.days is None else f"{rule.days} days after {rule.since}"
        span = f"{_day(holding.oldest_at)} to {_day(holding.newest_at)}" if holding.count else "none"
        click.echo(f"{holding.count:7} {rule.title} ({rule.holds}): {span}; UU 27/2022 {rule.ground.article}; {term}")
    for title, openings in (
        ("Originals of theirs that were opened", found.opened_by_others),
        ("Originals that they opened", found.opened_by_them),
    ):
        click.echo(f"\n{title}: {len(openings)}")
        for one in openings:
            click.echo(f"  {_day(one.at)} {one.person_name}: {one.station_name} {one.item_code}, {one.reason}")


def _day(at: int | None) -> str:
    return "-" if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"
