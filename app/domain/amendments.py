"""Changes to what is sealed: nothing is replaced, each change stands beside it with what it was, why and by whom.

Rule: docs/seal.md, "Amendments".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import Invalid
from app.domain.seal import Fact, Kind

CHANGEABLE = frozenset({Kind.ANSWER, Kind.NOTE, Kind.FINDING, Kind.EVIDENCE, Kind.HEAD})
LONGEST_REASON = 2_000
MOST_CHANGES = 200

Sealed = dict[tuple[str, str], dict[str, object]]  # (kind, id) to the value that stands


@dataclass(frozen=True, slots=True)
class Change:
    """What of one sealed item should read otherwise; `to` holds the fields that change, and nothing else."""

    kind: str
    id: str
    to: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """A change as it was sealed, with what stood before."""

    kind: str
    id: str
    was: Mapping[str, object]
    to: Mapping[str, object]


def checked(reason: str, changes: Sequence[Change], standing: Sealed) -> list[Changed]:
    """The changes with what stands now. Raises Invalid naming 'reason', 'changes' or '<kind> <id>'.

    A note may be added where there was none; nothing else comes into being by an amendment.
    """
    problems = {}
    if not 1 <= len(reason.strip()) <= LONGEST_REASON:
        problems["reason"] = "missing" if not reason.strip() else "too_long"
    if not 1 <= len(changes) <= MOST_CHANGES or len({(one.kind, one.id) for one in changes}) != len(changes):
        problems["changes"] = "unusable"
    found = []
    for one in changes:
        was = standing.get((one.kind, one.id), {"text": ""} if one.kind == Kind.NOTE else {})
        differs = all(name in was and was[name] != value for name, value in one.to.items())
        if one.kind not in CHANGEABLE or not one.to or not differs:
            problems[f"{one.kind} {one.id}"] = "unchanged" if one.to.keys() <= was.keys() else "unknown"
        found.append(Changed(one.kind, one.id, {name: was.get(name) for name in one.to}, dict(one.to)))
    if problems:
        raise Invalid(problems)
    return found


def facts(reason: str, changes: Sequence[Changed], *, by: str, name: str, at: int) -> list[Fact]:
    """An amendment as items: why, and each change."""
    return [
        Fact(Kind.NOTE, "reason", {"text": reason.strip(), "by": by, "name": name, "at": at}),
        *(
            Fact(
                Kind.CHANGE,
                f"{number:03}",
                {"kind": one.kind, "id": one.id, "from": dict(one.was), "to": dict(one.to)},
            )
            for number, one in enumerate(changes, 1)
        ),
    ]


def apply(standing: Sealed, changes: Sequence[Changed]) -> None:
    """Let what stands read as a sealed amendment has it."""
    for one in changes:
        standing.setdefault((one.kind, one.id), {}).update(one.to)
