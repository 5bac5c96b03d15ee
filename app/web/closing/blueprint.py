"""The blueprint that the pages of this area share."""

from flask import Blueprint

bp = Blueprint("closing", __name__, url_prefix="/visits/<uuid:uid>")
