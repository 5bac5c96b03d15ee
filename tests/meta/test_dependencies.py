"""Every package is pinned, installed as pinned, and has its reason."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)$")


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r "))]
    matches = [PIN.match(line) for line in wanted]
    assert all(matches), f"{name}: not every line is an exact pin"
    return {match[1]: match[2] for match in matches if match}


PINS = pins("requirements.txt") | pins("requirements-dev.txt")


@pytest.mark.parametrize("package", PINS)
def test_what_is_installed_is_what_is_pinned(package: str) -> None:
    assert version(package) == PINS[package]


def test_every_package_has_its_reason_and_no_reason_outlives_its_package() -> None:
    page = (ROOT / "docs/decisions/0001-dependencies.md").read_text()
    assert set(re.findall(r"^\| ([\w.-]+) \|", page, re.MULTILINE)) - {"Package", "---"} == set(PINS)
