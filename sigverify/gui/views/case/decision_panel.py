"""The program's decision on the case, with similarity and reasons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.verdict import verdict_sentence
from sigverify.gui.i18n.wording import decision_word, sentence, statement
from sigverify.gui.models.error_message import ErrorMessage
from sigverify.gui.models.examination import Examination, RegisterView
from sigverify.gui.theme import current, icon, pixmap
from sigverify.gui.views.case.signature_rows import SignatureRows
from sigverify.gui.widgets.parts import Card, label, scrolled
from sigverify.gui.widgets.similarity_scale import SimilarityScale
from sigverify.reasons import ReasonCode
from sigverify.terms import Decision
from sigverify.verification.register.results import AccountVerification
from sigverify.verification.results import Verification, similarity_text

_SIGN = 38
_LEAST_NOTES_H = 36
# An old decision is cleared only if the new one takes longer than this, to avoid flicker.
_PATIENCE_MS = 250


class DecisionPanel(Card):
    """Shows a `Verification`, or why there is none.

    Signals:
        details_wanted: an `ErrorMessage` whose details are to be shown.
        signature_chosen: number of the signature of the cheque to show, counted from 0.
    """

    details_wanted = Signal(object)
    signature_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a case."""
        super().__init__("", parent)
        self.heading.setText(self.tr("The program says"))
        self.setAccessibleName(self.tr("The program says"))
        self._band = QFrame()
        self._sign = label()
        self.word = label(wrap=True)
        self.meaning = label(wrap=True)
        self.number = label()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.word)
        texts.addWidget(self.meaning)
        row = QHBoxLayout(self._band)
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addLayout(texts, 1)
        row.addWidget(self.number)
        self.signatures = SignatureRows()
        self.signatures.chosen.connect(self.signature_chosen)
        self.scale = SimilarityScale()
        inside = QWidget()
        self._notes = QVBoxLayout(inside)
        self._notes.setContentsMargins(0, 0, 4, 0)
        self._notes.setSpacing(5)
        self._notes.addStretch(1)
        self._identity = label(role="quiet", wrap=True)
        self._notes.addWidget(self._identity)
        self.notes_area = scrolled(inside)
        self.notes_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # In a small window the reasons are scrolled, so that the decision is not cut off.
        self.notes_area.setMinimumHeight(_LEAST_NOTES_H)
        self._scores = QWidget()
        scores = QVBoxLayout(self._scores)
        scores.setContentsMargins(0, 0, 0, 0)
        scores.setSpacing(4)
        self.details = label(role="quiet", wrap=True)
        scores.addWidget(self.scale)
        scores.addWidget(self.details)
        self.more = QToolButton()
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setArrowType(Qt.ArrowType.RightArrow)
        self.more.setText(self.tr("Scores"))
        self.more.setToolTip(self.tr("The similarities behind the verdict (key S)"))
        self.more.toggled.connect(self._show_scores)
        self.body.addWidget(self._band)
        self.body.addWidget(self.signatures)
        self.body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._scores)
        self.body.addWidget(self.notes_area, 1)
        self._rows: list[QWidget] = []
        self._scores.hide()
        self._waiting = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._waiting.timeout.connect(self._show_checking)
        self.show_idle("")

    def show_examination(self, found: Examination) -> None:
        """Show the result of an examination."""
        self._waiting.stop()
        if found.register is not None:
            self._show_register(found.register, found.verification)
            return
        judged = found.verification
        if judged is None:
            missing = (
                self.tr("Open a cheque to compare with the specimens.")
                if found.questioned is None
                else self.tr("Add specimens of the person who should have signed.")
            )
            self.show_idle(missing)
            return
        self._show(judged, unreadable=self._unreadable(found))

    def toggle_scores(self) -> None:
        """Show or hide the similarities behind the verdict."""
        self.more.setChecked(not self.more.isChecked())

    def _show_scores(self, shown: bool) -> None:
        self.more.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self._scores.setVisible(shown)
        self.number.setVisible(shown)

    def show_waiting(self) -> None:
        """Show that an examination is under way, if it takes longer than a moment."""
        if not self._waiting.isActive():
            self._waiting.start()

    def show_idle(self, missing: str) -> None:
        """Show that there is nothing to decide yet.

        Args:
            missing: what is missing, in words.
        """
        self._waiting.stop()
        self.signatures.show_register(None)
        self._set_band(None, self.tr("No case yet"), missing, number="")
        if missing:
            self.word.setText(self.tr("Incomplete"))
        self.scale.show_scale(None)
        self._list(())
        self._identity.hide()

    def show_error(self, error: ErrorMessage) -> None:
        """Show why there is no decision."""
        self._waiting.stop()
        self.signatures.show_register(None)
        self._set_band(
            Decision.NO_DECISION,
            self.tr("Not examined"),
            self.tr("The cheque could not be examined."),
            number="",
        )
        self._sign.setPixmap(self._drawn("warning", current().bad))
        self.scale.show_scale(None)
        self._list((statement(error.message), statement(error.remedy)))
        self._offer_details(error)
        self._identity.hide()

    def _show_checking(self) -> None:
        self.signatures.show_register(None)
        self._set_band(None, self.tr("Checking…"), "", number="")
        self.scale.show_scale(None)
        self._list(())

    def _show(self, judged: Verification, *, unreadable: Sequence[str]) -> None:
        number = ""
        if judged.similarity is not None:
            number = similarity_text(judged.similarity, thresholds=judged.thresholds)
        self.signatures.show_register(None)
        self._set_band(
            judged.decision,
            decision_word(judged.decision),
            verdict_sentence(judged),
            number=number,
        )
        self._measure(judged)
        self._list([*(statement(note) for note in judged.notes), *unreadable])
        self._identify(judged)

    def _show_register(self, register: RegisterView, shown: Verification | None) -> None:
        """Show who signed, and the decision by the account's mandate."""
        result = register.result
        meaning = sentence(result.meaning)
        if any(reason.code is ReasonCode.MANDATE_NEEDS_AMOUNT for reason in result.reasons):
            meaning = self.tr("Mandate not met: type the amount above the specimens.")
        self._set_band(result.decision, decision_word(result.decision), meaning, number="")
        self.signatures.show_register(register)
        if shown is None:
            self.scale.show_scale(None)
            self.details.setText("")
        else:
            self._measure(shown)
        self._list([statement(note) for note in result.notes])
        self._identify(result)

    def _measure(self, judged: Verification) -> None:
        singles = [one.similarity for one in judged.references if one.similarity is not None]
        self.scale.show_scale(judged.thresholds, similarity=judged.similarity, singles=singles)
        self.details.setText(" ".join(self._reading(judged)))

    def _identify(self, judged: Verification | AccountVerification) -> None:
        """Show model and calibration."""
        self._identity.setText(
            self.tr("Model {model}, calibration {calibration}").format(
                model=f"{judged.model.name} {judged.model.version}",
                calibration=sentence(judged.calibration.title),
            )
        )
        self._identity.show()

    def _reading(self, judged: Verification) -> list[str]:
        """The strength of the evidence, the parts and the thresholds, if there is a similarity."""
        if judged.similarity is None:
            return []
        said = (judged.evidence, judged.parts)
        return [
            *(statement(one) for one in said if one is not None),
            self.tr("Accepted from {accept}, flagged below {flag}.").format(
                accept=f"{judged.thresholds.accept_at:.3f}",
                flag=f"{judged.thresholds.flag_below:.3f}",
            ),
        ]

    def _unreadable(self, found: Examination) -> list[str]:
        return [
            self.tr("Specimen {name} can't be read and is not used.").format(
                name=specimen.path.name
            )
            for specimen in found.specimens
            if specimen.problem is not None
        ]

    def _set_band(self, decision: Decision | None, word: str, meaning: str, *, number: str) -> None:
        """Set icon, colours and texts of the decision's band."""
        theme = current()
        colour, ground = (theme.quiet, theme.raised) if decision is None else theme.of(decision)
        name = "waiting" if decision is None else decision.value
        self._sign.setPixmap(self._drawn(name, colour))
        self._band.setStyleSheet(
            f"QFrame {{ background: {ground}; border: 1px solid {colour}; border-radius: 8px; }}"
            f"QLabel {{ border: none; background: transparent; color: {colour}; }}"
        )
        self.word.setStyleSheet("font-size: 15pt; font-weight: 700;")
        self.number.setStyleSheet("font-size: 15pt; font-weight: 600;")
        self.word.setText(word)
        self.meaning.setText(meaning)
        self.meaning.setVisible(bool(meaning))
        self.number.setText(number)
        self.number.setVisible(self.more.isChecked())
        self.more.setVisible(decision is not None and bool(number or self.signatures.buttons))
        self.number.setToolTip(self.tr("Similarity, 0 to 1, of all specimens taken together"))
        self._band.setAccessibleName(" ".join(filter(None, (word, meaning, number))))

    def _drawn(self, name: str, colour: str) -> QPixmap:
        return pixmap(name, size=_SIGN, colour=colour, ratio=self.devicePixelRatioF())

    def _list(self, notes: Sequence[str]) -> None:
        """Show reasons and warnings, one under the other."""
        for row in self._rows:
            self._notes.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        for note in notes:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(7)
            line.addWidget(label("•"), 0, Qt.AlignmentFlag.AlignTop)
            text = label(note, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            line.addWidget(text, 1)
            self._rows.append(row)
            self._notes.insertWidget(len(self._rows) - 1, row)

    def _offer_details(self, error: ErrorMessage) -> None:
        button = QPushButton(icon("copy"), self.tr("Details…"))
        button.clicked.connect(lambda: self.details_wanted.emit(error))
        self._rows.append(button)
        self._notes.insertWidget(len(self._rows) - 1, button, 0, Qt.AlignmentFlag.AlignLeft)
