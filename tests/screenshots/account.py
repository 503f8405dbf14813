"""The window with a cheque of an account, and decisions that wait for a second person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtWidgets import QWidget

from sigverify.enrolment.assessment import assess
from sigverify.gui.dialogs.approvals_window import ApprovalsWindow
from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import ClerkDecision, Verdict
from sigverify.gui.models.second_person import Waiting
from sigverify.gui.models.shown_images import read_images, shown_images
from sigverify.reasons import Reason, ReasonCode
from sigverify.records.approvals import Decided
from sigverify.records.database import open_records
from sigverify.records.keys.vaults import create_key, key_file_id, open_vault
from sigverify.records.mandates.text import read_mandate
from sigverify.records.register.account_changes import AccountChanges
from sigverify.records.register.proposals import Change, make_change
from sigverify.records.register.specimen_changes import SpecimenChanges
from sigverify.records.roles import Person, Policy, Role, SiteRoles
from sigverify.synthesis.signatures.signer import make_signer
from tests.screenshots.stage import DEMO, SPECIMENS, bring_up, png, settle, wait_for, written

NUMBER = "0881713578"
"""The account on the MICR line of the demo's cheque."""


def made_up_bank(folder: Path, window: MainWindow) -> Path:
    """Settings that name records with an account of three people; a cheque that two signed."""
    where, key = folder / "records.db", folder / "key"
    records = open_records(where, vault=create_key(key))
    person = Person(user="s.super", role=Role.SUPERVISOR)
    signers = {
        name: make_signer(np.random.default_rng(seed))
        for name, seed in (("A. C. Rose", 1), ("Dorothea Dunn-Hallenstein", 2), ("Cleo Varga", 3))
    }
    examiner = window.case_controller.examiner
    assert examiner is not None
    with records.writing() as connection:
        accounts = AccountChanges(connection, records=records, person=person)
        specimens = SpecimenChanges(connection, records=records, person=person)
        accounts.account(NUMBER, holder="Nordlicht Trading GmbH")
        for name, signer in signers.items():
            accounts.admit(NUMBER, name=name, first_day=date(2025, 1, 1))
            pictures = [
                png(written(signer, seed=7, number=number, dpi=200.0)) for number in range(4)
            ]
            if name == "A. C. Rose":
                pictures = [path.read_bytes() for path in SPECIMENS]
            for picture in pictures:
                new = assess(
                    picture,
                    name="",
                    verifier=examiner.verifier,
                    first_day=date(2025, 1, 1),
                )
                specimens.add(NUMBER, name=name, new=new)
        accounts.set_mandate(
            NUMBER,
            mandate=read_mandate(
                "any one up to 10,000; any two up to 50,000; A. C. Rose with Cleo Varga above"
            ),
            first_day=date(2025, 1, 1),
        )
    records.close()
    leaf = np.asarray(cv2.imread(str(DEMO / "cheque-genuine.jpg"), cv2.IMREAD_GRAYSCALE))
    ink = written(signers["Dorothea Dunn-Hallenstein"], seed=7, number=9, dpi=200.0)
    scale = min(360 / ink.shape[1], 105 / ink.shape[0])
    ink = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    part = leaf[475 : 475 + ink.shape[0], 760 : 760 + ink.shape[1]]
    np.minimum(part, ink, out=part)
    cheque = folder / "cheque.png"
    cheque.write_bytes(png(leaf))
    values = window.settings.values.model_copy(update={"records": str(where), "records_key": key})
    window.apply_settings(type(window.settings)(values=values, locked=frozenset(), complaint=None))
    settle(window)
    return cheque


def states(window: MainWindow, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """Each state by name."""
    cheque = made_up_bank(folder, window)
    window.open_files([cheque])
    settle(window)
    yield "account-none", window
    for name, number, amount in (
        ("accepted", NUMBER, 9_500.0),
        ("two", NUMBER, 48_000.5),
        ("above", NUMBER, 60_000.0),
        ("no-amount", NUMBER, None),
        ("unknown", "99-000", 10.0),
    ):
        window.editor.name_account(number, amount)
        settle(window)
        yield f"account-{name}", window
    window.editor.name_account(NUMBER, 60_000.0)
    settle(window)
    yield from decided(window)
    empty = ApprovalsWindow(
        window.worklist_controller.records,
        worklist=window.worklist_controller.worklist,
        parent=window,
    )
    bring_up(empty, window)
    wait_for(lambda: not empty.busy)
    yield "waiting-none", empty
    empty.close()
    window.editor.name_account(NUMBER, 60_000.0)
    settle(window)
    yield "waiting", waits(window)
    yield from changes(window)


def decided(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """A decision that waits for a second person, and one that has been approved."""
    controller = window.worklist_controller
    open_case = controller.case
    made = ClerkDecision(
        verdict=Verdict.PAY,
        reason="11 Customer confirmed",
        note="Called Mr. Rose at 10:40",
        clerk="A. Clerk",
        decided_at="2026-11-30T10:41:00+01:00",
        waits=Reason(ReasonCode.AMOUNT_FROM, amount=10_000.0),
    )
    approved = replace(made, waits=None, confirmed_by="s.super")
    for name, clerk in (("pending", made), ("approved", approved)):
        controller.worklist.put(replace(open_case, clerk=clerk))
        controller.case_changed.emit()
        yield f"account-{name}", window
    controller.worklist.put(open_case)
    controller.case_changed.emit()


def changes(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """A new specimen that is unlike the others, and a mandate, which wait for the clerk."""
    settings = window.settings.values
    key = settings.records_key
    assert key is not None
    stranger = written(make_signer(np.random.default_rng(9)), seed=7, number=0, dpi=200.0)
    examiner = window.case_controller.examiner
    assert examiner is not None
    new = assess(png(stranger), name="", verifier=examiner.verifier, first_day=date(2026, 11, 23))
    mandate = read_mandate("any one up to 25,000; any two up to 90,000")
    person = Person(user="s.super", role=Role.SUPERVISOR)
    policy = Policy(roles=SiteRoles(version=1, people={"s.super": "supervisor"}))
    records = open_records(settings.records, vault=open_vault(key, key_id=key_file_id(key)))
    with records.writing() as connection:
        for change in (
            Change(account=NUMBER).and_specimen("Cleo Varga", new=new, disagrees=True),
            Change(account=NUMBER).and_mandate(mandate, first_day=date(2026, 12, 1)),
        ):
            make_change(connection, change, records=records, person=person, policy=policy)
    records.close()
    shown = ApprovalsWindow(
        window.worklist_controller.records,
        worklist=window.worklist_controller.worklist,
        parent=window,
    )
    bring_up(shown, window)
    wait_for(lambda: not shown.busy and not shown.looking)
    yield "waiting-specimen", shown
    shown.list.setCurrentRow(1)
    wait_for(lambda: not shown.looking)
    yield "waiting-mandate", shown


def waits(window: MainWindow) -> QWidget:
    """The window of what waits, with a colleague's decision and the clerk's own."""
    shown = ApprovalsWindow(
        window.worklist_controller.records,
        worklist=window.worklist_controller.worklist,
        parent=window,
    )
    bring_up(shown, window)
    wait_for(lambda: not shown.busy)
    decided = Decided(
        seq=12,
        at="2026-11-20T09:41:07Z",
        user="a.clerk",
        verdict="pay",
        why=Reason(ReasonCode.AMOUNT_FROM, amount=10_000.0),
        answer=None,
        amount=60_000.0,
        decision="refer",
        similarity=0.4,
        reason="11",
        case_id=window.worklist_controller.case.id,
        account=NUMBER,
        note="Called Mr. Rose at 10:40",
    )
    own = replace(decided, seq=13, amount=None, why=Reason(ReasonCode.AMOUNT_UNKNOWN), note="")
    shown.show_waiting([Waiting(decided=decided, own=False), Waiting(decided=own, own=True)])
    wait_for(lambda: not shown.looking)
    controller = window.case_controller
    kept = shown_images(controller.examination, controller.picture)
    shown.show_evidence(decided.seq, read_images(kept))
    return shown
