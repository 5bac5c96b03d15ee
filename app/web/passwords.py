"""The password hasher at this installation's cost."""

from functools import cache

from flask_babel import gettext as _

from app.services.accounts import TooManyFailures
from app.services.passwords import Passwords
from app.web.database import config


def passwords() -> Passwords:
    """The one hasher of this installation."""
    return _hasher(config().password_cost, config().password_memory_kib)


def told_to_wait(error: TooManyFailures) -> str:
    """What somebody reads who typed too many wrong passwords."""
    return str(_("Too many tries. Wait %(seconds)s seconds, then try again.", seconds=error.facts["seconds"]))


@cache
def _hasher(passes: int, memory_kib: int) -> Passwords:
    """Kept, because what it compares unknown names with is made once: made anew, it would tell them by their time."""
    return Passwords(passes, memory_kib)
