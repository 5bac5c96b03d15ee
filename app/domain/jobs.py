"""How often work that failed is tried again, and when nobody is at work."""

MOST_TRIES = 8  # then it is given up, and a person is told
LEASE_MS = 60_000  # how long a worker may be silent before its job is taken up by another
SILENT_MS = 180_000  # a worker says every half minute that it lives

_FIRST_MS = 10_000
_LONGEST_MS = 6 * 3_600_000


def retry_at(tries: int, at: int) -> int | None:
    """When a job that failed for the `tries`-th time at `at` is due again: 10 s, 40 s, 160 s … 6 hours; None: never."""
    if tries >= MOST_TRIES:
        return None
    return at + min(_FIRST_MS << 2 * (tries - 1), _LONGEST_MS)


def is_silent(heard_at: int | None, at: int) -> bool:
    """Whether the worker that was last heard at `heard_at` (None: never) is to be missed at `at`; both ms UTC."""
    return heard_at is None or at - heard_at > SILENT_MS
