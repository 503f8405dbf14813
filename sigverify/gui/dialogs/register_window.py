"""The register: the accounts, and the signatories of one account with their specimens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from sigverify.gui.dialogs.error_dialog import ErrorDialog
from sigverify.gui.dialogs.register_menu import RegisterMenu
from sigverify.gui.dialogs.signatory_dialog import SignatoryDialog
from sigverify.gui.dialogs.specimen_editing import SpecimenEditing
from sigverify.gui.i18n.wording import sentence
from sigverify.gui.models.error_message import error_message
from sigverify.gui.models.examiner import Examiner
from sigverify.gui.models.register_book import (
    MOST_ACCOUNTS,
    AccountPage,
    AddReport,
    RegisterBook,
)
from sigverify.gui.tasks import Failure, Lane, Task, TaskRunner
from sigverify.gui.views.register.signatory_card import SignatoryCard, day_text
from sigverify.gui.widgets.parts import (
    Card,
    Elided,
    confirmed_by_user,
    fit_screen,
    label,
    scrolled,
)
from sigverify.records.mandates.text import mandate_text
from sigverify.records.register.accounts import AccountLine, StoredMandate

PICTURES: Final = "*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.pdf"
_NUMBER: Final = Qt.ItemDataRole.UserRole
_SETTLE_MS: Final = 200


class RegisterWindow(QDialog):
    """Shows and changes the register; all access to it runs in a task's thread."""

    def __init__(
        self,
        book: RegisterBook,
        *,
        runner: TaskRunner,
        examiner: Examiner | None,
        parent: QWidget | None,
    ) -> None:
        """Build the window and ask for the accounts.

        Args:
            book: the register; closed with the window.
            runner: runs the tasks.
            examiner: its model examines new specimens; None while it is loading.
            parent: the main window.
        """
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(self.tr("Register"))
        fit_screen(self, 1080, 680)
        self._book, self._runner, self._examiner = book, runner, examiner
        self._tasks: list[Task] = []
        self._number: str | None = None
        self.page: AccountPage | None = None
        self.cards: list[SignatoryCard] = []
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Number, holder or signatory"))
        self.search.setAccessibleName(self.tr("Search for accounts"))
        self.search.setClearButtonEnabled(True)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.list_accounts)
        self.search.textChanged.connect(lambda _text: self._settle.start())
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Accounts"))
        self.list.setWordWrap(True)
        self.list.currentItemChanged.connect(self._chosen)
        self._count = label(role="quiet", wrap=True)
        self.new = QPushButton(self.tr("New signatory…"))
        self.new.setAutoDefault(False)
        self.new.setEnabled(book.may_change)
        self.new.setToolTip("" if book.may_change else self.tr("Your role does not allow changes."))
        self.new.clicked.connect(self.ask_for_signatory)
        self.editing = SpecimenEditing(
            book,
            submit=self._submit_and_refresh,
            ask_for_files=self._ask_for_files,
            parent=self,
        )
        self.menu = RegisterMenu(book, submit=self._submit_and_refresh, parent=self)
        accounts = Card(self.tr("Accounts"))
        accounts.setMinimumWidth(210)
        for widget in (self.search, self.list, self._count, self.new, self.menu):
            accounts.body.addWidget(widget)
        self._heading = Elided(role="title")
        self._mandate = label(role="quiet", wrap=True)
        self._note = label(role="quiet", wrap=True)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, 4, 0)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        scroll = scrolled(self._inside)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(4, 0, 0, 0)
        for widget in (self._heading, self._mandate, self._note):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setChildrenCollapsible(False)
        columns.setHandleWidth(8)
        columns.addWidget(accounts)
        columns.addWidget(right)
        columns.setSizes([270, 800])
        columns.setStretchFactor(0, 0)
        columns.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.addWidget(columns)
        self.setMinimumSize(640, 420)
        self.set_examiner(examiner)
        self.list_accounts()

    @property
    def busy(self) -> bool:
        """Whether a task is under way."""
        return self._settle.isActive() or bool(self._tasks)

    def set_examiner(self, examiner: Examiner | None) -> None:
        """Examine new specimens with another model; None while none is loaded."""
        self._examiner = examiner
        verifier = None if examiner is None else examiner.verifier
        self.menu.verifier = self.editing.verifier = verifier

    # Reading.

    def list_accounts(self) -> None:
        """Ask the register for the accounts that match the search text."""
        like = self.search.text().strip()
        self._submit(
            lambda _progress, _cancelled: self._book.accounts(like), on_result=self._show_accounts
        )

    def show_account(self, number: str) -> None:
        """Ask the register for an account."""
        self._number = number
        self._submit(
            lambda _progress, cancelled: self._book.page(number, cancelled=cancelled),
            on_result=self._show_page,
        )

    def _show_accounts(self, found: Sequence[AccountLine]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            people = self.tr("%n signatory(ies)", "", one.signatories)
            specimens = self.tr("%n specimen(s)", "", one.specimens)
            text = "\n".join(filter(None, (one.number, one.holder, f"{people}, {specimens}")))
            item = QListWidgetItem(text, self.list)
            item.setData(_NUMBER, one.number)
        numbers = [one.number for one in found]
        if self._number in numbers:
            self.list.setCurrentRow(numbers.index(self._number))
        self.list.blockSignals(False)
        self._count.setText(
            self.tr(
                "The first {count} accounts. Type a part of a number or name to find others."
            ).format(count=MOST_ACCOUNTS)
            if len(found) == MOST_ACCOUNTS
            else self.tr("%n account(s)", "", len(found))
        )
        if found and self._number not in numbers:
            self.list.setCurrentRow(0)
        elif not found and self.page is None:
            self._note.setText(
                self.tr("The register is empty. Add a signatory, or import a folder.")
                if not self.search.text()
                else self.tr("No account was found.")
            )

    def _chosen(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.show_account(str(item.data(_NUMBER)))

    def _show_page(self, page: AccountPage) -> None:
        account = page.account
        if account.number != self._number:
            return
        self.page = page
        title = " · ".join(filter(None, (account.number, account.holder)))
        self._heading.setText(title)
        self._mandate.setText(self._mandate_text(account.mandates, day=page.day))
        held = [one.mandate for one in account.mandates if one.holds_on(page.day)]
        self.menu.show_account(account.number, mandate=mandate_text(held[-1]) if held else "")
        self._note.setText("" if account.signatories else self.tr("Nobody may sign yet."))
        self._note.setVisible(not account.signatories)
        for card in self.cards:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        # Those who may sign come first.
        people = sorted(account.signatories, key=lambda one: not one.entitled_on(page.day))
        for place, signatory in enumerate(people):
            card = SignatoryCard(
                signatory,
                pictures=page.pictures,
                day=page.day,
                changeable=self._book.may_change,
            )
            name = signatory.name
            card.add_wanted.connect(lambda name=name: self.ask_for_specimens(name))
            card.dropped.connect(lambda paths, name=name: self.add_specimens(name, paths))
            card.expired.connect(self.ask_to_expire)
            card.replaced.connect(partial(self.editing.ask_to_replace, account.number, name))
            card.edited.connect(partial(self.editing.edit, account.number, name))
            self._column.insertWidget(place, card)
            self.cards.append(card)

    def _mandate_text(self, mandates: Sequence[StoredMandate], *, day: date) -> str:
        for stored in mandates:
            if stored.holds_on(day):
                since = self.tr("Mandate since {day}:").format(day=day_text(stored.first_day))
                return f"{since} {mandate_text(stored.mandate).replace(chr(10), '; ')}"
        return self.tr("No mandate is in force: no cheque of this account is accepted.")

    # Changing.

    def ask_for_signatory(self) -> None:
        """Ask the clerk for an account and a name, and add both."""
        dialog = SignatoryDialog(self._number or "", parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(
            lambda: self.admit(
                dialog.account.text(), name=dialog.name.text(), holder=dialog.holder.text()
            )
        )
        dialog.open()

    def admit(self, number: str, *, name: str, holder: str) -> None:
        """Add a signatory to an account."""
        self._submit(
            lambda _progress, _cancelled: self._book.admit(number, name=name, holder=holder),
            on_result=self._changed,
        )

    def ask_for_specimens(self, name: str) -> None:
        """Ask the clerk for images, and add them as specimens of a signatory."""
        paths = self._ask_for_files(self.tr("Add specimens of {name}").format(name=name))
        if paths:
            self.add_specimens(name, paths)

    def add_specimens(self, name: str, paths: Sequence[Path]) -> None:
        """Add images as specimens of a signatory of the account that is shown."""
        number, examiner = self._number, self._examiner
        if number is None:
            return
        if examiner is None:
            self._note.setText(self.tr("Loading the model… Try again in a moment."))
            self._note.show()
            return
        verifier = examiner.verifier
        self._submit(
            lambda progress, cancelled: self._book.add(
                number,
                name=name,
                paths=paths,
                verifier=verifier,
                progress=progress,
                cancelled=cancelled,
            ),
            on_result=self._added,
            lane=Lane.EXAMINING,
        )

    def ask_to_expire(self, specimen_id: int) -> None:
        """Ask the clerk, and let a specimen expire."""
        number = self._number
        agrees = confirmed_by_user(
            self,
            self.tr("Let the specimen expire"),
            self.tr(
                "From today on, no signature will be compared with specimen {number}. It "
                "stays in the register. Let it expire?"
            ).format(number=specimen_id),
            do=self.tr("Let it expire"),
        )
        if agrees and number is not None:
            self._submit(
                lambda _progress, _cancelled: self._book.expire(number, specimen_id),
                on_result=lambda _none: self._changed(number),
            )

    def _changed(self, number: str) -> None:
        self._number = number
        self.list_accounts()
        self.show_account(number)

    def _added(self, report: AddReport) -> None:
        if self._number is not None:
            self._changed(self._number)
        lines = [
            self.tr("{name}: {reason}").format(name=name, reason=sentence(error.what))
            for name, error in report.refused
        ]
        lines += [
            self.tr("{name}: this image is already a specimen.").format(name=name)
            for name in report.known
        ]
        if lines:
            added = self.tr("%n specimen(s) added.", "", report.added)
            box = QMessageBox(
                QMessageBox.Icon.Information,
                self.tr("Not all images were added"),
                "\n\n".join([added, *lines]),
                QMessageBox.StandardButton.Ok,
                self,
            )
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    # Tasks.

    def _submit_and_refresh(self, work: Any, *, on_result: Any, examines: bool = False) -> None:  # noqa: ANN401
        """Run a task of the menu, then read the register again."""

        def ended(answer: Any) -> None:  # noqa: ANN401 - what the work returns
            on_result(answer)
            self.list_accounts()
            if self._number is not None:
                self.show_account(self._number)

        self._submit(work, on_result=ended, lane=Lane.EXAMINING if examines else Lane.READING)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel the tasks under way and close the records."""
        self._settle.stop()
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        # The lane runs its tasks in order, so this one comes after a task that still reads.
        self._runner.submit(
            lambda _progress, _cancelled: self._book.close(),
            on_result=lambda _none: None,
            lane=Lane.READING,
        )
        super().closeEvent(event)

    def _submit(self, work: Any, *, on_result: Any, lane: Lane = Lane.READING) -> None:  # noqa: ANN401
        def ended(answer: Any) -> None:  # noqa: ANN401 - what the work returns
            self._tasks.remove(task)
            on_result(answer)

        def failed(failure: Failure) -> None:
            self._tasks.remove(task)
            error = error_message(failure.error, details=failure.details)
            dialog = ErrorDialog(error, parent=self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

        task = self._runner.submit(
            work, on_result=ended, on_error=failed, lane=lane, what=self.tr("Register")
        )
        self._tasks.append(task)

    def _ask_for_files(self, title: str, *, several: bool = True) -> list[Path]:
        kinds = self.tr("Images and PDF ({extensions})").format(extensions=PICTURES)
        if several:
            names, _kind = QFileDialog.getOpenFileNames(self, title, "", kinds)
        else:
            name, _kind = QFileDialog.getOpenFileName(self, title, "", kinds)
            names = [name] if name else []
        return [Path(name) for name in names]
