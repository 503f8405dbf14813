"""The register's window, and what is asked in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from sigverify.files import sha256_hex
from sigverify.gui.dialogs.register_window import RegisterWindow
from sigverify.gui.dialogs.signatory_dialog import SignatoryDialog
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.register_book import RegisterBook
from sigverify.imaging.quality import QualityFinding, QualityKind, Severity
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.database import open_records
from sigverify.records.mandates.text import read_mandate
from sigverify.records.opening import OpenRecords
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.specimen_changes import NewSpecimen, SpecimenChanges
from sigverify.records.roles import Person, Policy, Role
from sigverify.records.vault import Vault
from sigverify.synthesis.signatures.signer import make_signer
from tests.screenshots.stage import SPECIMENS, bring_up, png, wait_for, written


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """The register's window over made-up people, as who may change it and as who may not."""
    opened = made_up_register(folder)
    people = (("register", opened.person), ("register-looking", Person(user="c", role=Role.CLERK)))
    for name, person in people:
        book = RegisterBook(replace(opened, person=person))
        shown = RegisterWindow(
            book, runner=window.runner, examiner=window.case_controller.examiner, parent=window
        )
        bring_up(shown, window)
        wait_for(partial(is_filled, shown))
        QTest.qWait(80)
        yield name, shown
        if name == "register":
            shown.resize(660, 480)
            QTest.qWait(80)
            yield "register-narrow", shown
            dialog = SignatoryDialog("12-345-678", parent=shown)
            bring_up(dialog, window)
            yield "dialog-signatory", dialog
            dialog.close()
            card = shown.cards[0].cards[0]
            card.edited.emit()
            wait_for(partial(_is_editing, shown))
            QTest.qWait(80)
            editor = shown.editing.dialog
            assert editor is not None
            yield "dialog-specimen-editing", editor
            editor.close()
        shown.hide()
    opened.records.close()


def _is_editing(shown: RegisterWindow) -> bool:
    return shown.editing.dialog is not None


def is_filled(shown: RegisterWindow) -> bool:
    """Whether an account is shown."""
    return shown.page is not None and not shown.busy


def made_up_register(folder: Path) -> OpenRecords:
    """Records with two accounts, and specimens that hold, have expired or were replaced."""
    opened = OpenRecords(
        records=open_records(folder / "records" / "records.db", vault=Vault(bytes(32))),
        policy=Policy(roles=None),
        person=Person(user="a.clerk", role=Role.SUPERVISOR),
    )
    pictures = [path.read_bytes() for path in SPECIMENS]
    signer = make_signer(np.random.default_rng(1))
    pictures += [png(written(signer, seed=1, number=number, dpi=150.0)) for number in range(6)]
    today = datetime.now(UTC).astimezone().date()
    pale = QualityFinding(
        QualityKind.LOW_CONTRAST,
        Severity.WARNING,
        Reason(ReasonCode.LOW_CONTRAST),
    )
    with opened.records.writing() as connection:
        accounts = AccountChanges(connection, records=opened.records, person=opened.person)
        specimens = SpecimenChanges(connection, records=opened.records, person=opened.person)

        def new(place: int, *quality: QualityFinding) -> NewSpecimen:
            return NewSpecimen(
                image=pictures[place],
                pixels_sha256=sha256_hex(pictures[place]),
                page=0,
                box=None,
                quality=quality,
                first_day=today - timedelta(days=400 - 30 * place),
            )

        accounts.account("12-345-678", holder="Nordlicht Trading GmbH")
        for name, places in (("A. C. Rose", (0, 1, 2)), ("D. Dunn", (3, 4, 5, 6))):
            accounts.admit("12-345-678", name=name, first_day=today - timedelta(days=400))
            for place in places:
                specimens.add("12-345-678", name=name, new=new(place, *[pale] * (place == 4)))
        accounts.admit("12-345-678", name="Cleo Varga", first_day=today)
        accounts.set_mandate(
            "12-345-678",
            mandate=read_mandate(
                "any one up to 10,000; any two up to 50,000; A. C. Rose with D. Dunn above"
            ),
            first_day=today - timedelta(days=90),
        )
        specimens.expire("12-345-678", 4, last_day=today - timedelta(days=20))
        specimens.replace("12-345-678", 5, name="D. Dunn", new=new(7))
        accounts.account("99-000-001", holder="E. Brook")
        accounts.admit("99-000-001", name="E. Brook", first_day=today)
        specimens.add("99-000-001", name="E. Brook", new=new(8))
    return opened
