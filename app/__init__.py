"""SIAP: supervision of police precincts, on a phone."""

from flask import Flask

from app import cli, web
from app.config import Config


def create_app(config: Config) -> Flask:
    """The application: Flask, with the web and the commands attached."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(
        SIAP=config,
        SECRET_KEY=config.secret_key,
        MAX_CONTENT_LENGTH=config.max_body_bytes,
        MAX_FORM_MEMORY_SIZE=200_000,
        MAX_FORM_PARTS=300,
    )
    web.init_app(app)
    cli.init_app(app)
    return app
