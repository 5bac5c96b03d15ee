"""What refusals are called on the pages about people."""

from flask_babel import lazy_gettext as _l

from app.web.forms import BAD_EMAIL

PROBLEMS = {
    "bad_username": _l("Use 3 to 64 small letters, digits, dots or hyphens."),
    "reserved": _l("This name is reserved. Choose another."),
    "name_missing": _l("Type the full name."),
    "bad_service_number": _l("An NRP has 6 to 18 digits."),
    "bad_email": BAD_EMAIL,
    "unknown_org": _l("Choose a unit from the list."),
    "wrong_kind_of_org": _l("This role cannot be held there: a station chief belongs to a Polsek, others to a Polres."),
}
