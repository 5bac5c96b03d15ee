"""Commands on the audit trail."""

import click
from flask import current_app
from flask.cli import with_appcontext

from app.config import Config
from app.services import seal_check
from app.store import audit
from app.store.connection import connect


@click.group("audit")
def group() -> None:
    """The audit trail: who did what, in chains that show every later change."""


@group.command("verify")
@with_appcontext
def verify() -> None:
    """Walk every chain and the log of seals to its head; exit 1 naming each place that does not hold."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        found = list(audit.broken(db, heard=_heard))
        streams, lines = audit.count(db)
        seals = seal_check.faults(db)
    finally:
        db.close()
    for stream, seq in found:
        click.echo(f"broken: {stream}, line {seq}")
    click.echo(f"{lines} lines in {streams} streams: {f'{len(found)} streams broken' if found else 'whole'}")
    for fault in seals:
        click.echo(f"log of seals: {fault}")
    if found or seals:
        raise click.exceptions.Exit(1)


def _heard(lines: int) -> None:
    if lines % 100_000 == 0:
        click.echo(f"{lines} lines read …", err=True)
