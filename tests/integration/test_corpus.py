"""`flask corpus`: the gate over a folder, from the command line."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Config
from tests import pictures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "corpus"
    (root / "photos" / "phone").mkdir(parents=True)
    (root / "broken").mkdir()
    (root / "photos" / "one.jpg").write_bytes(pictures.phone_photo())
    (root / "photos" / "phone" / "two.HEIC").write_bytes(pictures.encode(pictures.scene(), "HEIF"))
    (root / "broken" / "cut.jpg").write_bytes(pictures.phone_photo()[:900])
    (root / "broken" / "page.jpg").write_bytes(b"<script>alert(1)</script>")
    (root / "broken" / "bomb.png").write_bytes(pictures.png_header(60_000, 60_000))
    return root


def test_each_file_has_its_line_and_all_photos_pass(app: Flask, config: Config, folder: Path) -> None:
    done = app.test_cli_runner().invoke(args=["corpus", str(folder)])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert [line.split()[-1] for line in lines[:-2]] == [
        "broken/bomb.png",
        "broken/cut.jpg",
        "broken/page.jpg",
        "photos/one.jpg",
        "photos/phone/two.HEIC",
    ]
    assert "photo_too_many_pixels" in lines[0]
    assert "photo_broken" in lines[1]
    assert "photo_not_accepted" in lines[2]
    assert "2026-11-22T09:30:05 -6.8976,112.0492" in lines[3]
    assert " ms " in lines[4]
    assert lines[-2].startswith("the largest decoder took ")
    assert lines[-1].startswith("5 files: 2 accepted")
    assert list(config.uploads.iterdir()) == []


def test_a_photo_that_is_not_accepted_fails_the_run(app: Flask, folder: Path) -> None:
    (folder / "photos" / "three.jpg").write_bytes(pictures.phone_photo()[:-40])
    done = app.test_cli_runner().invoke(args=["corpus", str(folder)])
    assert done.exit_code == 1
    assert "1 of photos/ not accepted" in done.output


def test_a_folder_that_is_not_there_is_a_mistake_of_the_caller(app: Flask, tmp_path: Path) -> None:
    assert app.test_cli_runner().invoke(args=["corpus", str(tmp_path / "missing")]).exit_code == 2
