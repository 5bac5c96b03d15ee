"""The audit trail for those whom it concerns: a visit's history, one's own deeds, the installation's."""

from app.web.audit.routes import bp

__all__ = ["bp"]
