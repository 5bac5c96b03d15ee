"""The page that verifies a seal, as one file: style, script, sentences and keys stand in it, and it fetches nothing."""

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from flask import current_app, render_template
from flask_babel import force_locale
from markupsafe import Markup

from app.domain.words import WORDS
from app.web.assets import assets
from app.web.language import LANGUAGES
from app.web.witness.page_words import page_words

SCRIPT = "js/verify.js"


def policy() -> str:
    """What the page may do: run its one script and wear its one style, and nothing else."""
    return (
        "default-src 'none'; "
        f"script-src 'sha256-{_hash(_script())}'; style-src 'sha256-{_hash(_style())}'; "
        "base-uri 'none'; form-action 'none'"
    )


def document(keys: Sequence[str], language: str) -> str:
    """The whole page with the public keys that it knows, the newest first; shown first in `language`."""
    words = {}
    for each in LANGUAGES:
        with force_locale(each):
            words[each] = page_words()
    return render_template(
        "witness/verify.html",
        language=language,
        policy=policy(),
        style=Markup(_style()),  # noqa: S704 - our own file
        script=Markup(_script()),  # noqa: S704 - our own file
        words=words,
        say=words[language],
        data={"words": _json(words), "dictionary": _json(WORDS), "keys": _json(keys)},
    )


def _script() -> str:
    text = assets().files[SCRIPT].body.decode()
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise ValueError("the script would end where it must not")
    return text


def _style() -> str:
    root = Path(current_app.root_path)
    tokens = (root / "static/css/tokens.css").read_text("utf-8")
    own = (root / "templates/witness/verify.css").read_text("utf-8")
    text = re.sub(r"/\*.*?\*/", "", f"{tokens}\n{own}", flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _json(value: object) -> Markup:
    """Data inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - escaped above
