"""The quarter a page is about, from its address."""

from flask import request

from app.clock import today
from app.domain import periods
from app.domain.errors import Invalid
from app.store import reports
from app.web.access import current_person
from app.web.database import get_db


def chosen_period() -> str:
    """The quarter in the address (?period=2026Q4), or the running one."""
    try:
        return periods.check(request.args.get("period", ""))
    except Invalid:
        return periods.period_of(today())


def known_periods(chosen: str) -> list[str]:
    """The quarters to choose from, newest first."""
    found = reports.periods(get_db(), seen_by=current_person().id, today=today())
    return sorted({*found, chosen, periods.period_of(today())}, reverse=True)
