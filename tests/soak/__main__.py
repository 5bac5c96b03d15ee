"""`python -m tests.soak`: so many random kills, then everything that was promised must be there, exactly once."""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from itertools import islice
from pathlib import Path

from playwright.sync_api import sync_playwright

from app.services import installation
from app.store.connection import connect
from tests.browser.conftest import FLAGS
from tests.browser.faults import MortalServer
from tests.factories import NOON, PASSWORD, make_district
from tests.soak.rounds import choose, play
from tests.soak.ward import Ward


def prepare(folder: Path) -> Path:
    """The small district of the tests, in a folder that exists."""
    db = connect(folder / "siap.db")
    installation.migrate(db, at=NOON)
    make_district(db)
    db.close()
    return folder


def read_options() -> argparse.Namespace:
    """What was asked for."""
    options = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    options.add_argument("--first", type=int, default=1, help="the number of the first round")
    options.add_argument("--only", default="", help="only rounds whose name contains this")
    return options.parse_args()


def run(ward: Ward, options: argparse.Namespace) -> "Counter[str]":
    """Play all rounds, saying how long each took; how often each came."""
    numbers = range(options.first, options.first + 1000 * options.kills)
    named = (choose(options.seed, number) for number in numbers)
    rounds = islice((each for each in named if options.only in each.name), options.kills)
    played = Counter[str]()
    began = time.monotonic()
    for each in play(ward, rounds):
        print(f"{each.number:5} {time.monotonic() - began:7.1f} s  {each.name}", flush=True)
        played[each.name] += 1
    return played


def main() -> int:
    """Play, say what happened; 1 when something was lost."""
    options = read_options()
    print(f"seed {options.seed}", flush=True)
    folder = prepare(Path(tempfile.mkdtemp(prefix="siap-soak-")))
    server = MortalServer(folder, PASSWORD)
    began = time.monotonic()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
            )
            ward = Ward(browser, server, folder / "profile")
            try:
                played = run(ward, options)
                told = ward.ledger.summary()
            finally:
                ward.close()
                browser.close()
    except BaseException:
        traceback.print_exc()
        print(f"\nNot well. Seed {options.seed}; what it left is in {folder}")
        return 1
    finally:
        server.close()
    for name, times in played.most_common():
        print(f"{times:5}  {name}")
    print(f"{played.total()} kills in {time.monotonic() - began:.0f} s; seed {options.seed}; nothing lost: {told}")
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
