"""The blueprint that the pages of this area share."""

from flask import Blueprint

bp = Blueprint("followup", __name__)
