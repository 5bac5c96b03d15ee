"""Planning visits, the schedule of a quarter, and a visit's summary, where its lead submits it."""

from app.web.visits import plans, schedule, summary
from app.web.visits.blueprint import bp

__all__ = ["bp", "plans", "schedule", "summary"]
