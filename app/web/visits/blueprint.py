"""The blueprint that the pages of this area share."""

from flask import Blueprint

bp = Blueprint("visits", __name__)
