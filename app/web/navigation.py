"""The main navigation: one table of entries per role, in the order in which they stand."""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.domain.people import Role
from app.web.access import Account


@dataclass(frozen=True)
class Entry:
    """One place to go: its endpoint, its name as a message id, its icon."""

    endpoint: str
    label: str
    icon: str
    also: tuple[str, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """The blueprints, by which a page knows that it belongs here."""
        return (self.endpoint.partition(".")[0], *self.also)


VISITS = Entry("visits.index", "Visits", "visit", also=("closing",))
TODAY = Entry("home.show", "Visits", "visit", also=("filling", "visits", "closing"))
SCHEDULE = Entry("visits.index", "Schedule", "calendar", also=("closing",))
FINDINGS = Entry("findings.index", "Findings", "flag", also=("followup",))
STATIONS = Entry("stations.index", "Stations", "station")
READINESS = Entry("stations.own", "Readiness", "chart")
DOWNLOADS = Entry("downloads.index", "Downloads", "download")
ACCOUNT = Entry("accounts.show", "Account", "person")
PEOPLE = Entry("people.index", "People", "people")
MANAGED_STATIONS = Entry("station_admin.index", "Station list", "settings")
CHECKLISTS = Entry("checklists.index", "Checklists", "checklist")

BY_ROLE: dict[Role, tuple[Entry, ...]] = {
    Role.PLANNER: (STATIONS, SCHEDULE, FINDINGS, DOWNLOADS, ACCOUNT),
    Role.ADMIN: (STATIONS, PEOPLE, MANAGED_STATIONS, CHECKLISTS, FINDINGS, ACCOUNT),
    Role.STATION_CHIEF: (FINDINGS, READINESS, VISITS, ACCOUNT),
    Role.INSPECTOR: (TODAY, FINDINGS, ACCOUNT),
    Role.READER: (STATIONS, FINDINGS, DOWNLOADS, ACCOUNT),
}


def labels() -> dict[str, str]:
    """Every label in the language of the page; written out, so that the catalogue finds them."""
    return {
        "Visits": _("Visits"),
        "Schedule": _("Schedule"),
        "Findings": _("Findings"),
        "Stations": _("Stations"),
        "Readiness": _("Readiness"),
        "Downloads": _("Downloads"),
        "Account": _("Account"),
        "People": _("People"),
        "Station list": _("Station list"),
        "Checklists": _("Checklists"),
    }


@dataclass(frozen=True)
class Link:
    """An entry ready to print."""

    url: str
    label: str
    icon: str
    is_current: bool


def entries(roles: frozenset[Role]) -> list[Entry]:
    """What somebody with these roles may go to, the account last, which is everybody's; only pages that exist."""
    found: dict[str, Entry] = {ACCOUNT.endpoint: ACCOUNT}
    for role, places in BY_ROLE.items():
        if role in roles:
            found |= {place.endpoint: place for place in places if place.endpoint not in found}
    known = [entry for entry in found.values() if entry.endpoint in current_app.view_functions]
    return sorted(known, key=lambda entry: entry is ACCOUNT)


def navigation() -> list[Link]:
    """The links of this page's navigation; empty when nobody is signed in."""
    if not isinstance(current_user._get_current_object(), Account):
        return []
    names = labels()
    return [
        Link(url_for(entry.endpoint), names[entry.label], entry.icon, request.blueprint in entry.areas)
        for entry in entries(current_user.person.roles)
    ]


def init_app(app: Flask) -> None:
    """Offer `navigation()` to the layouts."""
    app.jinja_env.globals["navigation"] = navigation
