"""The command line: one module per noun, each turning words into one service call."""

from flask import Flask

from app.cli import checklists, database, people


def init_app(app: Flask) -> None:
    """Attach every command group."""
    for group in (checklists.group, database.group, people.group):
        app.cli.add_command(group)
