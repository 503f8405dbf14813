"""Words of the deeper layers in the clerk's language.

The layers below the window know no Qt. They give reasons as data, whose English templates are the
texts of the catalogues; `packaging/reason_codes.py` hands them and the words of the decisions to
Qt's tools.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from sigverify.gui.models.cases.case import Verdict
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examiner import Examiner
from sigverify.reasons import Reason
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.templates import SPECIMEN_NUMBER
from sigverify.terms import Decision
from sigverify.wording import rendered

_CONTEXT: Final = "Core"
_ENDS: Final = (".", "?", "\u0964")

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


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)


def phrase(said: Reason | str) -> str:
    """What a reason says in the clerk's language, to stand within a sentence; a text as it is."""
    return rendered(said, translated=_translated)


def sentence(said: Reason | str) -> str:
    """`phrase` as a sentence of its own, which begins with a capital letter."""
    return rendered(said, translated=_translated, capital=True)


def statement(said: Reason | str) -> str:
    """`sentence` with a full stop, to stand before other sentences or in a list of some."""
    text = sentence(said)
    if text.endswith(_ENDS):
        return text
    return QCoreApplication.translate("Wording", "{sentence}.").format(sentence=text)


def decision_word(decision: Decision) -> str:
    """The name of the program's decision."""
    return _translated(DECISION_STYLES[decision].word)


def verdict_word(verdict: Verdict) -> str:
    """The name of the clerk's decision."""
    return _translated(_VERDICTS[verdict])


def specimen_name(name: str | int) -> str:
    """The name of a specimen: its file, or its number in the register."""
    return name if isinstance(name, str) else _translated(SPECIMEN_NUMBER).format(number=name)


def reason_text(reason: str) -> str:
    """A reason code with its text; the texts that ship are translated."""
    code, _, words = reason.partition(" ")
    return f"{code} {_translated(words)}" if words in _REASONS else reason


def judge_words(examiner: Examiner | None, error: ErrorMessage | None) -> str:
    """By which model and calibration cases are examined, or why none is."""
    translate = QCoreApplication.translate
    if error is not None and error.of_records:
        return translate("MainWindow", "The records can't be opened: nothing is examined")
    if error is not None:
        return translate("MainWindow", "No model or no calibration")
    if examiner is None:
        return translate("MainWindow", "Loading the model…")
    model = examiner.verifier.model
    return f"{model.name} {model.version} · {sentence(examiner.verifier.calibration.title)}"
