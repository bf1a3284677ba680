"""What each thing that happens is called; the verbs themselves are code and never change."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = str | Promise

# heading -> verb -> what happened. A verb that is recorded anywhere and missing here fails a test.
VERBS: dict[Word, dict[str, Word]] = {
    _("Reading and files"): {
        "version_read": _("Read a version"),
        "trail_read": _("Read the trail"),
        "export_ordered": _("Ordered a file"),
        "export_made": _("The file was made"),
        "export_tried_again": _("Had a file tried again"),
        "export_collected": _("Downloaded a file"),
        "trail_file_ordered": _("Ordered a file of the trail"),
        "trail_file_made": _("The file of the trail was made"),
        "trail_file_collected": _("Downloaded a file of the trail"),
    },
    _("Refused"): {
        "denied": _("Was refused"),
        "denied_many": _("Was refused so often that not every time is told"),
        "sign_in_failed": _("A sign-in failed"),
        "sign_in_braked": _("Sign-in was stopped for a while"),
    },
    _("Coming and going"): {
        "signed_in": _("Signed in"),
        "signed_out": _("Signed out"),
        "sessions_ended": _("Sessions were ended"),
        "token_issued": _("Made an API token"),
        "token_revoked": _("Ended an API token"),
        "token_used_from_new_place": _("Used an API token from a new network"),
        "password_changed": _("Changed the password"),
        "password_reset": _("Set a new first password"),
    },
    _("Writing"): {
        "assessment_started": _("Started an assessment"),
        "draft_opened": _("Opened a new draft"),
        "section_saved": _("Saved a section"),
        "row_added": _("Added a row"),
        "row_saved": _("Saved a row"),
        "row_moved": _("Moved a row"),
        "row_removed": _("Removed a row"),
        "item_confirmed": _("Confirmed something inherited"),
        "measures_taken": _("Took over measures"),
        "measure_followed_up": _("Followed up a measure"),
        "assessments_linked": _("Linked two assessments"),
        "form_renewed": _("Moved to a newer form"),
        "orphan_let_go": _("Let go of an answer to an older form"),
    },
    _("Deciding"): {
        "version_submitted": _("Submitted a version"),
        "version_commented": _("Commented on a version"),
        "advice_given": _("Gave the data protection officer's advice"),
        "advice_answered": _("Answered the advice"),
        "version_approved": _("Approved a version"),
        "version_changes_requested": _("Sent a version back"),
        "version_withdrawn": _("Withdrew a version"),
        "version_superseded": _("A newer version replaced it"),
    },
    _("Sharing and reuse"): {
        "assessment_shared": _("Changed who may see it"),
        "assessment_forked": _("Forked an assessment"),
        "version_forked": _("Had a version forked"),
        "row_picked": _("Picked a row from the bank"),
        "row_picked_from": _("Had a row picked"),
        "piece_chosen": _("Chose for a change in the original"),
        "pieces_chosen": _("Chose for all changes that fit"),
        "upstream_pulled": _("Took over changes from the original"),
        "pull_undone": _("Undid what was taken over"),
        "change_proposed": _("Proposed a change to the original"),
        "proposal_received": _("A change was proposed"),
        "proposal_commented": _("Commented on a proposal"),
        "proposal_taken_up": _("Took up a proposal"),
        "proposal_answered": _("Answered a proposal"),
        "assessment_watched": _("Began to watch an assessment"),
        "assessment_unwatched": _("Stopped watching an assessment"),
    },
    _("People and agencies"): {
        "person_registered": _("Registered a person"),
        "person_changed": _("Changed a person's details"),
        "person_deactivated": _("Shut a person out"),
        "person_erased": _("Erased a person's name"),
        "operator_appointed": _("Appointed an operator"),
        "member_added": _("Gave a role"),
        "member_removed": _("Took a role away"),
        "roles_settled": _("Roles were brought up to date"),
        "agency_registered": _("Registered the agency"),
        "agency_changed": _("Changed the agency's details"),
        "agency_removed": _("Removed the agency"),
        "seals_asked_for": _("Asked for seals by e-mail"),
        "seals_no_longer_asked_for": _("Stopped seals by e-mail"),
    },
    _("Solutions and forms"): {
        "solution_registered": _("Registered a solution"),
        "solution_changed": _("Changed a solution"),
        "solution_taken_into_use": _("Took a solution into use"),
        "solution_out_of_use": _("Took a solution out of use"),
        "supplier_registered": _("Registered a supplier"),
        "schema_loaded": _("Took a form into use"),
    },
}
LABELS: dict[str, Word] = {verb: label for group in VERBS.values() for verb, label in group.items()}

KINDS: dict[str, Word] = {
    "assessments.assessment": _("Assessment"),
    "assessments.version": _("Version"),
    "assessments.proposal": _("Proposal"),
    "assessments.schemaversion": _("Form"),
    "exports.export": _("Order of a file"),
    "registry.agency": _("Agency"),
    "registry.apitoken": _("API token"),
    "registry.signinfailure": _("Unknown e-mail address"),
    "registry.solution": _("Solution"),
    "registry.supplier": _("Supplier"),
    "registry.user": _("Person"),
}

# What stands in an event beside who, what and when; other keys are shown as they are.
DETAILS: dict[str, Word] = {
    "version": _("Version"),
    "reading": _("Read as"),
    "readers": _("On behalf of"),
    "format": _("Format"),
    "language": _("Language"),
    "path": _("Where"),
    "role": _("Role"),
    "user": _("Person"),
    "from": _("From"),
    "to": _("To"),
    "status": _("Answer"),
    "route": _("Address"),
    "method": _("Method"),
    "network": _("Network"),
    "how": _("How"),
    "why": _("Why"),
    "count": _("How many"),
    "token": _("Token"),
    "name": _("Name"),
    "digest": _("Digest"),
    "sha256": _("SHA-256"),
}
VALUES: dict[tuple[str, str], Word] = {
    ("reading", "full"): _("the owner's own people"),
    ("reading", "members"): _("a member of another agency"),
    ("reading", "public"): _("the public"),
}
