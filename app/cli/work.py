"""The process that does what no request waits for."""

import os
import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.services import work
from app.store.blobs import BlobStore
from app.store.connection import connect


@click.command("work")
@click.option("--once", is_flag=True, help="Do what is due now, then end; exit 1 when something failed.")
@click.option("--retry", is_flag=True, help="First give new tries to what was given up.")
@click.option("--with-parent", is_flag=True, help="End when the process that started this one has ended.")
@with_appcontext
def command(once: bool, retry: bool, with_parent: bool) -> None:
    """Do the work that waits in the background, and go on until told to end."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    hands = work.Hands(db, BlobStore(config.uploads), now, smtp=config.smtp, url=config.url)
    try:
        if retry:
            click.echo(f"{work.retry(db, at=now())} given new tries")
        if once:
            work.beat(db, at=now())
            done, failed = work.run_due(hands)
            click.echo(f"{done} done, {failed} failed")
            if failed:
                raise click.exceptions.Exit(1)
        else:
            _go_on(hands, with_parent)
    finally:
        db.close()


def _go_on(hands: work.Hands, with_parent: bool) -> None:
    """Work until SIGTERM or Ctrl-C; the job under way is finished first."""
    ended, parent = threading.Event(), os.getppid()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: ended.set())
    work.loop(
        hands, wait=ended.wait, goes_on=lambda: not ended.is_set() and not (with_parent and os.getppid() != parent)
    )
