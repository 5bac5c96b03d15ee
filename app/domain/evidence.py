"""What a photo or a document must be to count as evidence, what is read out of it, and every way to say no to it.

Rules in plain words: docs/evidence.md. Judged by content, never by name.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from app.domain.errors import Refused

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 30_000  # one row or column of pixels is no photograph, and costs a decoder most

Size = Literal["thumb", "screen"]
SIZES: dict[Size, int] = {"thumb": 320, "screen": 1600}  # the longest side, in pixels; never enlarged

PREVIEW_BYTES = 32 * 1024
PREVIEW_SIDE = 320  # pixels
MOST_PREVIEWS = 300  # of one person, waiting for their photos
PREVIEW_KEPT_MS = 30 * 86_400_000

MAX_PAGES = 300  # of a document
ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,image/avif"  # for <input accept>
ACCEPT_DOCUMENT = "application/pdf"


class PhotoKind(StrEnum):
    """The kinds that are accepted, as their content shows them: five of pictures, one of documents."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIC"
    AVIF = "AVIF"
    PDF = "PDF"

    @property
    def mime(self) -> str:
        """The type under which the original is handed out; made here, never taken from the sender."""
        return ACCEPT_DOCUMENT if self.is_document else f"image/{self.value.lower()}"

    @property
    def extension(self) -> str:
        """The ending of a download's name, without the dot."""
        return "jpg" if self is PhotoKind.JPEG else self.value.lower()

    @property
    def is_document(self) -> bool:
        """Whether it is read in pages: taken only where an item asks for it, and shown by its first page."""
        return self is PhotoKind.PDF

    @property
    def max_pixels(self) -> int:
        """The most pixels that can be decoded in the memory of one decoder."""
        return {PhotoKind.WEBP: 14_000_000, PhotoKind.AVIF: 16_000_000}.get(self, MAX_PIXELS)


DOCUMENT_MIME = PhotoKind.PDF.mime
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
HEIF_STRUCTURE_BRANDS = frozenset({b"mif1", b"msf1"})


def kind_of(data: bytes) -> PhotoKind | None:
    """The kind that the first bytes show, or None when it is not one that is accepted."""
    if data[:3] == b"\xff\xd8\xff":
        return PhotoKind.JPEG
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return PhotoKind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PhotoKind.WEBP
    if data[:5] == b"%PDF-":
        return PhotoKind.PDF
    return _kind_of_box(data) if data[4:8] == b"ftyp" else None


def _kind_of_box(data: bytes) -> PhotoKind | None:
    """HEIC or AVIF by the brands of the file type box, which films wear too; a moving AVIF is none."""
    brand = data[8:12]
    box = min(int.from_bytes(data[:4]), 256)
    brands = {brand, *(data[at : at + 4] for at in range(16, box, 4))}
    if brand in HEIC_BRANDS or (brand in HEIF_STRUCTURE_BRANDS and brands & HEIC_BRANDS):
        return PhotoKind.HEIC
    if brand == b"avif" or (brand in HEIF_STRUCTURE_BRANDS and b"avif" in brands):
        return None if b"avis" in brands else PhotoKind.AVIF
    return None


def plain_name(name: str) -> str:
    """A file's name as a person may be shown it: no folders, nothing that is invisible or turns the text round.

    At most its last 60 characters; nothing is ever stored or opened under it.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")[-60:].strip()


def without_turns(text: str) -> str:
    """The text without marks that turn the reading direction, by which one word can be shown as another."""
    return "".join(sign for sign in text if unicodedata.bidirectional(sign) not in _TURNS and sign not in _MARKS)


_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_MARKS = "\u200e\u200f\u061c"
_ENDS_WITHIN = 1024  # bytes from a document's end; what is cut off, or carries another file behind it, has no end there
_RUNS = (b"/JavaScript", b"/Launch", b"/RichMedia", b"/EmbeddedFile")


def is_whole_document(data: bytes) -> bool:
    """Whether a PDF has the end that each must have."""
    return b"%%EOF" in data[-_ENDS_WITHIN:]


def says_that_it_runs(data: bytes) -> bool:
    """Whether a PDF openly names a program, a film or another file in it."""
    return any(name in data for name in _RUNS)


@dataclass(frozen=True, slots=True)
class Capture:
    """When the camera says the picture was taken. A claim of the file, not a proof."""

    local: str  # the wall clock of the camera, '2026-11-22T09:30:05'
    local_ms: int  # the same wall clock, in milliseconds as if it were UTC
    offset_minutes: int | None  # east of UTC; None when neither the camera nor its GPS tells
    source: str  # the tag it came from: DateTimeOriginal, DateTimeDigitized, DateTime or GPS
    offset_source: str  # 'camera', 'gps' or '' when unknown

    def at(self, assumed_offset_minutes: int) -> int:
        """Milliseconds UTC.

        The assumed offset (WIB 420, WITA 480, WIT 540) serves where the file has none.
        """
        offset = assumed_offset_minutes if self.offset_minutes is None else self.offset_minutes
        return self.local_ms - offset * 60_000


@dataclass(frozen=True, slots=True)
class Position:
    """Where the camera says it stood. A claim of the file, not a proof."""

    lat: float  # degrees, north positive
    lon: float  # degrees, east positive
    accuracy_m: float | None = None
    direction: float | None = None  # degrees clockwise from north that the lens faced


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What an accepted photo is, and what it says about itself."""

    kind: PhotoKind
    bytes: int
    width: int  # of the upright picture, pixels
    height: int
    orientation: int  # as the EXIF had it, 1 to 8; 1 is upright
    taken: Capture | None = None
    position: Position | None = None
    camera: str = ""  # maker and model, '' when the file does not say
    pages: int | None = None  # of a document, whose width and height are those of its first page in points

    @property
    def mime(self) -> str:
        """The type of the original bytes."""
        return self.kind.mime


class PhotoRefused(Refused):
    """The bytes cannot be evidence; sending the same bytes again will not help."""

    code = "photo_refused"


class PhotoTooLarge(PhotoRefused):
    """More than MAX_BYTES."""

    code = "photo_too_large"


class PhotoTooManyPixels(PhotoRefused):
    """More than its kind may have, as the file's header says before anything is decoded."""

    code = "photo_too_many_pixels"


class PhotoNotAccepted(PhotoRefused):
    """Not a JPEG, PNG, WebP, HEIC or AVIF picture, or a moving one."""

    code = "photo_not_accepted"


class PhotoBroken(PhotoRefused):
    """Begins like a picture, but cannot be read to its end."""

    code = "photo_broken"


class PhotoMismatch(PhotoRefused):
    """The bytes that arrived do not have the SHA-256 that was announced."""

    code = "photo_mismatch"


class DocumentNotAsked(PhotoRefused):
    """A document where no item asks for one."""

    code = "document_not_asked"


class DocumentBroken(PhotoRefused):
    """Begins like a PDF, but has no end, no first page, or one that cannot be drawn."""

    code = "document_broken"


class DocumentLocked(PhotoRefused):
    """A PDF that opens only with a password."""

    code = "document_locked"


class DocumentActive(PhotoRefused):
    """A PDF that holds a program, a film or other files."""

    code = "document_active"


class DocumentTooLong(PhotoRefused):
    """A PDF of more than MAX_PAGES pages."""

    code = "document_too_long"


class PhotoOffset(Refused):
    """A piece does not begin where the stored part ends; `offset` tells where to go on."""

    code = "photo_offset"

    def __init__(self, offset: int) -> None:
        super().__init__(f"the next byte wanted is {offset}", offset=offset)
        self.offset = offset


class GateBusy(Refused):
    """The photo could not be judged just now; the same bytes may be sent again."""

    code = "photo_try_again"


class PreviewQuota(Refused):
    """The server holds as many previews of this person as it will; the photos themselves are welcome."""

    code = "preview_quota"


class StorageFull(Refused):
    """The disk has no room for it; nothing was kept."""

    code = "storage_full"


def N_(text: str) -> str:  # noqa: N802 - the name by which catalogues collect texts
    """Marks a text for the catalogue; the page translates it."""
    return text


MESSAGES: dict[str, str] = {
    PhotoRefused.code: N_("This photo cannot be accepted."),
    PhotoTooLarge.code: N_("The photo is larger than 15 MB. Take it again with a smaller picture size."),
    PhotoTooManyPixels.code: N_(
        "The photo has more pixels than can be opened: 50 megapixels, 14 as WebP, 16 as AVIF."
        " Lower the camera's resolution."
    ),
    PhotoNotAccepted.code: N_("Only photos are accepted: JPEG, PNG, WebP, HEIC or AVIF, and none that move."),
    PhotoBroken.code: N_("The photo is damaged or incomplete. Take it again or choose another."),
    PhotoMismatch.code: N_("The photo changed on its way here. It will be sent again."),
    DocumentNotAsked.code: N_("This item does not ask for a document. Take a photo instead."),
    DocumentBroken.code: N_("The document is damaged or incomplete. Save it again as PDF."),
    DocumentLocked.code: N_("The document opens only with a password. Save it without one."),
    DocumentActive.code: N_("The document contains a program or other files. Print it to PDF and send that."),
    DocumentTooLong.code: N_("The document has more than 300 pages. Send only those that matter."),
    PhotoOffset.code: N_("The photo goes on from another place."),
    GateBusy.code: N_("The photo could not be checked just now. Try again in a moment."),
    PreviewQuota.code: N_("Enough previews are waiting already. The photos themselves can be sent."),
    StorageFull.code: N_("The server's disk is full. The photo was not kept; tell the administrator."),
}
