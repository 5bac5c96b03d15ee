"""Indonesian first, English second: the language of a page and its catalogues."""

import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, request
from flask_login import current_user
from markupsafe import Markup

from app.web.extensions import babel

LANGUAGES = ("id", "en")


def current_language() -> str:
    """'id' or 'en': the person's own choice, else the cookie of the sign-in page, else Indonesian."""
    if current_user and current_user.is_authenticated:
        language: str = current_user.person.language
        return language
    chosen = request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else "id"


def compile_catalogues(root: Path) -> list[str]:
    """Compile every catalogue below `root` (one folder per area) that changed; the folders, by name."""
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir())
    for folder in folders:
        for source in folder.glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
                _compile(source, target)
    return [str(folder) for folder in folders]


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text)
    # two workers may start at once: each writes its own file and the last rename wins
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as draft:
        write_mo(draft, catalogue)
    Path(draft.name).chmod(0o644)  # read by the service, whoever compiled it
    Path(draft.name).replace(target)


def in_indonesian(text: str) -> Markup | str:
    """A text of an instrument, which is Indonesian on every page: marked as such where the page is not."""
    return text if current_language() == "id" else Markup('<span lang="id">{}</span>').format(text)


def init_app(app: Flask) -> None:
    """Attach gettext; message ids are English, the Indonesian catalogues are complete."""
    folders = compile_catalogues(Path(app.root_path) / "translations")
    app.config.update(BABEL_DEFAULT_LOCALE="id", BABEL_TRANSLATION_DIRECTORIES=";".join(folders))
    babel.init_app(app, locale_selector=current_language)
    app.jinja_env.globals["current_language"] = current_language
    app.jinja_env.filters["in_indonesian"] = in_indonesian
