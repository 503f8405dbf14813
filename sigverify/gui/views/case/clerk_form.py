"""The form for the clerk's decision: pay, return or refer, with a reason and a note."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.wording import VERDICT_ICONS, phrase, reason_text, verdict_word
from sigverify.gui.models.cases.case import Case, Verdict, Withdrawn
from sigverify.gui.models.cases.clerk_rules import reason_needed, reasons_for
from sigverify.gui.theme import current, icon, pixmap
from sigverify.gui.widgets.fields import FieldKeys
from sigverify.gui.widgets.parts import Card, label, restyle, scrolled
from sigverify.settings import Settings

_SIGN: Final = 20


class ClerkForm(Card):
    """Asks for a decision, or shows the one that was made.

    Signals:
        recorded: verdict, reason and note.
        reopen_wanted: the clerk wants to withdraw the decision.
        incomplete: what is missing, in words.
        left: the clerk has left the fields.
    """

    recorded = Signal(object, str, str)
    reopen_wanted = Signal()
    incomplete = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a case."""
        super().__init__("", parent)
        self.heading.setText(self.tr("Your decision"))
        self.setAccessibleName(self.tr("Your decision"))
        self._case = Case()
        self._settings = Settings()
        self._hold = ""
        self._buttons = QButtonGroup(self)
        self._buttons.setExclusive(True)
        row = QHBoxLayout()
        row.setSpacing(6)
        for number, verdict in enumerate(Verdict):
            button = QPushButton(verdict_word(verdict))
            button.setCheckable(True)
            button.setProperty("verdict", True)
            button.setIconSize(QSize(18, 18))
            button.setToolTip(self.tr("Key {key}").format(key=number + 1))
            self._buttons.addButton(button, number)
            row.addWidget(button, 1)
        self._buttons.idClicked.connect(lambda _number: self._chosen())
        self.reason = QComboBox()
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.reason.currentIndexChanged.connect(lambda _index: self._judge())
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setMaxLength(500)
        # A file dropped here is meant for the window, not for the note.
        self.note.setAcceptDrops(False)
        FieldKeys(self.reason, self.note, parent=self).left.connect(self.left)
        self._hint = label(role="warning", wrap=True)
        self.record_button = QPushButton(self.tr("Record"))
        self.record_button.setProperty("primary", True)
        self.record_button.clicked.connect(lambda: self.record())
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 1)
        foot.addWidget(self.record_button)
        asking = QWidget()
        column = QVBoxLayout(asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.reason)
        column.addWidget(self.note)
        column.addLayout(foot)
        self._made_sign = label()
        self.made_word = label(role="decided", wrap=True)
        self.made = label(wrap=True)
        self.made_by = label(role="quiet", wrap=True)
        self._again = again = QPushButton(self.tr("Reopen…"))
        again.clicked.connect(lambda: self.reopen_wanted.emit())
        texts, shown = QWidget(), QWidget()
        said = QVBoxLayout(texts)
        said.setContentsMargins(0, 0, 4, 0)
        said.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._made_sign)
        head.addWidget(self.made_word, 1)
        said.addLayout(head)
        said.addWidget(self.made)
        said.addWidget(self.made_by)
        said.addStretch(1)
        # A long note is scrolled.
        scroll = scrolled(texts)
        answer = QVBoxLayout(shown)
        answer.setContentsMargins(0, 0, 0, 0)
        answer.setSpacing(4)
        answer.addWidget(scroll, 1)
        answer.addWidget(again)
        self._pages = QStackedWidget()
        self._pages.addWidget(asking)
        self._pages.addWidget(shown)
        self.body.addWidget(self._pages)
        self.refresh_icons()
        self.set_settings(self._settings)

    def refresh_icons(self) -> None:
        """Redraw the icons in the colours of the theme."""
        self._again.setIcon(icon("undo"))
        self._show_sign()
        for number, verdict in enumerate(Verdict):
            self._buttons.button(number).setIcon(icon(VERDICT_ICONS[verdict]))

    def set_settings(self, settings: Settings) -> None:
        """Apply other settings."""
        self._settings = settings
        self._offer_reasons()

    def show_case(self, case: Case, *, hold: str) -> None:
        """Show a case's decision or ask for one; entries stay while the case is the same.

        Args:
            case: the case.
            hold: why nothing can be recorded yet, in words; empty if it can.
        """
        fresh = case.id != self._case.id or (case.clerk is None) != (self._case.clerk is None)
        self._case, self._hold = case, hold
        if fresh:
            self._reset(case.withdrawn)
        made = case.clerk
        self._pages.setCurrentIndex(0 if made is None else 1)
        if made is not None:
            self._show_sign()
            self.made_word.setText(verdict_word(made.verdict))
            parts = [reason_text(made.reason), made.note]
            self.made.setText(" · ".join(filter(None, parts)))
            self.made.setVisible(any(parts))
            self._again.setEnabled(not hold)
            when = made.decided_at.replace("T", " ")[:16]
            second = ""
            if made.waits is not None:
                why = phrase(made.waits)
                second = self.tr("Pending approval by a second person: {why}.").format(why=why)
            elif made.confirmed_by:
                second = self.tr("Approved by {person}").format(person=made.confirmed_by)
            # What does not count yet must not look as if it did.
            restyle(self.made_by, "role", "quiet" if made.waits is None else "warning")
            self.made_by.setText(" · ".join(filter(None, (made.clerk, when, second))))
        self._judge()

    @property
    def verdict(self) -> Verdict | None:
        """The chosen decision; None before one is chosen."""
        number = self._buttons.checkedId()
        return None if number < 0 else list(Verdict)[number]

    def choose(self, verdict: Verdict) -> None:
        """Choose a decision, as its button does."""
        if self._case.clerk is None and not self._case.empty:
            self._buttons.button(list(Verdict).index(verdict)).setChecked(True)
            self._chosen()

    def record(self) -> None:
        """Emit the decision, or the parts that are missing."""
        missing = self._missing()
        if missing:
            self.incomplete.emit(missing)
            if self.verdict is not None and not self._hold:
                self.reason.setFocus()
        elif self.verdict is not None:
            self.recorded.emit(self.verdict, self.reason.currentData(), self.note.text())

    def _show_sign(self) -> None:
        made = self._case.clerk
        if made is not None:
            name, ratio = VERDICT_ICONS[made.verdict], self.devicePixelRatioF()
            self._made_sign.setPixmap(pixmap(name, size=_SIGN, colour=current().text, ratio=ratio))

    def _missing(self) -> str:
        """What is missing for a decision, in words; empty if nothing."""
        if self._case.questioned is None:
            return self.tr("There is no cheque to decide on.")
        if self._hold:
            return self._hold
        if self.verdict is None:
            return self.tr("Choose pay, return or refer.")
        needed = reason_needed(self._case, self.verdict, self._settings)
        if needed and not self.reason.currentData():
            return (
                self.tr("A return requires a reason.")
                if self.verdict is Verdict.RETURN
                else self.tr("Reason required to override the program.")
            )
        return ""

    def _chosen(self) -> None:
        """Offer the reasons of the chosen decision; go to them if it requires one."""
        self._offer_reasons()
        wanted = self.verdict is not None and not self._hold and bool(self._missing())
        if wanted:
            self.reason.setFocus()
        elif self.reason.hasFocus():
            self.left.emit()

    def _offer_reasons(self) -> None:
        kept = self.reason.currentData()
        self.reason.clear()
        self.reason.addItem(self.tr("Reason…"), "")
        for reason in () if self.verdict is None else reasons_for(self.verdict, self._settings):
            self.reason.addItem(reason_text(reason), reason)
        self.reason.setCurrentIndex(max(0, self.reason.findData(kept)))
        self._judge()

    def _judge(self) -> None:
        missing = self._missing()
        self.record_button.setEnabled(not missing)
        chosen = self.verdict is not None
        self._hint.setText(missing if chosen or self._hold else "")
        self.reason.setEnabled(chosen)
        for button in self._buttons.buttons():
            button.setEnabled(self._case.questioned is not None)

    def _reset(self, withdrawn: Withdrawn | None) -> None:
        """Empty the form, or fill it with the decision that was withdrawn."""
        self._buttons.setExclusive(False)
        for button in self._buttons.buttons():
            button.setChecked(False)
        self._buttons.setExclusive(True)
        self.reason.setCurrentIndex(0)
        self.note.clear()
        if withdrawn is not None:
            made = withdrawn.decision
            self._buttons.button(list(Verdict).index(made.verdict)).setChecked(True)
            self._offer_reasons()
            self.reason.setCurrentIndex(max(0, self.reason.findData(made.reason)))
            self.note.setText(made.note)
        else:
            self._offer_reasons()
