"""The calendar day now."""

from app.clock import today

__all__ = ["today"]
