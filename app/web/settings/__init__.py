"""What planning staff set for a Polres."""

from app.web.settings.routes import bp

__all__ = ["bp"]
