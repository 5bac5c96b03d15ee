"""Whether the service works, for those who watch it."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.store import connection
from app.web.access import public
from app.web.database import get_db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def show() -> ResponseReturnValue:
    """{"status": "ok", "schema": n} once the database answers."""
    return jsonify(status="ok", schema=connection.schema_version(get_db()))
