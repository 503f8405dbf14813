"""Cards of one size in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 8


class CardGrid(QWidget):
    """Lays cards out in rows from left to right."""

    def __init__(self, cards: Sequence[QWidget], *, size: QSize) -> None:
        """Take over the cards.

        Args:
            cards: the cards in order.
            size: the size of each; they grow wider to fill a row.
        """
        super().__init__()
        self._cards, self._size = list(cards), size
        for card in self._cards:
            card.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """The size of one card."""
        return self._size

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self._size

    def hasHeightForWidth(self) -> bool:
        """The height depends on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the rows for a width."""
        rows = -(-len(self._cards) // self._columns(width))
        return max(0, rows * (self._size.height() + _GAP) - _GAP)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Lay out the cards."""
        columns = self._columns(self.width())
        room = self.width() - (columns - 1) * _GAP
        width = min(room // columns, self._size.width() * 3 // 2)
        for place, card in enumerate(self._cards):
            row, column = divmod(place, columns)
            card.setGeometry(
                column * (width + _GAP),
                row * (self._size.height() + _GAP),
                width,
                self._size.height(),
            )

    def _columns(self, width: int) -> int:
        return max(1, (width + _GAP) // (self._size.width() + _GAP))
