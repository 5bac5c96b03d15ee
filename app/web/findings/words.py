"""What services, kinds of maladministration and of cause, and writers of letters are called; each in its own order."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.domain.finding_kinds import CauseKind, Maladministration, Service
from app.domain.letters import Source

_SERVICES = {
    Service.SPKT: _l("SPKT (service desk)"),
    Service.SKCK: _l("SKCK (police record)"),
    Service.CROWD_PERMIT: _l("Crowd permit"),
    Service.SIM: _l("SIM (driving licence)"),
    Service.INVESTIGATION: _l("Investigation (Reskrim)"),
    Service.TRAFFIC: _l("Traffic (Lantas)"),
    Service.COMMUNITY: _l("Community policing (Binmas)"),
    Service.PATROL: _l("Patrol (Samapta)"),
    Service.DETENTION: _l("Detention (Tahti)"),
    Service.COMPLAINTS: _l("Complaints (Dumas, Propam)"),
}
_MALADMINISTRATION = {
    Maladministration.DELAY: _l("Undue delay"),
    Maladministration.NO_SERVICE: _l("Service not given"),
    Maladministration.INCOMPETENCE: _l("Incompetence"),
    Maladministration.ABUSE_OF_POWER: _l("Abuse of power"),
    Maladministration.BREACH_OF_PROCEDURE: _l("Breach of procedure"),
    Maladministration.ASKING_REWARD: _l("Asking for a reward"),
    Maladministration.IMPROPER: _l("Improper conduct"),
    Maladministration.TAKING_SIDES: _l("Taking sides"),
    Maladministration.DISCRIMINATION: _l("Discrimination"),
    Maladministration.CONFLICT_OF_INTEREST: _l("Conflict of interest"),
}
_CAUSES = {
    CauseKind.KNOWLEDGE: _l("Knowledge: the rule is not known or not trained"),
    CauseKind.PEOPLE: _l("People: too few, or nobody's duty"),
    CauseKind.SUPERVISION: _l("Supervision: nobody looked after it"),
    CauseKind.PROCEDURE: _l("Procedure: none, or outdated"),
    CauseKind.FACILITIES: _l("Facilities: room, board, device, network"),
    CauseKind.BUDGET: _l("Budget: no money for it"),
    CauseKind.CONDUCT: _l("Conduct: done against better knowledge"),
    CauseKind.OUTSIDE: _l("Outside the station's hands"),
}


_SOURCES = {
    Source.OMBUDSMAN: _l("Ombudsman RI"),
    Source.ITWASDA: _l("Itwasda"),
    Source.SIWAS: _l("Siwas"),
    Source.BAGREN: _l("Bagren"),
}


def source_names() -> dict[str, LazyString]:
    """Who wrote the letter with which a finding came, to their name."""
    return {str(code): name for code, name in _SOURCES.items()}


def service_names() -> dict[str, LazyString]:
    """Service code to its name."""
    return {str(code): name for code, name in _SERVICES.items()}


def maladministration_names() -> dict[str, LazyString]:
    """Code of a kind of maladministration ('M01') to its name."""
    return {str(code): name for code, name in _MALADMINISTRATION.items()}


def cause_names() -> dict[str, LazyString]:
    """Code of a kind of cause to its name, which says in a few words what belongs to it."""
    return {str(code): name for code, name in _CAUSES.items()}


def finding_names() -> dict[str, dict[str, LazyString]]:
    """The three lists by the field of a finding that chooses from them."""
    return {
        "service": service_names(),
        "maladministration": maladministration_names(),
        "cause_kind": cause_names(),
    }
