"""The verdict in one or two sentences: what agrees, what does not, what to do next."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication

from sigverify.reasons import ReasonCode
from sigverify.scoring.consistency import count_against
from sigverify.terms import Decision
from sigverify.verification.explanation import Explanation, PartMap
from sigverify.verification.results import Verification

# A place is named only if so much of the signature differs, and so much of that lies there.
_LEAST_UNLIKE: Final = 0.12
_LEAST_SHARE: Final = 0.5


class Part(Enum):
    """A third of a signature, from its beginning to its end in the direction of the writing."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2


def differing_part(explanation: Explanation | None) -> Part | None:
    """The third of the questioned signature that differs; None if none stands out."""
    if explanation is None or explanation.questioned.unlike < _LEAST_UNLIKE:
        return None
    shares = _shares(explanation.questioned)
    place = int(np.argmax(shares))
    return Part(place) if shares[place] >= _LEAST_SHARE else None


def _shares(parts: PartMap) -> list[float]:
    """How much of what differs lies in each third of the ink."""
    weights, unlike = parts.weights, parts.weights * (parts.costs > 1)
    inked = np.flatnonzero(weights.sum(axis=0) > 0)
    total = float(unlike.sum())
    if inked.size == 0 or total <= 0:
        return [0.0, 0.0, 0.0]
    edges = np.linspace(inked[0], inked[-1] + 1, len(Part) + 1).round().astype(int)
    return [float(unlike[:, start:end].sum()) / total for start, end in pairwise(edges)]


def verdict_sentence(judged: Verification, *, part: Part | None) -> str:
    """What agrees, what does not, and what to do next.

    Args:
        judged: the program's result.
        part: the third that differs; None if none stands out or it is not known yet.
    """
    if any(reason.code is ReasonCode.LIES_SIDEWAYS for reason in judged.reasons):
        # How it agrees while it lies so says nothing.
        return QCoreApplication.translate(
            "Verdict", "It lies sideways. Turn it (key R), then compare it."
        )
    said = [_agreeing(judged)]
    if judged.decision is not Decision.ACCEPT and part is not None:
        said.append(_differs(part))
    return " ".join(filter(None, (*said, _next(judged, part=part))))


def _agreeing(judged: Verification) -> str:
    translate = QCoreApplication.translate
    alone = [one.similarity for one in judged.references if one.similarity is not None]
    if not alone or judged.similarity is None:
        return ""
    if judged.is_copy:
        return translate("Verdict", "It lies on a specimen line by line, as no new signature does.")
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


def _differs(part: Part) -> str:
    translate = QCoreApplication.translate
    words = {
        Part.LEFT: translate("Verdict", "The left part differs."),
        Part.MIDDLE: translate("Verdict", "The middle differs."),
        Part.RIGHT: translate("Verdict", "The right part differs."),
    }
    return words[part]


def _next(judged: Verification, *, part: Part | None) -> str:
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
        return translate("Verdict", "Print runs into it: compare it by eye.")
    if ReasonCode.SPECIMEN_UNLIKE_OTHERS in codes:
        return translate("Verdict", "Check whose the specimens are, then compare it.")
    if part is not None:
        return translate("Verdict", "Compare it there, or call the customer.")
    return translate("Verdict", "Compare it, or call the customer.")
