"""Which causes, written in free words, are one."""

import random

import pytest

from app.domain.causes import are_alike, grouped, words


def names(*texts: str) -> list[tuple[str, ...]]:
    return [group.texts for group in grouped(texts)]


def test_small_words_and_the_ending_nya_say_nothing() -> None:
    assert words("Tidak adanya Sprin yang menunjuk petugasnya, di Polsek (2026).") == {"sprin", "menunjuk", "petugas"}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Operator belum ikut bimtek ZI", "Belum ada bimtek ZI untuk operator sejak mutasi", True),
        ("Sarana rusak dan belum diganti", "SARANA RUSAK, belum diganti", True),
        ("Sprin belum terbit", "Penunjukan belum ditandatangani", False),
        ("Sprin belum terbit", "Sprin hilang di arsip lama", False),  # one word in common is no cause in common
        ("Anggaran", "Anggaran kurang", True),
        ("Anggaran", "Anggaran listrik dan air belum turun", False),
        ("", "Anggaran", False),
    ],
)
def test_two_texts_are_one_cause_when_they_share_two_words_and_half_of_the_shorter(
    one: str, other: str, alike: bool
) -> None:
    assert are_alike(words(one), words(other)) is alike
    assert are_alike(words(other), words(one)) is alike


def test_a_group_is_what_its_first_text_says_and_names_what_all_share() -> None:
    (first, other) = grouped(["Operator belum ikut bimtek", "Anggaran belum turun", "Bimtek operator ditunda"])
    assert (first.name, first.texts[1:], first.shared) == (
        "Operator belum ikut bimtek",
        ("Bimtek operator ditunda",),
        ("bimtek", "operator"),
    )
    assert other.shared == ("anggaran", "turun")


def test_alike_texts_do_not_pull_others_in_behind_them() -> None:
    """The third shares words with the second alone: it is no cause of the first."""
    texts = "papan tarif rusak lama", "papan tarif kotor loket", "loket kotor gelap sempit"
    assert names(*texts) == [texts[:2], texts[2:]]


def test_the_same_text_counts_once_and_texts_without_words_stay_apart() -> None:
    assert names("Anggaran", "Anggaran", "anggaran  ", "-", "?") == [("Anggaran", "anggaran  "), ("-",), ("?",)]


def test_what_comes_later_moves_nothing_that_stands() -> None:
    chance = random.Random(3)
    vocabulary = [
        "sprin",
        "bimtek",
        "operator",
        "sarana",
        "rusak",
        "anggaran",
        "papan",
        "tarif",
        "loket",
        "berkala",
        "pimpinan",
    ]
    texts = [" ".join(chance.sample(vocabulary, 3)) for _ in range(40)]
    for cut in (10, 25):
        early = [group.texts for group in grouped(texts[:cut])]
        late = [group.texts for group in grouped(texts)]
        assert all(late[place][: len(group)] == group for place, group in enumerate(early))
    assert grouped(texts) == grouped(texts)
