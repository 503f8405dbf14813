"""The verdict in one or two sentences: what agrees, what does not, what to do next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from sigverify.gui.i18n.wording import statement
from sigverify.reasons import Reason, ReasonCode
from sigverify.scoring.consistency import count_against
from sigverify.terms import Decision
from sigverify.verification.agreement import singles_out
from sigverify.verification.results import Verification


def verdict_sentence(judged: Verification) -> str:
    """What agrees, what does not, and what to do next.

    Of a signature that is not accepted it says which parts differ, if others agree.
    """
    if any(reason.code is ReasonCode.LIES_SIDEWAYS for reason in judged.reasons):
        # The agreement means nothing until the signature is turned.
        return QCoreApplication.translate(
            "Verdict", "It is sideways. Turn it (key R), then compare it."
        )
    said = [_agreeing(judged)]
    parts = _differing(judged)
    if parts is not None:
        said.append(statement(parts))
    return " ".join(filter(None, (*said, _next(judged, somewhere=parts is not None))))


def _differing(judged: Verification) -> Reason | None:
    """Which parts differ where others agree; None for an accepted signature."""
    parts = None if judged.decision is Decision.ACCEPT else judged.parts
    return parts if parts is not None and singles_out(parts) else None


def _agreeing(judged: Verification) -> str:
    translate = QCoreApplication.translate
    alone = [one.similarity for one in judged.references if one.similarity is not None]
    if not alone or judged.similarity is None:
        return ""
    if judged.is_copy:
        return translate(
            "Verdict", "Its lines coincide with a specimen's, as those of a new signature never do."
        )
    clear = sum(similarity >= judged.thresholds.accept_at for similarity in alone)
    against = count_against(alone, thresholds=judged.thresholds)
    # What does not speak against a signature agrees with it only if it is accepted as a whole.
    accepted = judged.similarity >= judged.thresholds.accept_at
    agree = len(alone) - against if accepted else clear
    unclear = not accepted and agree in (0, len(alone)) and against < len(alone)
    if judged.decision is Decision.REFER and unclear:
        return translate(
            "Verdict", "It is neither clearly like the specimens nor clearly unlike them."
        )
    if len(alone) == 1:
        return (
            translate("Verdict", "It agrees with the specimen.")
            if accepted
            else translate("Verdict", "It does not agree with the specimen.")
        )
    if agree == len(alone):
        told = translate("Verdict", "It agrees with all {all} specimens.")
    elif agree == 0:
        told = translate("Verdict", "It agrees with none of the {all} specimens.")
    else:
        told = translate("Verdict", "It agrees with {agree} of {all} specimens.")
    return told.format(agree=agree, all=len(alone))


def _next(judged: Verification, *, somewhere: bool) -> str:
    translate = QCoreApplication.translate
    codes = {reason.code for reason in judged.reasons}
    if judged.decision is Decision.NO_DECISION:
        return translate("Verdict", "It can't be compared. The reason below says what helps.")
    if judged.is_copy:
        return translate("Verdict", "Do not pay before the customer has confirmed it.")
    if judged.decision is Decision.FLAG:
        return translate(
            "Verdict", "Compare it, and do not pay before the customer has confirmed it."
        )
    if judged.decision is Decision.ACCEPT:
        if ReasonCode.BARELY_ACCEPTED in codes:
            return translate("Verdict", "It is barely above the threshold: compare it yourself.")
        return translate("Verdict", "Check payee, amount and date.")
    if ReasonCode.CHECK_BOX in codes:
        return translate("Verdict", "Check the box around the signature first.")
    if ReasonCode.CHECK_INK in codes:
        return translate("Verdict", "Print runs into it: compare it yourself.")
    if ReasonCode.SPECIMEN_UNLIKE_OTHERS in codes:
        return translate("Verdict", "Check whose the specimens are, then compare it.")
    if somewhere:
        return translate("Verdict", "Compare it there, or call the customer.")
    return translate("Verdict", "Compare it, or call the customer.")
