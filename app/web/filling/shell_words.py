"""The sentences that the pages beside the filling say: the phone's summary and its outbox. See words.py."""

from flask_babel import gettext as _


def summary_words() -> dict[str, str]:
    """What the summary of a visit says on the phone."""
    return {**_charts(), **_progress(), **_score(), **_waiting(), **amounts()}


def amounts() -> dict[str, str]:
    """Numbers of changes and photos."""
    return {
        "count_changes": _("{count} changes"),
        "count_photos": _("{count} photos"),
        "count_both": _("{changes} and {pictures}"),
        "no_contact_ever": _("No contact with the server yet"),
    }


def _charts() -> dict[str, str]:
    return {
        "chart_ruler": _("{label} {value} of 100. WBK mark {first}, WBBM mark {second}."),
        "chart_ruler_unknown": _("{label}: not checked yet. WBK mark {first}, WBBM mark {second}."),
        "chart_bar": _("{name}: {value} of 100. WBK mark {first}, WBBM mark {second}."),
        "chart_bar_unknown": _("{name}: not checked yet."),
        "chart_previous": _("Last visit {value}."),
        "chart_progress": _("{name}: {done} of {all} items answered"),
        "unchecked": _("not checked yet"),
    }


def _progress() -> dict[str, str]:
    return {
        "whole_team": _("Whole team"),
        "answered_of": _("{done} of {all} items answered"),
        "all_answered": _("All {all} items answered"),
        "own_progress": _("Your parts {codes}: {done} of {all}"),
        "your_part": _("Yours: {who}"),
        "nobodys_part": _("Nobody's part"),
        "part_answered": _("Every item is answered; a photo is still missing."),
        "stat_blank": _("not answered"),
        "stat_conflicts": _("different answers"),
        "stat_photos": _("required photos missing"),
        "stat_findings": _("findings raised"),
        "suggestion_hint": _("Raise a finding at the item, or leave it"),
        "to_visit": _("To the visit on the server"),
    }


def _score() -> dict[str, str]:
    return {
        "score_label": _("Internal readiness score"),
        "provisional": _("Provisional"),
        "score_provisional": _("Provisional: {count} not answered yet, and blank items earn nothing."),
        "score_complete": _("Every item is answered. The server computes it once more when the visit is submitted."),
        "score_none": _("No answer yet, so there is no score."),
        "score_no_checklist": _("The checklist is not on this phone yet, so the score cannot be computed here."),
        "mark_above": _("above the {name} mark"),
        "mark_below": _("{points} below the {name} mark"),
    }


def _waiting() -> dict[str, str]:
    return {
        "here_waits": _("{what} ({size}) of this visit are only on this phone"),
        "here_none": _("Nothing of this visit waits on this phone"),
        "left_there": _("Still there: {what}"),
        "left_nothing": _("Nothing left"),
        "never_heard": _("Not heard of yet"),
        "ready_conflicts": _("{count} items with different answers"),
        "ready_photos": _("{count} required photos are missing"),
        "ready_suggestions": _("{count} answers without points and without a finding"),
        "ready_waits": _("{count} changes are still on this phone"),
        "you_submit": _("You lead this visit and submit it."),
        "lead_submits": _("The lead, {name}, submits."),
    }


def outbox_words() -> dict[str, str]:
    """What the outbox says."""
    return {**_outbox_states(), **_faults(), **amounts()}


def _outbox_states() -> dict[str, str]:
    return {
        "outbox_done": _("All sent"),
        "outbox_drafts": _("All sent, except what is not finished"),
        "outbox_nothing": _("Nothing waits on this phone"),
        "outbox_held": _("The server holds something back"),
        "outbox_sending": _("Sending"),
        "outbox_waiting": _("Waiting to be sent"),
        "outbox_wifi": _("The photos wait for Wi-Fi"),
        "outbox_offline": _("No signal: it stays here and goes by itself"),
        "outbox_portal": _("The network answers, but not our server. Perhaps it asks you to sign in to the Wi-Fi."),
        "outbox_sign_in": _("Sign in to send"),
        "outbox_failed": _("It did not work just now; the phone tries again by itself"),
        "outgoing_reply": _("Answer to finding {code}"),
        "outbox_more": _("and {count} more"),
        "outbox_preparing": _("Being made smaller"),
        "visit_unknown": _("A visit that is no longer kept here"),
        "just_now": _("just now"),
        "not_tried": _("Not tried yet"),
        "tried": _("Last tried {time}"),
        "tried_why": _("Last tried {time}: {why}"),
        "try_again": _("Try again"),
    }


def _faults() -> dict[str, str]:
    return {
        "fault_offline": _("no signal"),
        "fault_network": _("no signal"),
        "fault_portal": _("the network answered, but not our server"),
        "fault_sign_in": _("you are signed out"),
        "fault_failed": _("the server could not take it"),
        "fault_server": _("the server could not take it"),
        "fault_receipt": _("the receipt did not match"),
        "fault_not_ours": _("you are not in the team of this visit"),
    }
