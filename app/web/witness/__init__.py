"""Those who watch the seals from outside: the page that verifies, the public keys, and the alarms of phones."""

from app.web.witness import public
from app.web.witness.routes import bp

__all__ = ["bp", "public"]
