"""What planning staff and administrators set for a Polres: days to answer, and when whom is reminded."""

from collections.abc import Mapping

from sqlite_utils import Database

from app.domain.errors import NotFound
from app.domain.follow_up import FollowUpRules, as_settings, check_ladder, read_rules
from app.domain.people import MAY, Action, Person, require
from app.store import audit, orgs, settings
from app.store.orgs import Org
from app.store.transaction import writing


def unit(db: Database, org_code: str, *, actor: Person, today: str) -> Org:
    """A Polres whose settings are this person's to make. Raises NotFound, NotAllowed."""
    require(actor, Action.SET_FOLLOW_UP)
    org = orgs.get(db, org_code, seen_by=actor.id, today=today, roles=MAY[Action.SET_FOLLOW_UP])
    if org.kind != "polres":
        raise NotFound(f"settings of {org_code}")
    return org


def units(db: Database, *, actor: Person, today: str) -> list[Org]:
    """Every Polres whose settings are this person's to make, by name."""
    require(actor, Action.SET_FOLLOW_UP)
    visible = orgs.list_visible(db, seen_by=actor.id, today=today, roles=MAY[Action.SET_FOLLOW_UP])
    return [org for org in visible if org.kind == "polres" and org.active]


def rules_of(db: Database, org_id: int) -> FollowUpRules:
    """The rules that hold at an organisation."""
    return read_rules(settings.of_org(db, org_id))


def change(
    db: Database, org_code: str, given: Mapping[str, str], *, actor: Person, at: int, today: str
) -> dict[str, list[str]]:
    """Set what is given for a Polres; the settings that changed, each with its old and new value.

    What stays the same is not written, so that it goes on following the unit above. Raises Invalid naming each
    setting that cannot be used, NotFound, NotAllowed.
    """
    with writing(db):
        org = unit(db, org_code, actor=actor, today=today)
        before = as_settings(rules_of(db, org.id))
        wanted = read_rules({**before, **given})
        check_ladder(wanted)
        after = as_settings(wanted)
        changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        for name, (_old, new) in changed.items():
            settings.put(db, org.id, name, new)
        if changed:
            audit.record(db, "settings.changed", "org", org.code, actor_id=actor.id, at=at, changed=changed)
    return changed
