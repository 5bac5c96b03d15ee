"""What everybody may see without signing in: the page that verifies, the public keys, the newest checkpoint."""

import hashlib
from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.clock import today
from app.domain.errors import NotFound
from app.domain.notes import VerifierKey
from app.domain.people import Action, may
from app.domain.seal import words
from app.services import keys
from app.services.keys import KeyChange
from app.store import alarms, seal_log
from app.web.access import current_person, public
from app.web.database import get_db
from app.web.language import current_language
from app.web.witness import page
from app.web.witness.routes import bp

FILE = "periksa-segel-siap.html"


@dataclass(frozen=True, slots=True)
class Print:
    """A public key as people compare it: its fingerprint (SHA-256 of the printed key) in words and digits."""

    change: KeyChange
    sha256: str

    @property
    def key(self) -> VerifierKey:
        """The key itself."""
        return self.change.key

    @property
    def words(self) -> tuple[str, ...]:
        """The fingerprint in six words."""
        return words(self.sha256)


def prints() -> list[Print]:
    """Every key that this installation has had, the newest first."""
    found = reversed(keys.history(get_db()))
    return [Print(one, hashlib.sha256(one.key.text.encode()).hexdigest()) for one in found]


def newest_print() -> Print | None:
    """The key that signs now, or None before the log begins."""
    found = prints()
    return found[0] if found else None


def may_see_alarms() -> bool:
    """Whether the person who is signed in may open the page of alarms."""
    return current_user.is_authenticated and may(current_person(), Action.SEE_ALARMS)


def open_alarms() -> int:
    """How many alarms the person who is signed in is to know of."""
    if not may_see_alarms():
        return 0
    return alarms.count_open(get_db(), seen_by=current_person().id, today=today())


bp.add_app_template_global(newest_print, "seal_key")
bp.add_app_template_global(open_alarms, "open_alarms")
bp.add_app_template_global(may_see_alarms, "may_see_alarms")


@bp.get("/verify")
@public
def verify() -> ResponseReturnValue:
    """The page that verifies, which knows the keys of this installation."""
    return _verifier()


@bp.get("/verify/file")
@public
def verify_file() -> ResponseReturnValue:
    """The same page to keep and to open from a folder."""
    response = _verifier()
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response


@bp.get("/keys")
@public
def key_page() -> ResponseReturnValue:
    """The public keys with their fingerprints, and the newest checkpoint."""
    return render_template("witness/keys.html", prints=prints(), checkpoint=seal_log.checkpoint(get_db()))


@bp.get("/keys/checkpoint")
@public
def checkpoint() -> ResponseReturnValue:
    """The newest checkpoint as a signed note, for any tool that reads such notes."""
    found = seal_log.checkpoint(get_db())
    if found is None:
        raise NotFound("no checkpoint yet")
    return Response(found.note, content_type="text/plain; charset=utf-8")


def verifier() -> str:
    """The page that verifies, as one file, with the keys of this installation."""
    return page.document([one.key.text for one in prints()], current_language())


def _verifier() -> Response:
    response = Response(verifier(), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = f"{page.policy()}; frame-ancestors 'none'"
    return response
