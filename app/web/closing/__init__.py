"""Closing a visit: the page where lead and chief sign, its minutes, the seal, amendments and the bundle."""

from app.web.closing import amendments, routes
from app.web.closing.blueprint import bp

__all__ = ["amendments", "bp", "routes"]
