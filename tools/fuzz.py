"""`python -m tools.fuzz`: damaged pictures and documents at the gate until the time is over; `make fuzz`.

With `--of seal`, crooked bundles for whoever checks a seal.
"""

import argparse
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from app.media import photos
from tests.crooked import crooked, judged
from tests.fuzzing import mutated, verdict
from tests.unit.test_bundle import sample

MOST_MEMORY = 300  # MB in a decoder


def sound(data: bytes) -> str:
    """What the seal's reader says of a bundle. Raises when it takes a crooked one for genuine."""
    said = judged(data)
    if said == "genuine" and data != sample().data:
        raise AssertionError("taken for genuine")
    return said


MAKERS = {"gate": (mutated, verdict), "seal": (crooked, sound)}


def main() -> int:
    """Print what the gate said; 1 when something got past it, and the file is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="folder for files that got past")
    parser.add_argument("--of", choices=MAKERS, default="gate")
    options = parser.parse_args()
    make, judge = MAKERS[options.of]
    dice, said, slowest = random.Random(options.seed), Counter[str](), 0.0  # noqa: S311 - repeatable on purpose
    print(f"seed {options.seed}", flush=True)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        data, began = make(dice), time.monotonic()
        try:
            said[judge(data)] += 1
        except Exception as fault:  # the very thing this looks for
            said["PAST THE GATE"] += 1
            options.keep.mkdir(exist_ok=True)
            kept = options.keep / f"{options.seed}-{sum(said.values())}"
            kept.write_bytes(data)
            print(f"{kept}: {fault!r}", flush=True)
        slowest = max(slowest, time.monotonic() - began)
    photos.decoders.close()
    photos.readers.close()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{sum(said.values())} files: " + ", ".join(f"{number} {name}" for name, number in said.most_common()))
    print(f"slowest {slowest:.1f} s, largest decoder {memory:.0f} MB")
    return 1 if said["PAST THE GATE"] or memory > MOST_MEMORY else 0


if __name__ == "__main__":
    sys.exit(main())
