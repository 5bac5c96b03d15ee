"""What is done to an issued finding: the station answers, the team's lead or planning staff judge the answer.

Each deed takes `seen`: how many steps there were when the person last looked. Whoever judges what they have not seen,
because somebody took a step meanwhile, is refused with Conflict; None asks nothing. Rules in plain words:
docs/findings.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain.errors import Invalid, NotFound
from app.domain.finding_life import NEEDS_REASON, FindingAction, Stance
from app.domain.findings import Finding, Step, actions_of, responders
from app.domain.people import Action, Person, require
from app.domain.readiness import Gain, gains
from app.services import evidence, finding_step, standing
from app.store import finding_links, findings, visits
from app.store.transaction import writing

SHORTEST = 10  # characters of a response without a photo; 'sudah' alone tells nobody what was done
LONGEST = 4000
MOST_PHOTOS = 8


@dataclass(frozen=True, slots=True)
class Response:
    """What a station says of a finding: photos of what was done (SHA-256 of stored bytes), or words and why no photo.

    With a photo the text may be empty. With `stance` 'object' it says why the finding is wrong; photos are no must.
    """

    text: str
    photos: tuple[str, ...] = ()
    without_photo: str = ""
    stance: str = Stance.AGREE


def answer(
    db: Database,
    uid: str,
    step_uid: str,
    response: Response,
    *,
    actor: Person,
    at: int,
    today: str,
    seen: int | None = None,
    link_id: int | None = None,
) -> None:
    """The station's chief answers, under the uid the form made; sending the form twice answers once.

    `link_id` is the link through which it came without an account.
    Raises Invalid naming 'text', 'photos', 'without_photo' or 'stance', NotFound for a foreign finding, NotAllowed for
    anybody but its chief, IllegalTransition when it waits for no answer.
    """
    if response.stance not in set(Stance):
        raise Invalid({"stance": "stance"})
    _respond(
        db, uid, step_uid, FindingAction.ANSWER, response, actor=actor, at=at, today=today, seen=seen, link_id=link_id
    )


def follow_up(
    db: Database,
    uid: str,
    step_uid: str,
    response: Response,
    *,
    actor: Person,
    at: int,
    today: str,
    seen: int | None = None,
    link_id: int | None = None,
) -> None:
    """The station's chief says that what was accepted is done, and shows it; saying it twice says it once.

    Raises Invalid naming 'text', 'photos' or 'without_photo', NotAllowed for anybody but its chief, IllegalTransition.
    """
    _respond(
        db,
        uid,
        step_uid,
        FindingAction.FOLLOW_UP,
        response,
        actor=actor,
        at=at,
        today=today,
        seen=seen,
        link_id=link_id,
    )


def send_back(
    db: Database, uid: str, step_uid: str, *, reason: str, actor: Person, at: int, today: str, seen: int | None = None
) -> None:
    """The lead or planning staff return an answer, saying what is missing: 'belum sesuai'; twice returns once.

    Raises Invalid naming 'reason', NotAllowed (nobody judges their own answer), IllegalTransition.
    """
    _review(db, uid, step_uid, FindingAction.RETURN, note=reason, actor=actor, at=at, today=today, seen=seen)


def close(
    db: Database,
    uid: str,
    step_uid: str,
    *,
    note: str = "",
    actor: Person,
    at: int,
    today: str,
    seen: int | None = None,
) -> None:
    """The lead or planning staff verify an answer and close the finding: 'sesuai'; twice closes once.

    Raises NotAllowed (nobody judges their own answer), IllegalTransition, Invalid for a note that is too long.
    """
    _review(db, uid, step_uid, FindingAction.CLOSE, note=note, actor=actor, at=at, today=today, seen=seen)


def accept(
    db: Database,
    uid: str,
    step_uid: str,
    *,
    note: str = "",
    actor: Person,
    at: int,
    today: str,
    seen: int | None = None,
) -> None:
    """The lead or planning staff agree to what the station will do; it still has to be done. Twice accepts once.

    Raises NotAllowed (nobody judges their own answer), IllegalTransition, Invalid for a note that is too long.
    """
    _review(db, uid, step_uid, FindingAction.ACCEPT, note=note, actor=actor, at=at, today=today, seen=seen)


def set_aside(
    db: Database, uid: str, step_uid: str, *, reason: str, actor: Person, at: int, today: str, seen: int | None = None
) -> None:
    """The lead or planning staff close a finding that cannot be followed up: 'tidak dapat ditindaklanjuti'.

    Raises Invalid naming 'reason', NotAllowed (nobody judges their own answer), IllegalTransition.
    """
    _review(db, uid, step_uid, FindingAction.SET_ASIDE, note=reason, actor=actor, at=at, today=today, seen=seen)


def find_undone(
    db: Database,
    uid: str,
    step_uid: str,
    *,
    note: str = "",
    actor: Person,
    at: int,
    today: str,
    seen: int | None = None,
) -> None:
    """The lead or planning staff say that nothing was done yet: 'belum ditindaklanjuti'. The finding stays where it is.

    Raises NotAllowed, IllegalTransition once the station has answered, Invalid for a note that is too long.
    """
    _review(db, uid, step_uid, FindingAction.FIND_UNDONE, note=note, actor=actor, at=at, today=today, seen=seen)


def steps_open_to(
    db: Database, finding: Finding, steps: Sequence[Step], *, actor: Person, today: str
) -> frozenset[FindingAction]:
    """The steps somebody may take now, by the very rule that the deeds above ask: pages offer these and no others."""
    return actions_of(
        actor, finding, answered_by=responders(steps), plans_there=finding_step.plans_there(db, finding, actor, today)
    )


def effect_of(db: Database, finding: Finding) -> Gain | None:
    """What the total of the finding's visit would gain were its item in order; None when nothing, or no visit."""
    if finding.visit_id is None:
        return None
    visit = visits.get_by_id(db, finding.visit_id)
    now = standing.read(db, visit)
    every = gains(now.checklist, now.answers)
    return next((gain for gain in every if gain.item.code == finding.item_code), None)


def _respond(
    db: Database,
    uid: str,
    step_uid: str,
    action: FindingAction,
    response: Response,
    *,
    actor: Person,
    at: int,
    today: str,
    seen: int | None,
    link_id: int | None,
) -> None:
    require(actor, Action.ANSWER_FINDING)
    _check_response(response)
    photos = tuple(dict.fromkeys(response.photos))
    with writing(db):
        finding = findings.get(db, uid, seen_by=actor.id, today=today)
        if finding_step.is_done(db, finding, step_uid, action):
            return
        if link_id is not None and not finding_links.is_live(db, link_id, at=at):
            raise NotFound(f"link {link_id}")  # taken back while its photos were on their way
        finding_step.take(
            db,
            finding,
            action,
            step_uid=step_uid,
            note=response.text.strip(),
            without_photo="" if photos else response.without_photo.strip(),
            stance=response.stance if action is FindingAction.ANSWER else "",
            actor=actor,
            at=at,
            today=today,
            seen=seen,
            detail={"photos": list(photos)} | ({"link": link_id} if link_id else {}),
            link_id=link_id,
        )
        evidence.attach_to_response(db, finding, step_uid, photos, actor=actor, at=at)


def _review(
    db: Database,
    uid: str,
    step_uid: str,
    action: FindingAction,
    *,
    note: str,
    actor: Person,
    at: int,
    today: str,
    seen: int | None,
) -> None:
    require(actor, Action.REVIEW_FINDING)
    note = note.strip()
    if action in NEEDS_REASON and not SHORTEST <= len(note) <= LONGEST:
        raise Invalid({"reason": "reason_length"})
    if len(note) > LONGEST:
        raise Invalid({"note": "too_long"})
    with writing(db):
        finding = findings.get(db, uid, seen_by=actor.id, today=today)
        if not finding_step.is_done(db, finding, step_uid, action):
            finding_step.take(
                db, finding, action, step_uid=step_uid, note=note, actor=actor, at=at, today=today, seen=seen
            )


def _check_response(response: Response) -> None:
    problems = {}
    speaks_for_itself = bool(response.photos) and response.stance != Stance.OBJECT
    if not (0 if speaks_for_itself else SHORTEST) <= len(response.text.strip()) <= LONGEST:
        problems["text"] = "text_length"
    if len(response.photos) > MOST_PHOTOS:
        problems["photos"] = "too_many_photos"
    needs_photo = response.stance != Stance.OBJECT and not response.photos
    if needs_photo and not SHORTEST <= len(response.without_photo.strip()) <= LONGEST:
        problems["without_photo"] = "photo_or_reason"
    if problems:
        raise Invalid(problems)
