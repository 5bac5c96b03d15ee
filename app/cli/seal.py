"""Commands on seals: check a sealed visit that somebody brings, hand one out, look after the key."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import click
from flask.cli import with_appcontext
from sqlite_utils import Database

from app.cli.installation import carried_out, config
from app.clock import now
from app.domain import bundle as rule
from app.domain import seal as seals
from app.domain.bundle import Unreadable
from app.domain.notes import BadNote, VerifierKey
from app.services import bundles, checkpoints, keys
from app.services.packing import ORIGINALS

ENDING = ".siap.json"
MOST_FILES = 5_000
CHUNK = 1024 * 1024
UNUSABLE = (OSError, Unreadable, BadNote, zipfile.BadZipFile, zlib.error, RuntimeError, EOFError)  # also locked ZIPs
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group("seal")
def group() -> None:
    """Sealed visits and the key that signs them."""


@group.command("verify")
@click.argument("bundle", type=FILE)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--key", "given", multiple=True, help="Public key; default: those of this installation.")
@with_appcontext
def verify(bundle: Path, folder: Path | None, given: tuple[str, ...]) -> None:
    """Check BUNDLE (a .siap.json, or a ZIP with one) and, with FOLDER or a ZIP, the evidence beside it.

    Exit 0: genuine. 1: altered, each line says where and what. 2: unreadable.
    """
    try:
        trusted = [VerifierKey.parse(key) for key in given] or _own_keys()
        content, files = _open(bundle, folder)
        whole = rule.read(content)
    except UNUSABLE as error:
        click.echo(f"unreadable: {error}", err=True)
        raise click.exceptions.Exit(2) from None
    problems = rule.verify(whole, trusted, files)
    for problem in problems:
        click.echo(f"altered: {problem}")
    if problems:
        raise click.exceptions.Exit(2 if any(one.code == "not_readable" for one in problems) else 1)
    _echo_genuine(whole, files)


@group.command("bundle")
@click.argument("visit")
@click.argument("file", type=FILE)
@click.option("--withhold", multiple=True, metavar="KIND:ID", help="Leave out an item, giving its hash alone.")
@with_appcontext
def bundle(visit: str, file: Path, withhold: tuple[str, ...]) -> None:
    """Write the sealed VISIT (its uid) with its proof into FILE."""
    hidden = [(kind, item_id) for kind, _, item_id in (each.partition(":") for each in withhold)]
    content = carried_out(lambda db: bundles.bundle(db, visit, withhold=hidden), {})
    file.write_bytes(content)
    click.echo(f"{file}: {len(content)} bytes")


@group.command("checkpoint")
@with_appcontext
def checkpoint() -> None:
    """Print the newest signed checkpoint of the log; sign it when the log grew since the last."""
    click.echo(carried_out(_checkpoint, {}), nl=False)


@group.command("key")
@with_appcontext
def key() -> None:
    """Print the public keys of the log, oldest first, with when and why each began to sign."""
    for change in carried_out(keys.history, {}):
        click.echo(f"{change.key.text}  {change.kind} {change.at}{' ' + change.reason if change.reason else ''}")


@group.command("rotate")
@with_appcontext
def rotate() -> None:
    """Let a new key follow the present one, which signs that. Print it on papers from now on."""

    def deed(db: Database) -> VerifierKey:
        new = keys.rotate(db, config().seal_key, actor_id=None, at=now())
        _checkpoint(db)
        return new

    click.echo(carried_out(deed, {}).text)


@group.command("lost")
@click.option("--reason", required=True, help="What happened; everybody can read it.")
@click.confirmation_option(prompt="A new key begins, and everybody sees that the old one is lost. Go on?")
@with_appcontext
def lost_key(reason: str) -> None:
    """Begin a new key because the old one is gone for good."""

    def deed(db: Database) -> VerifierKey:
        new = keys.replace_lost(db, config().seal_key, reason=reason, actor_id=None, at=now())
        _checkpoint(db)
        return new

    click.echo(carried_out(deed, {}).text)


def _checkpoint(db: Database) -> str:
    return checkpoints.newest(db, keys.signer(db, config().seal_key, at=now()), at=now())


def _echo_genuine(whole: Mapping[str, object], files: Mapping[str, str] | None) -> None:
    entry, items = whole["entry"], whole["items"]
    if not isinstance(entry, dict) or not isinstance(items, list):
        raise Unreadable("bundle")
    hidden = sum(set(one) == {"hash"} for one in items)
    sidik = seals.sidik(entry)
    click.echo(f"genuine: visit {entry.get('visit')} of {entry.get('station')}, {entry.get('day')}")
    click.echo(f"score {entry.get('score')}, signed by {entry.get('by')} and {entry.get('second')}")
    looked_at = "not looked at" if files is None else "checked"
    click.echo(f"{len(items)} items, {hidden} withheld; evidence files {looked_at}")
    click.echo(f"sidik {sidik}")
    click.echo(f"words {' '.join(seals.words(sidik))}")


def _own_keys() -> list[VerifierKey]:
    """The keys of this installation. Raises BadNote when it has none: then --key is needed."""
    found = carried_out(keys.history, {}) if config().database.exists() else []
    if not found:
        raise BadNote("no key to check with: give --key")
    return [change.key for change in found]


def _open(bundle: Path, folder: Path | None) -> tuple[bytes, dict[str, str] | None]:
    """The bundle's bytes, and the evidence at hand: file name to SHA-256, None when there is none to look at."""
    if not zipfile.is_zipfile(bundle):
        with bundle.open("rb") as file:
            return file.read(rule.LARGEST + 1), _hashes_in(folder) if folder else None
    with zipfile.ZipFile(bundle) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()][:MOST_FILES]
        inner = next((one for one in members if one.filename.endswith(ENDING)), None)
        if inner is None:
            raise Unreadable(f"no {ENDING} in {bundle}")
        with archive.open(inner) as member:
            content = member.read(rule.LARGEST + 1)
        originals = [one for one in members if Path(one.filename).parent.name == ORIGINALS]
        files = {Path(one.filename).name: _hash(archive.open(one)) for one in originals}
    if folder:
        files |= _hashes_in(folder)
    return content, files if files or folder else None


def _hashes_in(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())[:MOST_FILES]
    return {path.name: _hash(path.open("rb")) for path in found}


def _hash(opened: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with opened as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
