"""Findings: the list by what is owed, one finding with its answers, and judging an answer."""

from app.web.findings import advice, causes, comments, deeds, listing, stale, talks
from app.web.findings.blueprint import bp

__all__ = ["advice", "bp", "causes", "comments", "deeds", "listing", "stale", "talks"]
