"""Who may call what: the written table that every route is held to.

One row for each method of each route. A new route fails the suite until it has its row here:

    row("GET", "/findings/<uid>", Action.SEE_FINDINGS, FINDING, issued=TUBAN + CHIEF, foreign=STRANGER)

The kind of thing says which objects are tried in place of the address's variable; the keywords say, for each of them,
who gets past. Everybody else must be told that it does not exist (404); those in `may_know` may be told that it is not
allowed (403). Objects that a row leaves out are open to nobody. `sends` is the form or JSON of an unsafe request; what
it does is undone after each try, and a refusal of what it says (409, 422) counts as getting past. Of a `costly` page
only one of those who get past is tried for each object, and everybody who does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.people import Action
from app.web.access import PUBLIC

# who knocks: the people of tests/meta/access_world.py
ADMIN = frozenset({"admin"})
PLANNER = frozenset({"planner"})
LEAD = frozenset({"lead"})  # an inspector who leads the visits
MEMBER = frozenset({"member"})  # an inspector in their team
INSPECTOR = frozenset({"inspector"})  # an inspector who is in no team
CHIEF = frozenset({"chief"})  # of the station that is visited
SISTER = frozenset({"sister_chief"})  # of another station of the same Polres
READER = frozenset({"reader"})
STRANGER = frozenset({"stranger"})  # planning staff of another Polres
NOBODY = frozenset({"nobody"})

TEAM = LEAD | MEMBER
INSPECTORS = TEAM | INSPECTOR
CHIEFS = CHIEF | SISTER
OVERSEERS = ADMIN | PLANNER | READER  # those who see the whole Polres
TUBAN = OVERSEERS | INSPECTORS
SIGNED_IN = TUBAN | CHIEFS | STRANGER
EVERYBODY = SIGNED_IN | NOBODY

# what is asked for; the world holds each of these objects
NOTHING = ("",)
STATION = ("own", "sister", "foreign", "polres")  # 'polres' is a unit that is no station
PERSON = ("own", "foreign")
VERSION = ("published",)
INSTRUMENT = ("used", "unused")  # by its SHA-256
VISIT = ("planned", "open", "submitted", "sealed", "foreign")
FINDING = ("draft", "issued", "answered", "foreign")
PHOTO = ("open", "submitted", "foreign")  # by the state of its visit
DOCUMENT = ("open", "submitted", "foreign", "photo")
FILE = ("stations", "unknown")  # names of CSV files
HIT = ("own", "abroad")  # what the radar saw
MINUTES = ("kept", "foreign")  # of follow-up
PLAN = ("planned", "foreign")  # actions of plans of follow-up
LINK = ("live",)  # the finding's uid, the link's and its token
CAUSE = ("told", "foreign")  # of findings
ITEM = ("known", "nowhere")  # of the readiness instrument


@dataclass(frozen=True)
class Row:
    """One method of one route: its mark, what it is about, and who gets past for each object."""

    method: str
    rule: str
    mark: Action | str
    about: tuple[str, ...]
    allowed: Mapping[str, frozenset[str]]
    may_know: frozenset[str] = frozenset()
    sends: Mapping[str, Any] = field(default_factory=dict)
    as_json: bool = False
    costly: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """By which a route finds its row."""
        return self.method, self.rule


TABLE: dict[tuple[str, str], Row] = {}


def row(
    method: str,
    rule: str,
    mark: Action | str,
    about: tuple[str, ...] = NOTHING,
    everybody: frozenset[str] | None = None,
    *,
    may_know: frozenset[str] = frozenset(),
    sends: Mapping[str, Any] | None = None,
    as_json: bool = False,
    costly: bool = False,
    **allowed: frozenset[str],
) -> None:
    """Add a row; `everybody` are those who get past where the route is about nothing in particular."""
    named = {"": everybody or frozenset()} if about is NOTHING else allowed
    assert set(named) <= set(about), (rule, set(named) - set(about))
    made = Row(method, rule, mark, about, named, may_know, sends or {}, as_json, costly)
    assert made.key not in TABLE, f"two rows for {made.key}"
    TABLE[made.key] = made


# open to all
row("GET", "/healthz", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/assets/<version>/<path:name>", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/sw.js", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/manifest.webmanifest", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/sign-in", PUBLIC, NOTHING, EVERYBODY)
row("POST", "/sign-in", PUBLIC, NOTHING, EVERYBODY)
row("POST", "/language", PUBLIC, NOTHING, EVERYBODY, sends={"language": "en", "next": "/account"})
row("POST", "/theme", PUBLIC, NOTHING, EVERYBODY, sends={"theme": "dark", "next": "/account"})
row("GET", "/api/session", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/verify", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/verify/file", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/keys", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/keys/checkpoint", PUBLIC, NOTHING, EVERYBODY)
row("GET", "/phone/alarm", PUBLIC, NOTHING, EVERYBODY)

# alarms of phones about the log of seals
AN_ALARM = {
    "uid": "alarm",
    "why": "rewritten",
    "at": 1,
    "kept": {"note": "kept", "key": "", "at": 1},
    "told": {"note": "told", "key": "", "proof": []},
}
row("GET", "/alarms", Action.SEE_ALARMS, NOTHING, TUBAN | STRANGER)
row("POST", "/alarms/word", Action.SETTLE_ALARM, NOTHING, READER)
row("POST", "/api/alarms", Action.FILL_VISIT, NOTHING, INSPECTORS | PLANNER | STRANGER, sends=AN_ALARM, as_json=True)

# one's own account
row("GET", "/", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
row("GET", "/account", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
row("GET", "/account/data", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
row("GET", "/account/reminders", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
row("POST", "/account/reminders", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN, sends={"email": "a@b.id", "wants_mail": "y"})
row("GET", "/account/password", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
row("POST", "/account/password", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN, sends={"old": "salah", "new": "x"})
row("POST", "/account/sign-out-elsewhere", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)
LOST_PHONE = {"phone": "f" * 16}  # of anggota1
row("POST", "/account/phones/revoke", Action.OWN_ACCOUNT, NOTHING, MEMBER, sends=LOST_PHONE)
row("POST", "/sign-out", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)

# people
UNDELIVERED = "00000000-0000-4000-8000-000000000017"  # a mail to the chief of Senori
NEW_PERSON = {"username": "baru.saja", "full_name": "Baru Saja", "role": "inspector", "org": "polres-tuban"}
READER_ROLE = {"role": "reader", "org": "polres-tuban"}
row("GET", "/people", Action.MANAGE_PEOPLE, NOTHING, ADMIN)
row("GET", "/people/new", Action.MANAGE_PEOPLE, NOTHING, ADMIN)
row("POST", "/people/new", Action.MANAGE_PEOPLE, NOTHING, ADMIN, sends=NEW_PERSON)
row("GET", "/people/<username>", Action.MANAGE_PEOPLE, PERSON, own=ADMIN)
row("POST", "/people/<username>/assignments", Action.MANAGE_PEOPLE, PERSON, own=ADMIN, sends=READER_ROLE)
row("POST", "/people/<username>/email", Action.MANAGE_PEOPLE, PERSON, own=ADMIN, sends={"email": "a@b.id"})
row(
    "POST",
    "/people/<username>/assignments/end",
    Action.MANAGE_PEOPLE,
    PERSON,
    own=ADMIN,
    sends={"role": "inspector", "org": "polres-tuban"},
)
row("POST", "/people/<username>/password-reset", Action.MANAGE_PEOPLE, PERSON, own=ADMIN)
row("POST", "/people/<username>/phones/revoke", Action.MANAGE_PEOPLE, PERSON, own=ADMIN, sends=LOST_PHONE)
row("POST", "/people/<username>/end", Action.MANAGE_PEOPLE, PERSON, own=ADMIN)

# the list of stations
NEW_STATION = {"name": "Polsek Soko", "code": "polsek-soko", "parent": "polres-tuban"}
row("GET", "/manage/stations", Action.MANAGE_STATIONS, NOTHING, ADMIN)
row("GET", "/manage/stations/new", Action.MANAGE_STATIONS, NOTHING, ADMIN)
row("POST", "/manage/stations/new", Action.MANAGE_STATIONS, NOTHING, ADMIN, sends=NEW_STATION)
row("GET", "/manage/stations/<code>", Action.MANAGE_STATIONS, STATION, own=ADMIN, sister=ADMIN)
row("POST", "/manage/stations/<code>", Action.MANAGE_STATIONS, STATION, own=ADMIN, sister=ADMIN, sends={"name": "X"})
row("POST", "/manage/stations/<code>/end", Action.MANAGE_STATIONS, STATION, own=ADMIN, sister=ADMIN)
row("POST", "/manage/stations/<code>/resume", Action.MANAGE_STATIONS, STATION, own=ADMIN, sister=ADMIN)

# checklists
row("GET", "/checklists", Action.PUBLISH_CHECKLIST, NOTHING, ADMIN)
row("GET", "/checklists/publish", Action.PUBLISH_CHECKLIST, NOTHING, ADMIN)
row("POST", "/checklists/publish", Action.PUBLISH_CHECKLIST, NOTHING, ADMIN)
row("GET", "/checklists/<checklist>/<version>", Action.PUBLISH_CHECKLIST, VERSION, published=ADMIN)
row("GET", "/checklists/<checklist>/<version>/file", Action.PUBLISH_CHECKLIST, VERSION, published=ADMIN)
row("POST", "/checklists/<checklist>/<version>/retire", Action.PUBLISH_CHECKLIST, VERSION, published=ADMIN)

# readiness
row("GET", "/stations", Action.SEE_STATIONS, NOTHING, OVERSEERS | STRANGER)
row("GET", "/stations/own", Action.SEE_STATION, NOTHING, OVERSEERS | CHIEFS | STRANGER)
row(
    "GET",
    "/stations/<code>",
    Action.SEE_STATION,
    STATION,
    own=OVERSEERS | CHIEF,
    sister=OVERSEERS | SISTER,
    foreign=STRANGER,
)

# visits
BEFORE = {"planned": OVERSEERS | TEAM, "open": OVERSEERS | TEAM}
DONE = {"submitted": OVERSEERS | TEAM | CHIEF, "sealed": OVERSEERS | TEAM | CHIEF}
OF_PLANNERS = {state: PLANNER for state in VISIT[:4]} | {"foreign": STRANGER}
OF_LEAD = {state: LEAD for state in VISIT[:4]}
OF_TEAM = {state: TEAM for state in VISIT[:4]}
row("GET", "/schedule", Action.SEE_VISIT, NOTHING, SIGNED_IN)
row("GET", "/visits/new", Action.PLAN_VISIT, NOTHING, PLANNER | STRANGER)
row("POST", "/visits/new", Action.PLAN_VISIT, NOTHING, PLANNER | STRANGER)
row("GET", "/visits/<uuid:uid>", Action.SEE_VISIT, VISIT, **BEFORE, **DONE, foreign=STRANGER)
row("GET", "/visits/<uuid:uid>/plan", Action.PLAN_VISIT, VISIT, **OF_PLANNERS)
row("POST", "/visits/<uuid:uid>/plan", Action.PLAN_VISIT, VISIT, **OF_PLANNERS)
row("GET", "/visits/<uuid:uid>/cancellation", Action.CANCEL_VISIT, VISIT, **OF_PLANNERS)
row("POST", "/visits/<uuid:uid>/cancellation", Action.CANCEL_VISIT, VISIT, **OF_PLANNERS, sends={"reason": "Hujan"})
KNOW_IT = MEMBER | PLANNER | STRANGER  # they see it, and are told that this is the lead's
row("POST", "/visits/<uuid:uid>/submission", Action.SUBMIT_VISIT, VISIT, **OF_LEAD, may_know=KNOW_IT)
CLOSABLE = ("submitted", "sealed")
row("GET", "/visits/<uuid:uid>/closing", Action.SEE_VISIT, VISIT, **DONE, foreign=STRANGER)
OF_SIGNERS = {state: TEAM | CHIEF for state in CLOSABLE}
KNOW_SIGNING = PLANNER | STRANGER
row("POST", "/visits/<uuid:uid>/signatures", Action.SIGN_VISIT, VISIT, **OF_SIGNERS, may_know=KNOW_SIGNING)
OF_AMENDERS = {"sealed": LEAD | PLANNER}
row("GET", "/visits/<uuid:uid>/amendments/new", Action.SEAL_VISIT, VISIT, **OF_AMENDERS, may_know=MEMBER)
row("POST", "/visits/<uuid:uid>/amendments", Action.SEAL_VISIT, VISIT, **OF_AMENDERS, may_know=MEMBER)
row("POST", "/visits/<uuid:uid>/bundle", Action.SEE_VISIT, VISIT, sealed=DONE["sealed"], costly=True)
OF_SEALER = {state: LEAD for state in CLOSABLE}
row("POST", "/visits/<uuid:uid>/seal", Action.SEAL_VISIT, VISIT, **OF_SEALER, may_know=KNOW_IT)
row(
    "POST",
    "/visits/<uuid:uid>/settlement",
    Action.SUBMIT_VISIT,
    VISIT,
    **OF_LEAD,
    may_know=KNOW_IT,
    sends={"item": "A03", "eid": "0"},
)
row(
    "POST",
    "/visits/<uuid:uid>/suggestions",
    Action.FILL_VISIT,
    VISIT,
    open=TEAM,
    submitted=TEAM,
    sealed=TEAM,
    may_know=PLANNER | STRANGER,
    sends={"item": "A03"},
)

PART = "/visits/<uuid:uid>/parts/<code>"
row("GET", PART, Action.FILL_VISIT, VISIT, **OF_TEAM, may_know=PLANNER | STRANGER, costly=True)
row("GET", "/visits/<uuid:uid>/summary", Action.FILL_VISIT, VISIT, **OF_TEAM, may_know=PLANNER | STRANGER)
row("POST", "/visits/<uuid:uid>/begin", Action.FILL_VISIT, VISIT, **OF_TEAM, may_know=PLANNER | STRANGER)

# the phone's own pages
FILLERS = INSPECTORS | PLANNER | STRANGER
KEEPERS = FILLERS | CHIEFS
row("GET", "/phone", Action.KEEP_ON_PHONE, NOTHING, KEEPERS)
row("GET", "/phone/outbox", Action.KEEP_ON_PHONE, NOTHING, KEEPERS)
row("GET", "/phone/recovery", PUBLIC, NOTHING, EVERYBODY)

# findings
# those who see a finding that waits for no judgement are told so (409), whoever they are
JUDGES = {"answered": LEAD | PLANNER, "issued": TEAM | PLANNER, "draft": TEAM | PLANNER, "foreign": STRANGER}
SAID = {"uid": "0b2f7a52-0000-4000-8000-000000000009", "text": "Papan tarif sudah dipasang", "without_photo": "Gelap"}
SEEN = OVERSEERS | TEAM | CHIEF
row("GET", "/findings", Action.SEE_FINDINGS, NOTHING, SIGNED_IN)
row("GET", "/findings/causes", Action.SEE_STATIONS, NOTHING, OVERSEERS | STRANGER)
row("GET", "/findings/causes.csv", Action.EXPORT, NOTHING, PLANNER | READER | STRANGER)
row("GET", "/findings/causes/<key>", Action.SEE_STATIONS, CAUSE, told=OVERSEERS, foreign=STRANGER)
row("GET", "/findings/list.csv", Action.EXPORT, NOTHING, PLANNER | READER | STRANGER)
row("GET", "/findings/list.xlsx", Action.EXPORT, NOTHING, PLANNER | READER | STRANGER, costly=True)
row(
    "GET",
    "/findings/<uuid:uid>",
    Action.SEE_FINDINGS,
    FINDING,
    draft=ADMIN | PLANNER | TEAM,
    issued=SEEN,
    answered=SEEN,
    foreign=STRANGER,
)
row("POST", "/findings/<uuid:uid>/answers", Action.ANSWER_FINDING, FINDING, issued=CHIEF, answered=CHIEF, sends=SAID)
row("POST", "/findings/<uuid:uid>/follow-ups", Action.ANSWER_FINDING, FINDING, issued=CHIEF, answered=CHIEF, sends=SAID)
ADVICE_SENT = {"uid": "0d2f4c1e-7f6f-4a58-9b86-0a4d5d0f5b11", "station": "polsek-senori"}
row("GET", "/findings/new", Action.ENTER_ADVICE, NOTHING, PLANNER | STRANGER)
row("POST", "/findings/new", Action.ENTER_ADVICE, NOTHING, PLANNER, sends=ADVICE_SENT)
REASON = {**SAID, "note": "Foto belum jelas"}
for step in ("returns", "closure", "acceptance"):
    rule = f"/findings/<uuid:uid>/{step}"
    row("POST", rule, Action.REVIEW_FINDING, FINDING, **JUDGES, may_know=MEMBER, sends=REASON)
UNASKED = {"issued": LEAD | PLANNER}  # said of a finding that waits for its answer
row(
    "POST",
    "/findings/<uuid:uid>/set-aside",
    Action.REVIEW_FINDING,
    FINDING,
    **{**JUDGES, **UNASKED},
    may_know=MEMBER,
    sends=REASON,
)
row(
    "POST",
    "/findings/<uuid:uid>/undone",
    Action.REVIEW_FINDING,
    FINDING,
    **{**JUDGES, **UNASKED, "answered": TEAM | PLANNER},
    may_know=MEMBER,
    sends=REASON,
)

# plans of follow-up
PLANNED = {"uid": SAID["uid"], "action": "Memasang papan tarif", "owner_name": "Kanit Samapta", "due_on": "2099-01-01"}
OF_STATION = {"own": OVERSEERS | CHIEF, "sister": OVERSEERS | SISTER, "foreign": STRANGER}
row(
    "GET",
    "/findings/<uuid:uid>/plan",
    Action.SEE_FINDINGS,
    FINDING,
    draft=ADMIN | PLANNER | TEAM,
    issued=SEEN,
    answered=SEEN,
    foreign=STRANGER,
)
row("POST", "/findings/<uuid:uid>/plan", Action.ANSWER_FINDING, FINDING, issued=CHIEF, answered=CHIEF, sends=PLANNED)
row("GET", "/plan-actions/<uuid:uid>", Action.ANSWER_FINDING, PLAN, planned=CHIEF)
row("POST", "/plan-actions/<uuid:uid>", Action.ANSWER_FINDING, PLAN, planned=CHIEF, sends={**PLANNED, "rev": "1"})
row(
    "POST",
    "/plan-actions/<uuid:uid>/remarks",
    Action.REVIEW_FINDING,
    PLAN,
    planned=LEAD | PLANNER,
    foreign=STRANGER,
    may_know=MEMBER,
    sends=SAID,
)
row("GET", "/stations/<code>/followup-plan", Action.SEE_STATION, STATION, **OF_STATION)
row("GET", "/stations/<code>/followup-plan.pdf", Action.SEE_STATION, STATION, **OF_STATION, costly=True)
row("GET", "/stations/<code>/followup-plan.csv", Action.SEE_STATION, STATION, **OF_STATION)
row("GET", "/stations/<code>/minutes", Action.SEE_STATION, STATION, **OF_STATION)
WRITERS = {"own": PLANNER, "sister": PLANNER, "foreign": STRANGER}
row("GET", "/stations/<code>/minutes/new", Action.WRITE_MINUTES, STATION, **WRITERS)
row("POST", "/stations/<code>/minutes/new", Action.WRITE_MINUTES, STATION, **WRITERS, sends={"uid": SAID["uid"]})
KEPT = {"kept": OVERSEERS | CHIEF, "foreign": STRANGER}
row("GET", "/minutes/<uuid:uid>", Action.SEE_STATION, MINUTES, **KEPT)
row("GET", "/minutes/<uuid:uid>.pdf", Action.SEE_STATION, MINUTES, **KEPT, costly=True)
row("GET", "/minutes/<uuid:uid>/pictures/<int:place>", Action.SEE_STATION, MINUTES, **KEPT)

BOTH_SIDES = LEAD | MEMBER | PLANNER | CHIEF
row(
    "POST",
    "/findings/<uuid:uid>/comments",
    Action.COMMENT_FINDING,
    FINDING,
    draft=TEAM | PLANNER,
    issued=BOTH_SIDES,
    answered=BOTH_SIDES,
    foreign=STRANGER,
    sends=SAID,
)

# answering on one screen, and by a link without an account; who is signed in as somebody else is no bearer of it
CHIEFS_OWN = {"issued": CHIEF, "answered": CHIEF}
row("GET", "/findings/<uuid:uid>/answer", Action.ANSWER_FINDING, FINDING, **CHIEFS_OWN)
row("GET", "/api/findings/owed", Action.ANSWER_FINDING, NOTHING, CHIEFS)
row(
    "POST",
    "/api/findings/<uuid:uid>/answers",
    Action.ANSWER_FINDING,
    FINDING,
    **CHIEFS_OWN,
    sends={**SAID, "step": SAID["uid"]},
    as_json=True,
)
A_LINK = {"uid": SAID["uid"], "days": "7", "person": "1"}
LINKABLE = {"draft": PLANNER, "issued": PLANNER, "answered": PLANNER, "foreign": STRANGER}
row("POST", "/findings/<uuid:uid>/links", Action.LINK_FINDING, FINDING, **LINKABLE, sends=A_LINK)
TAKE_BACK = "/findings/<uuid:uid>/links/<uuid:link_uid>/revocation"
row("POST", TAKE_BACK, Action.LINK_FINDING, LINK, live=PLANNER)
row("GET", "/t/<token>", PUBLIC, LINK, live=NOBODY | CHIEF)
row("POST", "/t/<token>", PUBLIC, LINK, live=NOBODY | CHIEF, sends=SAID)
row("GET", "/t/<token>/photo/<uuid:uid>", PUBLIC, LINK, live=NOBODY | CHIEF)

# what is taken away
row("GET", "/downloads", Action.EXPORT, NOTHING, PLANNER | READER | STRANGER)
row("GET", "/downloads/quarter.xlsx", Action.EXPORT, NOTHING, PLANNER | READER | STRANGER, costly=True)
row("GET", "/downloads/<name>.csv", Action.EXPORT, FILE, stations=PLANNER | READER | STRANGER)
INSIDE = ADMIN | PLANNER | TEAM  # who sees figures before the visit is submitted
row(
    "GET",
    "/visits/<uuid:uid>/report.pdf",
    Action.SEE_FINDINGS,
    VISIT,
    planned=INSIDE,
    open=INSIDE,
    **DONE,
    foreign=STRANGER,
    costly=True,
)
row("GET", "/visits/<uuid:uid>/minutes.pdf", Action.SEE_FINDINGS, VISIT, **DONE, foreign=STRANGER, costly=True)

# the phone's client
row("GET", "/api/pull", Action.SEE_VISIT, VISIT, **BEFORE, **DONE, foreign=STRANGER, may_know=INSPECTOR)
row("GET", "/api/visits/<uid>/context", Action.FILL_VISIT, VISIT, **OF_TEAM, may_know=INSPECTOR | PLANNER | STRANGER)
row("GET", "/api/checklists/<sha256>", Action.FILL_VISIT, INSTRUMENT, used=TEAM | PLANNER | STRANGER)
row("GET", "/api/visits", Action.FILL_VISIT, NOTHING, FILLERS)
HERE = {state: TEAM | PLANNER for state in VISIT[:4]} | {"foreign": STRANGER}
row("GET", "/api/visits/<uid>/photos", Action.FILL_VISIT, VISIT, **HERE, may_know=INSPECTOR)
row("POST", "/api/push", Action.FILL_VISIT, NOTHING, FILLERS, sends={"events": []}, as_json=True)
row("POST", "/api/photo/<sha256>", Action.KEEP_ON_PHONE, NOTHING, KEEPERS, sends={"size": 5}, as_json=True)
row("PATCH", "/api/photo/<sha256>", Action.KEEP_ON_PHONE, NOTHING, KEEPERS, sends={"size": 5})
row("PUT", "/api/photo/<sha256>/preview", Action.FILL_VISIT, NOTHING, FILLERS, sends={"size": 5})

# photos
SHOWN = {"open": OVERSEERS | TEAM, "submitted": OVERSEERS | TEAM | CHIEF, "foreign": STRANGER}
KEPT = {"open": INSIDE, "submitted": INSIDE, "foreign": STRANGER}
row("GET", "/api/photo/<sha256>", Action.SEE_VISIT, PHOTO, **SHOWN)
row("GET", "/evidence/<uid>/thumb", Action.SEE_VISIT, PHOTO, **SHOWN)
row("GET", "/evidence/<uid>/screen", Action.SEE_VISIT, PHOTO, **SHOWN)
row("GET", "/evidence/<uid>/preview", Action.SEE_VISIT, PHOTO, **SHOWN)
row("POST", "/evidence/<uid>/original", Action.SEE_VISIT, PHOTO, **KEPT, sends={"reason": "Memeriksa pelat nomor"})
row("GET", "/evidence/<uid>", Action.SEE_VISIT, PHOTO, **SHOWN)
row("POST", "/evidence/<uid>/copy", Action.SEE_VISIT, PHOTO, **SHOWN)
row("POST", "/evidence/<uid>/document", Action.SEE_VISIT, DOCUMENT, **SHOWN)  # never a photo: that is its original
DRAWERS = {"open": PLANNER | TEAM, "submitted": PLANNER | TEAM, "foreign": STRANGER}
row("GET", "/evidence/<uid>/layer", Action.ANNOTATE, PHOTO, **DRAWERS)
row("POST", "/evidence/<uid>/layer", Action.ANNOTATE, PHOTO, **DRAWERS, sends={"shapes": "[]", "base": "0"})
row("POST", "/evidence/<uid>/proposal", Action.ANNOTATE, PHOTO, **DRAWERS, costly=True)

# the state of the installation
row("POST", "/care/reminders", Action.SET_FOLLOW_UP, NOTHING, ADMIN | PLANNER, sends={"mail": UNDELIVERED})
row("GET", "/settings", Action.SET_FOLLOW_UP, NOTHING, ADMIN | PLANNER | STRANGER)
row("GET", "/settings/<code>", Action.SET_FOLLOW_UP, STATION, polres=ADMIN | PLANNER)
row("POST", "/settings/<code>", Action.SET_FOLLOW_UP, STATION, polres=ADMIN | PLANNER, sends={"days_minor": "12"})
row("GET", "/care", Action.SEE_CARE, NOTHING, ADMIN | PLANNER | STRANGER)

# the audit trail
OPEN_HISTORY = {state: OVERSEERS | LEAD for state in ("planned", "open", "submitted")}
row(
    "GET",
    "/visits/<uid>/history",
    Action.SEE_VISIT,
    VISIT,
    **OPEN_HISTORY,
    sealed=OVERSEERS | LEAD | CHIEF,
    foreign=STRANGER,
    may_know=MEMBER | INSPECTOR,
)
row("GET", "/audit", Action.SEE_AUDIT, NOTHING, ADMIN | PLANNER | STRANGER)
row("GET", "/account/deeds", Action.OWN_ACCOUNT, NOTHING, SIGNED_IN)

# the evidence desk
DESK = PLANNER | READER | STRANGER
row("GET", "/evidence/desk", Action.SEE_DESK, NOTHING, DESK)
row("GET", "/evidence/desk/list.csv", Action.SEE_DESK, NOTHING, DESK)
row("GET", "/evidence/desk/<code>", Action.SEE_DESK, ITEM, known=DESK)

# pictures used again
JUDGES = PLANNER | STRANGER
OF_JUDGES = {"own": PLANNER, "abroad": STRANGER}
row("GET", "/evidence/alike", Action.JUDGE_LIKENESS, NOTHING, JUDGES)
row("GET", "/evidence/alike/<uuid:hit>", Action.JUDGE_LIKENESS, HIT, **OF_JUDGES)
row(
    "POST",
    "/evidence/alike/<uuid:hit>/verdict",
    Action.JUDGE_LIKENESS,
    HIT,
    **OF_JUDGES,
    sends={"verdict": "allowed", "reason": "Objek yang sama"},
)
row("POST", "/evidence/alike/<uuid:hit>/undoing", Action.JUDGE_LIKENESS, HIT, **OF_JUDGES)
