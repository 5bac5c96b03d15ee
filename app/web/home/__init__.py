"""The front page: each role's first page; for inspectors, today's visit."""

from app.web.home.routes import bp

__all__ = ["bp"]
