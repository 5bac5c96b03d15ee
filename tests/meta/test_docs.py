"""What the documents say about the project is so."""

import re
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages.pofile import read_po
from flask import Flask

from app.domain.retention import RULES

ROOT = Path(__file__).parent.parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_named_in_a_document_exists(page: Path) -> None:
    named = set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)", page.read_text(), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {first or second for first, second in named} <= targets


def test_every_decision_has_a_number_of_its_own() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert len({page.name[:4] for page in pages}) == len(pages)
    for page in pages:
        assert page.read_text().startswith(f"# {page.name[:4]} "), page.name


def test_every_setting_stands_in_the_deployment_guide_and_no_other() -> None:
    code = (ROOT / "app/config.py").read_text() + (ROOT / "gunicorn.conf.py").read_text()
    table = re.findall(r"^\| `(SIAP_\w+)` \|", (ROOT / "docs/deploy.md").read_text(), re.MULTILINE)
    assert sorted(table) == sorted(set(re.findall(r"SIAP_[A-Z_]+", code)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_named_in_a_document_exists(app: Flask, page: Path) -> None:
    named = re.findall(r"(?:^|`)(?:flask --app wsgi|siap) ([a-z]+) ([a-z]+)", page.read_text(), re.MULTILINE)
    for group, command in named:
        found = app.cli.commands.get(group)
        assert isinstance(found, click.Group), f"{page.name}: no command {group}"
        assert command in found.commands, f"{page.name}: no command {group} {command}"


def test_the_glossary_says_what_the_screens_say() -> None:
    screens: dict[str, set[str]] = {}
    for catalogue in ROOT.glob("app/translations/*/id/LC_MESSAGES/messages.po"):
        for message in read_po(BytesIO(catalogue.read_bytes())):
            screens.setdefault(str(message.id), set()).add(str(message.string))
    rows = re.findall(r"^\| [^|]* \| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    differing = {
        english: screens[english] for english, indonesian in rows if screens.get(english, {indonesian}) != {indonesian}
    }
    assert not differing
    assert sum(english in screens for english, _ in rows) > 10, "the rows are not being compared"


def test_every_file_named_in_the_architecture_exists() -> None:
    named = re.findall(r"`([a-z_]+/[\w./]*|[\w.]+\.py)`", (ROOT / "docs/architecture.md").read_text())
    missing = [name for name in named if not any((folder / name).exists() for folder in (ROOT, ROOT / "app"))]
    assert not missing
    assert len(named) > 20


def test_the_table_of_retention_stands_in_the_document() -> None:
    told = re.findall(r"^\| `(\w+)` \| (\w) \| (\w+) \|", (ROOT / "docs/privacy.md").read_text(), re.MULTILINE)
    assert told == [(rule.kind, rule.ground.article[-1], str(rule.days or "stays")) for rule in RULES]
