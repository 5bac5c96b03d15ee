"""The demo district: Polres Tuban with its 20 Polsek, six quarters of visits, and one visit of today under way.

Everything passes through the same services that people use, with invented people and answers; nothing here is a
fact about a real station. The same day gives the same district.
"""

from app.services.demo.seed import PASSWORD, USERNAMES, seed

__all__ = ["PASSWORD", "USERNAMES", "seed"]
