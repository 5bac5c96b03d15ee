"""What the other side of findings wrote lately and the person who asks has not read, for whichever page tells it."""

from collections.abc import Sequence

from app.clock import now, today
from app.domain.people import Action, may
from app.store import finding_comments
from app.store.finding_comments import Unread
from app.web.access import current_person
from app.web.database import get_db
from app.web.findings.blueprint import bp

LATELY_MS = 14 * 86_400_000


def new_talks() -> Sequence[Unread]:
    """The findings with new comments, the newest first; none for those who only read."""
    person = current_person()
    if not may(person, Action.COMMENT_FINDING):
        return ()
    return finding_comments.list_unread(get_db(), seen_by=person.id, today=today(), since=now() - LATELY_MS)


bp.add_app_template_global(new_talks)
