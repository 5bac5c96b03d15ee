"""Signing in and out, and the person's own account."""

from app.web.accounts import data, reminders
from app.web.accounts.routes import bp

__all__ = ["bp", "data", "reminders"]
