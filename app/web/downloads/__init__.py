"""What planning staff take away: workbook, CSV files, the visit's paper."""

from app.web.downloads.routes import bp

__all__ = ["bp"]
