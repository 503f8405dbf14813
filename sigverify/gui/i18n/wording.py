"""Words of the deeper layers in the clerk's language.

The layers below the window speak English and know no Qt. What they say is known here by its
pattern; a sentence that is not known stays English rather than being lost.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from sigverify.gui.models.case import Verdict
from sigverify.terms import Decision

_CONTEXT: Final = "Core"

_SENTENCES: Final[tuple[Any, ...]] = (
    QT_TRANSLATE_NOOP("Core", "Signature of {0}: {1}"),
    QT_TRANSLATE_NOOP("Core", "Signature {0}: {1}"),
    QT_TRANSLATE_NOOP("Core", "Enough entitled signatories have signed"),
    QT_TRANSLATE_NOOP("Core", "A signature fits none of the account's signatories"),
    QT_TRANSLATE_NOOP(
        "Core", "A signature fits none of the account's signatories; it is most like that of {0}"
    ),
    QT_TRANSLATE_NOOP("Core", "It is not clear who signed"),
    QT_TRANSLATE_NOOP("Core", "It is not clear who signed: it may as well be that of {0}"),
    QT_TRANSLATE_NOOP("Core", "The mandate holds only if a person confirms a signature"),
    QT_TRANSLATE_NOOP("Core", "The mandate does not hold"),
    QT_TRANSLATE_NOOP(
        "Core", "The mandate holds, but a further signature fits none of the signatories"
    ),
    QT_TRANSLATE_NOOP("Core", "No signature can be compared with a specimen"),
    QT_TRANSLATE_NOOP("Core", "{0} signed more than once and counts once"),
    QT_TRANSLATE_NOOP("Core", "{0} has no specimen that can be used on {1}"),
    QT_TRANSLATE_NOOP("Core", "The account has no mandate that is in force on {0}"),
    QT_TRANSLATE_NOOP("Core", "The amount is not known, so the mandate can't be judged"),
    QT_TRANSLATE_NOOP("Core", "No rule of the mandate covers {0} on {1}"),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" holds: {1} and {2} signed'),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" holds: {1} signed'),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" holds only if {1} and {2} did sign'),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" holds only if {1} did sign'),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" does not hold: {1} and {2} signed'),
    QT_TRANSLATE_NOOP("Core", 'The mandate\'s rule "{0}" does not hold: {1} signed'),
    QT_TRANSLATE_NOOP("Core", "There is no account {0} in the register."),
    QT_TRANSLATE_NOOP(
        "Core", "Look it up in the register (Ctrl+R), or with 'sigverify register list'."
    ),
    QT_TRANSLATE_NOOP("Core", "{0} is no amount."),
    QT_TRANSLATE_NOOP("Core", "Write it as 50000, 50,000 or 50,000.50, without a currency."),
    QT_TRANSLATE_NOOP("Core", "nobody"),
    QT_TRANSLATE_NOOP("Core", "the program suspects a forgery"),
    QT_TRANSLATE_NOOP("Core", "the amount is not known"),
    QT_TRANSLATE_NOOP("Core", "the amount is {0} or more"),
    QT_TRANSLATE_NOOP("Core", "{0} is a clerk and may not confirm the decisions of others."),
    QT_TRANSLATE_NOOP("Core", "Ask a supervisor or a risk officer."),
    QT_TRANSLATE_NOOP("Core", "There is no reason for declining."),
    QT_TRANSLATE_NOOP("Core", "Say why in the note."),
    QT_TRANSLATE_NOOP("Core", "Decision {0} is your own, and nobody confirms their own."),
    QT_TRANSLATE_NOOP("Core", "Ask a colleague who may confirm decisions."),
    QT_TRANSLATE_NOOP("Core", "as alike as signatures of one writer"),
    QT_TRANSLATE_NOOP("Core", "a person should look at it"),
    QT_TRANSLATE_NOOP("Core", "suspected forgery"),
    QT_TRANSLATE_NOOP("Core", "the images do not allow a comparison"),
    QT_TRANSLATE_NOOP("Core", "too alike to be signed anew: a copy of a specimen"),
    QT_TRANSLATE_NOOP("Core", "Copy of a specimen"),
    QT_TRANSLATE_NOOP("Core", "Less alike than genuine signatures usually are"),
    QT_TRANSLATE_NOOP("Core", "Neither clearly alike nor clearly different"),
    QT_TRANSLATE_NOOP("Core", "No specimen can be used"),
    QT_TRANSLATE_NOOP("Core", "Check the box"),
    QT_TRANSLATE_NOOP("Core", "Check the box: {0}."),
    QT_TRANSLATE_NOOP("Core", "{0}: Check the box: {1}."),
    QT_TRANSLATE_NOOP("Core", "Check the ink"),
    QT_TRANSLATE_NOOP("Core", "Check the ink: {0}."),
    QT_TRANSLATE_NOOP("Core", "{0}: Check the ink: {1}."),
    QT_TRANSLATE_NOOP(
        "Core",
        "print runs into the signature, or the scan is too poor to tell the two apart; compare "
        "the signatures by eye",
    ),
    QT_TRANSLATE_NOOP("Core", "Only a part agrees"),
    QT_TRANSLATE_NOOP("Core", "Much of specimen {0} is missing on it"),
    QT_TRANSLATE_NOOP("Core", "Much of it is not on specimen {0}"),
    QT_TRANSLATE_NOOP("Core", "it is not sure that this is the signature"),
    QT_TRANSLATE_NOOP("Core", "several places look like signatures"),
    QT_TRANSLATE_NOOP("Core", "the signature may be cut off at the edge of the picture"),
    QT_TRANSLATE_NOOP(
        "Core",
        "No signature was found on the cheque. If it is signed, give the signature's box.",
    ),
    QT_TRANSLATE_NOOP(
        "Core", "{0}: this is no picture in PNG, JPEG, TIFF, BMP, WebP or PDF format."
    ),
    QT_TRANSLATE_NOOP("Core", "{0}: no such file."),
    QT_TRANSLATE_NOOP("Core", "Scan it again, or save it as PNG, JPEG or TIFF."),
    QT_TRANSLATE_NOOP("Core", "Check the path."),
    QT_TRANSLATE_NOOP("Core", "It is the same picture as specimen {0}"),
    QT_TRANSLATE_NOOP("Core", "Its lines lie on those of specimen {0} as no two signatures do"),
    QT_TRANSLATE_NOOP("Core", "Specimen {0} was given twice and counts once"),
    QT_TRANSLATE_NOOP("Core", "Specimen {0} is a copy of specimen {1}"),
    QT_TRANSLATE_NOOP("Core", "Specimen {0} can't be used: {1}"),
    QT_TRANSLATE_NOOP("Core", "Questioned signature {0} can't be used: {1}"),
    QT_TRANSLATE_NOOP(
        "Core", "The picture is mostly black. Scan it again with less contrast, lid closed."
    ),
    QT_TRANSLATE_NOOP(
        "Core", "There is no ink in the picture. Check that the right area was cut out."
    ),
    QT_TRANSLATE_NOOP(
        "Core", "The signature is only {0} pixels long. Scan it again at 200 dpi or more."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "There is too little ink for a signature. Check that the right area was cut out.",
    ),
    QT_TRANSLATE_NOOP(
        "Core", "This is a filled area, not a signature. Check that the right area was cut out."
    ),
    QT_TRANSLATE_NOOP(
        "Core", "This is a single line, not a signature. Check that the right area was cut out."
    ),
    QT_TRANSLATE_NOOP(
        "Core", "These are ruled lines or bars, not a signature. Cut out the signature alone."
    ),
    QT_TRANSLATE_NOOP("Core", "This looks like a page of text. Cut out the signature alone."),
    QT_TRANSLATE_NOOP(
        "Core", "The signature runs over the edge of the picture. Cut out a larger area."
    ),
    QT_TRANSLATE_NOOP(
        "Core", "Only page 1 of {0} was looked at. Give each page as a file of its own."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The ink hardly stands out from the paper. Scan it again with more contrast.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Of {0} genuine cheques about {1} would be referred and {2} flagged "
        "(both together 95 % interval {3}); {4}; {5}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Of {0} genuine cheques about {1} would be referred and {2} flagged "
        "(both together 95 % interval {3}); {4}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "of {0} genuine cheques about {1} would be referred and {2} flagged "
        "(both together 95 % interval {3}); {4}; {5}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "of {0} genuine cheques about {1} would be referred and {2} flagged "
        "(both together 95 % interval {3}); {4}.",
    ),
    QT_TRANSLATE_NOOP("Core", "of {0} skilled forgeries about {1} would pass (95 % interval {2})"),
    QT_TRANSLATE_NOOP(
        "Core",
        "of {0} other people's signatures about {1} would pass (95 % interval {2})",
    ),
    QT_TRANSLATE_NOOP("Core", "how many skilled forgeries would pass is unknown"),
    QT_TRANSLATE_NOOP("Core", "Cheques up to {0}: {1} Larger cheques: {2}"),
    QT_TRANSLATE_NOOP("Core", "No skilled forgeries: how many would be accepted is unknown."),
    QT_TRANSLATE_NOOP("Core", "Fewer than {0} writers: the intervals are rough."),
    QT_TRANSLATE_NOOP(
        "Core", "Fewer than {0} errors seen: the error rates are rough (rule of 30)."
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "The data can't prove the limit that was asked for: it was kept on the comparisons seen, "
        "and may well be broken.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Made from scores that were given ready: that they are this model's is the giver's word.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Skilled forgeries of fewer than {0} signers are too few to be used, and were not.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "On signers held out {0} of the skilled forgeries was accepted, more than the limit "
        "of {1}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "On signers held out {0} of the genuine signatures was not accepted, more than the limit "
        "of {1}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "On signers held out {0} of the genuine signatures was flagged, more than the limit of "
        "{1}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "These forged comparisons can't show a rate of at most {0}, whatever the threshold.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "These genuine comparisons can't show a rate of at most {0}, whatever the threshold.",
    ),
    QT_TRANSLATE_NOOP("Core", "Add writers and comparisons, or allow a higher rate."),
    QT_TRANSLATE_NOOP("Core", "Add signers; thirty and more give intervals that are of use."),
    QT_TRANSLATE_NOOP("Core", "{0}: there is no picture in this folder."),
    QT_TRANSLATE_NOOP(
        "Core",
        "Put each signer's pictures into SIGNER/genuine and SIGNER/forged, or list them in a table "
        "path,writer,label.",
    ),
    QT_TRANSLATE_NOOP("Core", "{0}: there is no such file or folder."),
    QT_TRANSLATE_NOOP("Core", "Check it."),
    QT_TRANSLATE_NOOP("Core", "A calibration needs a name, and somebody who answers for it."),
    QT_TRANSLATE_NOOP("Core", "Fill in both."),
    QT_TRANSLATE_NOOP("Core", "the same picture stands under two signers or two labels"),
    QT_TRANSLATE_NOOP("Core", "The picture can't be a specimen: {0}"),
    QT_TRANSLATE_NOOP("Core", "Scan the signature again, or give its box."),
    QT_TRANSLATE_NOOP(
        "Core", "The same picture is a specimen of {0}, who signs for this account too."
    ),
    QT_TRANSLATE_NOOP("Core", "Find out whose signature it is; two people can't share one."),
    QT_TRANSLATE_NOOP("Core", "This very picture is a specimen of {0} already."),
    QT_TRANSLATE_NOOP("Core", "Give a new one, or let the old one expire."),
    QT_TRANSLATE_NOOP("Core", "The account number is missing."),
    QT_TRANSLATE_NOOP("Core", "The name is missing."),
    QT_TRANSLATE_NOOP("Core", "Give one."),
    QT_TRANSLATE_NOOP("Core", "no. {0}"),
    QT_TRANSLATE_NOOP("Core", "{0}, as shipped"),
    QT_TRANSLATE_NOOP("Core", "this is no picture in PNG, JPEG, TIFF, BMP, WebP or PDF format."),
    QT_TRANSLATE_NOOP(
        "Core",
        "There are forged comparisons of {0} signers to choose on; to prove a limit takes {1}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "There are genuine comparisons of {0} signers to choose on; to prove a limit takes {1}.",
    ),
    QT_TRANSLATE_NOOP(
        "Core",
        "Add signers, of whom a third is held back, or grant the limit unproven, with a warning.",
    ),
    QT_TRANSLATE_NOOP("Core", "A limit on accepted skilled forgeries needs skilled forgeries."),
    QT_TRANSLATE_NOOP("Core", "Add some, or choose a policy on genuine signatures alone."),
    QT_TRANSLATE_NOOP("Core", "This policy weighs forgeries, and there are none."),
    QT_TRANSLATE_NOOP("Core", "Add skilled forgeries, or compare with other writers' signatures."),
    QT_TRANSLATE_NOOP("Core", "{0}: your settings can't be used ({1}). The defaults hold."),
    QT_TRANSLATE_NOOP("Core", "{0}: the last work-list can't be read ({1})."),
    QT_TRANSLATE_NOOP("Core", "This is a bug. Please report it with the last entry of {0}."),
    QT_TRANSLATE_NOOP(
        "Core", "This is a bug, and its details could not be kept in {0}. Please report it."
    ),
    QT_TRANSLATE_NOOP("Core", "Take the calibration that came with the model, or calibrate again."),
)
_DECISIONS: Final[dict[Decision, Any]] = {
    Decision.ACCEPT: QT_TRANSLATE_NOOP("Core", "Accept"),
    Decision.REFER: QT_TRANSLATE_NOOP("Core", "Refer"),
    Decision.FLAG: QT_TRANSLATE_NOOP("Core", "Flag"),
    Decision.NO_DECISION: QT_TRANSLATE_NOOP("Core", "No decision"),
}
_VERDICTS: Final[dict[Verdict, Any]] = {
    Verdict.PAY: QT_TRANSLATE_NOOP("Core", "Pay"),
    Verdict.RETURN: QT_TRANSLATE_NOOP("Core", "Return"),
    Verdict.REFER: QT_TRANSLATE_NOOP("Core", "Refer"),
}
_REASONS: Final[tuple[Any, ...]] = (
    QT_TRANSLATE_NOOP("Core", "Agrees with the specimens"),
    QT_TRANSLATE_NOOP("Core", "Customer confirmed"),
    QT_TRANSLATE_NOOP("Core", "Differs from the specimens"),
    QT_TRANSLATE_NOOP("Core", "Signature missing"),
    QT_TRANSLATE_NOOP("Core", "Second signature missing"),
    QT_TRANSLATE_NOOP("Core", "Copy of a specimen suspected"),
    QT_TRANSLATE_NOOP("Core", "Picture unusable, paper wanted"),
    QT_TRANSLATE_NOOP("Core", "Specimens out of date"),
)
VERDICT_ICONS: Final = {Verdict.PAY: "pay", Verdict.RETURN: "return", Verdict.REFER: "send"}


def _pattern(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d\}", sentence)
    return re.compile("(.+?)".join(map(re.escape, parts)), re.DOTALL)


_NUMBERED: Final = re.compile(r"no\. \d+")
_PATTERNS: Final = tuple((_pattern(sentence), sentence) for sentence in _SENTENCES)


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def sentence(text: str) -> str:
    """What a deeper layer says, in the clerk's language as far as it is known."""
    for pattern, source in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            parts = [sentence(part) for part in found.groups()]
            return _translated(source).format(*parts)
    # Within another sentence the same words begin with a small letter.
    capital = text[:1].upper() + text[1:]
    return text if capital == text or sentence(capital) == capital else sentence(capital)


def decision_word(decision: Decision) -> str:
    """The name of the program's decision."""
    return _translated(_DECISIONS[decision])


def verdict_word(verdict: Verdict) -> str:
    """The name of the clerk's decision."""
    return _translated(_VERDICTS[verdict])


def specimen_name(path: Path) -> str:
    """The name of a specimen: its file, or its number in the register."""
    return sentence(path.name) if _NUMBERED.fullmatch(path.name) else path.name


def reason_text(reason: str) -> str:
    """A reason code with its text; the texts that ship are translated."""
    code, _, words = reason.partition(" ")
    return f"{code} {_translated(words)}" if words in _REASONS else reason
