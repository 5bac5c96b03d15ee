"""The alarms of phones: two checkpoints of the log that contradict each other."""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.clock import now, today
from app.domain import alarms as rules
from app.domain.people import Action
from app.services import alarms
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.errors import PROTO
from app.web.phone.routes import body, bp


@bp.post("/alarms")
@allow(Action.FILL_VISIT)
def alarm() -> ResponseReturnValue:
    """Take a phone's alarm; the answer holds a superior's word on it, and what to compare their code with."""
    sent = body()
    if isinstance(sent, Response):
        return sent
    found = alarms.take(get_db(), rules.read(sent), actor=current_person(), at=now(), today=today())
    word = found.word and {
        "by": found.word.by,
        "at": found.word.at,
        "why": found.word.why,
        "check": alarms.check_of(found.report.uid, found.word.code),
    }
    return jsonify(proto=PROTO, word=word)
