"""The settings dialog: pages with a row for each field of the `Settings` record.

What the site has set is on a page of its own.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QSpinBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.i18n.settings_words import choice_word, setting_words
from sigverify.gui.theme import current, pixmap
from sigverify.gui.widgets.parts import DialogButtons, fit_screen, label, scrolled
from sigverify.settings import Settings, SettingsState


class SettingsDialog(QDialog):
    """Shows the settings and changes those that the site has not locked."""

    def __init__(self, state: SettingsState, *, parent: QWidget | None = None) -> None:
        """Build a row for each field.

        Args:
            state: the settings in force, and the locked ones.
            parent: the window that the dialog opens over.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        fit_screen(self, 720, 560)
        self._state = state
        self._values: dict[str, Callable[[], Any]] = {}
        self._editors: dict[str, QWidget] = {}
        self._row_of: dict[str, int] = {}
        self.list, self.pages = QListWidget(), QStackedWidget()
        self.list.setAccessibleName(self.tr("Pages of settings"))
        self.list.setMaximumWidth(205)
        self.list.setSpacing(4)
        self.list.currentRowChanged.connect(self.pages.setCurrentIndex)
        locked = [name for name in Settings.model_fields if name in state.locked]
        self._unbuilt: list[tuple[QWidget, list[str], str]] = []
        for title, names in self._titles().items():
            self._add_page(title, [name for name in names if name not in locked])
        if locked:
            self._add_page(
                self.tr("Set by your site"),
                locked,
                note=self.tr("Your administrator has set these. They can't be changed here."),
            )
        self._build_next()
        self.list.setCurrentRow(0)
        self.complaint = label(role="error", wrap=True)
        self.complaint.hide()
        buttons = DialogButtons(self, do=self.tr("Save"))
        column = QVBoxLayout(self)
        middle = QHBoxLayout()
        middle.setSpacing(12)
        middle.addWidget(self.list)
        middle.addWidget(self.pages, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.complaint)
        column.addWidget(buttons)

    @property
    def editors(self) -> Mapping[str, QWidget]:
        """The editor of each setting by name."""
        while self._unbuilt:
            self._build_next()
        return self._editors

    def values(self) -> Settings:
        """The settings as entered.

        Raises:
            ValidationError: a value is not valid.
        """
        # A page that is not built yet has not been changed.
        found = {name: read() for name, read in self._values.items()}
        return Settings.model_validate({**self._state.values.model_dump(), **found})

    def accept(self) -> None:
        """Close if all values are valid, or show the first fault."""
        try:
            self.values()
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0])
            self.complaint.setText(f"{setting_words(name)[0]}: {self._fault(first)}")
            self.complaint.show()
            self.show_setting(name)
            return
        super().accept()

    def show_setting(self, name: str) -> None:
        """Show the page of a setting, with the keyboard in it."""
        editor = self.editors[name]
        self.list.setCurrentRow(self._row_of[name])
        editor.setFocus()

    def _titles(self) -> dict[str, tuple[str, ...]]:
        """The pages with the settings on them."""
        return {
            self.tr("You"): ("clerk", "language", "appearance"),
            self.tr("Work"): ("go_on", "blink_ms", "name_pattern"),
            self.tr("Verification"): ("model", "calibration"),
            self.tr("Records"): ("records", "records_key"),
            self.tr("Reports"): ("report_folder", "allow_export"),
            self.tr("Reasons"): ("reason_required", "reasons"),
        }

    def _add_page(self, title: str, names: Sequence[str], *, note: str = "") -> None:
        """Add a page, unless there is nothing on it."""
        if not names:
            return
        inside = QWidget()
        self._row_of |= dict.fromkeys(names, self.pages.count())
        self.pages.addWidget(scrolled(inside))
        self.list.addItem(title)
        self._unbuilt.append((inside, list(names), note))

    def _build_next(self) -> None:
        """Fill the next page; filling all at once would block the window."""
        if not self._unbuilt:
            return
        inside, names, note = self._unbuilt.pop(0)
        QTimer.singleShot(0, self, self._build_next)
        form = QFormLayout(inside)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        if note:
            form.addRow(label(note, role="quiet", wrap=True))
        for name in names:
            self._add_row(form, name, Settings.model_fields[name])

    def _fault(self, found: Mapping[str, Any]) -> str:
        """The fault of a value; expected faults are translated."""
        most = found.get("ctx", {}).get("max_length")
        words = {
            "string_too_long": self.tr("at most {most} characters."),
            "too_long": self.tr("at most {most} lines."),
            "value_error": self.tr(
                "use {account}, {cheque}, {amount} and {any}, each once, with text between them."
            )
            .replace("{", "{{")
            .replace("}", "}}"),
        }
        return words.get(found["type"], str(found["msg"])).format(most=most)

    def _add_row(self, form: QFormLayout, name: str, field: FieldInfo) -> None:
        title, description = setting_words(name)
        locked = name in self._state.locked
        editor = self._editor(name, field, getattr(self._state.values, name))
        editor.setEnabled(not locked)
        editor.setAccessibleName(title)
        editor.setAccessibleDescription(description)
        self._editors[name] = editor
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(editor, 1)
        if locked:
            sign = label()
            sign.setPixmap(
                pixmap("lock", size=18, colour=current().quiet, ratio=self.devicePixelRatioF())
            )
            sign.setToolTip(self.tr("Set by your site"))
            row.addWidget(sign)
        column.addLayout(row)
        column.addWidget(label(description, role="quiet", wrap=True))
        head = label(title, wrap=True)
        head.setMinimumWidth(150)
        head.setMaximumWidth(190)
        head.setBuddy(editor)
        form.addRow(head, cell)

    def _editor(self, name: str, field: FieldInfo, value: Any) -> QWidget:  # noqa: ANN401
        """The editor of a field, by its type."""
        kind = field.annotation
        if kind is bool:
            box = QCheckBox()
            box.setChecked(value)
            self._values[name] = box.isChecked
            return box
        if kind is int:
            return self._number(name, field, value)
        if typing.get_origin(kind) is typing.Literal:
            return self._choice(name, typing.get_args(kind), value)
        if typing.get_origin(kind) is tuple:
            lines = QPlainTextEdit("\n".join(value))
            lines.setMinimumHeight(120)
            lines.setTabChangesFocus(True)
            self._values[name] = lambda: tuple(
                line.strip() for line in lines.toPlainText().splitlines() if line.strip()
            )
            return lines
        if Path in typing.get_args(kind):
            return self._path(name, value, folder="folder" in name)
        line = QLineEdit(value)
        self._values[name] = line.text
        return line

    def _number(self, name: str, field: FieldInfo, value: int) -> QWidget:
        box = QSpinBox()
        low = [rule.ge for rule in field.metadata if hasattr(rule, "ge")]
        high = [rule.le for rule in field.metadata if hasattr(rule, "le")]
        box.setRange(int(low[0]) if low else 0, int(high[0]) if high else 10**6)
        box.setSingleStep(max(1, box.maximum() // 20))
        box.setValue(value)
        self._values[name] = box.value
        return box

    def _choice(self, name: str, choices: tuple[str, ...], value: str) -> QWidget:
        box = QComboBox()
        for choice in choices:
            box.addItem(choice_word(choice), choice)
        box.setCurrentIndex(choices.index(value))
        self._values[name] = box.currentData
        return box

    def _path(self, name: str, value: Path | None, *, folder: bool) -> QWidget:
        line = QLineEdit("" if value is None else str(value))
        cell = QWidget()
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        browse = QToolButton()
        browse.setText("…")
        browse.setAccessibleName(self.tr("Choose"))

        def choose() -> None:
            if folder:
                found = QFileDialog.getExistingDirectory(self, "", line.text())
            else:
                found, _kind = QFileDialog.getOpenFileName(self, "", line.text())
            if found:
                line.setText(found)

        browse.clicked.connect(choose)
        row.addWidget(line, 1)
        row.addWidget(browse)
        cell.setFocusProxy(line)
        self._values[name] = lambda: Path(line.text()) if line.text().strip() else None
        return cell
