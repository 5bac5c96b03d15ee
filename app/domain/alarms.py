"""Alarms: a phone that keeps the newest checkpoint of the log was shown one that does not continue it.

Rule: docs/witnesses.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain import merkle
from app.domain.errors import Invalid
from app.domain.notes import BadNote, Checkpoint, VerifierKey, opened, unb64

LONGEST_NOTE = 4_000  # characters; ours have about 250
LONGEST_PROOF = 64
LONGEST_WHY = 2_000
LATEST = 2**53


class Why(StrEnum):
    """How what the server showed contradicts what the phone kept."""

    GONE = "gone"  # the server said that there is no log
    UNSIGNED = "unsigned"  # unreadable, or not signed by the key that came with it
    FOREIGN = "foreign"  # the log of another installation
    SHRUNK = "shrunk"  # shorter than it was
    REWRITTEN = "rewritten"  # as long or longer, and not with the same beginning


@dataclass(frozen=True, slots=True)
class Report:
    """An alarm as a phone tells it; times in milliseconds by its own clock."""

    uid: str
    why: Why
    raised_at: int
    kept_note: str
    kept_key: str
    kept_at: int
    told_note: str
    told_key: str
    proof: tuple[str, ...]
    cleared_at: int | None


@dataclass(frozen=True, slots=True)
class Weight:
    """What two notes are worth as evidence; a note that our keys did not sign may be made up by whoever reported it."""

    kept: Checkpoint | None
    told: Checkpoint | None
    kept_signed: bool
    told_signed: bool
    contradicts: bool

    @property
    def is_proof(self) -> bool:
        """Whether both were signed with keys of this installation, and they cannot both be true."""
        return self.kept_signed and self.told_signed and self.contradicts


def read(sent: Mapping[str, object]) -> Report:
    """The report in what a phone sent. Raises Invalid naming the field that is not as it must be."""
    kept, told = _object(sent, "kept"), _object(sent, "told")
    proof = told.get("proof", [])
    if not isinstance(proof, list) or len(proof) > LONGEST_PROOF or not all(_is_short(one, 60) for one in proof):
        raise Invalid({"proof": "format"})
    why = _text(sent, "why", 20)
    if why not in frozenset(Why):
        raise Invalid({"why": "unknown"})
    cleared = sent.get("cleared_at")
    return Report(
        uid=_something(sent, "uid", 64),
        why=Why(why),
        raised_at=_moment(sent, "at"),
        kept_note=_something(kept, "note", LONGEST_NOTE),
        kept_key=_text(kept, "key", 400),
        kept_at=_moment(kept, "at"),
        told_note=_text(told, "note", LONGEST_NOTE),
        told_key=_text(told, "key", 400),
        proof=tuple(proof),
        cleared_at=None if cleared is None else _moment(sent, "cleared_at"),
    )


def weigh(report: Report, keys: Iterable[VerifierKey]) -> Weight:
    """What a report proves, judged with the keys that this installation has or had."""
    own = list(keys)
    kept, kept_signed = _opened(report.kept_note, own)
    told, told_signed = _opened(report.told_note, own)
    return Weight(kept, told, kept_signed, told_signed, contradicts(kept, told, report.proof))


def contradicts(kept: Checkpoint | None, told: Checkpoint | None, proof: Iterable[str]) -> bool:
    """Whether the log of `told` does not begin with all of the log of `kept`, as far as `proof` shows."""
    if kept is None or told is None or kept.origin != told.origin or told.size < kept.size:
        return True
    try:
        path = [unb64(one) for one in proof]
    except BadNote:
        return True
    return not merkle.verify_consistency(kept.size, kept.root, told.size, told.root, path)


def _opened(note: str, keys: list[VerifierKey]) -> tuple[Checkpoint | None, bool]:
    try:
        return Checkpoint.parse(opened(note, keys)[0]), True
    except BadNote:
        pass
    try:
        return Checkpoint.parse(note.rpartition("\n\n")[0] + "\n"), False
    except BadNote:
        return None, False


def _object(sent: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = sent.get(name)
    if not isinstance(found, dict):
        raise Invalid({name: "format"})
    return found


def _text(sent: Mapping[str, object], name: str, longest: int) -> str:
    found = sent.get(name)
    if not isinstance(found, str) or not _is_short(found, longest):
        raise Invalid({name: "format"})
    return found


def _something(sent: Mapping[str, object], name: str, longest: int) -> str:
    found = _text(sent, name, longest)
    if not found:
        raise Invalid({name: "missing"})
    return found


def _moment(sent: Mapping[str, object], name: str) -> int:
    found = sent.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < LATEST:
        raise Invalid({name: "format"})
    return found


def _is_short(value: object, longest: int) -> bool:
    """Whether it is a text that every store takes: short, and without half characters and nulls."""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        return False
    return not any("\ud800" <= sign <= "\udfff" for sign in value)
