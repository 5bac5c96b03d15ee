"""A station's chief answers a finding on one screen: with an account, also without a signal, or by a link without."""

from app.web.answering import api, links, page, sending
from app.web.answering.blueprint import bp

__all__ = ["api", "bp", "links", "page", "sending"]
