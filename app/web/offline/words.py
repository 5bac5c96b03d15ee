"""The sentences of the phone's own pages besides those of filling; {facts} are filled in on the phone."""

from flask_babel import gettext as _

from app.web.filling.keep_words import keep_words
from app.web.filling.shell_words import amounts
from app.web.filling.words import words


def device_words() -> dict[str, str]:
    """Name to sentence, for the page's JSON block."""
    return {
        **words(),
        **keep_words(),
        **amounts(),
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


def recovery_words() -> dict[str, str]:
    """Name to sentence, for the page of the ways out."""
    return {
        **words(),
        **keep_words(),
        "anew_no_signal": _(
            "The server cannot be reached. Try it where there is a signal; until then nothing is thrown away."
        ),
    }
