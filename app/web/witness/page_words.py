"""The sentences of the page that verifies a seal; {facts} are filled in by its script."""

from flask_babel import gettext as _


def page_words() -> dict[str, str]:
    """Name to sentence, in the language of the moment."""
    return {**_page(), **_verdicts(), **_checks(), **_problems(), **_places(), **_facts()}


def _page() -> dict[str, str]:
    return {
        "page_title": _("Check a seal · SIAP"),
        "heading": _("Check a seal"),
        "intro": _(
            "Is this report of a visit still what was sealed? This page answers without a network: nothing you "
            "choose leaves this device."
        ),
        "files_heading": _("1. The sealed file and its photos"),
        "files_hint": _(
            "The file ends in .siap.json. Choose it together with the photos, or the ZIP that holds them all."
        ),
        "choose": _("Choose files"),
        "drop": _("or drop them here"),
        "clear": _("Begin anew"),
        "and_more": _("and {count} more"),
        "line_heading": _("2. Or the line behind the code on paper"),
        "line_hint": _(
            "Scan the square code on the report with the phone's camera and paste the text. It begins with S1*."
        ),
        "line_label": _("Text of the code"),
        "scan": _("Take a photo of the code"),
        "scan_failed": _("No code was found in this photo. Hold the camera straight above it, in good light."),
        "key_heading": _("The public key"),
        "key_hint": _(
            "Every report and the SOP print it. Compare it with paper: a forger could hand you this page with "
            "another key."
        ),
        "key_label": _("Another public key"),
        "key_known": _("Keys that came with this page"),
        "key_none": _("No key came with this page: paste the one that is printed on the report."),
        "key_wrong": _("This is not a public key of SIAP, or a letter of it is wrong."),
        "no_script": _("This page needs JavaScript to compute."),
        "no_ed25519_notice": _(
            "This browser cannot judge signatures (Ed25519): it can only compare hashes. Use a browser of 2025 or"
            " later for the whole answer."
        ),
        "footer": _("The same check as a command: flask --app wsgi seal verify. How it works stands in docs/seal.md."),
        "save": _("Save this page"),
    }


def _verdicts() -> dict[str, str]:
    return {
        "working": _("Computing …"),
        "genuine": _("Genuine"),
        "genuine_text": _("Nothing was changed since it was sealed."),
        "altered": _("Not genuine: it was altered"),
        "altered_text": _("This is not what was sealed. Where it differs stands below."),
        "incomplete": _("What is here is genuine, but files are missing"),
        "incomplete_text": _("The files named below were not chosen, so nothing can be said of them."),
        "unreadable": _("Cannot be read"),
        "unreadable_text": _("This is no sealed file of SIAP, or it was damaged. Nothing can be said of its content."),
        "unreadable_where": _("What stopped the reading: {where}"),
        "hash_only": _("Only the hashes agree"),
        "no_ed25519": _(
            "This browser cannot judge the signature (Ed25519). The hashes agree with each other, but whoever "
            "forges all of them would not be noticed here. Open this page in a newer browser, or compare the "
            "fingerprint below with the printed one."
        ),
        "unjudged": _("The signature was not judged"),
        "unjudged_text": _(
            "This browser does not know Ed25519, so anybody could have written this line. Open this page in a newer "
            "browser, or choose the sealed file as well and compare the fingerprints."
        ),
        "no_crypto": _("This browser does not compute hashes on this page. Save the page and open it as a file."),
        "no_bundle": _("The sealed file is missing"),
        "no_bundle_text": _("Photos alone prove nothing: choose the file that ends in .siap.json as well."),
        "no_key": _("No public key"),
        "no_key_text": _("Paste the public key that is printed on the report."),
        "no_ticket": _("This is not the line of a SIAP report. It begins with S1* and is about 210 characters long."),
        "ticket_unknown_key": _(
            "This line was signed with a key that is not known here. Paste the key that is printed on the report."
        ),
        "ticket_forged": _("The signature does not hold: at least one character of this line was altered."),
        "ticket_text": _(
            "This line was signed by the installation. Compare what stands below with the paper in your hand."
        ),
        "zip_broken": _("The ZIP could not be opened: it is damaged or not a ZIP."),
    }


def _checks() -> dict[str, str]:
    return {
        "signature_good": _("The checkpoint is signed with a key that is known here."),
        "signature_bad": _("The signature does not hold."),
        "signature_unjudged": _("The signature was not judged: this browser cannot."),
        "log_good": _("The entry is number {index} of {size} in the signed log."),
        "items_good": _("All {count} parts are as they were sealed."),
        "wrong": _("Altered:"),
        "files_none": _("No photos or documents belong to this visit."),
        "files_unlooked": _("{count} photos and documents were not looked at: choose them too to check them."),
        "files_copies": _(
            "{count} photos and documents were sealed, but none of the chosen files is one of them: copies for looking "
            "at are not the originals."
        ),
        "files_good": _("All {count} photos and documents are the ones that were sealed."),
        "files_bad": _("{bad} of {count} photos and documents are missing or altered:"),
        "amended": _("{count} amendments were sealed later; what they change stands below."),
        "ticket_signed": _("Signed with a key that is known here."),
        "ticket_same": _("The line of the paper belongs to this file."),
        "ticket_other": _("The line of the paper belongs to another sealed state, not to this file."),
        "sidik": _("Fingerprint"),
        "contents": _("What is sealed: {count} parts"),
        "withheld": _("{count} parts were withheld by whoever made this file. The proof covers them all the same."),
    }


def _problems() -> dict[str, str]:
    return {
        "at": _("{where}: {what}{detail}"),
        "not_readable": _("is not what a sealed file has there"),
        "checkpoint_unsigned": _("not signed by any of the keys above"),
        "another_log": _("belongs to another installation than the key"),
        "rotation_broken": _("the change of key is not signed by the key before"),
        "not_in_log": _("the entry, its number or its path was altered"),
        "wrong_entry": _("is not an entry of this place"),
        "items_altered": _("the list of hashes was altered"),
        "content_altered": _("what was signed is not what is sealed"),
        "item_altered": _("was altered"),
        "item_misplaced": _("stands in the wrong place or twice"),
        "signature_of_other_content": _("signed something else than what is sealed"),
        "file_missing": _("the file is missing"),
        "file_altered": _("the file is not the one that was sealed"),
    }


def _places() -> dict[str, str]:
    return {
        "place_seal": _("Seal:"),
        "place_amendment": _("Amendment"),
        "place_checkpoint": _("Checkpoint"),
        "place_rotation": _("Change of key"),
        "kind_head": _("Visit"),
        "kind_score": _("Score"),
        "kind_answer": _("Answer"),
        "kind_note": _("Note"),
        "kind_finding": _("Finding"),
        "kind_evidence": _("Photo or document"),
        "kind_people": _("People"),
        "kind_form": _("Checklist"),
        "kind_weights": _("Weights"),
        "kind_log": _("What the phones sent"),
        "kind_change": _("Change"),
        "kind_witness": _("Signature"),
    }


def _facts() -> dict[str, str]:
    return {
        "fact_station": _("Station"),
        "fact_visit": _("Visit"),
        "fact_rev": _("State number"),
        "fact_at": _("Sealed on"),
        "fact_by": _("Team lead"),
        "fact_second": _("Signed with"),
        "fact_score": _("Readiness score"),
        "fact_day": _("Day of the visit"),
        "fact_period": _("Quarter"),
        "fact_reason": _("Reason"),
        "fact_second_as": _("Second signer is"),
        "fact_chief": _("The station chief"),
        "value_agrees": _("agrees"),
        "value_disagrees": _("disagrees"),
        "value_absent": _("was absent"),
        "value_refuses": _("refused to sign"),
        "value_chief": _("the station chief"),
        "value_second": _("another member of the team"),
        "fact_score_max": _("Highest score possible"),
        "fact_findings": _("Findings"),
        "fact_evidence": _("Photos and documents"),
        "fact_missing": _("Photos missing at sealing"),
        "ticket_station": _("Station"),
        "ticket_visit": _("Visit"),
        "ticket_rev": _("State number"),
        "ticket_day": _("Day of the visit"),
        "ticket_score": _("Readiness score"),
        "ticket_findings": _("Findings"),
        "ticket_evidence": _("Photos and documents"),
        "ticket_index": _("Number in the log"),
    }
