"""Commands on checklist files: check them, score a file of answers against one, publish one."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.clock import now
from app.config import Config
from app.domain import answers, scoring
from app.domain.checklist import Checklist
from app.domain.errors import Invalid
from app.services import checklists
from app.store import checklist_files
from app.store.connection import connect


@click.group("checklists")
def group() -> None:
    """Checklist files: check, score, publish."""


@group.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@with_appcontext
def check(files: tuple[Path, ...]) -> None:
    """Read FILES (default: every file in checklists/) and print every problem with its place and line."""
    config: Config = current_app.config["SIAP"]
    chosen = files or tuple(sorted(config.checklists.glob("*.yaml")))
    if not chosen:
        raise click.ClickException(f"no checklist files in {config.checklists}")
    versions: dict[tuple[str, str], Path] = {}
    broken = False
    for file in chosen:
        checklist, lines = _read(file)
        if checklist is None:
            broken = True
        else:
            first = versions.setdefault((checklist.id, checklist.version), file)
            lines = [f"{file}: {checklist.id} versi {checklist.version}, {len(checklist.items)} butir, baik"]
            if first != file:
                broken = True
                lines = [f"{file}: id: {checklist.id} versi {checklist.version} juga ada di {first}"]
        click.echo("\n".join(lines))
    if broken:
        raise SystemExit(1)


@group.command("score")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("answers_file", metavar="ANSWERS.json", type=click.Path(path_type=Path))
@click.option("--switches", help="The station's switches, separated by commas; without it every item applies.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Judge by the gates in force on this day.")
def score(file: Path, answers_file: Path, switches: str | None, day: datetime | None) -> None:
    """Score the answers in ANSWERS.json by FILE and print the result as JSON."""
    checklist, problems = _read(file)
    if checklist is None:
        raise click.ClickException("\n".join(problems))
    on = None if switches is None else {code.strip() for code in switches.split(",")} - {""}
    unknown = (on or set()) - {switch.code for switch in checklist.switches}
    if unknown:
        raise click.ClickException(f"{file}: tidak ada penanda {', '.join(sorted(unknown))}")
    try:
        given = answers.parse_all(checklist, _answers(answers_file))
    except Invalid as invalid:
        lines = (f"{answers_file}: {code}: {what}" for code, what in invalid.problems.items())
        raise click.ClickException("\n".join(lines)) from None
    result = scoring.as_json(scoring.score(checklist, given, on, day.date().isoformat() if day else None))
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


@group.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def publish(file: Path) -> None:
    """Pin FILE for good and offer it to new visits; a file with problems is refused with every one of them."""
    checklist, problems = _read(file)
    if checklist is None:
        raise click.ClickException("\n".join(problems))
    config: Config = current_app.config["SIAP"]
    db = connect(config.database)
    try:
        version = checklists.publish(db, file.read_bytes().decode(), actor=None, at=now())
    except checklists.ChecklistUsed as error:
        raise click.ClickException(
            f"{file}: {error.facts['checklist']} versi {error.facts['version']} sudah terbit dengan isi lain; "
            "beri nomor versi baru"
        ) from None
    finally:
        db.close()
    click.echo(f"{version.checklist} versi {version.version} terbit, sha256 {version.sha256}")


def _read(file: Path) -> tuple[Checklist | None, list[str]]:
    """The checklist in `file`, or the lines that say what is wrong with it."""
    try:
        reading = checklist_files.read(file)
    except OSError as error:
        return None, [f"{file}: {error.strerror}"]
    return reading.checklist, [
        f"{file}{f':{problem.line}' if problem.line else ''}: {problem.place}: {problem.what}"
        for problem in reading.problems
    ]


def _answers(file: Path) -> dict[str, object]:
    """The JSON object in `file`, its numbers kept digit by digit."""
    try:
        loaded = json.loads(file.read_bytes(), object_pairs_hook=_once, parse_float=Decimal, parse_constant=str)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file}: bukan JSON yang sah: {error}") from None
    if not isinstance(loaded, dict):
        raise click.ClickException(f"{file}: harus berupa objek JSON: kode butir ke jawaban")
    return loaded


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; a key given twice would silently lose an answer."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"'{key}' ditulis dua kali")
        found[key] = value
    return found
