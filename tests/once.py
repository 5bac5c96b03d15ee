"""Making something costly once for all test processes."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from pytest import TempPathFactory


def made_once(temporary: TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name`, filled by `make` in the first process that asks for it; the others wait until it is whole."""
    own = temporary.getbasetemp()
    above = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = above / name
    with (above / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = above / f"{name}.draft"
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder
