"""Drawing upon pictures, and pictures as they leave the house: with the layer burned in. Rules: docs/evidence.md."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sqlite_utils import Database

from app.domain import annotations as rules
from app.domain.annotations import DetectorMissing, LayerMoved, Shape
from app.domain.errors import NotAllowed, NotFound
from app.domain.evidence import Size
from app.domain.people import Action, Person, require
from app.domain.visits import VisitState
from app.media import looking, photos
from app.store import annotations, audit, jobs, photo_records
from app.store.blobs import BlobStore
from app.store.transaction import writing

BURN = "media.burn"  # the job that makes the derivatives of a layer ahead of time


def save(db: Database, uid: str, shapes: Sequence[Shape], *, base: int, actor: Person, at: int, today: str) -> int:
    """Keep a new version of a picture's layer; its number. What is drawn already stays the version that it is.

    `base` is the version that the actor saw, 0 for none. Raises NotFound, NotAllowed for somebody outside the team and
    planning staff, LayerMoved when another version came meanwhile.
    """
    require(actor, Action.ANNOTATE)
    with writing(db):
        record = photo_records.get(db, uid, person_id=actor.id, today=today)
        if not record.may_annotate:
            raise NotAllowed(f"{actor.username} may not draw on picture {uid}")
        if not record.is_picture:
            raise NotFound(f"nothing to draw on: {uid}")
        layers = annotations.history(db, record.id)
        newest = layers[0].version if layers else 0
        if tuple(shapes) == (layers[0].shapes if layers else ()):
            return newest
        if base != newest:
            raise LayerMoved(f"version {newest} of {uid}", version=newest)
        after_seal = record.visit_state == VisitState.SEALED
        sha256 = annotations.insert(db, record.id, newest + 1, shapes, person_id=actor.id, after_seal=after_seal, at=at)
        audit.record(
            db,
            "evidence.annotated",
            "evidence",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(record.visit_uid),
            version=newest + 1,
            sha256=sha256,
            shapes=len(shapes),
            after_seal=after_seal,
        )
        jobs.put(db, BURN, uid, at=at)
    return newest + 1


def can_propose() -> bool:
    """Whether this server has what `propose` needs."""
    return looking.is_installed()


def propose(
    db: Database, blobs: BlobStore, uid: str, standing: Sequence[Shape] | None, *, actor: Person, at: int, today: str
) -> tuple[Shape, ...]:
    """Blurs for what a detector takes for faces and plates; changes no layer. `standing`: what is drawn already, the
    newest layer when it is None.

    It looks at a derivative, in a process of its own. Raises NotFound, NotAllowed, DetectorMissing, GateBusy when it
    took too long, and whatever making the derivative raises.
    """
    require(actor, Action.ANNOTATE)
    record = photo_records.get(db, uid, person_id=actor.id, today=today)
    if not record.may_annotate:
        raise NotAllowed(f"{actor.username} may not draw on picture {uid}")
    if not record.is_picture:
        raise NotFound(f"nothing to look at: {uid}")
    if not looking.is_installed():
        raise DetectorMissing("the extra requirements-detector.txt is not installed")
    if standing is None:
        layers = annotations.history(db, record.id)
        standing = layers[0].shapes if layers else ()
    screen = picture_leaving(blobs, record.sha256, "screen").read_bytes()
    grey = photos.grey(screen, looking.LOOK_SIDE)
    proposed = rules.proposals(looking.look(grey), grey.width, grey.height, standing)
    with writing(db):
        audit.record(
            db,
            "evidence.proposed",
            "evidence",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(record.visit_uid),
            proposed=len(proposed),
        )
    return proposed


def burn(db: Database, blobs: BlobStore, uid: str) -> None:
    """Work of the background: make what will be asked for when the picture leaves. Again changes nothing."""
    sha256 = photo_records.sha256_of(db, uid)
    shapes = leaving(db, [uid]).get(uid, ())
    if shapes and blobs.exists(sha256):
        picture_leaving(blobs, sha256, "screen", shapes)


def leaving(db: Database, uids: Collection[str]) -> Mapping[str, tuple[Shape, ...]]:
    """Picture's uid to what must be burned into it before it leaves the house; the others leave as they are.

    For whoever packs several pictures; hand each on to `picture_leaving`.
    """
    return annotations.shared(db, uids)


def picture_leaving(blobs: BlobStore, sha256: str, size: Size, shapes: Sequence[Shape] = ()) -> Path:
    """The file of a picture for papers, packages and those who see it from outside: clean, with its layer burned in.

    Made in the decoder's cage from the original, once for each layer. Raises NotFound, PhotoRefused, GateBusy,
    StorageFull.
    """
    if not shapes:
        return blobs.derived(sha256, size, photos.derivatives)
    layer = rules.digest(rules.canonical(shapes))
    return blobs.burned(sha256, size, layer, lambda data: photos.burned(data, shapes))


def share(db: Database, blobs: BlobStore, uid: str, *, actor: Person, at: int, today: str) -> Path:
    """The picture to hand on to somebody outside, blurred where somebody blurred it; noted in the visit's trail.

    Raises NotFound, and whatever `picture_leaving` raises.
    """
    record = photo_records.get(db, uid, person_id=actor.id, today=today)
    if not record.is_picture:
        raise NotFound(f"no picture {uid}")
    shapes = leaving(db, [uid]).get(uid, ())
    path = picture_leaving(blobs, record.sha256, "screen", shapes)
    with writing(db):
        audit.record(
            db,
            "evidence.shared",
            "evidence",
            uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(record.visit_uid),
            layer=rules.digest(rules.canonical(shapes)) if shapes else "",
        )
    return path
