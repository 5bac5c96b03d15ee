"""Filling a visit's checklist on a phone: the page of each part, and what stands around the answers."""

from app.web.filling.routes import bp

__all__ = ["bp"]
