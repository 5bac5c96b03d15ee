"""Pictures as pages show them, and the original for those who may have it."""

from app.web.evidence.routes import bp

__all__ = ["bp"]
