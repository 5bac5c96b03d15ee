"""`make run` after the packages are there: migrate, seed the demo district when empty, say where, serve."""

import argparse
import os
import socket
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent


def flask(*words: str) -> None:
    """Run one `flask --app wsgi` command; this program ends where it fails."""
    done = subprocess.run([BIN / "flask", "--app", "wsgi", *words], cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def has_demo() -> bool:
    """Whether this version can seed a demo district."""
    return (ROOT / "app" / "cli" / "demo.py").exists()


def stop_if_taken(port: int) -> None:
    """End with one line when something else listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as why:
            sys.exit(f"Port {port} cannot be used ({why.strerror}). Choose another: make run PORT={port + 1}")


def main() -> None:
    """Prepare the database, then become gunicorn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--prepare-only", action="store_true", help="migrate and seed, do not serve")
    chosen = options.parse_args()

    if not chosen.prepare_only:
        stop_if_taken(chosen.port)
    flask("db", "migrate")
    if has_demo():
        flask("demo", "seed", "--if-empty")
    if chosen.prepare_only:
        return
    print(f"\n  SIAP: http://127.0.0.1:{chosen.port}", flush=True)
    if has_demo():
        flask("demo", "accounts")
    print("  Ctrl-C ends it.\n", flush=True)
    os.chdir(ROOT)
    os.execv(BIN / "gunicorn", [str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{chosen.port}", "wsgi:app"])  # noqa: S606


if __name__ == "__main__":
    main()
