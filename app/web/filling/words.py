"""The sentences that the phone's client says, in the language of the page; {facts} are filled in on the phone."""

from flask_babel import gettext as _

from app.domain.finding_proposals import ASKED, ASKED_WITH_EVIDENCE


def words() -> dict[str, str]:
    """Name to sentence, for the page's JSON block."""
    filling = _states() | _answers() | _findings() | _photos()
    return filling | _sending() | _around() | _keeping() | _versions()


def _states() -> dict[str, str]:
    return {
        "on_phone": _("On phone"),
        "sent": _("Sent"),
        "held": _("Held"),
        "blank": _("Not answered"),
        "conflict": _("Conflict"),
        "half": _("Incomplete"),
        "you": _("You"),
        "author": _("{name}, {time}"),
        "undo": _("Undo"),
        "undone": _("Taken back."),
        "locked_submitted": _("This visit is submitted. Answers can no longer be changed."),
        "locked_sealed": _("This visit is sealed. Answers can no longer be changed."),
        "locked_cancelled": _("This visit is cancelled."),
    }


def _answers() -> dict[str, str]:
    return {
        "answer_kept": _("Answer {code} is on this phone"),
        "answer_cleared": _("Answer {code} is blank again"),
        "note_kept": _("Note {code} is on this phone"),
        "unfold": _("Show all criteria"),
        "fold": _("Fold"),
        "previous_tab": _("last"),
        "previous_told": _(" (answer of the last visit)"),
        "previous_value": _("Last visit: {value}"),
        "previous_note": _("Note of the last visit: {note}"),
        "previous_photo": _("Photo of the last visit, item {code}"),
        "problem_whole": _("Type a whole number."),
        "problem_half": _("Type both numbers."),
        "problem_zero": _("Nothing was checked, so there is no percentage. Leave both fields blank."),
        "problem_index": _("Type an index from 0 to 4, for instance 3,60."),
        "problem_number": _("Type a number."),
        "problem_date": _("Choose a day."),
        "problem_long": _("This text is too long."),
        "problem_reason": _("Say why it does not apply; it counts once there is a reason."),
        "value_none": _("Blank"),
        "value_na": _("Does not apply: {reason}"),
        "value_percent": _("{n} of {d} ({percent}%)"),
        "value_falling": _("{before} before, {now} now"),
        "conflict_title": _("Two answers"),
        "conflict_text": _(
            "Two people answered without seeing the other's answer. Choose one; the other stays in the history."
        ),
        "conflict_settled": _("Answer {code} is settled"),
        "history_title": _("History of item {code}"),
        "history_late": _("Came after the visit was submitted; does not count."),
        "clock_off": _(" (phone's clock off by {by})"),
        "off_minutes": _("{count} min"),
        "off_hours": _("{count} h"),
        "off_days": _("{count} days"),
    }


def _findings() -> dict[str, str]:
    return {
        "severity_minor": _("Minor"),
        "severity_moderate": _("Moderate"),
        "severity_serious": _("Serious"),
        "finding_new": _("New finding, item {code}"),
        "finding_edit": _("Finding, item {code}"),
        "found_before": _(
            "Found before: first {day}, {found} times, promised {promised} times, not kept {broken} times"
        ),
        "finding_open": _("Still open"),
        "finding_photo": _("Photo of the open finding, item {code}"),
        "finding_due": _("due {day}"),
        "finding_due_rule": _("{days} working days from its issue"),
        "finding_due_past": _("proposed for a day that is over: the district's rule counts"),
        "finding_days": _("{days} working days"),
        "finding_counted": _("Counted anew, without weekends and holidays, from the day it is issued."),
        "finding_by_rule": _("Blank: as the district's rule says, from the day it is issued."),
        "finding_why": _("Why not “{severity}”, as its weight and the answer propose?"),
        "finding_asked": ASKED,
        "finding_asked_evidence": ASKED_WITH_EVIDENCE,
        "finding_not_met": _("Not met: {title}"),
        "finding_kept": _("Finding {code} is on this phone"),
        "finding_withdrawn": _("Finding {code} is withdrawn"),
        "finding_photos": _("{count} photos of this item go with it."),
        "finding_no_photos": _("No photo at this item yet."),
    }


def _photos() -> dict[str, str]:
    return {
        "photo_open": _("Photo {number}, {state}"),
        "photo_kept": _("{count} photos of {code} are on this phone"),
        "documents_kept": _("{kept} documents added to {code}"),
        "photos_kept": _("{kept} photos added: {code} has {count} on this phone"),
        "photos_keeping": _("Keeping photo {number} of {all}"),
        "photo_again": _("Another photo"),
        "photo_no_picture": _("{name} is NOT kept: it is not a JPEG, PNG, WebP or HEIC photo."),
        "photo_no_document": _("{name} is NOT kept: it is not a PDF."),
        "photo_too_large": _("{name} is NOT kept: it is larger than 15 MB."),
        "photo_removed": _("Photo of {code} is removed"),
        "photo_elsewhere": _("On its way"),
        "photo_preview": _("Preview"),
        "photo_still_at": _("preview, the original photo is still on the phone of {name}"),
        "photo_camera": _("camera"),
        "photo_gallery": _("gallery"),
        "photo_no_place": _("without place"),
        "photo_place_age": _("place from {minutes} minutes before"),
        "photo_file_time": _("time of the file"),
        "photo_hours_before": _("taken {hours} hours before it was added"),
        "photo_days_before": _("taken {days} days before it was added"),
        "photo_needs_room": _("The phone is full: a photo is kept on it, but can be sent only once there is room."),
        "photo_refusable": _(
            "The photo of {code} is too large for the server. Lower the camera's resolution and take it again."
        ),
        "photo_failed": _("Failed"),
        "photo_sending": _("Sending"),
        "photo_of_item": _("Photo of item {code}"),
    }


def _sending() -> dict[str, str]:
    return {
        "bar_idle": _("Connecting"),
        "bar_sending": _("Sending"),
        "bar_sent": _("Sent"),
        "bar_offline": _("No signal"),
        "bar_portal": _("No server"),
        "bar_sign_in": _("Sign in"),
        "bar_revoked": _("Locked"),
        "bar_failed": _("Trying again"),
        "bar_not_ours": _("Refused"),
        "bar_wifi": _("Wait for Wi-Fi"),
        "bar_held": _("{count} held"),
        "count_on_phone": _("{count} on phone"),
        "sign_in_to_send": _("Your session ended. Sign in to send {count}; your work stays on this phone."),
        "sign_in_again": _("Your session ended. Sign in again; your work stays on this phone."),
        "outgoing_waiting": _(
            "{answers} changes and {photos} photos ({size}) are only on this phone. They leave by themselves."
        ),
        "outgoing_wifi": _("{photos} photos ({size}) wait on this phone."),
        "outgoing_changes": _("{answers} changes are only on this phone. They leave by themselves."),
        "outgoing_held": _("The server did not take these. They stay on this phone."),
        "outgoing_none": _("Everything is sent."),
        "wifi_told": _("Answers and small previews always go."),
        "wifi_waiting": _("The photos wait for Wi-Fi; 'Send now' sends them all the same."),
        "wifi_by_hand": _("This browser does not say when it has Wi-Fi: the photos wait until you tap 'Send now'."),
        "outgoing_contact": _("Last contact {time}"),
        "outgoing_no_contact": _("No contact yet since this page was opened"),
        "outgoing_answer": _("Answer {code}"),
        "outgoing_note": _("Note {code}"),
        "outgoing_photo": _("Photo details {code}"),
        "outgoing_finding": _("Finding {code}"),
        "outgoing_picture": _("Photo {code}"),
        "outgoing_other": _("Change {code}"),
        "why_late": _("The visit was sealed before this arrived. It is kept aside; tell the team lead."),
        "team_left": _("{name}: {left} still on the phone, last heard {time}"),
        "left_changes": _("{count} changes"),
        "left_photos": _("{count} photos"),
        "left_both": _("{changes} changes and {photos} photos"),
        "why_gone": _("The picture is no longer on this phone."),
        "why_not_member": _("You are not in the team of this visit."),
        "why_other_person": _("Somebody else is signed in here."),
        "why_twice": _("The server has another change under this number. This one is kept aside; tell the team lead."),
        "why_unreadable": _("It was damaged on this phone and cannot be read. It is kept as it is."),
        "why_too_much": _("So much of this phone is kept aside that the server takes no more. Tell the team lead."),
        "why_unknown": _("The server gave no reason."),
        "phone_full": _("The phone is full: {what} is NOT kept on the phone. Make room, then repeat it."),
        "not_kept": _("{what} could NOT be kept on the phone. Repeat it; if it fails again, reload the page."),
        "this_change": _("This change"),
        "no_storage": _("This browser cannot keep your work. Leave private mode, or use another browser."),
        "reload_needed": _("A newer version is open in another tab. Reload this page."),
    }


def _keeping() -> dict[str, str]:
    return {
        "evicted": _(
            "The browser deleted the data on this phone. What was sent is coming back: the server has {answered} "
            "answers of this visit. What was not sent is lost; look through your items."
        ),
        "restored": _(
            "The browser lost its database. SIAP put it together again from the second copy on this phone: {answers} "
            "answers and {photos} photos. Look through your items."
        ),
        "nearly_full": _("The phone is nearly full. Send what waits, and make room; answers have a small reserve."),
        "locks_in_days": _("No word from the server for long. In {days} days this phone locks: find a signal."),
        "locks_today": _("No word from the server for long. Today this phone locks: find a signal."),
        "private_window": _("This is a private window: everything is gone when it closes. Use a normal window."),
        "understood": _("Understood"),
        "locked_revoked": _("The access of this phone was revoked. What it holds is locked, not deleted."),
        "locked_limit": _("No word from the server for too long. What this phone holds is locked, not deleted."),
        "locked_counts": _("Waiting here: {answers} changes. They open again once you sign in."),
        "locked_counts_photos": _("Waiting here: {answers} changes, {photos} photos. They open once you sign in."),
        "sign_in": _("Sign in"),
        "others_wait": _("{name} has {answers} answers on this phone that are not sent yet."),
        "others_wait_photos": _("{name} has {answers} answers and {photos} photos on this phone, not sent yet."),
    }


def _around() -> dict[str, str]:
    return {
        "part_label": _("Part {code} {title}, {done} of {all} answered"),
        "progress": _("{code}: {done} of {all} answered"),
        "next_item": _("Next {code}"),
        "to_summary": _("To the summary"),
        "aside_count": _("{done} answered, {left} missing"),
        "gap_photo": _("Photo missing"),
        "gap_conflict": _("Two answers"),
        "gaps_left": _("{count} still missing"),
        "gaps_none": _("Nothing is missing."),
        "search_found": _("{count} items found"),
    }


def _versions() -> dict[str, str]:
    return {
        "version_ready": _("A new version is ready."),
        "version_use": _("Use it now"),
        "version_taken": _("A new version is in use. This page is still the old one."),
        "version_reload": _("Load it anew"),
        "seal_alarm": _("The log of seals contradicts itself. Call your lead and the Kapolres."),
        "seal_alarm_read": _("What this phone saw"),
        "kept_all": _("Ready without a signal: all {all} visits"),
        "kept_some": _("Ready without a signal: {ready} of {all} visits"),
    }
