"""The radar measured on a folder of photos: what it finds again after each alteration, and what it finds wrongly.

Nothing of it comes near the installation's database or its photos.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from app.domain import likeness
from app.domain.evidence import PhotoRefused
from app.domain.likeness import Kept
from app.media import alterations, photos
from app.media import likeness as looking
from app.media.likeness import Looked


@dataclass(frozen=True, slots=True)
class Row:
    """One alteration: how many photos were found again, of how many, and how many were taken for another one."""

    name: str
    found: int
    asked: int
    wrong: int


@dataclass
class Trial:
    """Photos by name, sketched as the store would; flat ones are named and left out."""

    pictures: dict[str, bytes] = field(default_factory=dict)
    flat: list[str] = field(default_factory=list)
    _looked: list[tuple[str, Looked]] = field(default_factory=list)
    _index: dict[int, list[Kept]] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> None:
        """Take a photo in. Raises PhotoRefused as receiving does."""
        picture = photos.derive(data, "screen")
        looked = _look(picture)
        if looked.is_flat:
            self.flat.append(name)
            return
        self.pictures[name] = picture
        for part, sketch in enumerate(looked.kept()):
            for key in sketch.index_keys():
                self._index.setdefault(key, []).append(Kept(key, sketch.hash, len(self._looked), part))
        self._looked.append((name, looked))

    def matches(self, jpeg: bytes) -> dict[str, float]:
        """The names of the photos that show the same picture, with the share that agrees."""
        looked = _look(jpeg)
        if looked.is_flat:
            return {}
        questions = looked.questions()
        keys = likeness.probes(questions)
        rows = [row for key in keys for row in self._index.get(key, ())]
        found = {}
        for candidate in likeness.candidates(questions, rows):
            name, other = self._looked[candidate.kept.photo_id]
            share = looking.compare(looked, other, candidate).share
            if share >= likeness.SAME:
                found[name] = share
        return found

    def pairs(self) -> list[tuple[str, str, float]]:
        """The photos that are alike as they came, for a person to look at; each pair once."""
        found = [
            (name, other, share)
            for name, picture in self.pictures.items()
            for other, share in self.matches(picture).items()
        ]
        return [pair for pair in found if pair[0] < pair[1]]

    def measure(self, names: Collection[str] = tuple(alterations.ALTERATIONS)) -> Iterator[Row]:
        """A row for each alteration; photos that are alike as they came count as one."""
        same: dict[str, set[str]] = {name: {name} for name in self.pictures}
        for one, other, _share in self.pairs():
            same[one].add(other)
            same[other].add(one)
        for name in names:
            yield self._row(name, same)

    def _row(self, alteration: str, same: Mapping[str, set[str]]) -> Row:
        found = wrong = 0
        for name, picture in self.pictures.items():
            names = set(self.matches(alterations.alter(picture, alteration)))
            found += bool(names & same[name])
            wrong += bool(names - same[name])
        return Row(alteration, found, len(self.pictures), wrong)


def _look(jpeg: bytes) -> Looked:
    return Looked(photos.grey(photos.derive(jpeg, "thumb")))


def hold(files: Collection[tuple[str, Callable[[], bytes]]], refused: Callable[[str], None]) -> Trial:
    """A trial of these files; `refused` hears the names of those that the gate does not let in."""
    trial = Trial()
    for name, read in files:
        try:
            trial.add(name, read())
        except PhotoRefused:
            refused(name)
    return trial
