"""Flask: turns HTTP into one service call and one page. This module is the table of contents of the site."""

from datetime import timedelta
from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Config
from app.web import (
    access,
    addresses,
    assets,
    build,
    compression,
    database,
    demo_guard,
    drawings,
    errors,
    formats,
    headers,
    language,
    navigation,
    photos,
    theme,
)
from app.web.extensions import csrf

# pages by area; each package offers `bp`
AREAS = (
    "accounts",
    "home",
    "filling",
    "offline",
    "health",
    "people",
    "station_admin",
    "checklists",
    "stations",
    "visits",
    "closing",
    "findings",
    "answering",
    "followup",
    "downloads",
    "papers",
    "phone",
    "evidence",
    "witness",
    "care",
    "audit",
    "desk",
    "settings",
)


def init_app(app: Flask) -> None:
    """Attach sessions, guards, error pages, headers and every area of the site."""
    config: Config = app.config["SIAP"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-siap" if config.https else "siap",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=60),
        SESSION_REFRESH_EACH_REQUEST=False,  # a background answer would bring back the session before the last form
        TRUSTED_HOSTS=list(config.trusted_hosts) or ["127.0.0.1", "localhost", "[::1]"],
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day; the token is bound to the session
    )
    if config.proxies:
        hops = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents it
    photos.init_app(app)
    csrf.init_app(app)
    for part in (compression, headers, database, demo_guard, access, language, errors):
        part.init_app(app)
    for part in (addresses, assets, build, formats, drawings, theme, navigation):
        part.init_app(app)
    for area in AREAS:
        app.register_blueprint(import_module(f"app.web.{area}").bp)
