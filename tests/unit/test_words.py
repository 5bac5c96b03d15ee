"""The words in which fingerprints are read aloud."""

import hashlib

from app.domain.seal import words
from app.domain.words import WORDS


def test_the_words_are_a_thousand_and_twenty_four_that_cannot_be_mixed_up() -> None:
    assert len(WORDS) == len({word[:4] for word in WORDS}) == 1024
    assert all(word.isascii() and word.isalpha() and word.islower() and 4 <= len(word) <= 7 for word in WORDS)


def test_the_list_never_changes() -> None:
    digest = hashlib.sha256("\n".join(WORDS).encode()).hexdigest()
    assert digest == "407a1592b7ce4ce6b7e10956f24f979314c8e067161d64d6dda43d34a41b7b4f"


def test_six_words_stand_for_the_first_sixty_bits() -> None:
    assert words("0" * 64) == (WORDS[0],) * 6
    assert words("f" * 64) == (WORDS[-1],) * 6
    assert words("0010020030040050" + "0" * 48)[:2] == (WORDS[0b0000000000], WORDS[0b0100000000])
