"""The photo gate over a folder of files, as they would be received; nothing of it comes near uploads/."""

import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from app.domain.errors import Refused
from app.domain.evidence import PhotoFacts
from app.media import photos
from app.store.blobs import BlobStore

ACCEPTED, DECODER_DIED, CRASHED = "accepted", "decoder died and was contained", "crashed"


@click.command("corpus")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Receive every file below FOLDER: one line each, then a summary.

    Exits 0 when every file below FOLDER/photos was accepted and none, hostile or not, got past the gate's refusals.
    """
    tally: Counter[str] = Counter()
    missed = 0
    with tempfile.TemporaryDirectory(prefix="siap-corpus-") as scratch:
        blobs = BlobStore(Path(scratch))
        for path in _files(folder):
            verdict, line = _receive(blobs, path)
            click.echo(f"{line}  {path.relative_to(folder)}")
            tally[verdict] += 1
            missed += verdict != ACCEPTED and _must_pass(folder, path)
    photos.decoders.close()
    photos.readers.close()
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    click.echo(f"the largest decoder took {most} MB")
    click.echo(f"{sum(tally.values())} files: " + ", ".join(f"{number} {name}" for name, number in tally.most_common()))
    if missed:
        click.echo(f"{missed} of photos/ not accepted", err=True)
    if missed or tally[CRASHED]:
        raise SystemExit(1)


def _files(folder: Path) -> Iterator[Path]:
    """Every file that somebody put there on purpose, in order of name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _must_pass(folder: Path, path: Path) -> bool:
    return "photos" in (folder.name, *path.relative_to(folder).parts[:1])


def _receive(blobs: BlobStore, path: Path) -> tuple[str, str]:
    """What became of one file, and its line of the report."""
    data = path.read_bytes()
    start = time.perf_counter()
    said = ""
    try:
        facts = photos.inspect(data)
        inspected = time.perf_counter() - start
        _keep(blobs, data)
        verdict, said = ACCEPTED, _describe(facts)
    except Refused as refusal:
        inspected = time.perf_counter() - start
        verdict = DECODER_DIED if refusal.detail == "decoder_died" else f"refused: {refusal.code}"
        said = refusal.detail
    except Exception as failure:  # the very thing this command looks for
        inspected = time.perf_counter() - start
        verdict, said = CRASHED, repr(failure)
    return verdict, f"{verdict:<32}{1000 * inspected:7.0f} ms  {said:<48}"


def _keep(blobs: BlobStore, data: bytes) -> None:
    """Store it and make its derivatives, as the server will. Raises AssertionError when a byte was changed."""
    sha256 = blobs.put(data).sha256
    for size in photos.ALL_SIZES:
        blobs.derived(sha256, size, photos.derivatives)
    if blobs.read(sha256) != data:
        raise AssertionError("the stored bytes differ from those received")


def _describe(facts: PhotoFacts) -> str:
    taken = facts.taken.local if facts.taken else "no time"
    place = f"{facts.position.lat:.4f},{facts.position.lon:.4f}" if facts.position else "no place"
    return f"{facts.kind} {facts.width}x{facts.height} {taken} {place}"
