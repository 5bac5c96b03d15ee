"""The plan of follow-up of findings and stations, and the minutes in which it is monitored."""

from app.web.followup import minutes, plan
from app.web.followup.blueprint import bp

__all__ = ["bp", "minutes", "plan"]
