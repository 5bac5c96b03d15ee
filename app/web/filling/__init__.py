"""Filling a visit's checklist on a phone: the page of each part, the phone's own pages, and what is around them."""

from app.web.filling import shells
from app.web.filling.routes import bp

__all__ = ["bp", "shells"]
