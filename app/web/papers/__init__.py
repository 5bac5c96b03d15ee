"""The papers of a visit."""

from app.web.papers.routes import bp

__all__ = ["bp"]
