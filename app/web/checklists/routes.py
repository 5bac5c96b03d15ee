"""Instruments: the versions, one version with its parts and gates, publishing a file, retiring a version."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.clock import now
from app.domain.errors import Conflict, NotFound
from app.domain.people import Action
from app.services import checklists as deeds
from app.services.checklists import ChecklistUsed
from app.store import checklist_files, checklists
from app.store.checklist_files import Reading
from app.store.checklists import ChecklistVersion
from app.web.access import allow, current_person
from app.web.checklists.forms import PublishForm
from app.web.checklists.words import INSTRUMENTS, KINDS, PHOTOS
from app.web.database import get_db

bp = Blueprint("checklists", __name__, url_prefix="/checklists")

SHOWN = 160  # letters of a wrong line that are shown beside what is wrong with it
MOST_MISTAKES, LONGEST_WORDS = 200, 400  # a file that is no checklist at all must not become a page of megabytes


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a file, with the line as it stands there."""

    place: str
    line: int | None
    what: str
    text: str


@bp.get("")
@allow(Action.PUBLISH_CHECKLIST)
def index() -> ResponseReturnValue:
    """Every version ever published: whether it is in use, since when, by whom, and in how many visits."""
    return render_template("checklists/index.html", shelf=checklists.list_shelf(get_db()), kinds=INSTRUMENTS)


@bp.get("/<checklist>/<version>")
@allow(Action.PUBLISH_CHECKLIST)
def show(checklist: str, version: str) -> ResponseReturnValue:
    """One version: weights, gates, parts, items and their criteria; fit for printing."""
    found = _version(checklist, version)
    checklist_read = checklists.parsed(get_db(), found)
    return render_template(
        "checklists/show.html",
        version=found,
        checklist=checklist_read,
        switches={switch.code: switch.title for switch in checklist_read.switches},
        shelved=next(one for one in checklists.list_shelf(get_db()) if one.version == found),
        kinds=KINDS,
        photos=PHOTOS,
        instruments=INSTRUMENTS,
    )


@bp.get("/<checklist>/<version>/file")
@allow(Action.PUBLISH_CHECKLIST)
def download(checklist: str, version: str) -> ResponseReturnValue:
    """The file exactly as it was published."""
    found = _version(checklist, version)
    response = Response(checklists.text_of(get_db(), found.id).encode(), content_type="application/yaml")
    name = f"{found.checklist}-{found.version}.yaml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/publish", methods=["GET", "POST"])
@allow(Action.PUBLISH_CHECKLIST)
def publish() -> ResponseReturnValue:
    """Publish a file, or show every mistake in it by place and line."""
    form = PublishForm()
    if not form.validate_on_submit():
        return render_template("checklists/publish.html", form=form, mistakes=()), 422 if form.errors else 200
    reading = checklist_files.read_bytes(form.file.data.read())
    if reading.checklist is None:
        name = form.file.data.filename
        return render_template("checklists/publish.html", form=form, mistakes=_mistakes(reading), name=name), 422
    try:
        version = deeds.publish(get_db(), reading.text, actor=current_person(), at=now())
    except ChecklistUsed as error:
        form.file.errors = [
            _(
                "%(checklist)s version %(version)s is published with another text. Give the file a new version.",
                checklist=error.facts["checklist"],
                version=error.facts["version"],
            )
        ]
        return render_template("checklists/publish.html", form=form, mistakes=()), 422
    flash(_("%(title)s is published. New visits may use it.", title=version.title), "success")
    return redirect(url_for(".show", checklist=version.checklist, version=version.version), 303)


@bp.post("/<checklist>/<version>/retire")
@allow(Action.PUBLISH_CHECKLIST)
def retire(checklist: str, version: str) -> ResponseReturnValue:
    """Offer a version to no new visit."""
    try:
        deeds.retire(get_db(), _version(checklist, version).id, actor=current_person(), at=now())
    except Conflict:
        flash(_("This version is retired already."), "error")
    else:
        flash(_("The version is retired. Visits that use it keep it."), "success")
    return redirect(url_for(".show", checklist=checklist, version=version), 303)


def _version(checklist: str, version: str) -> ChecklistVersion:
    found = checklists.find(get_db(), checklist, version)
    if found is None:
        raise NotFound(f"checklist {checklist} {version}")
    return found


def _mistakes(reading: Reading) -> list[Mistake]:
    lines = reading.text.splitlines()
    return [
        Mistake(
            problem.place[:LONGEST_WORDS],
            problem.line,
            problem.what[:LONGEST_WORDS],
            lines[problem.line - 1].strip()[:SHOWN] if problem.line and problem.line <= len(lines) else "",
        )
        for problem in reading.problems[:MOST_MISTAKES]
    ]
