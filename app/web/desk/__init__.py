"""The evidence desk: what every station can show for each item, and what is owed."""

from app.web.desk.routes import bp

__all__ = ["bp"]
