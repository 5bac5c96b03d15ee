"""The radar: pictures that are used again, and pictures that contradict their visit. Rule: docs/radar.md.

Looking is idempotent: what was seen before is seen as the same hit, and what a person judged of it stays.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import contradictions, likeness
from app.domain.contradictions import Use
from app.domain.errors import Invalid, NotFound
from app.domain.evidence import PhotoRefused
from app.domain.people import Action, Person, require
from app.media import likeness as looking
from app.media import photos
from app.media.likeness import Looked, Match
from app.store import audit, jobs
from app.store import likeness as rows
from app.store.blobs import BlobStore
from app.store.likeness import Hit, NewHit
from app.store.transaction import writing

JOB = "radar.look"
VERDICTS = ("reused", "allowed", "false_alarm")
LONGEST_REASON = 500
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Run:
    """How a whole run went: photos looked at, new hits, photos that could not be looked at."""

    looked: int
    hits: int
    failed: int


def ask(db: Database, sha256s: Collection[str], *, at: int) -> None:
    """Have these photos looked at in the background; to be called in the write unit that notes their use."""
    for sha256 in sorted(set(sha256s)):
        jobs.put(db, JOB, sha256, at=at)


def look(db: Database, blobs: BlobStore, sha256: str, *, at: int) -> int:
    """Look at the uses of a photo that nobody looked at yet; how many new hits.

    Raises NotFound when its bytes are gone, PhotoRefused, GateBusy and StorageFull as making its small picture does.
    """
    known = rows.looked_ids(db, sha256)
    new = [use for use in rows.uses(db, sha256) if use.id not in known]
    if not new:
        return 0
    looked = _open(blobs, sha256)
    sketches = [] if looked.is_flat or rows.is_sketched(db, sha256) else looked.kept()
    matches = [] if looked.is_flat else _matches(db, blobs, sha256, looked)
    with writing(db):
        rows.insert_photo(db, sha256, sketches, is_flat=looked.is_flat, at=at)
        found = rows.insert_hits(db, [hit for use in new for hit in _seen(db, use, matches)], at=at)
        rows.mark_looked(db, new, at=at)
        for hit in found:
            audit.record(
                db,
                "likeness.found",
                "evidence",
                hit.use.uid,
                actor_id=None,
                at=at,
                stream=audit.visit_stream(hit.use.visit_uid),
                kind=hit.kind,
                other=hit.other.uid if hit.other else "",
            )
    return len(found)


def run(
    db: Database, blobs: BlobStore, *, clock: Callable[[], int], say: Callable[[int, int], None], anew: bool = False
) -> Run:
    """Look at every photo of the store that waits for it; stopped anywhere, the next run goes on.

    `say` is told how many were looked at and how many there were. `anew` sketches everything again; hits and what was
    judged of them stay.
    """
    if anew:
        with writing(db):
            rows.forget_looks(db)
            audit.record(db, "likeness.anew", "database", "", actor_id=None, at=clock())
    waiting, looked, hits, failed, after = rows.count_pending(db), 0, 0, 0, ""
    while page := rows.pending(db, after=after, limit=_PAGE):
        for sha256 in page:
            try:
                hits += look(db, blobs, sha256, at=clock())
            except (NotFound, PhotoRefused):
                failed += 1  # the scrub says which bytes are gone or rotten
            looked += 1
            say(looked, waiting)
        after = page[-1]
    return Run(looked, hits, failed)


def judge(db: Database, uid: str, *, verdict: str, reason: str, actor: Person, at: int, today: str) -> Hit:
    """Write down what a person found: 'reused', 'allowed' (the same object, or for a good reason) or 'false_alarm'.

    Raises NotAllowed, NotFound for a hit of stations that the actor doesn't plan for, Invalid without a reason.
    """
    require(actor, Action.JUDGE_LIKENESS)
    reason = reason.strip()
    problems = {}
    if verdict not in VERDICTS:
        problems["verdict"] = "verdict"
    if not reason:
        problems["reason"] = "reason"
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = "too long"
    if problems:
        raise Invalid(problems)
    return _write(db, uid, verdict, reason, actor, at, today)


def undo(db: Database, uid: str, *, actor: Person, at: int, today: str) -> Hit:
    """Take a judgement back; the hit is open again. Raises NotAllowed, NotFound."""
    require(actor, Action.JUDGE_LIKENESS)
    return _write(db, uid, "", "", actor, at, today)


def _write(db: Database, uid: str, verdict: str, reason: str, actor: Person, at: int, today: str) -> Hit:
    with writing(db):
        hit = rows.get(db, uid, person_id=actor.id, today=today)
        rows.set_verdict(
            db,
            uid,
            verdict=verdict,
            reason=reason,
            person_id=actor.id if verdict else None,
            at=at if verdict else None,
        )
        audit.record(
            db,
            "likeness.judged" if verdict else "likeness.judgement_taken_back",
            "evidence",
            hit.later.uid,
            actor_id=actor.id,
            at=at,
            stream=audit.visit_stream(hit.later.visit_uid),
            hit=uid,
            verdict=verdict,
            was=hit.verdict,
            reason=reason,
        )
        return rows.get(db, uid, person_id=actor.id, today=today)


def _open(blobs: BlobStore, sha256: str) -> Looked:
    """The photo's small picture in grey, decoded in the cage."""
    return Looked(photos.grey(blobs.derived(sha256, "thumb", photos.derivatives).read_bytes()))


def _matches(db: Database, blobs: BlobStore, sha256: str, looked: Looked) -> list[tuple[str, Match]]:
    """The other photos of the store that show the same picture."""
    questions = looked.questions()
    keys = likeness.probes(questions)
    found = []
    for candidate in likeness.candidates(questions, rows.find(db, keys)):
        other = rows.sha256_of(db, candidate.kept.photo_id)
        if other == sha256:
            continue
        try:
            match = looking.compare(looked, _open(blobs, other), candidate)
        except (NotFound, PhotoRefused):
            continue  # its bytes are gone; nothing can be shown of it
        if match.share >= likeness.SAME:
            found.append((other, match))
    return found


def _seen(db: Database, use: Use, matches: Collection[tuple[str, Match]]) -> list[NewHit]:
    """The hits of one use: against the earliest other use of the same bytes and of each like picture, and by itself."""
    hits = [NewHit(found.kind, use, None, (found.sign,), found.amount) for found in contradictions.of(use)]
    same = _earliest(use, rows.uses(db, use.sha256))
    if same is not None:
        hits.append(_pair("file", use, same, _where(use, same), None))
    for sha256, match in matches:
        other = _earliest(use, rows.uses(db, sha256))
        if other is not None:
            hits.append(_pair("alike", use, other, (*match.signs, *_where(use, other)), match.share))
    return hits


def _earliest(use: Use, uses: Collection[Use]) -> Use | None:
    return next((other for other in uses if contradictions.may_pair(use, other)), None)


def _pair(kind: str, use: Use, other: Use, signs: tuple[str, ...], share: float | None) -> NewHit:
    later, earlier = (use, other) if (use.received_at, use.id) > (other.received_at, other.id) else (other, use)
    return NewHit(kind, later, earlier, signs, share)


def _where(use: Use, other: Use) -> tuple[str, ...]:
    return ("same_visit",) if use.visit_id == other.visit_id else ()
