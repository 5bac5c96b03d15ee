"""The command line: one module per noun, each turning words into one service call."""

from flask import Flask

from app.cli import backup, checklists, corpus, database, demo, districts, people, stations


def init_app(app: Flask) -> None:
    """Attach every command group."""
    for module in (backup, checklists, database, demo, districts, people, stations):
        app.cli.add_command(module.group)
    app.cli.add_command(corpus.command)
