"""Findings: the list by what is owed, one finding with its answers, and judging an answer."""

from app.web.findings import advice, comments, deeds, listing, stale
from app.web.findings.blueprint import bp

__all__ = ["advice", "bp", "comments", "deeds", "listing", "stale"]
