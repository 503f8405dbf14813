"""Words for who said a cheque's account, number or amount."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from sigverify.gui.i18n.wording import phrase, sentence
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.cases.particulars import (
    Particular,
    Said,
    Source,
    disagreements,
    overruled,
    told,
)


def source_word(source: Source) -> str:
    """The name of a source."""
    translate = QCoreApplication.translate
    return {
        Source.CLERK: translate("Sources", "typed by the clerk"),
        Source.MICR: translate("Sources", "from the MICR line"),
        Source.INDEX: translate("Sources", "from the index file"),
        Source.NAME: translate("Sources", "from the image's name"),
    }[source]


def source_of(said: Iterable[Said], what: Particular) -> str:
    """The source of the value that counts; empty if there is none."""
    first = told(said, what)
    return "" if first is None or not first.value else source_word(first.source)


def particulars_note(case: Case) -> str:
    """What each source says of a cheque, apart from the clerk, one source a line."""
    translate = QCoreApplication.translate
    heads = {
        Source.MICR: translate("Sources", "MICR line: {told}"),
        Source.INDEX: translate("Sources", "Index file: {told}"),
        Source.NAME: translate("Sources", "Image's name: {told}"),
    }
    words = {
        Particular.CHEQUE: translate("Sources", "cheque {value}"),
        Particular.ACCOUNT: translate("Sources", "account {value}"),
        Particular.AMOUNT: translate("Sources", "amount {value}"),
    }
    lines = []
    for source, head in heads.items():
        here = {one.what: one.value for one in case.said if one.source is source}
        parts = [text.format(value=here[what]) for what, text in words.items() if what in here]
        if parts:
            lines.append(head.format(told=", ".join(parts)))
    return "\n".join(lines)


def disagreement_note(case: Case) -> str:
    """What the sources say differently, in sentences; empty if they agree."""
    typed = QCoreApplication.translate("Sources", "You typed something else: {other}.")
    return " ".join(
        [
            *(sentence(reason) for reason in disagreements(case.said)),
            *(typed.format(other=phrase(reason)) for reason in overruled(case.said)),
        ]
    )
