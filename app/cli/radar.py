"""The radar for the whole store, and its trial on a folder of photos."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.services import radar, radar_trial
from app.services.radar_trial import Row
from app.store.blobs import BlobStore
from app.store.connection import connect


@click.command("radar")
@click.option("--anew", is_flag=True, help="Look at every photo again; what was judged stays judged.")
@with_appcontext
def command(anew: bool) -> None:
    """Compare every photo that was not looked at with all the others; stopped, it goes on where it was."""
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        run = radar.run(db, BlobStore(config.uploads), clock=now, say=_say, anew=anew)
    finally:
        db.close()
    click.echo(f"{run.looked} photos looked at, {run.hits} new hits, {run.failed} could not be opened")


@click.command("radar-trial")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def trial_command(folder: Path) -> None:
    """Alter every photo below FOLDER in each way and look for it again; nothing of the installation is touched."""
    files = [(path.name, path.read_bytes) for path in sorted(folder.rglob("*")) if path.is_file()]
    trial = radar_trial.hold(files, lambda name: click.echo(f"not a photo: {name}"))
    for name in trial.flat:
        click.echo(f"shows too little to be compared: {name}")
    for one, other, share in trial.pairs():
        click.echo(f"alike as they came: {one} and {other} ({share:.0%})")
    rows: list[Row] = []
    for row in trial.measure():
        rows.append(row)
        click.echo(f"{row.name:<32} {row.found:>4} of {row.asked:<4} {row.wrong:>3} wrong")
    asked = sum(row.asked for row in rows) or 1
    found, wrong = sum(row.found for row in rows), sum(row.wrong for row in rows)
    click.echo(f"found again {found / asked:.1%}, taken for another photo {wrong / asked:.2%}, of {asked} lookups")


def _say(looked: int, waiting: int) -> None:
    if looked % 100 == 0 or looked == waiting:
        click.echo(f"{looked} of {waiting}")
