"""The front page: an inspector's day, or the first page of whatever else a person is."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlite_utils import Database

from app.clock import today
from app.domain.checklist import Checklist
from app.domain.people import Action, Person, Role
from app.domain.visits import Member, Visit, VisitState
from app.store import answers, checklists, signatures, visits
from app.web.access import allow, current_person
from app.web.database import get_db
from app.web.filling.words import words
from app.web.home import due
from app.web.navigation import entries

bp = Blueprint("home", __name__)

NEXT = 5  # visits in the list

bp.add_app_template_global(due.for_page, "due_findings")


@dataclass(frozen=True)
class Step:
    """Where 'Lanjutkan' leads: the next unanswered item of one's own."""

    part: str
    item: str


@dataclass(frozen=True)
class Card:
    """A visit of today as its member sees it; `areas` holds (answered, all) of each of the six areas."""

    visit: Visit
    team: list[Member]
    own: list[tuple[str, str]]  # code and title of the parts this person fills
    own_done: int
    own_all: int
    done: int
    all: int
    areas: list[tuple[int, int]]
    next: Step | None

    @property
    def is_begun(self) -> bool:
        """Whether somebody has tapped 'Mulai' or answered."""
        return self.visit.state is not VisitState.PLANNED


@bp.get("/")
@allow(Action.OWN_ACCOUNT)
def show() -> ResponseReturnValue:
    """An inspector sees today's visit; everybody else goes on to their first page."""
    person = current_person()
    if Role.INSPECTOR not in person.roles or Role.PLANNER in person.roles:
        places = [place for place in entries(person.roles) if place.endpoint != "home.show"]
        return redirect(url_for(places[0].endpoint), 303)
    db, day = get_db(), today()
    own = visits.list_of_member(db, person.id, since_on=day)
    now = [visit for visit in own if _is_now(visit, day)]
    return render_template(
        "home/show.html",
        today=day,
        cards=[card_of(db, visit, person) for visit in now],
        upcoming=[visit for visit in own if visit.planned_on > day][:NEXT],
        closings=signatures.list_to_close(db, person.id, today=day),
        words=words(),
    )


def card_of(db: Database, visit: Visit, person: Person) -> Card:
    """The card of one visit for one of its members."""
    checklist = checklists.get(db, visit.checklist_version_id).applicable(visit.switches)
    team = visits.members(db, visit.id)
    answered = answers.answered_of(db, [visit.id])[visit.id]
    mine = next((member.parts for member in team if member.person_id == person.id), ())
    own = [part for part in checklist.parts if part.code in mine]
    own_items = [item for part in own for item in part.items]
    return Card(
        visit=visit,
        team=team,
        own=[(part.code, part.title) for part in own],
        own_done=sum(item.code in answered for item in own_items),
        own_all=len(own_items),
        done=sum(item.code in answered for item in checklist.items),
        all=len(checklist.items),
        areas=_areas(checklist, answered),
        next=next((Step(item.part, item.code) for item in own_items if item.code not in answered), None),
    )


def _areas(checklist: Checklist, answered: frozenset[str]) -> list[tuple[int, int]]:
    found = []
    for area in checklist.areas:
        items = [item for part in checklist.parts if part.area == area.code for item in part.items]
        found.append((sum(item.code in answered for item in items), len(items)))
    return found


def _is_now(visit: Visit, day: str) -> bool:
    return visit.state is VisitState.OPEN or visit.planned_on == day
