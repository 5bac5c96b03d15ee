"""Findings: the list by what is owed, one finding with its answers, and judging an answer."""

from app.web.findings.routes import bp

__all__ = ["bp"]
