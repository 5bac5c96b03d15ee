"""The blueprint that the pages of this area share."""

from flask import Blueprint

bp = Blueprint("answering", __name__)
