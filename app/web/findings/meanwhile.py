"""What somebody else did to a finding meanwhile, in sentences for whoever came too late."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.domain.finding_life import FindingAction
from app.domain.findings import Finding, Step
from app.web.formats import moment
from app.web.language import current_language


def told(finding: Finding, steps: Sequence[Step], *, seen: int | None, me: int) -> list[str]:
    """A sentence for each step that was taken since the person looked; without a look, for the newest."""
    missed = steps[-1:] if seen is None else steps[seen:]
    return [_sentence(finding, step, me) for step in missed if step.action != FindingAction.ISSUE]


def _sentence(finding: Finding, step: Step, me: int) -> str:
    who = _("You") if step.person_id == me else step.person_name
    when = moment(step.at, finding.tz, current_language())
    sentences = {
        FindingAction.ANSWER: _("%(who)s already answered this finding on %(when)s.", who=who, when=when),
        FindingAction.RETURN: _("%(who)s already returned the answer (BS) on %(when)s.", who=who, when=when),
        FindingAction.ACCEPT: _("%(who)s already accepted the plan on %(when)s.", who=who, when=when),
        FindingAction.FOLLOW_UP: _("%(who)s already reported this finding as done on %(when)s.", who=who, when=when),
        FindingAction.FIND_UNDONE: _("%(who)s already found nothing done (BD) on %(when)s.", who=who, when=when),
        FindingAction.CLOSE: _("%(who)s already closed this finding (S) on %(when)s.", who=who, when=when),
        FindingAction.SET_ASIDE: _(
            "%(who)s already closed this finding as impossible to follow up (TDD) on %(when)s.", who=who, when=when
        ),
    }
    return str(sentences[FindingAction(step.action)])
