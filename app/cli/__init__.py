"""The command line: one module per noun, each turning words into one service call."""

from flask import Flask

from app.cli import (
    audit,
    backup,
    checklists,
    corpus,
    database,
    demo,
    districts,
    evidence,
    people,
    privacy,
    remind,
    seal,
    stations,
    work,
)


def init_app(app: Flask) -> None:
    """Attach every command group."""
    for module in (audit, backup, checklists, database, demo, districts, evidence, people, privacy, seal, stations):
        app.cli.add_command(module.group)
    for single in (corpus, remind, work):
        app.cli.add_command(single.command)
