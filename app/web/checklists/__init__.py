"""The administrator's pages on instruments: what is published, what stands in it, a new version, its end."""

from app.web.checklists.routes import bp

__all__ = ["bp"]
