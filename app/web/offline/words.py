"""The sentences that the phone's front page says besides those of filling; {facts} are filled in on the phone."""

from flask_babel import gettext as _

from app.web.filling.words import words


def device_words() -> dict[str, str]:
    """Name to sentence, for the page's JSON block."""
    return {
        **words(),
        "last_contact": _("Last contact {time}"),
        "room": _("{percent}% in use"),
        "today": _("Today"),
        "visit_lead": _("Lead: {name}"),
        "visit_parts": _("Your parts: {codes}"),
        "visit_all": _("Whole checklist"),
        "visit_done": _("{done} of {all}"),
        "visit_next": _("Continue at {code}"),
        "visit_open": _("Open the checklist"),
        "missing_pages": _("pages"),
        "missing_context": _("last answers and team"),
        "missing_pictures": _("some earlier photos"),
    }
