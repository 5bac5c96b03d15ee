"""Pictures as pages show them, their records, what is drawn upon them, and the original for those who may have it."""

from app.web.evidence import alike, layer, record, routes
from app.web.evidence.blueprint import bp

__all__ = ["alike", "bp", "layer", "record", "routes"]
