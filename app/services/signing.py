"""The ceremony that closes a visit: lead and station chief put their names under one and the same content.

Rules in plain words: docs/visits.md, "Segel".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from app.domain import signatures as rules
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.people import Action, Person, Role, require
from app.domain.signatures import Says, Signature, Signed, SignerRole
from app.domain.visits import Visit, VisitAction, advance
from app.services import accounts, contents
from app.services.passwords import Passwords
from app.store import audit, people, signatures, visits
from app.store.transaction import writing


@dataclass(frozen=True, slots=True)
class Closing:
    """How far the closing of a submitted visit is, and who may sign as what."""

    visit: Visit
    content: str  # SHA-256 over what is sealed: this is what is signed
    standing: dict[SignerRole, Signature]
    lapsed: tuple[Signature, ...]
    wanted: tuple[SignerRole, ...]
    signers: dict[SignerRole, tuple[Person, ...]]

    @property
    def is_complete(self) -> bool:
        """Whether everybody signed who must, over this content."""
        return not self.wanted

    @property
    def second_signs(self) -> bool:
        """Whether the lead states that the chief does not sign, so that a second member does."""
        lead = self.standing.get(SignerRole.LEAD)
        return lead is not None and lead.says is not Says.NOTHING

    def role_of(self, person: Person) -> SignerRole | None:
        """As what this person may sign, or None."""
        return next((role for role, those in self.signers.items() if person.id in {one.id for one in those}), None)


def read(db: Database, visit: Visit, *, today: str) -> Closing:
    """How the closing of a submitted or sealed visit stands."""
    content = contents.digest(db, visit)
    kept = signatures.of_visit(db, visit.id)
    standing = rules.in_force(kept, content)
    return Closing(
        visit=visit,
        content=content,
        standing=standing,
        lapsed=rules.lapsed(kept, content),
        wanted=rules.wanted(standing),
        signers=_signers(db, visit, today=today),
    )


def witnesses(standing: Mapping[SignerRole, Signature]) -> dict[str, object]:
    """The signatures as the seal covers them, by item id: who said what, and apart from it the drawn line.

    The line stands alone so that it can be withheld without hiding who signed. Signatures that have lapsed, and that
    of a second member whose place the chief took after all, are not among them.
    """
    found: dict[str, object] = {}
    for role, one in standing.items():
        if role is SignerRole.SECOND and SignerRole.CHIEF in standing:
            continue
        found[f"sign.{role}"] = {
            "content": one.content_sha256,
            "as": str(role),
            "username": one.username,
            "name": one.full_name,
            "rank": one.rank,
            "number": one.service_number,
            "position": one.position,
            "says": str(one.says),
            "because": one.because,
            "typed": one.typed,
            "at": one.at,
        }
        if one.strokes:
            found[f"strokes.{role}"] = json.loads(one.strokes)
    return found


def sign(
    db: Database,
    uid: str,
    signature_uid: str,
    signed: Signed,
    *,
    content: str,
    signer: str,
    password: str,
    passwords: Passwords,
    actor: Person,
    at: int,
    today: str,
) -> Closing:
    """Put a signature under the closing, on one's own screen or on that of somebody of the team.

    `signer` is a username, `content` the digest that the page showed. Sent twice, it signs once. Raises NotAllowed for
    who has no part in it, Invalid naming 'signer', 'password', 'says', 'because', 'strokes' or 'typed',
    TooManyFailures, IllegalTransition when the visit is not waiting for its seal, Conflict when the content changed.
    """
    require(actor, Action.SIGN_VISIT)
    visit = visits.get(db, uid, seen_by=actor.id, today=today)
    if signatures.exists(db, signature_uid):
        return read(db, visit, today=today)
    advance(visit.state, VisitAction.SEAL)
    closing = read(db, visit, today=today)
    person = _signer(closing, signed.role, signer, actor)
    if signed.role is SignerRole.SECOND and not closing.second_signs:
        raise Conflict(f"the chief of visit {uid} is still to sign", reason="chief")
    checked = rules.checked(signed, full_name=person.full_name)
    if person.must_change:
        raise Invalid({"password": "must_change"})
    accounts.confirm(db, person, password, passwords=passwords, actor=actor, at=at)
    with writing(db):
        visits.lock(db, visit.id)
        advance(visits.get_by_id(db, visit.id).state, VisitAction.SEAL)
        if contents.digest(db, visit) != content:
            raise Conflict(f"visit {uid} is no longer what was shown", reason="content")
        if signatures.insert(
            db, visit.id, signature_uid, checked, signer=person, content_sha256=content, signed_in_id=actor.id, at=at
        ):
            audit.record(
                db,
                "visit.signed",
                "visit",
                uid,
                actor_id=person.id,
                at=at,
                stream=audit.visit_stream(uid),
                role=str(checked.role),
                says=str(checked.says),
                content=content,
                on_screen_of=actor.username,
            )
    return read(db, visit, today=today)


def _signer(closing: Closing, role: SignerRole, username: str, actor: Person) -> Person:
    """Who signs as `role`: the actor, or somebody to whom a member of the team hands the screen."""
    own = closing.role_of(actor)
    if own is None or (own is SignerRole.CHIEF and (role is not own or username != actor.username)):
        raise NotAllowed(f"{actor.username} has no part in the closing of visit {closing.visit.uid}")
    for person in closing.signers[role]:
        if person.username == username:
            return person
    raise Invalid({"signer": "not_a_signer"})


def _signers(db: Database, visit: Visit, *, today: str) -> dict[SignerRole, tuple[Person, ...]]:
    """Who may sign as what: the lead, whoever is chief or deputy of the station today, the other members."""
    team = [people.get(db, member.person_id, today=today) for member in visits.members(db, visit.id)]
    lead = [person for person in team if person.id == visit.lead_id]
    others = [person for person in team if person.id != visit.lead_id and person.active]
    chiefs = people.list_by_role(db, (Role.STATION_CHIEF,), within=visit.org_id, today=today)
    return {SignerRole.LEAD: tuple(lead), SignerRole.CHIEF: tuple(chiefs), SignerRole.SECOND: tuple(others)}
