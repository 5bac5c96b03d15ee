"""The signatures under a visit's closing: who signs, what they say, and what a drawn one looks like.

A drawn signature is kept as its strokes in whole numbers, never as a picture. Rules in plain words: docs/visits.md.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import Invalid

WIDTH, HEIGHT = 1200, 600  # the field of every drawn signature
MOST_STROKES, MOST_POINTS = 60, 2_000
SMALLEST = 90  # a signature reaches at least this far, across and down together: a dot is none
LONGEST_REASON = 600

Stroke = tuple[tuple[int, int], ...]


class SignerRole(StrEnum):
    """As what somebody signs."""

    LEAD = "lead"
    CHIEF = "chief"
    SECOND = "second"  # another member of the team, where the chief does not sign


class Says(StrEnum):
    """What a signature says beside that its owner was there."""

    NOTHING = ""
    AGREES = "agrees"  # the chief
    DISAGREES = "disagrees"  # the chief, because …
    ABSENT = "absent"  # the lead of the chief, because …
    REFUSES = "refuses"


MAY_SAY = {
    SignerRole.LEAD: frozenset({Says.NOTHING, Says.ABSENT, Says.REFUSES}),
    SignerRole.CHIEF: frozenset({Says.AGREES, Says.DISAGREES}),
    SignerRole.SECOND: frozenset({Says.NOTHING}),
}
NEEDS_REASON = frozenset({Says.DISAGREES, Says.ABSENT, Says.REFUSES})


@dataclass(frozen=True, slots=True)
class Signed:
    """What somebody put under the closing; `strokes` as `parse` takes them, or `typed`, the own name."""

    role: SignerRole
    says: Says = Says.NOTHING
    because: str = ""
    strokes: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it is kept, with its owner's name and rank as they were then."""

    uid: str
    role: SignerRole
    person_id: int
    username: str
    full_name: str
    rank: str
    position: str
    service_number: str
    content_sha256: str
    says: Says
    because: str
    strokes: str
    typed: str
    signed_in_id: int
    at: int

    @property
    def titled_name(self) -> str:
        """Rank and name as papers write them."""
        return f"{self.rank} {self.full_name}".strip()


def parse(text: str) -> tuple[Stroke, ...]:
    """The strokes of a drawn signature. Raises Invalid naming 'strokes': 'unreadable', 'too_long' or 'empty'."""
    try:
        found = json.loads(text)
        flat = [[_whole(number) for number in stroke] for stroke in found]
        if not isinstance(found, list) or any(not stroke or len(stroke) % 2 for stroke in flat):
            raise ValueError("not pairs")
    except (ValueError, TypeError, RecursionError):
        raise Invalid({"strokes": "unreadable"}) from None
    if len(flat) > MOST_STROKES or sum(map(len, flat)) > 2 * MOST_POINTS:
        raise Invalid({"strokes": "too_long"})
    strokes = tuple(tuple(zip(stroke[::2], stroke[1::2], strict=True)) for stroke in flat)
    points = [point for stroke in strokes for point in stroke]
    if any(not (0 <= x <= WIDTH and 0 <= y <= HEIGHT) for x, y in points):
        raise Invalid({"strokes": "unreadable"})
    if not points or _reach(points) < SMALLEST:
        raise Invalid({"strokes": "empty"})
    return strokes


def written(strokes: Iterable[Stroke]) -> str:
    """The one text of these strokes: what is kept and sealed."""
    return json.dumps([[number for point in stroke for number in point] for stroke in strokes], separators=(",", ":"))


def path(strokes: Iterable[Stroke]) -> str:
    """The strokes as the path of a drawing (SVG); a dot becomes a short line."""
    parts = []
    for (x, y), *rest in strokes:
        line = " ".join(f"{a} {b}" for a, b in rest or [(x + 1, y)])
        parts.append(f"M{x} {y}L{line}")
    return "".join(parts)


def checked(signed: Signed, *, full_name: str) -> Signed:
    """The same, tidied. Raises Invalid naming 'says', 'because', 'strokes' or 'typed' with a stable code."""
    problems = {}
    because = " ".join(signed.because.split()) if signed.says in NEEDS_REASON else ""
    if signed.says not in MAY_SAY[signed.role]:
        problems["says"] = "choose"
    if signed.says in NEEDS_REASON and not 1 <= len(because) <= LONGEST_REASON:
        problems["because"] = "reason_too_long" if because else "reason_missing"
    strokes, typed = "", " ".join(signed.typed.split())
    if typed and typed.casefold() != " ".join(full_name.split()).casefold():
        problems["typed"] = "not_the_name"
    if not typed:
        try:
            strokes = written(parse(signed.strokes or "[]"))
        except Invalid as error:
            problems |= error.problems
    if problems:
        raise Invalid(problems)
    return Signed(signed.role, signed.says, because, strokes, typed)


def in_force(signatures: Sequence[Signature], content_sha256: str) -> dict[SignerRole, Signature]:
    """The newest signature of each role over this very content; those over another have lapsed."""
    return {one.role: one for one in signatures if one.content_sha256 == content_sha256}


def lapsed(signatures: Sequence[Signature], content_sha256: str) -> tuple[Signature, ...]:
    """Of each role without a signature in force, the last one: it stands under what is no longer so."""
    standing = in_force(signatures, content_sha256)
    return tuple({one.role: one for one in signatures if one.role not in standing}.values())


def wanted(standing: dict[SignerRole, Signature]) -> tuple[SignerRole, ...]:
    """Whose signatures are still wanted before the visit can be sealed; empty when all are there.

    The lead and the chief sign. Where the lead states that the chief is absent or refuses, a second member signs
    instead; a chief who comes after all may sign in that one's place.
    """
    missing = []
    lead = standing.get(SignerRole.LEAD)
    if lead is None:
        missing.append(SignerRole.LEAD)
    without_chief = lead is not None and lead.says is not Says.NOTHING
    if SignerRole.CHIEF not in standing and not (without_chief and SignerRole.SECOND in standing):
        missing.append(SignerRole.SECOND if without_chief else SignerRole.CHIEF)
    return tuple(missing)


def _whole(number: object) -> int:
    if type(number) is not int:
        raise ValueError(f"{number!r} is no whole number")
    return number


def _reach(points: Sequence[tuple[int, int]]) -> int:
    across, down = [x for x, _ in points], [y for _, y in points]
    return max(across) - min(across) + max(down) - min(down)
