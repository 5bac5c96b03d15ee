"""Every package is pinned, installed as pinned, and has its reason."""

import re
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent.parent
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)$")


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text().splitlines()
    wanted = [line for line in lines if line and not line.startswith(("#", "-r ", "-c "))]
    matches = [PIN.match(line) for line in wanted]
    assert all(matches), f"{name}: not every line is an exact pin"
    return {match[1]: match[2] for match in matches if match}


PINS = pins("requirements.txt") | pins("requirements-detector.txt") | pins("requirements-dev.txt")
BROUGHT = pins("constraints.txt")


@pytest.mark.parametrize("package", PINS | BROUGHT)
def test_what_is_installed_is_what_is_pinned(package: str) -> None:
    assert version(package) == (PINS | BROUGHT)[package]


def test_everything_that_our_packages_bring_along_is_held() -> None:
    held = {plain(name) for name in PINS | BROUGHT}
    waiting, brought = [plain(name) for name in PINS], set()
    while waiting:
        for line in requires(waiting.pop()) or ():
            wanted = Requirement(line)
            if (wanted.marker is None or wanted.marker.evaluate({"extra": ""})) and plain(wanted.name) not in brought:
                brought.add(plain(wanted.name))
                waiting.append(plain(wanted.name))
    assert brought - held <= {"pip"}  # which every environment brings itself


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def test_every_package_has_its_reason_and_no_reason_outlives_its_package() -> None:
    page = (ROOT / "docs/decisions/0001-dependencies.md").read_text()
    assert set(re.findall(r"^\| ([\w.-]+) \|", page, re.MULTILINE)) - {"Package", "---"} == set(PINS)
