"""What the phones of a team say of themselves, and whom a submission waits for.

Rule: docs/offline.md, "Several people".
"""

from collections.abc import Mapping
from dataclasses import dataclass

QUIET_MS = 10 * 60_000  # a phone that was not heard of for so long may hold answers that nobody knows of
MOST_LEFT = 1_000_000
MOST_VISITS = 50  # in one report


@dataclass(frozen=True, slots=True)
class Left:
    """What remains on a phone: changes and photos that the server has not confirmed."""

    events: int = 0
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """What a phone says of itself: its installation, what remains on it by visit uid, how wrong its clock is."""

    dev: str = ""
    left: Mapping[str, Left] | None = None
    skew_ms: int | None = None  # the server's clock minus the phone's


@dataclass(frozen=True, slots=True)
class MemberPhones:
    """The phones of one member together, as last heard; `contact_at` is None for who never took the visit along."""

    person_id: int
    username: str
    left: Left
    contact_at: int | None
    skew_ms: int | None = None  # of the phone that was heard last


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member whose phone holds something, or may hold something that nobody knows of."""

    member: MemberPhones
    name: str
    blank: int  # items of their parts that are blank here

    @property
    def is_known(self) -> bool:
        """Whether the phone itself said that it holds something."""
        return self.member.left != Left()


def is_waited_for(member: MemberPhones, *, blank: int, at: int) -> bool:
    """Whether a submission waits: something is known to be there, or the phone is silent and its parts have gaps."""
    if member.left != Left():
        return True
    return member.contact_at is not None and blank > 0 and at - member.contact_at > QUIET_MS


def read_left(raw: object) -> dict[str, Left] | None:
    """Visit uid to what is left of it, from a phone's report; None when there is none. Odd entries are skipped."""
    if not isinstance(raw, Mapping):
        return None
    found = {}
    for uid, said in list(raw.items())[:MOST_VISITS]:
        if isinstance(uid, str) and len(uid) <= 64 and isinstance(said, Mapping):
            found[uid] = Left(_count(said.get("events")), _count(said.get("photos")))
    return found


def _count(raw: object) -> int:
    return min(max(raw, 0), MOST_LEFT) if isinstance(raw, int) and not isinstance(raw, bool) else 0
