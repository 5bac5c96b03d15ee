"""What every command works on: this installation's settings and database, and refusals as one line."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import click
from flask import current_app
from sqlite_utils import Database

from app.config import Config
from app.domain.errors import Invalid, Refused
from app.store.connection import connect

Answer = TypeVar("Answer")


def config() -> Config:
    """The settings of this installation."""
    settings: Config = current_app.config["SIAP"]
    return settings


def carried_out(deed: Callable[[Database], Answer], sentences: Mapping[str, str]) -> Answer:
    """What `deed` gives back; a refusal ends the command with a sentence for each problem's code."""
    db = connect(config().database)
    try:
        return deed(db)
    except Invalid as error:
        lines = [sentences.get(code, code) for code in error.problems.values()]
        raise click.ClickException("; ".join(lines)) from error
    except Refused as error:
        raise click.ClickException(str(error)) from error
    finally:
        db.close()
