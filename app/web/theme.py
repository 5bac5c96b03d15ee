"""The colours of the pages: light, sunlight, dark or as the device says; a cookie carries the choice.

`js/first.js` reads and writes the same cookie, so that the choice also holds in pages that the phone kept.
"""

from flask import Blueprint, Flask, redirect, request
from flask.typing import ResponseReturnValue

from app.web.access import public
from app.web.addresses import safe_next
from app.web.database import config

THEMES = ("light", "sun", "dark", "auto")
BAR_COLORS = {"light": "#122050", "sun": "#080d18", "dark": "#0c1530", "auto": "#122050"}

bp = Blueprint("theme", __name__)


def current_theme() -> str:
    """The chosen theme, or nothing: then the page is light, and sunlight where the device asks for contrast."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


@bp.post("/theme")
@public
def choose() -> ResponseReturnValue:
    """Keep the choice in this browser and go back to the page."""
    response = redirect(safe_next(request.form.get("next", "/")), 303)
    theme = request.form.get("theme", "")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=365 * 86400, samesite="Lax", secure=config().https)
    return response


def init_app(app: Flask) -> None:
    """Offer the theme to the layouts, and its form."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(current_theme=current_theme, bar_colors=BAR_COLORS)
