"""Which causes, written in free words, are one: by the words that they share. In plain words: docs/findings.md.

Deterministic and explained: a group is what its first text says, and every other text names the words it shares.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

SHORTEST = 3  # letters of a word that says something
MOST = 2000  # groups that a text is held against
AT_LEAST = 2  # words that two texts share when both have so many

# LITTLE: words that carry no cause, in Indonesian; what a text denies ("belum", "tidak") tells causes no more apart
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LITTLE = frozenset(
    _WORD.findall(
        """
        ada adalah agar akan akibat anggota atas atau bagi bahwa banyak baru beberapa belum bisa boleh dalam dan dapat
        dari dengan dia dikarenakan disebabkan hal hanya harus hingga ini itu jadi jika juga kalau karena kepada kurang
        lagi lain lalu lebih maka masih memang mereka namun oleh pada para perlu pernah polsek saat saja sampai sangat
        saudara sebab sebagai secara sehingga sejak selalu semua seperti serta setelah setiap siapa sudah supaya tanpa
        tapi telah tentang terhadap tetapi tiap tidak untuk walau yaitu yakni yang
        """
    )
)


@dataclass(frozen=True, slots=True)
class Group:
    """Texts that say the same cause; `texts` in the order in which they were first written."""

    texts: tuple[str, ...]
    shared: tuple[str, ...]  # the words that every one of them has; the first text's own when there is only one

    @property
    def name(self) -> str:
        """What the group is about: its first text."""
        return self.texts[0]


def words(text: str) -> frozenset[str]:
    """The words of a text that say something: in lower case, without little words, without the ending -nya."""
    found = (word.casefold().removesuffix("nya") for word in _WORD.findall(text))
    return frozenset(word for word in found if len(word) >= SHORTEST and word not in LITTLE)


def are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts say the same: they share half of the words of the shorter one, and at least two of them.

    A text of a single word is like another that has this word and at most one more.
    """
    shared, shorter, longer = len(one & other), min(len(one), len(other)), max(len(one), len(other))
    if shorter < AT_LEAST:
        return shared == shorter > 0 and longer <= AT_LEAST
    return shared >= AT_LEAST and 2 * shared >= shorter


def grouped(texts: Iterable[str]) -> tuple[Group, ...]:
    """The texts in groups, in the order given: each joins the first group whose first text it is like, else begins one.

    A text without any word that says something stands alone with those that read the same. Only the first MOST groups
    are looked at: what comes after them is one of these, or stands alone.
    """
    groups: list[tuple[frozenset[str], list[str]]] = []
    having: dict[tuple[str, ...], list[int]] = {}  # what two alike texts have in common, to the groups that have it
    for text in dict.fromkeys(texts):
        own = words(text)
        near = sorted({place for sign in _signs(text, own) for place in having.get(sign, ())})
        place = next((place for place in near if not own or are_alike(groups[place][0], own)), None)
        if place is not None:
            groups[place][1].append(text)
            continue
        if len(groups) < MOST:
            for sign in _signs(text, own):
                having.setdefault(sign, []).append(len(groups))
        groups.append((own, [text]))
    return tuple(Group(tuple(members), _shared(members)) for _first, members in groups)


def _signs(text: str, own: frozenset[str]) -> list[tuple[str, ...]]:
    """By what a text is looked up: pairs of its words; of one or two words each; without words, how it reads."""
    if not own:
        return [("", _read(text))]
    single = [(word,) for word in own] if len(own) <= AT_LEAST else []
    return [*single, *combinations(sorted(own), AT_LEAST)]


def _read(text: str) -> str:
    """What stands for a text without words: how it reads."""
    return " ".join(text.casefold().split())


def _shared(members: Sequence[str]) -> tuple[str, ...]:
    common = frozenset.intersection(*(words(text) for text in members))
    return tuple(sorted(common))
