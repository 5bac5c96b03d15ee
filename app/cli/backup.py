"""Commands that bring an installation to safety and back."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.domain.errors import Refused
from app.services import backup

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("backup")
def group() -> None:
    """Backup of database and photos: take, verify, restore."""


@group.command("take")
@click.argument("target", type=FOLDER)
@click.option("--keep", type=click.IntRange(min=1), help="Remove all but the newest N backups afterwards.")
@with_appcontext
def take(target: Path, keep: int | None) -> None:
    """Back up into TARGET while SIAP is in use; exit 1 when photos were missing."""
    try:
        folder, manifest = backup.take(_config().database, _config().uploads, target, at=now())
    except Refused as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"{folder}: {manifest.photos} photos, {manifest.photos_new} new; audit {manifest.audit_sha256[:12]}")
    if keep:
        backup.keep_newest(target, keep)
    if manifest.missing:
        raise click.ClickException(f"{len(manifest.missing)} photos are missing: {', '.join(manifest.missing[:5])}")


@group.command("verify")
@click.argument("folder", type=FOLDER)
def verify(folder: Path) -> None:
    """Read every byte of a backup (of the newest one when FOLDER holds several); exit 1 when it is not whole."""
    try:
        chosen = backup.newest(folder)
    except Refused as error:
        raise click.ClickException(error.detail) from error
    problems = backup.verify(chosen)
    if problems:
        raise click.ClickException(f"{chosen} is not whole:\n" + "\n".join(problems))
    click.echo(f"{chosen} is whole")


@group.command("restore")
@click.argument("folder", type=FOLDER)
@with_appcontext
def restore(folder: Path) -> None:
    """Bring a backup back (the newest one when FOLDER holds several); refuses to overwrite a database."""
    try:
        chosen = backup.newest(folder)
        copied = backup.restore(chosen, _config().database, _config().uploads, at=now())
    except Refused as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"{chosen} is restored, {copied} photos copied; phones will offer again what they still hold")


def _config() -> Config:
    config: Config = current_app.config["SIAP"]
    return config
