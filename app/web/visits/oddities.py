"""What a visit's lead and its planners should look at: changes kept aside, changes that came late or are odd."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlite_utils import Database

from app.domain import events as rules
from app.domain import filling
from app.domain.checklist import Checklist
from app.domain.events import Cell, Malformed
from app.domain.visits import Visit
from app.services import reported
from app.store import aside, checklists, events, people


@dataclass(frozen=True, slots=True)
class Oddity:
    """One change to look at: who sent it, when it came, why it stands here, what it says, and its very text."""

    person_name: str
    received_at: int
    why: str
    said: str
    raw: str
    photo_uid: str = ""


@dataclass(frozen=True, slots=True)
class Oddities:
    """What there is to look at; `aside_count` counts also those that are not listed."""

    aside: list[Oddity]
    aside_count: int
    late: list[Oddity]
    flagged: list[Oddity]


def of(db: Database, visit: Visit) -> Oddities:
    """Everything of a visit that somebody should look at."""
    kept, flagged = aside.list_of(db, visit.id), events.list_flagged(db, visit.id)
    names = people.names(db, {one.person_id for one in kept} | {one.person_id for one in flagged})
    checklist = checklists.get(db, visit.checklist_version_id)
    odd: dict[bool, list[Oddity]] = {True: [], False: []}
    for one in flagged:
        said, uid = _said(checklist, one.raw)
        odd[one.is_late].append(Oddity(names[one.person_id], one.received_at, _flags(one.flag), said, one.raw, uid))
    return Oddities(
        aside=[
            Oddity(names[one.person_id], one.received_at, _why(one.reason), _said(checklist, one.raw)[0], one.raw)
            for one in kept
        ],
        aside_count=aside.count(db, visit.id),
        late=odd[True],
        flagged=odd[False],
    )


def _said(checklist: Checklist, raw: str) -> tuple[str, str]:
    """What a change said, as far as it can be read ('A07: Tidak'), and the uid of a photo it brought."""
    try:
        event = rules.read(raw)
    except Malformed:
        return "", ""
    cell = rules.cell_of(event.cell)
    if cell is None:
        return event.cell, ""
    if cell.kind == "photo":
        return _("%(item)s: photo", item=cell.item), cell.uid if event.op == "attach" else ""
    if event.op == "clear":
        return _("%(item)s: withdrawn", item=cell.item), ""
    words = _words(checklist, cell, event.val)
    return f"{cell.item}: {words}" if words else cell.item, ""


def _words(checklist: Checklist, cell: Cell, val: object) -> str:
    """The value of an answer, note or finding in words; '' when it makes none."""
    if cell.kind == "note":
        return val if isinstance(val, str) else ""
    if cell.kind == "finding":
        claim = filling.finding_of(val)
        return claim.condition if claim else ""
    answer = filling.answer_of(checklist.item(cell.item), val) if checklist.has_item(cell.item) else None
    return "" if answer is None else reported.answer_words(answer)


def _why(reason: str) -> str:
    known = {
        "late": _("came after the visit was sealed"),
        "cancelled": _("came after the visit was cancelled"),
        "device counter used twice": _("was numbered twice by its phone"),
        "device of somebody else": _("was sent from a phone that belongs to somebody else"),
        "same id, other content": _("has the number of another change"),
        "author is not the signed-in user": _("was written by somebody else than its sender"),
        "not a member of this visit": _("was sent by somebody outside the team"),
        "too large": _("is larger than any change may be"),
    }
    return str(known.get(reason) or _("could not be read"))


def _flags(flags: str) -> str:
    known: Mapping[str, str] = {
        "late": _("came after the visit was submitted"),
        "cancelled": _("came after the visit was cancelled"),
        filling.UNKNOWN_OP: _("is of a kind that is not known here"),
        filling.UNKNOWN_CELL: _("names no field of this checklist"),
        filling.UNKNOWN_ITEM: _("names no item of this checklist"),
        filling.NOT_APPLICABLE: _("is about an item that does not apply here"),
        filling.OTHER_PART: _("is about another member's part"),
        filling.NO_DOCUMENT_ASKED: _("a document where the item asks for none"),
        filling.IMPOSSIBLE: _("says what is no answer to this item"),
        filling.OTHER_FORM: _("was given to another version of the checklist"),
        filling.SETTLED: _("settles different answers, and its author is not the lead"),
        filling.ODD_TIME: _("bears a time that cannot be right"),
        filling.PAST_DUE: _("proposes a due day that is over; the district's rule counts"),
    }
    return ", ".join(str(known.get(flag, flag)) for flag in flags.split("; "))
