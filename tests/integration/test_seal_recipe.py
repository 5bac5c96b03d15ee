"""The recipe of docs/seal.md: a bundle is checked with sha256sum and openssl alone."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.unit.test_bundle import NEW, sample

PAGE = Path(__file__).parents[2] / "docs" / "seal.md"


def follow(folder: Path, data: bytes) -> subprocess.CompletedProcess[str]:
    """What the recipe says of a bundle."""
    (script,) = re.findall(r"^```bash\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    (folder / "visit.siap.json").write_bytes(data)
    known = {"BUNDLE": "visit.siap.json", "KEY": NEW.key.text, "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    return subprocess.run(["bash", "-c", script], cwd=folder, env=known, capture_output=True, text=True, check=False)


def test_the_recipe_finds_a_genuine_bundle_genuine(tmp_path: Path) -> None:
    done = follow(tmp_path, sample().data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Signature Verified Successfully" in done.stdout
    assert "the entry is in the signed log" in done.stdout
    assert 'genuine: {"id":"A01"' in done.stdout


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"value":"\\"Ya\\""', b'"value":"\\"No\\""'),
        (b'"visit":"v"', b'"visit":"w"'),
        (b'"checkpoint":"siap/0', b'"checkpoint":"siap/1'),
    ],
    ids=["an answer", "the entry", "the checkpoint"],
)
def test_the_recipe_stops_at_what_was_altered(tmp_path: Path, was: bytes, now: bytes) -> None:
    data = sample().data
    assert data.count(was) == 1
    assert follow(tmp_path, data.replace(was, now)).returncode != 0
