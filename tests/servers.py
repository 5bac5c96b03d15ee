"""The real server for a test: gunicorn on a free port over a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.clock import today

ROOT = Path(__file__).parent.parent
DEMO_PASSWORD = "siap-demo-2026"
DAYS = (date(2026, 11, 22) - date.fromisoformat(today())).days  # from the real day to the one the journeys live on
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Server:
    """A running SIAP: where it answers, where it keeps things, and everybody's password."""

    url: str
    database: Path
    uploads: Path
    password: str
    process: "subprocess.Popen[bytes]"


def environment(folder: Path) -> dict[str, str]:
    """The settings of an installation inside `folder`."""
    return {
        **os.environ,
        "SIAP_DATABASE": str(folder / "siap.db"),
        "SIAP_UPLOADS": str(folder / "uploads"),
        "SIAP_TEST_DAYS": str(DAYS),
    }


def flask(folder: Path, *words: str) -> str:
    """What a command of ours says over the installation in `folder`, on the day of tests/wsgi.py."""
    done = subprocess.run(
        [BIN / "flask", "--app", "tests.wsgi:application", *words],
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def serving(folder: Path, password: str, **settings: str) -> Iterator[Server]:
    """gunicorn over the installation in `folder`, ended when the block ends; its log is printed if it fails.

    `settings` are further variables of the environment: SIAP_TEST_… of tests/wsgi.py.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [BIN / "gunicorn", "--bind", f"127.0.0.1:{port}", "tests.wsgi:application"],
            cwd=ROOT,
            env={**environment(folder), **settings},
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a test may kill it with all its workers
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url, process, log)
        yield Server(url, folder / "siap.db", folder / "uploads", password, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _await(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not come up:\n{log.read_text()}")
