"""The schema, step by step; a released step is never edited, only followed by another."""

from pathlib import Path

from sqlite_utils import Database, Migrations

FOLDER = Path(__file__).parent
STEPS = tuple(file.stem for file in sorted(FOLDER.glob("[0-9]*.sql")))  # a step is a file; its number is its place


def _migrations() -> Migrations:
    migrations = Migrations("siap")
    for step in STEPS:
        ddl = (FOLDER / f"{step}.sql").read_text(encoding="utf-8")

        def apply(db: Database, ddl: str = ddl) -> None:
            db.executescript(ddl)

        migrations(name=step)(apply)
    return migrations


def apply(db: Database) -> list[str]:
    """Bring the database to the newest schema; the names of the steps that were run, [] when it was current.

    Call it inside a write unit, so that two processes starting together do not both run a step.
    """
    before = {migration.name for migration in _migrations().applied(db)}
    _migrations().apply(db)
    return [step for step in STEPS if step not in before]


def pending(db: Database) -> list[str]:
    """The steps this database still lacks."""
    return [migration.name for migration in _migrations().pending(db)]
