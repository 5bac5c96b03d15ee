"""What the states and ages of evidence are called; Indonesian in files, as the page says on pages."""

from flask_babel import lazy_gettext as _l

from app.domain.expected import Age, State

STATE_NAMES = {
    State.MISSING: _l("no evidence"),
    State.STALE: _l("too old"),
    State.PARTIAL: _l("in part"),
    State.COMPLETE: _l("evidence complete"),
    State.NOT_NEEDED: _l("none needed"),
}
AGE_NAMES = {Age.QUARTER: _l("every quarter"), Age.HALF: _l("every half-year"), Age.YEAR: _l("every year")}

IN_FILES = {
    State.MISSING: "tidak ada",
    State.STALE: "terlalu lama",
    State.PARTIAL: "sebagian",
    State.COMPLETE: "lengkap",
    State.NOT_NEEDED: "tidak diminta",
}
AGES_IN_FILES = {Age.QUARTER: "triwulan", Age.HALF: "semester", Age.YEAR: "tahun"}
KINDS = {State.MISSING: "bad", State.STALE: "warn", State.PARTIAL: "warn", State.COMPLETE: "good", State.NOT_NEEDED: ""}
ICONS = {
    State.MISSING: "alert",
    State.STALE: "clock",
    State.PARTIAL: "note",
    State.COMPLETE: "check",
    State.NOT_NEEDED: "info",
}
