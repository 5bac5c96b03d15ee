"""Closed lists that a finding chooses from: the service, the kind of maladministration, the kind of cause."""

from collections.abc import Iterable
from enum import StrEnum


class Service(StrEnum):
    """Where the public meets the police, at a Polsek or through it."""

    SPKT = "spkt"
    SKCK = "skck"
    CROWD_PERMIT = "crowd_permit"  # izin keramaian
    SIM = "sim"
    INVESTIGATION = "investigation"  # Reskrim
    TRAFFIC = "traffic"  # Lantas
    COMMUNITY = "community"  # Binmas
    PATROL = "patrol"  # Samapta
    DETENTION = "detention"  # Tahti
    COMPLAINTS = "complaints"  # Dumas, Propam


class Maladministration(StrEnum):
    """The ten kinds that Ombudsman RI tells apart (UU 37/2008, UU 25/2009)."""

    DELAY = "M01"  # penundaan berlarut
    NO_SERVICE = "M02"  # tidak memberikan pelayanan
    INCOMPETENCE = "M03"  # tidak kompeten
    ABUSE_OF_POWER = "M04"  # penyalahgunaan wewenang
    BREACH_OF_PROCEDURE = "M05"  # penyimpangan prosedur
    ASKING_REWARD = "M06"  # permintaan imbalan
    IMPROPER = "M07"  # tidak patut
    TAKING_SIDES = "M08"  # berpihak
    DISCRIMINATION = "M09"  # diskriminasi
    CONFLICT_OF_INTEREST = "M10"  # konflik kepentingan


class CauseKind(StrEnum):
    """What lies behind a finding, so that the same cause is seen across stations; an own list, not a rule."""

    KNOWLEDGE = "knowledge"  # nobody knew the rule or was trained
    PEOPLE = "people"  # too few, or the duty belongs to nobody
    SUPERVISION = "supervision"  # nobody looked after it
    PROCEDURE = "procedure"  # no procedure, or an outdated one
    FACILITIES = "facilities"  # room, board, device, network
    BUDGET = "budget"
    CONDUCT = "conduct"  # somebody did what they knew is wrong
    OUTSIDE = "outside"  # not in the station's hands


SERVICE_OF_PART = {  # parts of an instrument that are one service each
    "kesiapan-polsek": {
        "G": Service.SPKT,
        "H": Service.SKCK,
        "I": Service.TRAFFIC,
        "J": Service.INVESTIGATION,
    }
}


def service_of(checklist: str, part: str) -> str:
    """The service that a part of an instrument is about, or '': the same letter is another part elsewhere."""
    return str(SERVICE_OF_PART.get(checklist, {}).get(part, ""))


def maladministration_of(references: Iterable[str]) -> Maladministration | None:
    """The kind that an item's references name first, or None."""
    known = set(Maladministration)
    return next((Maladministration(code) for code in references if code in known), None)
