"""What the phone's own page says about room and rescue files; {facts} are filled in on the phone."""

from flask_babel import gettext as _


def keep_words() -> dict[str, str]:
    """Name to sentence, for the page's JSON block."""
    return {**_room(), **_rescue(), **_rescue_page()}


def _room() -> dict[str, str]:
    return {
        "persistent": _("Protected: the browser deletes nothing of this by itself."),
        "persistent_not": _("Not protected: on a full phone the browser may delete this. Send early."),
        "persistent_refused": _(
            "The browser did not agree to protect it. Put SIAP on the home screen, then try again; send early."
        ),
        "room_for": _("Room for {count} more photos."),
        "room_for_more": _("Room for more than {count} photos."),
    }


def _rescue() -> dict[str, str]:
    return {
        "rescue_shared": _("Handed over: {name} ({size}). It all stays on this phone too."),
        "rescue_saved": _("Saved among the downloads: {name} ({size}). It all stays on this phone too."),
        "rescue_ready": _("The file is ready: {name} ({size}). Tap once more to hand it over."),
        "rescue_taken": _("Taken in: {answers} changes, {photos} photos. They are sent by themselves."),
        "rescue_taken_for": _(
            "This file belongs to {name}. {answers} changes and {photos} photos are kept here, locked, until {name} "
            "signs in on this phone and says that they are theirs."
        ),
        "rescue_known": _("Here already: {known}."),
        "rescue_clashes": _("With other content here: {clashes}; what was here stays."),
        "rescue_by_other": _("{importer} took this in from a rescue file. Is it yours? Then send it."),
        "rescue_foreign": _("This is no rescue file of SIAP. Nothing was changed."),
        "rescue_damaged": _("This rescue file is damaged or incomplete. Nothing was changed; get it anew."),
        "rescue_newer": _("A newer SIAP wrote this file. Update SIAP on this phone, then repeat. Nothing was changed."),
        "rescue_no_room": _("The phone is full: not everything fitted. Make room and take the same file in again."),
        "rescue_locked": _("The work of this file's owner is locked on this phone. The owner signs in first."),
        "rescue_failed": _("This did not work. What is on the phone is as it was; try again."),
    }


def _rescue_page() -> dict[str, str]:
    return {
        "rescue_title": _("SIAP rescue file of {name}"),
        "rescue_intro": _("Made {when}: {answers} changes and {photos} photos that the server had not confirmed."),
        "rescue_how": _("To send them: open “This phone” in SIAP on another phone and take this file in."),
        "rescue_visit": _("Order {order}, visit on {day}"),
        "rescue_unknown_visit": _("Visit"),
        "rescue_draft": _("Begun, not finished: {text}"),
    }
