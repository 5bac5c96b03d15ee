"""What the phone's client talks to: the session, pushing, pulling and photos, in JSON. Protocol: docs/offline.md."""

from app.web.phone import alarms, checklists, context, photos
from app.web.phone.routes import bp

__all__ = ["alarms", "bp", "checklists", "context", "photos"]
