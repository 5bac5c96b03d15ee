"""What makes a phone start without signal: the service worker, the manifest, and which visits to keep."""

from app.web.offline import visits
from app.web.offline.routes import bp

__all__ = ["bp", "visits"]
