"""The command line: one module per noun, each turning words into one service call."""

from flask import Flask

from app.cli import database


def init_app(app: Flask) -> None:
    """Attach every command group."""
    app.cli.add_command(database.group)
