"""What the radar saw, for planning staff to judge: the list, one pair side by side, the judgement and its undoing."""

from dataclasses import asdict, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.clock import now, today
from app.domain.errors import Invalid
from app.domain.people import Action
from app.domain.place import in_words
from app.services import radar
from app.store import likeness, orgs
from app.store.likeness import SHOWN, Hit, Wanted
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.evidence.blueprint import bp
from app.web.language import current_language

PAGE = 20
KINDS = ("file", "alike", "time", "place")


@bp.get("/alike")
@allow(Action.JUDGE_LIKENESS)
def alike() -> ResponseReturnValue:
    """The hits, newest first; ?show=, ?kind=, ?station= and ?page= narrow the list."""
    db, person = get_db(), current_person()
    number = request.args.get("page", "")
    page = min(1000, max(1, int(number))) if number.isdecimal() and len(number) < 5 else 1
    wanted = _wanted()
    found = likeness.list_seen(db, wanted, person_id=person.id, today=today(), limit=PAGE + 1, offset=(page - 1) * PAGE)
    return render_template(
        "evidence/alike.html",
        hits=found[:PAGE],
        counts=likeness.count_seen(db, wanted, person_id=person.id, today=today()),
        waiting=likeness.count_pending(db),
        stations=orgs.list_stations(db, seen_by=person.id, today=today(), with_ended=True),
        kinds=kind_names(),
        wanted=wanted,
        page=page,
        has_more=len(found) > PAGE,
    )


@bp.get("/alike/<uuid:hit>")
@allow(Action.JUDGE_LIKENESS)
def pair(hit: object) -> ResponseReturnValue:
    """One hit: both pictures with their records, and what is judged of it."""
    return _page(str(hit))


@bp.post("/alike/<uuid:hit>/verdict")
@allow(Action.JUDGE_LIKENESS)
def judge(hit: object) -> ResponseReturnValue:
    """Write a judgement down."""
    verdict, reason = request.form.get("verdict", ""), request.form.get("reason", "")
    try:
        radar.judge(get_db(), str(hit), verdict=verdict, reason=reason, actor=current_person(), at=now(), today=today())
    except Invalid as error:
        return _page(str(hit), verdict=verdict, reason=reason, problems=error.problems), 422
    flash(_("Judged. It can be taken back at any time."), "success")
    return redirect(url_for(".alike"), 303)


@bp.post("/alike/<uuid:hit>/undoing")
@allow(Action.JUDGE_LIKENESS)
def undo(hit: object) -> ResponseReturnValue:
    """Take a judgement back."""
    radar.undo(get_db(), str(hit), actor=current_person(), at=now(), today=today())
    flash(_("The judgement is taken back."), "success")
    return redirect(url_for(".pair", hit=hit), 303)


def _page(uid: str, *, verdict: str = "", reason: str = "", problems: dict[str, str] | None = None) -> str:
    hit = likeness.get(get_db(), uid, person_id=current_person().id, today=today())
    return render_template(
        "evidence/pair.html",
        hit=hit,
        verdicts=verdict_names(hit),
        verdict=verdict,
        reason=reason,
        problems={name: _said(name, what) for name, what in (problems or {}).items()},
        longest=radar.LONGEST_REASON,
    )


def _said(name: str, what: str) -> str:
    if name == "verdict":
        return str(_("Choose one of the three."))
    if what == "too long":
        return str(_("Say it in at most %(most)s characters.", most=radar.LONGEST_REASON))
    return str(_("Say why, so that others can follow."))


def _wanted() -> Wanted:
    show, kind = request.args.get("show", ""), request.args.get("kind", "")
    return Wanted(
        show=show if show in SHOWN else "open",
        kind=kind if kind in KINDS else "",
        station_code=request.args.get("station", "")[:60],
    )


def kind_names() -> dict[str, str]:
    """What was seen, in a few words."""
    return {
        "file": str(_("The same file")),
        "alike": str(_("The same picture")),
        "time": str(_("Time does not fit")),
        "place": str(_("Place does not fit")),
    }


def verdict_names(hit: Hit) -> dict[str, tuple[str, str]]:
    """The three judgements of a hit: name, and what it means for this kind."""
    used_again = hit.earlier is not None
    return {
        "reused": (
            str(_("Used again") if used_again else _("Not from this visit")),
            str(_("The later picture proves nothing new.") if used_again else _("It proves nothing of this visit.")),
        ),
        "allowed": (
            str(_("Allowed")),
            str(
                _("The same object, or one picture that rightly proves both.")
                if used_again
                else _("There is a good reason for it.")
            ),
        ),
        "false_alarm": (
            str(_("False alarm")),
            str(
                _("Two different pictures. This pair is not shown again.")
                if used_again
                else _("The time or place in the file is wrong.")
            ),
        ),
    }


def reason_words(hit: Hit) -> str:
    """Why this is shown, as a sentence."""
    amount, sign = hit.amount or 0.0, hit.signs[0] if hit.signs else ""
    match hit.kind, sign:
        case "file", _sign:
            return str(_("Both are the same file, byte for byte."))
        case "alike", _sign:
            return _alike_words(hit)
        case "time", "before":
            days = max(1, round(amount / 24))
            return str(
                ngettext(
                    "The file says that it was taken %(num)s day before the visit began.",
                    "The file says that it was taken %(num)s days before the visit began.",
                    days,
                )
            )
        case "time", _sign:
            return str(_("The file says that it was taken after it had been received."))
    far = in_words(amount, "," if current_language() == "id" else ".")
    if sign == "file":
        return str(_("The file says that it was taken %(far)s from the station.", far=far))
    return str(_("The phone was %(far)s from the station when it was taken.", far=far))


def _alike_words(hit: Hit) -> str:
    how = {
        "mirrored": str(_("mirrored")),
        "turned": str(_("turned")),
        "cut": str(_("cut or framed")),
    }
    done = [how[sign] for sign in hit.signs if sign in how] or [str(_("saved again"))]
    share = f"{round(100 * (hit.amount or 0))}\N{NO-BREAK SPACE}%"
    return str(_("The same picture, %(how)s: %(share)s of it agree.", how=", ".join(done), share=share))


def address_of(wanted: Wanted, page: int = 1, **changes: str) -> str:
    """The list's address with the filters of `wanted`, changed."""
    asked = {name: value for name, value in asdict(replace(wanted, **changes)).items() if value and value != "open"}
    if "station_code" in asked:
        asked["station"] = asked.pop("station_code")
    return url_for("evidence.alike", **asked, page=page if page > 1 else None)


def mark_words(kind: str) -> str:
    """What a mark at a photo says."""
    marks = {**kind_names(), "reused": str(_("judged as used again"))}
    return marks[kind]


bp.add_app_template_filter(mark_words, "likeness_mark")
bp.add_app_template_filter(reason_words, "likeness_words")
bp.add_app_template_global(address_of, "alike_address")
