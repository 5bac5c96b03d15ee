"""Photos and documents: taken in piece by piece or whole, judged, kept for good, noted, and handed out again.

A photo is acknowledged only when its bytes are on disk (file, name and folder flushed) and its row is committed.
Rules in plain words: docs/evidence.md.
"""

import contextlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from app.domain.checklist import Photo
from app.domain.errors import Invalid, NotFound
from app.domain.evidence import (
    MOST_PREVIEWS,
    PREVIEW_KEPT_MS,
    SIZES,
    DocumentNotAsked,
    PhotoFacts,
    PhotoMismatch,
    PreviewQuota,
    Size,
    kind_of,
)
from app.domain.filling import cleaned
from app.domain.findings import Finding
from app.domain.people import Action, Person, require
from app.media import photos
from app.services import annotations, radar
from app.store import audit, checklists, jobs, openings, previews
from app.store import evidence as rows
from app.store.blobs import BlobStore
from app.store.evidence import Blob, NewEvidence, Picture
from app.store.parts import Part
from app.store.transaction import writing

DOWNLOADED = "Dokumen diunduh"  # stands where people write why they open an original
MOST_REASON = 300  # characters of why an original is opened
DERIVE = "derive"  # the job that makes what is shown of a file; its ref is the file's SHA-256


@dataclass(frozen=True, slots=True)
class Upload:
    """How far a photo has come; complete once its row is committed."""

    sha256: str
    offset: int
    size: int
    is_complete: bool


def begin(db: Database, blobs: BlobStore, sha256: str, size: int, *, actor: Person, at: int) -> Upload:
    """Announce a photo, or take up one that was begun; what has all its bytes is judged at once.

    Raises Invalid, NotFound for what is no SHA-256, StorageFull, and whatever `append` raises at the end.
    """
    require(actor, Action.KEEP_ON_PHONE)
    return _finished(db, blobs, blobs.parts.begin(sha256, size), actor=actor, at=at)


def find(db: Database, blobs: BlobStore, sha256: str, *, actor: Person) -> Upload:
    """How far a photo has come. Raises NotFound for one that was never announced."""
    require(actor, Action.KEEP_ON_PHONE)
    part = blobs.parts.find(sha256)
    if part is None:
        raise NotFound(f"no upload {sha256}")
    is_complete = part.is_complete and rows.find_blob(db, sha256) is not None
    return Upload(sha256, part.offset, part.size, is_complete)


def append(db: Database, blobs: BlobStore, sha256: str, offset: int, piece: bytes, *, actor: Person, at: int) -> Upload:
    """Add a piece; with the last one the photo is judged and kept.

    Raises PhotoOffset when the stored part ends elsewhere, PhotoRefused (nothing is left behind), GateBusy and
    StorageFull (what came stays, the same call may be repeated), NotFound.
    """
    require(actor, Action.KEEP_ON_PHONE)
    return _finished(db, blobs, blobs.parts.append(sha256, offset, piece), actor=actor, at=at)


def _finished(db: Database, blobs: BlobStore, part: Part, *, actor: Person, at: int) -> Upload:
    """Judge and note a part that has all its bytes; one that was noted before is only reported."""
    if part.is_complete and rows.find_blob(db, part.sha256) is None:
        try:
            facts = blobs.parts.finish(
                part.sha256, lambda data: _judged(data, lambda: _is_document_asked(db, part.sha256, actor))
            )
        except PhotoMismatch:
            blobs.parts.begin(part.sha256, part.size)  # the phone may send it again from its first byte
            raise
        _note(db, part.sha256, facts, actor=actor, at=at)
    return Upload(part.sha256, part.offset, part.size, part.is_complete)


def receive_preview(db: Database, sha256: str, data: bytes, *, actor: Person, at: int) -> None:
    """Keep a small picture that stands for a photo of the actor's until that has come; again changes nothing.

    What is kept is drawn anew, by the decoder in its cage. Raises NotFound for a photo that the actor attached to no
    visit, PreviewQuota, PhotoRefused, GateBusy.
    """
    require(actor, Action.FILL_VISIT)
    if not previews.is_awaited(db, sha256, person_id=actor.id):
        if rows.find_blob(db, sha256) is not None:
            return
        raise NotFound(f"nobody waits for a preview of {sha256}")
    if previews.exists(db, sha256, person_id=actor.id):
        return
    oldest = at - PREVIEW_KEPT_MS
    if previews.count(db, person_id=actor.id, since=oldest) >= MOST_PREVIEWS:
        raise PreviewQuota(f"{actor.username} has {MOST_PREVIEWS} previews waiting")
    picture = photos.preview(data)
    with writing(db):
        previews.remove_older(db, oldest)
        if rows.find_blob(db, sha256) is None:  # the photo itself may have come meanwhile
            previews.put(db, sha256, picture, person_id=actor.id, at=at)
        audit.record(db, "preview.received", "blob", sha256, actor_id=actor.id, at=at, size=len(picture))


def receive(
    db: Database, blobs: BlobStore, data: bytes, *, actor: Person, at: int, takes_documents: bool = False
) -> str:
    """Judge and keep a photo, or where it is asked for a document, that came whole, with a form; its SHA-256.

    Raises NotAllowed, PhotoRefused (nothing is left behind), GateBusy, StorageFull.
    """
    require(actor, Action.KEEP_ON_PHONE)
    facts = _judged(data, lambda: takes_documents)
    stored = blobs.put(data)
    _note(db, stored.sha256, facts, actor=actor, at=at)
    return stored.sha256


def _judged(data: bytes, is_document_asked: Callable[[], bool]) -> PhotoFacts:
    kind = kind_of(data)
    if kind is not None and kind.is_document and not is_document_asked():
        raise DocumentNotAsked("no item asks for it")
    return photos.inspect(data)


def _is_document_asked(db: Database, sha256: str, actor: Person) -> bool:
    """Whether an item that the actor put these bytes to asks for a document; yes, while none is known."""
    uses = rows.uses_by(db, sha256, person_id=actor.id)
    return not uses or any(checklists.get(db, version).item(code).photo is Photo.DOCUMENT for version, code in uses)


def make_derivatives(blobs: BlobStore, sha256: str) -> None:
    """Make every size that is not there yet, before anybody waits for it; nothing when the original is gone."""
    with contextlib.suppress(NotFound):
        if not all(blobs.derived_path(sha256, size).is_file() for size in SIZES):
            blobs.keep_derived(sha256, photos.every_size(blobs.read(sha256)))


def attach_to_response(
    db: Database, finding: Finding, step_uid: str, sha256s: Sequence[str], *, actor: Person, at: int
) -> None:
    """Make received photos part of a station's response; the same photo of the same response is one row.

    To be called inside the write unit that inserts the step. Raises NotFound for bytes that were not received.
    """
    for sha256 in sha256s:
        if rows.find_blob(db, sha256) is None:
            raise NotFound(f"no photo {sha256}")
    rows.put(
        db,
        [
            NewEvidence(
                uid=str(uuid.uuid5(uuid.UUID(step_uid), sha256)),
                sha256=sha256,
                visit_id=finding.visit_id,
                org_id=finding.org_id,
                item_code=finding.item_code,
                person_id=actor.id,
                received_at=at,
                finding_uid=finding.uid,
                step_uid=step_uid,
            )
            for sha256 in sha256s
        ],
    )
    radar.ask(db, sha256s, at=at)


def derivative(db: Database, blobs: BlobStore, picture: Picture, size: Size) -> Path:
    """The file of a clean, upright JPEG of the picture, made again when it is missing; blurred where it was blurred
    for those who are neither of the team, nor planning staff, nor the station's chief. Raises NotFound.
    """
    shapes = () if picture.may_see_plain else annotations.leaving(db, [picture.uid]).get(picture.uid, ())
    return annotations.picture_leaving(blobs, picture.sha256, size, shapes)


def original(db: Database, blobs: BlobStore, picture: Picture, *, reason: str, actor: Person, at: int) -> Path:
    """The file as it was received, with everything that is in it; who opens it says why, and it is written down.

    Raises NotFound for those who may see the picture but not its file, Invalid without a reason.
    """
    if not picture.may_see_original or not blobs.exists(picture.sha256):
        raise NotFound(f"original of {picture.uid}")
    said = " ".join(str(cleaned(reason)).split())
    if not said or len(said) > MOST_REASON:
        raise Invalid({"reason": "reason_missing" if not said else "reason_long"})
    with writing(db):
        openings.insert(db, picture.uid, person_id=actor.id, reason=said, at=at)
        audit.record(
            db,
            "evidence.original_opened",
            "evidence",
            picture.uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(picture.visit_uid),
            sha256=picture.sha256,
            reason=said,
        )
    return blobs.path(picture.sha256)


def document(db: Database, blobs: BlobStore, picture: Picture, *, actor: Person, at: int) -> Path:
    """A document's file, for everybody who may see the visit: there is no other form of it. Noted as an opening.

    Raises NotFound for what is no document.
    """
    if not picture.is_document or not blobs.exists(picture.sha256):
        raise NotFound(f"document {picture.uid}")
    with writing(db):
        openings.insert(db, picture.uid, person_id=actor.id, reason=DOWNLOADED, at=at)
        audit.record(
            db,
            "evidence.document_opened",
            "evidence",
            picture.uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(picture.visit_uid),
            sha256=picture.sha256,
        )
    return blobs.path(picture.sha256)


def _note(db: Database, sha256: str, facts: PhotoFacts, *, actor: Person, at: int) -> None:
    taken, position = facts.taken, facts.position
    knows_zone = taken is not None and taken.offset_minutes is not None
    with writing(db):
        if rows.find_blob(db, sha256) is not None:
            return
        rows.insert_blob(
            db,
            Blob(
                sha256=sha256,
                size=facts.bytes,
                mime=facts.mime,
                width=facts.width,
                height=facts.height,
                taken_at=taken.at(0) if taken and knows_zone else None,
                taken_text=taken.local if taken else "",
                lat=position.lat if position else None,
                lon=position.lon if position else None,
                camera=facts.camera,
                stored_at=at,
                taken_tag=taken.source if taken else "",
                taken_offset=taken.offset_minutes if taken else None,
                offset_from=taken.offset_source if taken else "",
                accuracy_m=position.accuracy_m if position else None,
                direction=position.direction if position else None,
                pages=facts.pages,
            ),
        )
        jobs.put(db, DERIVE, sha256, at=at)
        previews.remove(db, sha256)
        radar.ask(db, [sha256], at=at)
        audit.record(db, "photo.received", "blob", sha256, actor_id=actor.id, at=at, size=facts.bytes)
