"""What a report says, before anything prints it: frozen shapes for pages, PDF, XLSX and CSV alike.

Conventions that hold for every field below:

- a score is a `Figure`; a missing one (None) means "belum diperiksa", never zero;
- an instant (`*_at`) is integer milliseconds UTC, a calendar day (`*_on`) is ISO text, a missing one is None;
- texts are plain text as people typed them: each printer escapes for its own medium;
- photos are upright derivatives as bytes, so that a printer never opens a file;
- sequences are in the order in which they are to be printed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

READINESS_LABEL = "Nilai kesiapan internal"
"""The only name a Polsek's number may carry: a predicate belongs to the Polres (domain rule 1.8)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One score.

    `value` is the exact number as text with a point, for arithmetic ("72.166666").
    `shown` is the number every page shows, two decimals, already rounded by the scoring rule (half up, and
    never up to a mark that the value does not reach): "72.17". Papers print it with a comma.
    """

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A yardstick drawn on a ruler: `name` is WBK or WBBM, `at` where it stands, e.g. "60" (percent)."""

    name: str
    at: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the lines at top left, and the place.

    `lines` are "KEPOLISIAN NEGARA REPUBLIK INDONESIA", "DAERAH JAWA TIMUR", "RESOR TUBAN"; `place` is where
    papers are dated ("Tuban"); `address` is one line below the others, or empty.
    """

    lines: tuple[str, ...]
    place: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """One block of signature: the office above ("KETUA TIM SUPERVISI"), then name, rank and NRP below.

    `strokes` is a drawn signature as app/domain/signatures.py keeps it, `typed` a name that was typed instead; both
    empty leave room for a pen. `signed_at` is when.
    """

    office: str
    name: str
    rank: str = ""
    nrp: str = ""
    preface: str = ""  # "Mengetahui", "selaku", or nothing
    strokes: str = ""
    typed: str = ""
    signed_at: int | None = None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One inspector of the visit; `duties` are the parts filled ("A Komitmen dan tim ZI", …)."""

    name: str
    rank: str
    nrp: str
    post: str
    duties: tuple[str, ...]
    is_lead: bool


@dataclass(frozen=True, slots=True)
class ChecklistUsed:
    """Which published instrument the visit was filled on; `sha256` pins the file, in hex."""

    id: str
    version: str
    title: str
    sha256: str
    items: int


@dataclass(frozen=True, slots=True)
class AreaResult:
    """One of the six areas: `score` out of `max` and as `percent`, its marks, and last visit's percent."""

    code: str
    title: str
    max: str
    score: Figure | None
    percent: Figure | None
    marks: tuple[Mark, ...]
    answered: int
    items: int
    previous_percent: Figure | None = None


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a predicate needs and what the visit has; `passed` None while it cannot be told.

    `short_by` is the shortfall as the pages show it, None when nothing is missing or nothing is known.
    """

    code: str
    title: str
    predicate: str
    needs: str
    has: Figure | None
    passed: bool | None
    short_by: str | None = None
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part of the checklist: who showed it, how full it is and how it scored."""

    code: str
    title: str
    area: str
    shown_by: str
    percent: Figure | None
    answered: int
    items: int


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item with its answer as a person reads it ("Ya", "B", "157 dari 170", "Tidak berlaku: …").

    `answer` None means not answered; `points` is 0 to 1 or None where the item bears no score.
    `criterion` is the text under the chosen letter, or empty.
    """

    code: str
    title: str
    part: str
    answer: str | None
    criterion: str
    note: str
    points: Figure | None
    is_critical: bool = False
    photos: int = 0
    answered_by: str = ""
    amended: str = ""  # how it reads after an amendment, beside what was sealed
    documents: tuple[str, ...] = ()  # each as the paper names it


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One picture's record as a paper prints it, claims of phone and file as they stand.

    `taken_at` None means that nobody says; `zone_is_assumed` that the file names no zone and the station's stands in.
    `distance_m` is None while the station has no point or the picture no place.
    """

    item: str
    sha256: str
    finding: int | None
    taken_at: int | None
    zone_is_assumed: bool
    place: str  # degrees, or ''
    distance_m: float | None
    source: str  # 'camera', 'gallery' or ''
    by: str
    received_at: int
    is_here: bool
    blurs: int = 0
    of_station: bool = False  # belongs to an answer of the station


@dataclass(frozen=True, slots=True)
class ReportPhoto:
    """A picture to print: JPEG, PNG or WebP `data`, upright, without metadata; `caption` is one line."""

    data: bytes
    caption: str
    description: str  # read aloud in place of the picture; must not be empty
    record: PhotoLine | None = None  # for the strip below it


@dataclass(frozen=True, slots=True)
class FindingReported:
    """A finding as it stands at printing time; `severity` and `state` are the stored words."""

    number: str
    item: str
    item_title: str
    part: str
    station: str
    title: str
    severity: str
    state: str
    is_critical: bool
    is_overdue: bool
    condition: str
    criterion: str
    cause: str
    effect: str
    recommendation: str
    raised_on: str
    due_on: str | None
    owner: str = ""  # who has to act, e.g. "Kanit Lantas"
    verdict: str = ""  # the official word on its follow-up, once somebody has given one
    answer: str = ""
    answered_at: int | None = None
    amended: str = ""  # how it reads after an amendment, beside what was sealed
    photos: tuple[ReportPhoto, ...] = ()
    found: int = 1  # how many times, with this one; the rest of its chain is told when that is more than once
    first_on: str | None = None
    promised: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True)
class Seal:
    """The digital seal: `code` and `words` are short forms printed for people, `digest` the SHA-256 in hex.

    `ticket` is the signed line that the QR code carries, `index` the entry's place in the log, `key` the public key.
    """

    code: str
    digest: str
    sealed_at: int
    words: tuple[str, ...] = ()
    ticket: str = ""
    index: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the closing says of the station's chief.

    `says` is agrees, disagrees, absent or refuses, '' while nothing is said; `because` the reason, given by the chief
    or, for one who does not sign, by the lead.
    """

    says: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """One change made after the seal: what stood, what is to stand, why, who, and its own seal."""

    what: str
    before: str
    after: str
    reason: str
    by: str
    at: int
    words: tuple[str, ...]
    index: int


@dataclass(frozen=True, slots=True)
class VisitReport:
    """Everything the Laporan Hasil Supervisi of one visit prints.

    `printed_at` dates the paper; the same report gives the same bytes, so it is part of the report and not
    the printer's clock. `total`, `previous_total` and `change` are on the scale 0 to 100. `zone` is one of
    Asia/Jakarta, Asia/Makassar, Asia/Jayapura.
    """

    number: str
    letterhead: Letterhead
    unit: str
    station: str
    order_no: str
    order_on: str | None
    period: str
    visited_on: str
    started_at: int | None
    ended_at: int | None
    printed_at: int
    zone: str
    team: tuple[TeamMember, ...]
    checklist: ChecklistUsed
    total: Figure | None
    total_marks: tuple[Mark, ...]
    previous_total: Figure | None
    change: Figure | None
    previous_on: str | None
    areas: tuple[AreaResult, ...]
    gates: tuple[GateResult, ...]
    parts: tuple[PartResult, ...]
    answers: tuple[AnswerLine, ...]
    findings: tuple[FindingReported, ...]
    photos: int
    signers: tuple[Signer, ...]
    label: str = READINESS_LABEL
    is_final: bool = True  # False prints a draft mark: the visit is not submitted yet
    seal: Seal | None = None
    statement: Statement = Statement()
    amendments: tuple[Amended, ...] = ()
    photo_lines: tuple[PhotoLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StationQuarter:
    """One station's row of a quarter; `change` is against the visit before.

    `visit_state` is the stored word, or "missed", or None when nothing is planned in the quarter.
    """

    code: str
    name: str
    readiness: Figure | None
    previous: Figure | None
    change: Figure | None
    areas: tuple[Figure | None, ...]  # percents, in the order of QuarterReport.areas
    open_findings: int
    overdue_findings: int
    serious_findings: int
    last_visit_on: str | None
    planned_on: str | None
    visit_state: str | None
    seal: str = ""  # of the visit that the readiness is from, in six words
    repeated_findings: int = 0  # of this quarter's visits and letters, that had been found before
    broken_promises: int = 0  # how many of these had been promised, and the promise was not kept


@dataclass(frozen=True, slots=True)
class AreaHead:
    """A column of the heat map: area code, title and weight as text."""

    code: str
    title: str
    weight: str


@dataclass(frozen=True, slots=True)
class QuarterAnswer:
    """One answer of one station, flat: a row of the answers sheet and file."""

    station: str
    visited_on: str
    line: AnswerLine


@dataclass(frozen=True, slots=True)
class QuarterReport:
    """A quarter of one unit. `answers` is an iterator, read once: thousands of rows pass without being held.

    `period` is "2026Q4"; `area_marks` and `total_marks` are the yardsticks of the instrument used.
    """

    period: str
    unit: str
    letterhead: Letterhead
    printed_at: int
    zone: str
    checklist: str
    areas: tuple[AreaHead, ...]
    area_marks: tuple[Mark, ...]
    total_marks: tuple[Mark, ...]
    mean: Figure | None
    stations: tuple[StationQuarter, ...]
    findings: tuple[FindingReported, ...]
    answers: Iterator[QuarterAnswer]
    label: str = READINESS_LABEL
