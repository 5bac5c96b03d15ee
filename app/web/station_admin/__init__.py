"""The administrator's pages on stations."""

from app.web.station_admin.routes import bp

__all__ = ["bp"]
