"""What the pages of alarms say."""

from flask_babel import gettext as _

from app.domain.alarms import Why


def why_words() -> dict[str, str]:
    """How the server contradicted what a phone kept, by its kind."""
    return {
        Why.GONE: _("The server said that it has no log of seals, after the phone had seen one."),
        Why.UNSIGNED: _("The server showed a checkpoint that is unreadable or not signed by its key."),
        Why.FOREIGN: _("The server showed the log of another installation."),
        Why.SHRUNK: _("The log became shorter: entries that the phone has seen are gone."),
        Why.REWRITTEN: _("The log was rewritten: its beginning is no longer what the phone has seen."),
    }


def problem_words() -> dict[str, str]:
    """Why a superior's word was not taken."""
    return {
        "length": _("Write at least ten characters, so that somebody reading this next year understands."),
        "wrong_password": _("This is not your password."),
        "none_open": _("There is nothing left to decide: open the page again."),
        "too_many": _("Too many tries. Wait a moment."),
    }


def alarm_words() -> dict[str, str]:
    """Name to sentence, for the JSON block of the phone's page; {facts} are filled in there."""
    return {
        **{f"why_{why}": text for why, text in why_words().items()},
        "raised": _("Noticed on {day}, {time}"),
        "kept": _("What this phone kept on {day}, {time}"),
        "told": _("What the server showed on {day}, {time}"),
        "told_nothing": _("Nothing: it said that there is no log."),
        "entries": _("{count} entries"),
        "not_reported": _("Not reported yet: it goes to the server with the next contact."),
        "reported": _("Reported on {day}, {time}. The lead, planning staff and the Kapolres see it."),
        "spoken": _("{name} decided on {day}, {time}: “{why}”"),
        "ask_code": _(
            "Ask {name} for the code, in person or by telephone. Believe no code that somebody else brings you."
        ),
        "wrong_code": _("This is not the code. Ask again the person named above."),
        "cleared": _("Cleared with the code of {name} on {day}, {time}: “{why}”"),
        "newest": _("{count} entries, seen on {day}, {time}"),
        "none_yet": _("This phone has seen no checkpoint yet: nothing was sealed, or there was no contact."),
        "file_name": _("seal-alarm"),
        "saved": _("Saved among the downloads: {name}. Keep it: it proves what this phone saw."),
    }
