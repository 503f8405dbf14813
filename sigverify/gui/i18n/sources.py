"""Words for who said a cheque's account, number or amount."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.case import Case
from sigverify.gui.models.particulars import Particular, Said, Source, disagreements, told


def source_word(source: Source) -> str:
    """Who said something."""
    translate = QCoreApplication.translate
    return {
        Source.CLERK: translate("Sources", "typed by the clerk"),
        Source.MICR: translate("Sources", "from the MICR line"),
        Source.INDEX: translate("Sources", "from the index file"),
        Source.NAME: translate("Sources", "from the image's name"),
    }[source]


def source_of(said: Iterable[Said], what: Particular) -> str:
    """Who said the particular that counts; empty if nobody has said it."""
    first = told(said, what)
    return "" if first is None or not first.value else source_word(first.source)


def particulars_note(case: Case) -> str:
    """What is known of a cheque apart from its account and amount, and where all that is from."""
    translate = QCoreApplication.translate
    number = told(case.said, Particular.CHEQUE)
    lines = []
    if number is not None:
        text = translate("Sources", "Cheque {number} {source}")
        lines.append(text.format(number=number.value, source=source_word(number.source)))
    account = told(case.said, Particular.ACCOUNT)
    if account is not None and account.source is not Source.CLERK:
        text = translate("Sources", "Account {number} {source}")
        lines.append(text.format(number=account.value, source=source_word(account.source)))
    amount = told(case.said, Particular.AMOUNT)
    if amount is not None and amount.source is not Source.CLERK and case.amount is not None:
        text = translate("Sources", "Amount {source}")
        lines.append(text.format(source=source_word(amount.source)))
    return " · ".join(lines)


def disagreement_note(case: Case) -> str:
    """What the sources say differently, in sentences; empty if they agree."""
    return " ".join(sentence(reason) for reason in disagreements(case.said))
