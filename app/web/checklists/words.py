"""What the kinds of items, photos and instruments are called on pages."""

from flask_babel import lazy_gettext as _l

from app.domain.checklist import InstrumentKind, ItemKind, Photo

INSTRUMENTS = {
    InstrumentKind.READINESS: _l("Readiness instrument of a Polsek"),
    InstrumentKind.WORKSHEET: _l("Evaluation worksheet (LKE)"),
}
KINDS = {
    ItemKind.YES_NO: _l("yes or no"),
    ItemKind.ABC: _l("A to C"),
    ItemKind.ABCD: _l("A to D"),
    ItemKind.ABCDE: _l("A to E"),
    ItemKind.PERCENT: _l("percentage of two counts"),
    ItemKind.FALLING: _l("fall from one count to another"),
    ItemKind.INDEX: _l("index 0 to 4"),
    ItemKind.COUNT: _l("count"),
    ItemKind.NUMBER: _l("number"),
    ItemKind.TEXT: _l("text"),
    ItemKind.DATE: _l("date"),
}
PHOTOS = {
    Photo.REQUIRED: _l("photo required"),
    Photo.ORIGINAL: _l("original photo required"),
    Photo.DOCUMENT: _l("photo of the document, or the document as PDF"),
    Photo.OPTIONAL: "",
    Photo.NONE: _l("no photo"),
}
