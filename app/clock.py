"""The only reader of the clock; web and cli pass the time down as an argument."""

import time


def now() -> int:
    """The time now, in integer milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000
