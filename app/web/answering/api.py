"""What the phone of a station's chief talks to: which findings to keep, and answers whose photos are there already."""

import hashlib
import re
import uuid
from typing import Any

from flask import Response as Answer
from flask import jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlite_utils import Database

from app.clock import now, today
from app.domain.errors import Conflict, IllegalTransition, Invalid
from app.domain.evidence import MESSAGES, DocumentNotAsked
from app.domain.filling import cleaned
from app.domain.finding_life import WAITS_FOR_STATION, FindingAction, Stance
from app.domain.findings import Finding
from app.domain.people import Action
from app.services import findings as deeds
from app.services.findings import Response
from app.store import checklists, evidence, finding_lists, finding_photos, finding_steps, findings
from app.store.finding_lists import Wanted
from app.web.access import allow, current_person
from app.web.answering import sheet
from app.web.answering.blueprint import bp
from app.web.build import build
from app.web.database import get_db
from app.web.errors import PROTO, api_error
from app.web.language import current_language
from app.web.phone.routes import body

MOST_KEPT = 12  # findings on one phone, with the photo before of each
_SHA256 = re.compile(r"[0-9a-f]{64}")


@bp.get("/api/findings/owed")
@allow(Action.ANSWER_FINDING)
def owed() -> ResponseReturnValue:
    """The findings that a chief's phone keeps: those the station owes an answer to, late ones first."""
    db, person = get_db(), current_person()
    wanted = Wanted(states=WAITS_FOR_STATION)
    found = finding_lists.list_seen(db, wanted, seen_by=person.id, today=today(), limit=MOST_KEPT)
    photos = finding_photos.of_findings(db, [finding.id for finding in found])
    before = {
        finding.id: next((photo.uid for photo in photos[finding.id] if photo.step_uid is None), "") for finding in found
    }
    return jsonify(
        proto=PROTO,
        user=person.username,
        build=build(),
        language=current_language(),
        findings=[_told(finding, before[finding.id]) for finding in found],
    )


@bp.post("/api/findings/<uuid:uid>/answers")
@allow(Action.ANSWER_FINDING)
def send(uid: uuid.UUID) -> ResponseReturnValue:
    """Take a chief's answer, or report that it is done; the same `step` sent twice is taken once."""
    sent = body()
    if isinstance(sent, Answer):
        return sent
    db, person = get_db(), current_person()
    finding = findings.get(db, str(uid), seen_by=person.id, today=today())
    named = sent.get("photos")
    photos = (
        [one for one in named if isinstance(one, str) and _SHA256.fullmatch(one)] if isinstance(named, list) else []
    )
    refused = _refused_photos(db, finding, photos)
    if refused is not None:
        return refused
    said = Response(
        _text(sent, "text"), tuple(photos), _text(sent, "without_photo"), _text(sent, "stance") or Stance.AGREE
    )
    deed = deeds.follow_up if sent.get("action") == FindingAction.FOLLOW_UP else deeds.answer
    try:
        deed(
            db,
            finding.uid,
            _text(sent, "step"),
            said,
            actor=person,
            at=now(),
            today=today(),
            seen=sheet.seen(sent.get("seen")),
        )
    except (IllegalTransition, Conflict) as error:
        steps = finding_steps.of(db, [finding.id]).get(finding.id, [])
        return api_error(409, error.code, sheet.happened(findings.get_by_id(db, finding.id), steps))
    except Invalid as error:
        return api_error(422, error.code, sheet.explain(error.problems), problems=error.problems)
    return jsonify(proto=PROTO, state=findings.get_by_id(db, finding.id).state)


def _told(finding: Finding, before: str) -> dict[str, Any]:
    said = "|".join(
        (finding.state, str(finding.rev), finding.due_on or "", finding.station_name, before, current_language())
    )
    return {
        "uid": finding.uid,
        "key": hashlib.sha256(said.encode()).hexdigest()[:12],
        "page": url_for("answering.show", uid=finding.uid),
        "number": finding.number,
        "item": finding.item_code,
        "station": finding.station_name,
        "title": finding.condition[:200],
        "due_on": finding.due_on,
        "before": before,
    }


def _refused_photos(db: Database, finding: Finding, photos: list[str]) -> Answer | None:
    """The refusal of photos whose bytes are not here, that are somebody else's, or documents nobody asked for, or None.

    Whoever knows the hash of a picture, from a paper say, must not come to see it by answering with it.
    """
    blobs = [evidence.find_blob(db, sha256) for sha256 in photos]
    if None in blobs:
        return api_error(404, "photo_missing", _("A photo has not arrived yet. The phone sends it again."))
    for sha256 in photos:
        if evidence.is_used(db, sha256):
            evidence.get_by_sha256(db, sha256, person_id=current_person().id, today=today())  # else there is none
    item = checklists.find_item(db, finding.checklist_version_id, finding.item_code)
    asks = item is not None and item.photo == "document"
    if not asks and any(blob is not None and blob.mime == "application/pdf" for blob in blobs):
        return api_error(415, DocumentNotAsked.code, str(_(MESSAGES[DocumentNotAsked.code])))
    return None


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    return str(cleaned(value)) if isinstance(value, str) else ""
