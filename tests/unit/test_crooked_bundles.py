"""A short run of the fuzzer over the seal's reader; `make fuzz OF=seal` goes on for as long as one likes."""

import random

from tests.crooked import crooked, judged
from tests.unit.test_bundle import sample


def test_nothing_crooked_is_taken_for_genuine_and_nothing_makes_the_reader_stumble() -> None:
    dice = random.Random(4)  # repeatable on purpose
    said = [judged(data) for data in (crooked(dice) for _ in range(300)) if data != sample().data]
    assert said.count("altered") > 40 and said.count("refused") > 40
    assert said.count("genuine") == 0
