"""A server killed in the midst of receiving: nothing acknowledged is lost, nothing half kept, and phones go on."""

import subprocess
import sys

from app.config import Config
from tests.factories import District
from tests.servers import ROOT


def test_kills_at_random_steps_of_receiving_lose_nothing(config: Config, district: District) -> None:
    command = [sys.executable, "-m", "tests.kills", "--kills", "4", "--seed", "4", "--database", str(config.database)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none lost, none half kept" in done.stdout
