"""The English templates of all reasons, by code.

A name in braces is a parameter of the reason. `sigverify.wording` fills in these templates and
their translations. `packaging/reason_codes.py` generates `docs/reason-codes.md` from this table.
"""

from __future__ import annotations

from typing import Final

from sigverify.reasons import ReasonCode as Code

LAST_OF_LIST: Final = "{others} and {last}"
SPECIMEN_NUMBER: Final = "no. {number}"
EVIDENCE_SECTION: Final = "The strength of a similarity as evidence"

SECTIONS: Final[dict[str, dict[Code, str]]] = {
    "An image of a signature": {
        Code.MOSTLY_BLACK: (
            "The image is mostly black. Scan it again with less contrast and the lid closed."
        ),
        Code.NO_INK: "There is no ink in the image. Check that the right area was cut out.",
        Code.TOO_COARSE: (
            "The signature is only {pixels} pixels long. Scan it again at 200 dpi or more."
        ),
        Code.TOO_LITTLE_INK: (
            "There is too little ink for a signature. Check that the right area was cut out."
        ),
        Code.FILLED_AREA: (
            "This is a filled area, not a signature. Check that the right area was cut out."
        ),
        Code.SINGLE_LINE: (
            "This is a single line, not a signature. Check that the right area was cut out."
        ),
        Code.RULED_LINES: (
            "These are ruled lines or bars, not a signature. Cut out the signature alone."
        ),
        Code.PAGE_OF_TEXT: "This looks like a page of text. Cut out the signature alone.",
        Code.CUT_OFF: ("The signature runs over the edge of the image. Cut out a larger area."),
        Code.LOW_CONTRAST: (
            "The ink hardly stands out from the paper. Scan it again with more contrast."
        ),
        Code.OTHER_PAGES: ("Only page 1 of {pages} was examined. Look at the other pages too."),
        Code.NO_SIGNATURE_FOUND: (
            "No signature was found on the cheque. If it is signed, give the signature's box."
        ),
        Code.BOX_DOUBTFUL: "Check the box: {doubt}.",
        Code.PLACE_UNCERTAIN: "it is not certain that this is the signature",
        Code.SEVERAL_PLACES: "several places look like signatures",
        Code.BOX_AT_EDGE: "the signature may be cut off at the edge of the image",
        Code.INK_DOUBTFUL: "Check the ink: {doubt}.",
        Code.INK_MIXED_WITH_PRINT: (
            "print runs into the signature, or the scan is too poor to tell the two apart; compare "
            "the signatures yourself"
        ),
    },
    "A decision in a few words": {
        Code.MEANING_ACCEPT: "as alike as signatures of one writer",
        Code.MEANING_REFER: "a person should look at it",
        Code.MEANING_FLAG: "suspected forgery",
        Code.MEANING_NO_DECISION: "the images can't be compared",
        Code.MEANING_COPY: "too alike to be a new signature: a copy of a specimen",
    },
    EVIDENCE_SECTION: {
        Code.EVIDENCE_NONE: "no evidence either way",
        Code.EVIDENCE_GENUINE_WEAK: "weak evidence for a genuine signature",
        Code.EVIDENCE_GENUINE_MODERATE: "moderate evidence for a genuine signature",
        Code.EVIDENCE_GENUINE_MODERATELY_STRONG: (
            "moderately strong evidence for a genuine signature"
        ),
        Code.EVIDENCE_GENUINE_STRONG: "strong evidence for a genuine signature",
        Code.EVIDENCE_IMITATION_WEAK: "weak evidence for an imitation",
        Code.EVIDENCE_IMITATION_MODERATE: "moderate evidence for an imitation",
        Code.EVIDENCE_IMITATION_MODERATELY_STRONG: "moderately strong evidence for an imitation",
        Code.EVIDENCE_IMITATION_STRONG: "strong evidence for an imitation",
    },
    "The parts of a signature that agree with the most similar specimen": {
        Code.ALL_PARTS_AGREE: "the left, middle and right parts agree",
        Code.LEFT_PART_DIFFERS: "the middle and right parts agree; the left part differs",
        Code.MIDDLE_PART_DIFFERS: "the left and right parts agree; the middle part differs",
        Code.RIGHT_PART_DIFFERS: "the left and middle parts agree; the right part differs",
        Code.ONLY_LEFT_PART_AGREES: "the left part agrees; the middle and right parts differ",
        Code.ONLY_MIDDLE_PART_AGREES: "the middle part agrees; the left and right parts differ",
        Code.ONLY_RIGHT_PART_AGREES: "the right part agrees; the left and middle parts differ",
        Code.NO_PART_AGREES: "the left, middle and right parts differ",
    },
    "A signature and its specimens": {
        Code.COPY_OF_SPECIMEN: "copy of a specimen",
        Code.SAME_IMAGE: "it is the same image as specimen {specimen}",
        Code.IMAGE_SEEN_BEFORE: (
            "the image is the same as that of item {item} (number {number} of the batch)"
        ),
        Code.LINES_COINCIDE: (
            "its lines coincide with those of specimen {specimen} more closely than two "
            "signatures ever do"
        ),
        Code.LAY_SIDEWAYS: "the signature was sideways and has been turned",
        Code.LIES_SIDEWAYS: "the signature is sideways; turn the image",
        Code.ACCOUNTS_DIFFER: "the sources disagree about the account: {first}, {second}",
        Code.CHEQUE_NUMBERS_DIFFER: (
            "the sources disagree about the cheque number: {first}, {second}"
        ),
        Code.AMOUNTS_DIFFER: "the sources disagree about the amount: {first}, {second}",
        Code.SAID_BY_MICR: "{value} on the MICR line",
        Code.SAID_BY_INDEX: "{value} in the index file",
        Code.SAID_BY_NAME: "{value} in the image's name",
        Code.CHECK_BOX: "check the box",
        Code.CHECK_INK: "check the ink",
        Code.DOUBT_ABOUT: "{image}: {finding}",
        Code.LESS_ALIKE: "less alike than genuine signatures usually are",
        Code.NEITHER_ALIKE_NOR_DIFFERENT: "neither clearly alike nor clearly different",
        Code.ONLY_PART_AGREES: "only a part agrees",
        Code.PART_MISSING: "much of specimen {specimen} is missing from it",
        Code.PART_ADDED: "much of it is not on specimen {specimen}",
        Code.FEW_SPECIMENS_AGREE: "{short} of {all} specimens do not agree with it",
        Code.SPECIMEN_UNLIKE_OTHERS: (
            "specimen {specimen} is unlike the other specimens: it may be another person's"
        ),
        Code.BARELY_ACCEPTED: "the similarity is barely above the threshold",
        Code.NO_USABLE_SPECIMEN: "no specimen can be used",
        Code.QUESTIONED_UNUSABLE: "questioned signature {image} can't be used: {finding}",
        Code.SPECIMEN_UNUSABLE: "specimen {specimen} can't be used: {finding}",
        Code.SPECIMEN_REPEATED: "specimen {specimen} was given twice and counts once",
        Code.SPECIMEN_COPIED: "specimen {specimen} is a copy of specimen {other}",
        Code.ALTERED_COPY: (
            "part by part, its lines follow the specimens: it may be a copy that was bent, or "
            "joined from parts"
        ),
        Code.EVEN_LINE: (
            "its line is of much more even width than those of the specimens, as a traced or "
            "plotted line is"
        ),
        Code.FOLLOWED_SPECIMEN: (
            "its line follows one specimen along its whole length, as a bent copy or a tracing does"
        ),
        Code.PRESENTED_BEFORE: "the same signature was presented before",
        Code.SAME_INK_AS_ITEM: (
            "its ink is that of {item}, verified on {day}: it is the same cheque again, or a copy "
            "of the signature"
        ),
        Code.SAME_INK_OTHER_ACCOUNT: (
            "its ink is that of {item} of account {account}, verified on {day}"
        ),
    },
    "A cheque of an account": {
        Code.ENOUGH_SIGNED: "enough entitled signatories have signed",
        Code.FITS_NO_SIGNATORY: "a signature matches none of the account's signatories",
        Code.FITS_NO_SIGNATORY_NEAREST: (
            "a signature matches none of the account's signatories; it is most like that of "
            "{person}"
        ),
        Code.SIGNER_UNCLEAR: "it is not clear who signed",
        Code.SIGNER_UNCLEAR_BETWEEN: (
            "it is not clear who signed: the signature also matches the specimens of {people}"
        ),
        Code.MANDATE_IF_CONFIRMED: "the mandate is met only if a person confirms a signature",
        Code.MANDATE_NOT_FULFILLED: "mandate not met",
        Code.MANDATE_LACKS: "mandate not met: {missing}",
        Code.SIGNATURE_MISSING: "the signature of {people} is missing",
        Code.ONE_SIGNATURE_MISSING: "one of these signatures is missing: {people}",
        Code.GROUP_SIGNATURE_MISSING: "signatures missing of group {group}: {number}",
        Code.FURTHER_SIGNATURE_MISSING: "one more signature is missing",
        Code.FURTHER_SIGNATURES_MISSING: "{number} more signatures are missing",
        Code.FURTHER_SIGNATURE: (
            "the mandate is met, but a further signature matches none of the signatories"
        ),
        Code.NOTHING_TO_COMPARE: "no signature can be compared with a specimen",
        Code.SIGNED_MORE_THAN_ONCE: "{person} signed more than once and counts once",
        Code.NO_SPECIMEN_ON_DAY: "{person} has no specimen that can be used on {day}",
        Code.SIGNATURE_OF: "signature of {person}: {reason}",
        Code.SIGNATURE_NUMBERED: "signature {number}: {reason}",
        Code.NO_MANDATE: "the account has no mandate that is in force on {day}",
        Code.MANDATE_NEEDS_AMOUNT: "the amount is not known, so the mandate can't be checked",
        Code.NO_RULE_COVERS: "no rule of the mandate covers {amount} on {day}",
        Code.RULE_HOLDS: 'the mandate\'s rule "{rule}" is met: {people} signed',
        Code.RULE_HOLDS_IF: 'the mandate\'s rule "{rule}" is met only if {people} did sign',
        Code.RULE_DOES_NOT_HOLD: 'the mandate\'s rule "{rule}" is not met: {people} signed',
        Code.RULE_UNSIGNED: 'the mandate\'s rule "{rule}" is not met: nobody signed',
        Code.NO_ONE_KNOWN: (
            "no one known: the signature is not accepted as the most likely signatory's"
        ),
        Code.NO_ONE_KNOWN_FOR_SURE: (
            "no one known for sure: the specimens of {people} match about equally well"
        ),
    },
    "A second person": {
        Code.SUSPECTED_BY_PROGRAM: "the program suspects a forgery",
        Code.AMOUNT_UNKNOWN: "the amount is not known",
        Code.AMOUNT_FROM: "the amount is {amount} or more",
        Code.NO_REASON_FOR_DECLINING: "The reason for declining is missing.",
        Code.OWN_DECISION: "Decision {number} is your own, and nobody can confirm their own.",
        Code.NO_LONGER_ALLOWED: "{person} has asked for it, and may no longer {permission}.",
        Code.MAY_NOT: "{person} has the role of {role} and may not {permission}.",
        Code.ROLE_CLERK: "clerk",
        Code.ROLE_SUPERVISOR: "supervisor",
        Code.ROLE_RISK_OFFICER: "risk officer",
        Code.ROLE_AUDITOR: "auditor",
        Code.TO_VERIFY: "verify signatures",
        Code.TO_DECIDE: "decide on cheques",
        Code.TO_CONFIRM: "confirm the decisions of others",
        Code.TO_CHANGE_REGISTER: "change the register",
        Code.TO_ACTIVATE_CALIBRATION: "put a calibration in force",
        Code.TO_READ_AUDIT: "read the audit trail",
        Code.TO_EXPORT: "export records",
        Code.TO_PURGE: "purge records",
        Code.TO_RESUME: "resume records from a copy",
        Code.TO_OVERRIDE_POLICY: "use another model or calibration than the site's",
        Code.NOT_ALONE: "At this site nobody may make such a change alone.",
        Code.LET_COLLEAGUE_CONFIRM: "Propose the change, and ask a colleague to confirm it.",
        Code.CHANGE_WAITS: "The change is recorded as number {number} and waits.",
        Code.CHANGE_WAITS_FOR: (
            "It takes effect when a colleague has confirmed it: sigverify approvals."
        ),
    },
    "The register": {
        Code.NO_SUCH_ACCOUNT: "There is no account {account} in the register.",
        Code.NOT_AN_AMOUNT: "'{text}' is not an amount.",
        Code.SPECIMEN_REJECTED: "The image can't be a specimen: {finding}",
        Code.SPECIMEN_OF_ANOTHER: (
            "The same image is a specimen of {person}, who signs for this account too."
        ),
        Code.SPECIMEN_KNOWN: "This image is already a specimen of {person}.",
        Code.ACCOUNT_NUMBER_MISSING: "The account number is missing.",
        Code.NAME_MISSING: "The name is missing.",
        Code.HOLDER_MISSING: "The account holder is missing.",
        Code.CUSTOMER_NUMBER_MISSING: "The customer number is missing.",
    },
    "Files": {
        Code.FILE_PROBLEM: "{file}: {problem}",
        Code.NOT_AN_IMAGE: "this is not an image in PNG, JPEG, TIFF, BMP, WebP or PDF format.",
        Code.NO_SUCH_FILE: "no such file.",
        Code.NO_SUCH_FILE_OR_FOLDER: "no such file or folder.",
        Code.NO_IMAGE_IN_FOLDER: "there is no image in this folder.",
        Code.PASTED_IMAGE_GONE: (
            "The pasted image is gone. Without records it is kept only while the program is open."
        ),
        Code.PASTED_IMAGE_OF_FORMER_KEY: (
            "This image was pasted before the master key of the records was changed, and is no "
            "longer kept."
        ),
        Code.PASTE_AGAIN: "Paste it again.",
        Code.SETTINGS_UNUSABLE: "your settings can't be used ({fault}). The defaults apply.",
        Code.WORK_LIST_UNREADABLE: "the last work list can't be read ({fault}).",
    },
    "Labelled images for a calibration": {
        Code.FOLDER_EMPTY: "the folder is empty",
        Code.LABELS_CONTRADICT: "its names say both genuine and forged",
        Code.LABEL_UNKNOWN: "it is not labelled genuine or forged",
        Code.SIGNER_UNKNOWN: "its signer is not named",
        Code.IMAGE_UNDER_TWO_LABELS: "the same image is listed under two signers or two labels",
        Code.IMAGES: "{number} images",
        Code.TRAINING_ROWS: (
            "{number} rows of the split train: the network may have been fitted on them"
        ),
    },
    "A calibration": {
        Code.SHIPPED_CALIBRATION: "{model}, as shipped",
        Code.SMALL_AMOUNTS_CALIBRATION: "{model}, small amounts",
        Code.OUTCOME: "{genuine}; {skilled}.",
        Code.OUTCOME_WITH_OTHERS: "{genuine}; {skilled}; {others}.",
        Code.OUTCOME_UP_TO: "Cheques up to {amount}: {outcome}",
        Code.OUTCOME_LARGER: "Larger cheques: {outcome}",
        Code.GENUINE_OUTCOME: (
            "of {base} genuine cheques about {referred} would be referred and {flagged} flagged "
            "(both together 95 % interval {low}-{high})"
        ),
        Code.SKILLED_PASSING: (
            "of {base} skilled forgeries about {passing} would pass (95 % interval {low}-{high})"
        ),
        Code.SKILLED_UNKNOWN: "how many skilled forgeries would pass is unknown",
        Code.OTHERS_PASSING: (
            "of {base} other people's signatures about {passing} would pass "
            "(95 % interval {low}-{high})"
        ),
        Code.NO_SKILLED_FORGERIES: ("No skilled forgeries: how many would be accepted is unknown."),
        Code.FEW_WRITERS: "Fewer than {number} writers: the intervals are rough.",
        Code.FEW_ERRORS: (
            "Fewer than {number} errors seen: the error rates are rough (rule of 30)."
        ),
        Code.LIMIT_UNPROVEN: (
            "The data can't prove the limit that was asked for: the comparisons seen keep it, "
            "but others may well exceed it."
        ),
        Code.SCORES_GIVEN: (
            "Made from a table of scores: only its author can say that this model made them."
        ),
        Code.FORGERIES_UNUSED: (
            "Skilled forgeries of fewer than {number} signers are too few; they were not used."
        ),
        Code.SKILLED_LIMIT_BROKEN: (
            "On held-out signers, {rate} of the skilled forgeries were accepted, more than the "
            "limit of {limit}."
        ),
        Code.GENUINE_LIMIT_BROKEN: (
            "On held-out signers, {rate} of the genuine signatures were not accepted, more than "
            "the limit of {limit}."
        ),
        Code.FLAGGED_LIMIT_BROKEN: (
            "On held-out signers, {rate} of the genuine signatures were flagged, more than the "
            "limit of {limit}."
        ),
        Code.SEVERAL_LOOKS: (
            "The results of {number} policies on the held-out signers were seen before one was "
            "chosen, so its figures are optimistic."
        ),
        Code.ONE_NUMBER_OF_SPECIMENS: (
            "This calibration has one set of thresholds for any number of specimens, chosen with "
            "{number}."
        ),
        Code.FORGED_RATE_UNPROVABLE: (
            "These forged comparisons can't show a rate of at most {rate}, whatever the threshold."
        ),
        Code.GENUINE_RATE_UNPROVABLE: (
            "These genuine comparisons can't show a rate of at most {rate}, whatever the threshold."
        ),
        Code.FORGED_SIGNERS_TOO_FEW: (
            "Thresholds are chosen on forged comparisons of {number} signers; to prove a limit "
            "takes {needed}."
        ),
        Code.GENUINE_SIGNERS_TOO_FEW: (
            "Thresholds are chosen on genuine comparisons of {number} signers; to prove a limit "
            "takes {needed}."
        ),
        Code.NEEDS_SKILLED_FORGERIES: (
            "A limit on accepted skilled forgeries needs skilled forgeries."
        ),
        Code.NEEDS_FORGERIES: "This policy weighs forgeries, and there are none.",
        Code.POLICY_UNWORKABLE: (
            "To accept at most {limit} of the skilled forgeries, {rate} of the genuine signatures "
            "would not be accepted: nobody could work with that."
        ),
        Code.CALIBRATION_UNNAMED: "A calibration needs a name and a person responsible for it.",
    },
    "What to do": {
        Code.SAVE_AS_IMAGE: "Scan it again, or save it as PNG, JPEG or TIFF.",
        Code.CHECK_PATH: "Check the path.",
        Code.LOOK_UP_ACCOUNT: (
            "Look it up in the register (Ctrl+R), or with 'sigverify register list'."
        ),
        Code.WRITE_AMOUNT_SO: "Write it as 50000, 50,000 or 50,000.50, without a currency.",
        Code.ASK_ROLES: "Ask somebody who has one of these roles: {roles}.",
        Code.SAY_WHY: "Say why in the note.",
        Code.ASK_COLLEAGUE: "Ask a colleague who may confirm decisions.",
        Code.DECLINE_IT: "Decline it; somebody with the right role asks for it again.",
        Code.SCAN_OR_BOX: "Scan the signature again, or give its box.",
        Code.FIND_OUT_WHOSE: "Find out whose signature it is; two people can't share one.",
        Code.GIVE_NEW_OR_EXPIRE: "Give a new one, or let the old one expire.",
        Code.GIVE_ONE: "Give one.",
        Code.FILL_IN_BOTH: "Fill in both.",
        Code.LAY_OUT_FOLDERS: (
            "Put each signer's images into SIGNER/genuine and SIGNER/forged, or list them in a "
            "table path,writer,label."
        ),
        Code.ADD_COMPARISONS: "Add writers and comparisons, or allow a higher rate.",
        Code.TAKE_WORKABLE_LIMIT: (
            "The strictest limit that works with these signatures is {limit}; more signers, or "
            "more specimens of each, allow a stricter one."
        ),
        Code.ADD_SIGNERS: "Add signers; thirty or more give useful intervals.",
        Code.ADD_SIGNERS_OR_GRANT: (
            "Add signers (a third of them is held out), or allow the unproven limit, with a "
            "warning."
        ),
        Code.ADD_SKILLED_OR_OTHER_POLICY: (
            "Add some, or choose a policy on genuine signatures alone."
        ),
        Code.ADD_SKILLED_OR_COMPARE: (
            "Add skilled forgeries, or compare with other writers' signatures."
        ),
        Code.TAKE_SHIPPED_CALIBRATION: (
            "Use the calibration that came with the model, or calibrate again."
        ),
        Code.REPORT_BUG: "This is a bug. Please report it with the entry {number} of {file}.",
        Code.REPORT_BUG_UNLOGGED: (
            "This is a bug, and its details could not be kept in {file}. Please report it."
        ),
    },
    "Anything else": {
        Code.TEXT: "{text}",
    },
}
"""The templates by subject: whole sentences, and phrases that begin with a small letter."""

TEMPLATES: Final = {code: text for part in SECTIONS.values() for code, text in part.items()}
