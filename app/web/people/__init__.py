"""The administrator's pages on people and their roles."""

from app.web.people.routes import bp

__all__ = ["bp"]
