"""The sentences that the screen of an answer says by script; {facts} are filled in on the phone."""

from flask_babel import gettext as _


def reply_words() -> dict[str, str]:
    """Name to sentence, for the page's JSON block."""
    return {**_states(), **_whys(), **_camera()}


def _states() -> dict[str, str]:
    return {
        "reply_typing": _("On this phone, not sent yet"),
        "reply_waiting": _("On this phone; it goes by itself as soon as there is a signal"),
        "reply_kept_why": _("On this phone ({why}); it goes by itself"),
        "reply_sign_in": _("On this phone; sign in to send it"),
        "reply_sending": _("Sending, {percent}%"),
        "reply_sent": _("Sent. The team checks it now."),
        "reply_refused": _("Not taken: {why} Your text and photo stay on this phone."),
        "reply_full": _("The phone is full, so this is not kept. Make room, then take the photo again."),
        "reply_no_picture": _("This file is no photo."),
        "reply_too_large": _("This photo is too large to be sent."),
        "reply_gone": _("The photo is no longer on this phone. Take it again."),
        "reply_needed": _("Take a photo first, or say in at least 10 characters why there is none."),
        "reply_send": _("Send"),
        "reply_again": _("Send again"),
        "reply_other": _("This page is of {person}. Sign in to see it."),
    }


def _whys() -> dict[str, str]:
    return {
        "fault_offline": _("no signal"),
        "fault_network": _("no signal"),
        "fault_portal": _("the network answered, but not our server"),
        "fault_failed": _("the server could not take it"),
        "fault_server": _("the server could not take it"),
    }


def _camera() -> dict[str, str]:
    return {
        "camera_refused": _("The browser may not use the camera. Tap once more for the phone's own camera."),
        "camera_shot": _("Photo taken"),
        "camera_ready": _("The camera is on; the photo before lies over it."),
        "camera_take": _("Camera"),
        "camera_again": _("Take it again"),
    }
