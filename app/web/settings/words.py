"""What the settings of a Polres and their refusals are called."""

from flask_babel import lazy_gettext as _l

NAMES = {
    "days_serious": _l("Serious, or on a critical item"),
    "days_moderate": _l("Moderate"),
    "days_minor": _l("Minor"),
    "soon_days": _l("Remind the Kapolsek, working days before the due day"),
    "reader_after": _l("Tell the Kapolres, working days overdue"),
    "itwasda_after": _l("Tell Itwasda, working days overdue"),
    "quiet_from": _l("No mail from hour"),
    "quiet_to": _l("to hour"),
    "mail": _l("Send reminders by e-mail"),
    "itwasda_email": _l("E-mail address of Itwasda"),
}
PROBLEMS = {
    "days": _l("Type a whole number of working days from 1 to 250."),
    "hour": _l("Type an hour from 0 to 23."),
    "flag": _l("Choose from the list."),
    "email": _l("Type an address like itwasda@polri.example, or leave it empty."),
    "after_reader": _l("Itwasda comes after the Kapolres: choose more days than there."),
}
