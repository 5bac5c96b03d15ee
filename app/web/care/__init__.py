"""What keeps the installation whole: background work and the store of photos, and what of it needs a person."""

from app.web.care.routes import bp

__all__ = ["bp"]
