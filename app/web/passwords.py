"""The password hasher at this installation's cost."""

from functools import cache

from app.services.passwords import Passwords
from app.web.database import config


def passwords() -> Passwords:
    """The one hasher of this installation."""
    return _hasher(config().password_cost, config().password_memory_kib)


@cache
def _hasher(passes: int, memory_kib: int) -> Passwords:
    """Kept, because what it compares unknown names with is made once: made anew, it would tell them by their time."""
    return Passwords(passes, memory_kib)
