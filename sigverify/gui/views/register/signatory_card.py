"""A signatory of an account with a card for each specimen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from sigverify.gui.i18n.wording import sentence
from sigverify.gui.theme import current, icon, pixmap
from sigverify.gui.widgets.drop_card import DropCard
from sigverify.gui.widgets.grid import CardGrid
from sigverify.gui.widgets.parts import Elided, label, tool_button
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.records.register.accounts import Signatory, Specimen
from sigverify.reporting.inks import Picture

CARD_SIZE: Final = QSize(240, 172)
_SIGN: Final = 16


class SpecimenCard(QFrame):
    """A specimen: its image, when and by whom it was added, and whether it is in use.

    Signals:
        expired: the clerk wants the specimen to expire.
        replaced: the clerk wants to replace the specimen.
        edited: the clerk wants to correct the specimen's ink.
    """

    expired = Signal()
    replaced = Signal()
    edited = Signal()

    def __init__(
        self, specimen: Specimen, *, picture: Picture | None, day: date, changeable: bool
    ) -> None:
        """Build the card.

        Args:
            specimen: the specimen in the register.
            picture: its thumbnail; None if its image is no longer kept.
            day: the day for which it is shown.
            changeable: whether the user may change the register.
        """
        super().__init__()
        self.specimen = specimen
        holds = specimen.holds_on(day)
        self.setObjectName("specimen")
        self.setProperty("ended", not holds)
        self.picture = PaperPicture(hint=QSize(CARD_SIZE.width(), 96))
        self.picture.show_picture(picture, word=self.tr("The image is no longer kept."))
        self.picture.setAccessibleName(self.tr("Specimen {number}").format(number=specimen.id))
        self.state = Elided(self._state(day), role="" if holds else "quiet")
        sign = label()
        sign.setFixedWidth(_SIGN)
        theme = current()
        sign.setPixmap(
            pixmap(
                "accept" if holds else "waiting",
                size=_SIGN,
                colour=theme.good if holds else theme.quiet,
                ratio=self.devicePixelRatioF(),
            )
        )
        line = QHBoxLayout()
        line.setSpacing(5)
        line.addWidget(sign)
        line.addWidget(self.state, 1)
        if changeable and specimen.replaced_by is None and (specimen.last_day is None or holds):
            line.addWidget(self._menu())
        added = self.tr("{number} · added {day} by {person}").format(
            number=specimen.id, day=day_text(_added(specimen)), person=specimen.added_by
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(3)
        column.addWidget(self.picture, 1)
        column.addLayout(line)
        column.addWidget(Elided(added, role="quiet"))
        warnings = [sentence(finding.reason) for finding in specimen.quality]
        if warnings:
            column.addWidget(Elided(" ".join(warnings), role="warning"))
        self.setAccessibleName(" · ".join([self.state.text(), added, *warnings]))

    def _menu(self) -> QToolButton:
        menu = QMenu(self)
        edit = menu.addAction(self.tr("Edit…"))
        edit.setEnabled(self.specimen.kept)
        edit.triggered.connect(self.edited)
        replace = menu.addAction(self.tr("Replace…"))
        replace.triggered.connect(self.replaced)
        expire = menu.addAction(self.tr("Let it expire…"))
        expire.triggered.connect(self.expired)
        button = QToolButton()
        button.setText("…")
        button.setProperty("quietMenu", True)
        button.setAccessibleName(self.tr("Change this specimen"))
        button.setToolTip(self.tr("Change this specimen"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _state(self, day: date) -> str:
        one = self.specimen
        if not one.kept:
            return self.tr("Image purged")
        if one.replaced_by is not None and (one.last_day is None or one.last_day < day):
            return self.tr("Replaced by {number}").format(number=one.replaced_by)
        if one.first_day > day:
            return self.tr("In use from {day}").format(day=day_text(one.first_day))
        if one.last_day is None:
            return self.tr("In use since {day}").format(day=day_text(one.first_day))
        if one.last_day >= day:
            return self.tr("In use until {day}").format(day=day_text(one.last_day))
        return self.tr("Expired on {day}").format(day=day_text(one.last_day))


class SignatoryCard(DropCard):
    """A signatory and their specimens.

    Signals:
        add_wanted: the clerk wants to add specimens.
        expired: number of a specimen that the clerk wants to expire.
        replaced: number of a specimen that the clerk wants to replace.
        edited: number of a specimen whose ink the clerk wants to correct.
    """

    add_wanted = Signal()
    expired = Signal(int)
    replaced = Signal(int)
    edited = Signal(int)

    def __init__(
        self,
        signatory: Signatory,
        *,
        pictures: Mapping[int, Picture | None],
        day: date,
        changeable: bool,
    ) -> None:
        """Build the card.

        Args:
            signatory: the signatory in the register.
            pictures: thumbnails of the specimens, by their numbers.
            day: the day for which they are shown.
            changeable: whether the user may change the register.
        """
        super().__init__(signatory.name)
        self.signatory = signatory
        self.setAcceptDrops(changeable)
        notes = []
        if signatory.customer is not None:
            notes.append(self.tr("customer {number}").format(number=signatory.customer))
        if not signatory.entitled_on(day):
            notes.append(self.tr("may not sign now"))
        elif signatory.last_day is not None:
            notes.append(self.tr("may sign until {day}").format(day=day_text(signatory.last_day)))
        self.bar.insertWidget(1, label(" · ".join(notes), role="quiet"))
        if changeable:
            add = QAction(icon("specimen"), self.tr("Add specimens"), self)
            add.triggered.connect(self.add_wanted)
            self.bar.addWidget(tool_button(add))
        self.cards = [
            SpecimenCard(
                specimen, picture=pictures.get(specimen.id), day=day, changeable=changeable
            )
            # Specimens in use first; within each group the newest first.
            for specimen in sorted(
                reversed(signatory.specimens), key=lambda one: not one.holds_on(day)
            )
        ]
        for card in self.cards:
            card.expired.connect(lambda number=card.specimen.id: self.expired.emit(number))
            card.replaced.connect(lambda number=card.specimen.id: self.replaced.emit(number))
            card.edited.connect(lambda number=card.specimen.id: self.edited.emit(number))
        if self.cards:
            self.body.addWidget(CardGrid(self.cards, size=CARD_SIZE))
        else:
            hint = self.tr("No specimen yet.")
            if changeable:
                hint = self.tr("No specimen yet. Drop images of this person's signature here.")
            self.body.addWidget(label(hint, role="quiet", wrap=True))


def day_text(day: date) -> str:
    """A day as ISO 8601, as everywhere in the program."""
    return day.isoformat()


def _added(specimen: Specimen) -> date:
    return date.fromisoformat(specimen.added_at[:10])
