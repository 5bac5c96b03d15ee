"""Whatever befalls a picture or a document: it is judged with a reason, and what is served of it is clean."""

import random
from collections import Counter

from tests.fuzzing import mutated, verdict


def test_damaged_files_are_refused_with_a_reason_or_served_clean() -> None:
    dice = random.Random(4)
    said = Counter(verdict(mutated(dice)) for _ in range(150))
    assert said["accepted"] >= 10
    assert len(said) >= 4
