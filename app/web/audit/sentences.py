"""Every deed of the audit trail, told in a sentence. A deed that is not told here fails the suite."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.domain.finding_life import Verdict
from app.domain.people import Role
from app.store.audit import Entry
from app.store.audit_pages import Names
from app.web.formats import day, file_size, number
from app.web.language import current_language
from app.web.roles import ROLE_NAMES
from app.web.settings.words import NAMES as SETTING_NAMES

Facts = Mapping[str, Any]
Sentence = Callable[[Entry, Facts, Names], str]

# deeds without somebody who does them: the sentence stands alone
OF_NOBODY = (
    "account.sign_in_failed", "database.", "demo.", "finding_link.guessed", "finding_link.opened",
    "finding_link.refused", "likeness.anew", "likeness.found", "privacy.", "retention.",
    "reminders.", "seal.", "storage.", "work.given_up",
)  # fmt: skip


def told(entry: Entry, names: Names) -> str:
    """What was done, in the language of the page, to be read after the name of who did it."""
    sentence = SENTENCES.get(entry.action)
    if sentence is None:
        return str(_("did something this version has no words for: %(action)s", action=entry.action))
    return sentence(entry, entry.detail, names)


def doer(entry: Entry, names: Names) -> str:
    """Who did it; '' where the sentence stands alone."""
    if entry.person_id is not None:
        return names.people.get(entry.person_id) or str(_("Somebody"))
    if entry.action.startswith(OF_NOBODY):
        return ""
    return str(_("The server's command line"))


def _person(entry: Entry, names: Names) -> str:
    if entry.entity_id.isdecimal():
        return names.people.get(int(entry.entity_id)) or str(_("somebody"))
    return names.usernames.get(entry.entity_id) or str(_("somebody"))


def _org(key: object, names: Names) -> str:
    return names.orgs.get(str(key)) or str(key or "?")


def _role(facts: Facts) -> str:
    role = str(facts.get("role", ""))
    return str(ROLE_NAMES[Role(role)]) if role in set(Role) else role


def _post(entry: Entry, facts: Facts, names: Names) -> dict[str, str]:
    return {"name": _person(entry, names), "role": _role(facts), "unit": _org(facts.get("org"), names)}


def _day(text: object) -> str:
    return day(str(text), current_language()) if text else "?"


def _number(value: object) -> str:
    if value is None:
        return "?"
    exact = Fraction(str(value))
    return number(Decimal(exact.numerator) / Decimal(exact.denominator), 2, current_language())


def _size(value: object) -> str:
    return file_size(int(str(value)), current_language()) if str(value or "").isdecimal() else "?"


def _finding(entry: Entry, names: Names) -> str:
    found = names.findings.get(entry.entity_id)
    if not found:
        return str(_("a finding"))
    if not found[1]:
        return str(_("finding %(number)s", number=found[0]))
    return str(_("finding %(number)s (%(item)s)", number=found[0], item=found[1]))


def _why_refused(facts: Facts) -> str:
    known = {
        "revoked": _("taken back"),
        "expired": _("expired"),
        "chief": _("no longer chief there"),
        "stranger": _("somebody else was signed in"),
        "settled": _("the finding owed nothing"),
    }
    return str(known.get(str(facts.get("why")), "?"))


def _reason(facts: Facts) -> str:
    return str(facts.get("reason") or "–")


def _item(entry: Entry, names: Names) -> str:
    return names.evidence.get(entry.entity_id) or "?"


def _signed_in(entry: Entry, facts: Facts, names: Names) -> str:
    return str(_("signed in from %(address)s", address=facts.get("address") or "?"))


def _sign_in_failed(entry: Entry, facts: Facts, names: Names) -> str:
    address = facts.get("address") or "?"
    if entry.entity_id not in names.usernames:
        return str(_("Somebody tried to sign in with an unknown name from %(address)s", address=address))
    return str(
        _(
            "Somebody tried to sign in as %(name)s with a wrong password from %(address)s",
            name=names.usernames[entry.entity_id],
            address=address,
        )
    )


def _phone_revoked(entry: Entry, facts: Facts, names: Names) -> str:
    device = facts.get("device") or "?"
    if entry.entity_id == str(entry.person_id):
        return str(_("revoked an own phone (%(device)s)", device=device))
    return str(_("revoked a phone of %(name)s (%(device)s)", name=_person(entry, names), device=device))


def _exported(entry: Entry, facts: Facts, names: Names) -> str:
    if facts.get("reason"):
        return str(_("took the sealed visit and its photos out of SIAP: %(reason)s", reason=_reason(facts)))
    return str(_("took the sealed visit out as a file (%(what)s)", what=facts.get("what", "?")))


def _confirmation_failed(entry: Entry, facts: Facts, names: Names) -> str:
    return str(_("gave a wrong password where %(name)s was to confirm", name=_person(entry, names)))


def _received(entry: Entry, facts: Facts, names: Names) -> str:
    changes = facts.get("last_rev", 0) - facts.get("first_rev", 0) + 1
    return str(ngettext("sent %(num)s change", "sent %(num)s changes", changes))


def _received_late(entry: Entry, facts: Facts, names: Names) -> str:
    changes = facts.get("last_rev", 0) - facts.get("first_rev", 0) + 1
    return str(
        ngettext(
            "sent %(num)s change after the visit was over; it is kept and counts for nothing",
            "sent %(num)s changes after the visit was over; they are kept and count for nothing",
            changes,
        )
    )


def _submitted(entry: Entry, facts: Facts, names: Names) -> str:
    said = str(
        _(
            "submitted the visit: score %(score)s, %(done)s of %(all)s items answered, %(findings)s findings issued",
            score=_number(facts.get("score")),
            done=facts.get("answered", "?"),
            all=facts.get("items", "?"),
            findings=facts.get("findings", "?"),
        )
    )
    without = [str(one.get("username", "?")) for one in facts.get("without", [])]
    return f"{said}; {_('not waited for: %(people)s', people=', '.join(without))}" if without else said


def _sealed(entry: Entry, facts: Facts, names: Names) -> str:
    return str(_("sealed the visit under %(code)s", code=str(facts.get("sha256", "?"))[:16]))


def _signed(entry: Entry, facts: Facts, names: Names) -> str:
    roles = {
        "lead": _("signed the closing as lead"),
        "chief": _("signed the closing as station chief"),
        "second": _("signed the closing as second member of the team"),
    }
    said = str(roles.get(str(facts.get("role")), _("signed the closing")))
    if facts.get("says") == "disagrees":
        return f"{said}; {_('disagrees')}"
    return said


def _station_changed(entry: Entry, facts: Facts, names: Names) -> str:
    was, now = set(facts.get("was", [])), set(facts.get("now", []))
    said = str(_("changed %(station)s", station=_org(entry.entity_id, names)))
    more = [f"+ {switch}" for switch in sorted(now - was)] + [f"− {switch}" for switch in sorted(was - now)]
    return f"{said}: {', '.join(more)}" if more else said


def _settings_changed(entry: Entry, facts: Facts, names: Names) -> str:
    said = str(_("changed the settings of %(unit)s", unit=_org(entry.entity_id, names)))
    more = [
        f"{SETTING_NAMES.get(name, name)}: {old or '–'} → {new or '–'}"
        for name, (old, new) in sorted(facts.get("changed", {}).items())
    ]
    return f"{said}: {'; '.join(more)}"


def _reminded(entry: Entry, facts: Facts, names: Names) -> str:
    words = {
        "sent": _("sent"),
        "waiting": _("put off"),
        "refused": _("refused"),
        "uncertain": _("uncertain"),
        "interrupted": _("cut off by the end of a run"),
        "given_up": _("given up"),
    }
    counts = [f"{facts[name]} {word}" for name, word in words.items() if name in facts]
    return str(_("Reminders went out by mail: %(counts)s", counts=", ".join(counts)))


def _mail_set(entry: Entry, facts: Facts, names: Names) -> str:
    if entry.action == "person.mail_set":
        said = (
            _("set the e-mail address of %(name)s") if facts.get("has") else _("removed the e-mail address of %(name)s")
        )
        return str(said % {"name": _person(entry, names)})
    if not facts.get("wanted", True):
        return str(_("declined reminders by mail"))
    return str(_("set the own e-mail address") if facts.get("has") else _("removed the own e-mail address"))


def _migrated(entry: Entry, facts: Facts, names: Names) -> str:
    return str(_("The database was brought to its newest form: %(steps)s", steps=", ".join(facts.get("steps", []))))


def _findings_exported(entry: Entry, facts: Facts, names: Names) -> str:
    number, what = facts.get("count", "?"), str(facts.get("what", "")).upper()
    filters = ", ".join(f"{name}={value}" for name, value in sorted(dict(facts.get("filters", {})).items()))
    if not filters:
        return str(_("took %(number)s findings out of SIAP as %(what)s", number=number, what=what))
    return str(
        _("took %(number)s findings out of SIAP as %(what)s (%(filters)s)", number=number, what=what, filters=filters)
    )


def _scrubbed(entry: Entry, facts: Facts, names: Names) -> str:
    files, size = [*facts.get("read", []), 0, 0][:2]
    faults = facts.get("faults", {})
    said = str(_("The store was read through: %(files)s photos, %(size)s", files=files, size=_size(size)))
    if not faults:
        return f"{said}; {_('all well')}"
    return f"{said}; " + ", ".join(f"{count} {_fault(fault)}" for fault, count in sorted(faults.items()))


def _fault(fault: str) -> str:
    names = {
        "missing": _("missing"),
        "rotten": _("altered"),
        "unreadable": _("unreadable"),
        "orphan": _("without a visit"),
        "strange": _("not of SIAP"),
    }
    return str(names.get(fault, fault))


def _damaged(entry: Entry, facts: Facts, names: Names) -> str:
    fault = _fault(str(facts.get("fault", "")))
    return str(_("Photo %(name)s was found harmed: %(fault)s", name=entry.entity_id[:12], fault=fault))


def _given_up(entry: Entry, facts: Facts, names: Names) -> str:
    return str(_("Background work was given up: %(kind)s, %(error)s", kind=facts.get("kind"), error=facts.get("error")))


def _plan_changed(entry: Entry, facts: Facts, names: Names) -> str:
    finding = _finding(entry, names)
    if facts.get("now") == facts.get("was"):
        return str(_("wrote an action for %(finding)s anew", finding=finding))
    said = {
        "done": _("told an action for %(finding)s as done", finding=finding),
        "dropped": _("dropped an action for %(finding)s", finding=finding),
    }
    return str(said.get(str(facts.get("now"))) or _("took up an action for %(finding)s again", finding=finding))


SENTENCES: dict[str, Sentence] = {
    "alarm.cleared": lambda e, f, n: str(_("cleared the alarm of the own phone with a superior's code")),
    "alarm.raised": lambda e, f, n: str(_("had a phone that found the log of seals contradicting itself")),
    "alarm.settled": lambda e, f, n: str(_("decided on an alarm of the seals: “%(why)s”", why=f.get("why", ""))),
    "account.signed_in": _signed_in,
    "account.signed_out": lambda e, f, n: str(_("signed out")),
    "account.signed_out_elsewhere": lambda e, f, n: str(_("signed out everywhere else")),
    "account.sign_in_failed": _sign_in_failed,
    "account.phone_revoked": _phone_revoked,
    "account.mail_set": _mail_set,
    "account.password_changed": lambda e, f, n: str(_("chose a new password")),
    "account.confirmation_failed": _confirmation_failed,
    "account.language_set": lambda e, f, n: str(_("chose the language %(code)s", code=f.get("language", "?"))),
    "answers.received": _received,
    "answers.received_late": _received_late,
    "checklist.published": lambda e, f, n: str(
        _("published the checklist %(name)s", name=n.versions.get(e.entity_id) or f.get("checklist"))
    ),
    "checklist.resumed": lambda e, f, n: str(
        _("offered the checklist %(name)s again", name=n.versions.get(e.entity_id, "?"))
    ),
    "checklist.retired": lambda e, f, n: str(
        _("offers the checklist %(name)s no more", name=n.versions.get(e.entity_id, "?"))
    ),
    "database.indexed": lambda e, f, n: str(
        _("The search in findings was made anew: %(number)s findings", number=f.get("findings", "?"))
    ),
    "database.migrated": _migrated,
    "database.restored": lambda e, f, n: str(_("The database was restored from a backup; everybody signs in again")),
    "findings.exported": _findings_exported,
    "demo.seeded": lambda e, f, n: str(_("The demo district was made")),
    "district.added": lambda e, f, n: str(_("added the unit %(unit)s", unit=_org(e.entity_id, n))),
    "evidence.document_opened": lambda e, f, n: str(_("opened a document at %(item)s", item=_item(e, n))),
    "evidence.annotated": lambda e, f, n: str(
        _("drew on a photo at %(item)s, version %(version)s", item=_item(e, n), version=f.get("version", "?"))
    ),
    "evidence.proposed": lambda e, f, n: str(
        _(
            "had faces and number plates looked for in a photo at %(item)s; proposed: %(number)s",
            item=_item(e, n),
            number=f.get("proposed", "?"),
        )
    ),
    "evidence.shared": lambda e, f, n: str(_("took a photo at %(item)s out of SIAP", item=_item(e, n))),
    "evidence.original_opened": lambda e, f, n: str(_("opened the original of a photo at %(item)s", item=_item(e, n))),
    "advice.entered": lambda e, f, n: str(_("entered %(finding)s from a letter", finding=_finding(e, n))),
    "finding.issued": lambda e, f, n: str(_("issued %(finding)s", finding=_finding(e, n))),
    "finding.draft": lambda e, f, n: str(_("drafted %(finding)s", finding=_finding(e, n))),
    "finding.answered": lambda e, f, n: str(_("answered %(finding)s for the station", finding=_finding(e, n))),
    "finding.returned": lambda e, f, n: str(_("returned the answer to %(finding)s", finding=_finding(e, n))),
    "finding.accepted": lambda e, f, n: str(_("accepted the answer to %(finding)s", finding=_finding(e, n))),
    "finding.followed_up": lambda e, f, n: str(_("reported %(finding)s as put right", finding=_finding(e, n))),
    "finding.closed": lambda e, f, n: str(_("closed %(finding)s", finding=_finding(e, n))),
    "finding.found_undone": lambda e, f, n: str(_("found nothing done about %(finding)s", finding=_finding(e, n))),
    "finding.set_aside": lambda e, f, n: str(
        _("closed %(finding)s as impossible to follow up", finding=_finding(e, n))
    ),
    "finding.commented": lambda e, f, n: str(_("commented on %(finding)s", finding=_finding(e, n))),
    "finding_link.made": lambda e, f, n: str(
        ngettext(
            "sent a link to %(finding)s, open for %(num)s day",
            "sent a link to %(finding)s, open for %(num)s days",
            int(f.get("days") or 0),
            finding=_finding(e, n),
        )
    ),
    "finding_link.revoked": lambda e, f, n: str(_("took back a link to %(finding)s", finding=_finding(e, n))),
    "finding_link.opened": lambda e, f, n: str(
        _("A link to %(finding)s was opened from %(address)s", finding=_finding(e, n), address=f.get("address") or "?")
    ),
    "finding_link.refused": lambda e, f, n: str(
        _(
            "A link to %(finding)s was refused (%(why)s), from %(address)s",
            finding=_finding(e, n),
            why=_why_refused(f),
            address=f.get("address") or "?",
        )
    ),
    "finding_link.guessed": lambda e, f, n: str(
        ngettext(
            "Somebody tried %(num)s link that nobody made",
            "Somebody tried %(num)s links that nobody made",
            int(f.get("tries") or 0),
        )
    ),
    "finding.void": lambda e, f, n: str(_("voided %(finding)s", finding=_finding(e, n))),
    "followup.planned": lambda e, f, n: str(
        _("planned an action for %(finding)s, due %(day)s", finding=_finding(e, n), day=_day(f.get("due_on")))
    ),
    "followup.changed": _plan_changed,
    "followup.remarked": lambda e, f, n: str(_("spoke of the plan for %(finding)s", finding=_finding(e, n))),
    "likeness.anew": lambda e, f, n: str(_("Looking for pictures used again was begun anew over the whole store")),
    "likeness.found": lambda e, f, n: str(_("A picture at %(item)s may have been used before", item=_item(e, n))),
    "likeness.judged": lambda e, f, n: str(
        _(
            "judged a picture at %(item)s that may have been used before: %(reason)s",
            item=_item(e, n),
            reason=_reason(f),
        )
    ),
    "likeness.judgement_taken_back": lambda e, f, n: str(
        _("took back the judgement of a picture at %(item)s: %(reason)s", item=_item(e, n), reason=_reason(f))
    ),
    "minutes.finalised": lambda e, f, n: str(
        _(
            "finalised minutes of follow-up at %(station)s: %(totals)s",
            station=_org(e.entity_id, n),
            totals=", ".join(f"{word} {f.get('totals', {}).get(word, 0)}" for word in Verdict),
        )
    ),
    "person.added": lambda e, f, n: str(
        _("added %(name)s as %(role)s at %(unit)s", name=_person(e, n), role=_role(f), unit=_org(f.get("org"), n))
    ),
    "person.assigned": lambda e, f, n: str(
        _("gave %(name)s the role %(role)s at %(unit)s", name=_person(e, n), role=_role(f), unit=_org(f.get("org"), n))
    ),
    "person.unassigned": lambda e, f, n: str(
        _(
            "took the role %(role)s at %(unit)s from %(name)s",
            name=_person(e, n),
            role=_role(f),
            unit=_org(f.get("org"), n),
        )
    ),
    "person.password_reset": lambda e, f, n: str(_("gave %(name)s a first password anew", name=_person(e, n))),
    "person.mail_set": _mail_set,
    "person.ended": lambda e, f, n: str(_("ended the account of %(name)s", name=_person(e, n))),
    "photo.received": lambda e, f, n: str(
        _("sent photo %(name)s, %(size)s", name=e.entity_id[:12], size=_size(f.get("size")))
    ),
    "preview.received": lambda e, f, n: str(_("sent a small preview of photo %(name)s", name=e.entity_id[:12])),
    "privacy.swept": lambda e, f, n: str(_("What may be kept no longer was removed")),
    "reminder.left": lambda e, f, n: str(_("left a reminder that was not delivered as it is")),
    "reminder.renewed": lambda e, f, n: str(_("had a reminder that was not delivered told anew")),
    "reminders.sent": _reminded,
    "retention.destroyed": lambda e, f, n: str(
        ngettext(
            "%(num)s photo was removed for good by the rule of retention",
            "%(num)s photos were removed for good by the rule of retention",
            int(f.get("photos", 0)),
        )
    ),
    "seal.key_rotated": lambda e, f, n: str(
        _("The key of the seal was changed: %(old)s signed %(new)s", old=f.get("old", "?"), new=e.entity_id)
    ),
    "seal.key_lost": lambda e, f, n: str(
        _("The key of the seal was lost: %(old)s is followed by %(new)s", old=f.get("old", "?"), new=e.entity_id)
    ),
    "seal.log_begun": lambda e, f, n: str(_("The log of seals was begun with the key %(key)s", key=e.entity_id)),
    "settings.changed": _settings_changed,
    "station.added": lambda e, f, n: str(_("added the station %(station)s", station=_org(e.entity_id, n))),
    "station.changed": _station_changed,
    "station.ended": lambda e, f, n: str(_("ended the station %(station)s", station=_org(e.entity_id, n))),
    "station.resumed": lambda e, f, n: str(_("took the station %(station)s up again", station=_org(e.entity_id, n))),
    "storage.scrub_begun": lambda e, f, n: str(_("Reading the store of photos through was begun")),
    "storage.scrub_left": lambda e, f, n: str(_("Reading the store of photos through was begun anew")),
    "storage.scrubbed": _scrubbed,
    "storage.damaged": _damaged,
    "visit.planned": lambda e, f, n: str(
        _(
            "planned the visit for %(day)s, order %(order)s",
            day=_day(f.get("planned_on")),
            order=f.get("order_number") or "–",
        )
    ),
    "visit.changed": lambda e, f, n: str(
        _(
            "changed the plan: %(was)s is now %(now)s",
            was=_day(f.get("was", {}).get("planned_on")),
            now=_day(f.get("planned_on")),
        )
    ),
    "visit.cancelled": lambda e, f, n: str(_("cancelled the visit: %(reason)s", reason=f.get("reason", "?"))),
    "visit.begun": lambda e, f, n: str(_("began the visit")),
    "visit.submitted": _submitted,
    "visit.signed": _signed,
    "visit.sealed": _sealed,
    "visit.amended": lambda e, f, n: str(_("amended the sealed visit: %(reason)s", reason=f.get("reason", "?"))),
    "visit.exported": _exported,
    "work.given_up": _given_up,
    "work.tried_again": lambda e, f, n: str(_("had background work that was given up tried again")),
}
