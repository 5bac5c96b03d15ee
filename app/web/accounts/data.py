"""What is held on the person who asks, how long and why, and who opened what they took."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.domain.people import Action
from app.domain.retention import OF, Ground
from app.services import privacy
from app.web.access import allow, current_person
from app.web.accounts.routes import bp
from app.web.database import get_db
from app.web.roles import ROLE_NAMES

GROUNDS = {
    Ground.DUTY: _l("legal duty, article 20 (2) c"),
    Ground.PUBLIC: _l("public task, article 20 (2) e"),
}


@bp.get("/account/data")
@allow(Action.OWN_ACCOUNT)
def data() -> ResponseReturnValue:
    """Everything that is held on oneself, kind by kind."""
    return render_template(
        "accounts/data.html",
        found=privacy.report(get_db(), current_person()),
        rules=OF,
        grounds=GROUNDS,
        roles=ROLE_NAMES,
    )
