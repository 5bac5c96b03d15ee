"""The password hasher at this installation's cost."""

from app.services.passwords import Passwords
from app.web.database import config


def passwords() -> Passwords:
    """The one hasher of this installation."""
    return Passwords(config().password_cost, config().password_memory_kib)
