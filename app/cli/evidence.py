"""Commands on the store of photos."""

import signal
import threading
from collections.abc import Callable
from time import monotonic

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlite_utils import Database

from app.cli import radar
from app.clock import now
from app.config import Config
from app.domain.storage import HARMFUL, ScrubUnderWay
from app.services import storage
from app.store import scrubs
from app.store.blobs import BlobStore
from app.store.connection import connect

MB = 1_000_000
LISTED = 200


@click.group("evidence")
def group() -> None:
    """The store of photos: whether every photo is there and unaltered, and whether one is used again."""


group.add_command(radar.command)
group.add_command(radar.trial_command)


@group.command("scrub")
@click.option("--rate", type=click.FloatRange(min=0.001), help="Read at most so many MB in a second.")
@click.option("--restart", is_flag=True, help="Begin with the first photo, whatever was read before.")
@with_appcontext
def scrub(rate: float | None, restart: bool) -> None:
    """Read every stored photo and compare it with its hash; goes on where an earlier run was ended.

    Exit 0: every photo is there and unaltered. 1: photos are missing, altered or unreadable. 2: not read to the end.
    """
    config: Config = current_app.config["SIAP"]
    db, blobs = connect(config.database), BlobStore(config.uploads)
    ended = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: ended.set())
    try:
        if restart:
            storage.start_over(db, at=now())
        state = storage.scrub(db, blobs, clock=now, took=_pace(rate, ended), goes_on=lambda: not ended.is_set())
        harmed = _tell(db, state)
    except ScrubUnderWay as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(2) from error
    finally:
        db.close()
    if state.ended_at is None or harmed:
        raise click.exceptions.Exit(1 if state.ended_at else 2)


def _pace(rate: float | None, ended: threading.Event) -> Callable[[int], None]:
    """What hears of the bytes that were read, and waits so long that they stay below the rate."""
    begun, read = monotonic(), 0

    def took(size: int) -> None:
        nonlocal read
        read += size
        if rate:
            ended.wait(max(0.0, begun + read / (rate * MB) - monotonic()))

    return took


def _tell(db: Database, state: scrubs.Scrub) -> int:
    """Print how far the reading is and each thing that is wrong; how many photos do not stand up."""
    for row in scrubs.list_faults(db, most=LISTED):
        used = f"  {row.station_name} {row.item_code}, visit {row.visit_uid}" if row.visit_uid else ""
        click.echo(f"{row.fault:10}  {row.name}{used}")
    counts = scrubs.count_faults(db)
    if sum(counts.values()) > LISTED:
        click.echo(f"… the first {LISTED} of {sum(counts.values())}")
    found = ", ".join(f"{count} {fault}" for fault, count in counts.items()) or "nothing is wrong"
    click.echo(f"{state.files} photos, {state.bytes / MB:.1f} MB read: {found}")
    if state.ended_at is None:
        click.echo(f"stopped behind {state.cursor or 'the beginning'}; the same command goes on there")
    return sum(count for fault, count in counts.items() if fault in HARMFUL)
