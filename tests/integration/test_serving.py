"""gunicorn serves SIAP as `make run` and docs/deploy.md start it."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.servers import BIN, ROOT, environment, serving


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    shutil.copy(migrated, tmp_path / "siap.db")
    return tmp_path


def gunicorn(folder: Path, bind: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [BIN / "gunicorn", "--bind", bind, "wsgi:app"],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_ctrl_c_ends_the_server_at_once_and_cleanly_while_a_browser_is_connected(folder: Path) -> None:
    with serving(folder, "") as server, socket.socket() as idle:
        idle.connect(("127.0.0.1", urlsplit(server.url).port))
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) == 0  # gunicorn's own patience would be 30 seconds


def test_uploads_that_nobody_went_on_with_for_a_week_are_cleared_at_the_start(folder: Path) -> None:
    parts = folder / "uploads" / "parts"
    parts.mkdir(parents=True)
    old, young = parts / f"{'a' * 64}.100", parts / f"{'b' * 64}.100"
    for part, days in ((old, 8), (young, 6)):
        part.write_bytes(b"begun")
        last = time.time() - days * 86_400
        os.utime(part, (last, last))
    with serving(folder, ""):
        assert list(parts.iterdir()) == [young]


def test_the_server_refuses_to_bind_beyond_this_machine_over_the_demo_district(folder: Path) -> None:
    with sqlite3.connect(folder / "siap.db") as db:
        db.execute("INSERT INTO meta (key, value) VALUES ('demo', '1')")
    db.close()
    refused = gunicorn(folder, "0.0.0.0:0")
    assert refused.returncode != 0
    assert "Refusing to listen on 0.0.0.0" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_server_refuses_to_start_without_a_database(tmp_path: Path) -> None:
    refused = gunicorn(tmp_path, "127.0.0.1:0")
    assert refused.returncode != 0
    assert "db migrate" in refused.stderr


def test_make_run_says_in_one_line_that_a_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [BIN / "python", "tools/run.py", "--port", str(port)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert f"make run PORT={port + 1}" in refused.stderr
