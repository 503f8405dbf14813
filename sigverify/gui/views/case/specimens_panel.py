"""The specimens with their similarities to the cheque, and the variation among them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sigverify.gui.i18n.sources import disagreement_note, particulars_note
from sigverify.gui.i18n.wording import sentence, specimen_name
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.examination import Examination, ShownSpecimen
from sigverify.gui.theme import icon
from sigverify.gui.views.case.account_form import AccountForm
from sigverify.gui.widgets.drop_card import DropCard
from sigverify.gui.widgets.parts import Elided, label, restyle, scrolled, tool_button
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.imaging.arrays import Image
from sigverify.verification.results import PreparedSignature


class _SpecimenCard(QFrame):
    """The card of a specimen."""

    chosen = Signal(object)
    removed = Signal(object)
    corrected = Signal(object)

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.picture = PaperPicture(hint=QSize(200, 76))
        self.picture.setMinimumHeight(56)
        self.picture.clicked.connect(lambda: self.chosen.emit(self.path))
        self.picture.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.picture.setAccessibleName(path.name)
        self.picture.setToolTip(self.tr("Click to compare with this specimen"))
        self.ink = PaperPicture(hint=QSize(100, 76))
        self.ink.setMinimumHeight(56)
        self.ink.hide()
        self.ink.setToolTip(self.tr("The ink that is compared; click to correct it"))
        self.ink.setAccessibleName(self.tr("Ink of {name}").format(name=path.name))
        self.ink.clicked.connect(lambda: self.corrected.emit(self.path))
        remove = QAction(icon("remove"), self.tr("Remove this specimen"), self)
        remove.triggered.connect(lambda: self.removed.emit(self.path))
        self._remove = tool_button(remove, size=14)
        self.name = Elided(path.name)
        self.day = label(role="quiet")
        self.day.hide()
        self.number = label()
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.name, 1)
        line.addWidget(self.number)
        line.addWidget(self._remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(2)
        pictures = QHBoxLayout()
        pictures.setSpacing(4)
        pictures.addWidget(self.picture, 3)
        pictures.addWidget(self.ink, 2)
        column.addLayout(pictures, 1)
        column.addLayout(line)
        column.addWidget(self.day)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets in the tab order."""
        return self.picture, self._remove

    def set_removable(self, removable: bool) -> None:
        """Show or hide the button that removes the specimen."""
        self._remove.setVisible(removable)
        self.ink.setEnabled(removable)

    def show_specimen(self, specimen: ShownSpecimen | None, *, similarity: float | None) -> None:
        """Show what is known of the specimen."""
        self.number.setText("" if similarity is None else f"{similarity:.3f}")
        self.number.setToolTip(self.tr("Similarity of the cheque to this specimen alone"))
        if specimen is None:
            self.picture.show_picture(None, word=self.tr("Reading…"))
        elif specimen.problem is not None:
            self.picture.show_picture(None, word=self.tr("This file can't be used."))
            problem = specimen.problem
            self.picture.setToolTip(f"{sentence(problem.what)}\n{sentence(problem.how)}")
        else:
            if specimen.prepared is not None:
                self.name.setText(specimen_name(specimen.prepared.name))
                self.picture.setAccessibleName(specimen_name(specimen.prepared.name))
            if specimen.day is not None:
                self.day.setText(specimen.day.isoformat())
                self.day.show()
                of_file = specimen.prepared is None or specimen.prepared.since is None
                self.day.setToolTip(
                    self.tr("Date of the file") if of_file else self.tr("Valid from this day")
                )
            self.picture.show_picture(specimen.picture)
            faults = [] if specimen.prepared is None else specimen.prepared.quality
            words = [sentence(finding.reason) for finding in faults]
            hint = self.tr("Click to compare with this specimen")
            self.picture.setToolTip("\n".join([hint, *words]))
        ink = None if specimen is None or specimen.prepared is None else _ink(specimen.prepared)
        self.ink.show_picture(ink)
        self.ink.setVisible(ink is not None)

    def mark(self, shown: bool) -> None:
        """Mark or unmark the specimen as the one that the comparison shows."""
        restyle(self.name, "role", "specimen" if shown else "")


def _ink(signature: PreparedSignature) -> Image | None:
    """The ink that is compared, black on white; None without any."""
    if signature.ink.size == 0:
        return None
    return np.repeat((255 - signature.ink)[..., None], 3, axis=2)


class SpecimensPanel(DropCard):
    """The specimens of the case.

    Signals:
        removed: the path of a specimen that the clerk wants to remove.
        chosen: the path of a specimen to show beside the cheque.
        correction_wanted: the path of a specimen whose ink the clerk wants to correct.
        same_wanted: the ``id`` of a case whose specimens the clerk wants to use here too.
    """

    removed = Signal(object)
    chosen = Signal(object)
    correction_wanted = Signal(object)
    same_wanted = Signal(str)

    def __init__(self, add: QAction, *, parent: QWidget | None = None) -> None:
        """Begin without specimens.

        Args:
            add: the action that asks for files.
            parent: the parent object.
        """
        super().__init__("", parent)
        self.heading.setText(self.tr("Specimens"))
        self.setAccessibleName(self.tr("Specimens"))
        self.setAcceptDrops(True)
        self._add = tool_button(add)
        self.bar.addWidget(self._add)
        self.account = AccountForm()
        self._person = Elided(role="specimen")
        self._empty = label(role="quiet", wrap=True)
        self._when_empty = {
            False: self.tr(
                "Drop signatures known to be genuine here, or open them with the button "
                "above. Five are much better than one."
            ),
            True: self.tr("The specimens come from the register."),
        }
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._before: Case | None = None
        self.same = QPushButton(self.tr("Same as before"))
        self.same.clicked.connect(lambda: self._want_same())
        self.spread = label(role="quiet", wrap=True)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 2, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self._scroll = scrolled(inside)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.told = label(role="quiet", wrap=True)
        self.differs = label(role="warning", wrap=True)
        self.body.addWidget(self.told)
        self.body.addWidget(self.differs)
        self.body.addWidget(self.account)
        self.body.addWidget(self._person)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.same)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self.spread)
        self._cards: list[_SpecimenCard] = []
        self._free = True
        self.show_paths(())

    @property
    def cards(self) -> Sequence[_SpecimenCard]:
        """The cards, in the order of the case."""
        return self._cards

    def show_case(self, case: Case, *, found: Examination | None) -> None:
        """Show the specimens of a case.

        Args:
            case: the case.
            found: its examination; None before there is one.
        """
        self.account.show_case(case)
        for part, text in (
            (self.told, particulars_note(case)),
            (self.differs, disagreement_note(case)),
        ):
            part.setText(text)
            part.setVisible(bool(text))
        self._free = case.clerk is None
        self._person.hide()
        self._add.setVisible(not case.account)
        if not case.account:
            self.show_paths(case.specimens)
        elif found is None or found.register is None:
            self.show_paths((), of_account=True)
        else:
            paths = [specimen.path for specimen in found.specimens]
            self.show_paths(paths, of_account=True)
            person = found.register.people[found.register.shown]
            if person is not None:
                self._person.setText(person)
                self._person.show()

    def _want_same(self) -> None:
        if self._before is not None:
            self.same_wanted.emit(self._before.id)

    def offer(self, before: Case | None) -> None:
        """Offer the specimens of an earlier case; None offers none."""
        self._before = before
        if before is not None:
            name = before.name or self.tr("the case before")
            self.same.setToolTip(
                self.tr("Only if the same person should have signed: {case}").format(case=name)
            )

    def show_paths(self, paths: Sequence[Path], *, of_account: bool = False) -> None:
        """Show cards for specimens; `show_examination` fills them.

        Args:
            paths: their files.
            of_account: whether they come from the register.
        """
        if [card.path for card in self._cards] != list(paths):
            for card in self._cards:
                self._column.removeWidget(card)
                card.hide()
                card.deleteLater()
            self._cards = [_SpecimenCard(path) for path in paths]
            for place, card in enumerate(self._cards):
                card.removed.connect(self.removed)
                card.chosen.connect(self.chosen)
                card.corrected.connect(self.correction_wanted)
                card.show_specimen(None, similarity=None)
                self._column.insertWidget(place, card)
            self._order()
        for card in self._cards:
            card.set_removable(not of_account and self._free)
        text = self._when_empty[of_account]
        if not of_account and not self.account.isHidden():
            text = self.tr("Type the account above to take them from the register.") + "\n\n" + text
        self._empty.setText(text)
        self._empty.setVisible(not paths)
        self.same.setVisible(
            not paths and not of_account and self._free and self._before is not None
        )
        self._scroll.setVisible(bool(paths))
        count = f" ({len(paths)})" if paths else ""
        self.heading.setText(self.tr("Specimens") + count)
        if not paths:
            self.spread.hide()

    def _order(self) -> None:
        """Set the tab order from the account to the specimens."""
        before: QWidget = self._add
        parts = [part for card in self._cards for part in card.stops]
        for part in (self.account.number, self.account.amount, *parts):
            QWidget.setTabOrder(before, part)
            before = part

    def show_unexamined(self) -> None:
        """Show that the specimens are not examined, because there is no model."""
        for card in self._cards:
            card.picture.show_picture(None, word=self.tr("Not examined"))

    def show_examination(self, found: Examination | None) -> None:
        """Show what is known of the specimens."""
        if found is None:
            for card in self._cards:
                card.number.setText("")
            self.spread.hide()
            return
        scores = (
            {}
            if found.verification is None
            else {score.signature.path: score.similarity for score in found.verification.references}
        )
        known = {specimen.path: specimen for specimen in found.specimens}
        for card in self._cards:
            card.show_specimen(known.get(card.path), similarity=scores.get(card.path))
        own = [one.own_similarity for one in found.specimens if one.own_similarity is not None]
        if own:
            lowest, highest = f"{min(own):.3f}", f"{max(own):.3f}"
            told = self.tr("Among themselves: {lowest} to {highest}")
            if lowest == highest:
                told = self.tr("Among themselves: {lowest}")
            self.spread.setText(told.format(lowest=lowest, highest=highest))
            self.spread.setToolTip(
                self.tr(
                    "Similarity of each specimen to the others: the variation to expect "
                    "of this signer."
                )
            )
        elif len(found.specimens) == 1:
            self.spread.setText(self.tr("One specimen says little about how a signer varies."))
        self.spread.setVisible(bool(own) or len(found.specimens) == 1)

    def mark_shown(self, path: Path | None) -> None:
        """Mark the specimen that the comparison shows."""
        for card in self._cards:
            card.mark(card.path == path and len(self._cards) > 1)
