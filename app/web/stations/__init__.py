"""Stations side by side, and one by one."""

from app.web.stations.routes import bp

__all__ = ["bp"]
