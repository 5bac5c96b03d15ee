"""The blueprint that the pages of this area share."""

from flask import Blueprint

bp = Blueprint("evidence", __name__, url_prefix="/evidence")
