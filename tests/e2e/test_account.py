"""A cheque of an account of the register: entered by commands, decided in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sigverify.gui.main_window import MainWindow
from sigverify.gui.models.cases.case import Verdict
from sigverify.terms import Decision
from tests.helpers.window_driving import name_account, shown_decision


def test_a_cheque_of_two_signatories_is_judged_by_the_mandate_and_decided_once(
    open_window: Callable[[], MainWindow],
    examined: Callable[[MainWindow], None],
    told: Callable[..., Any],
    data: Path,
    tmp_path: Path,
) -> None:
    told("records", "create", "--key-file", tmp_path / "bank.key")
    told("register", "import", data / "register")
    told("register", "mandate", "47", "any one up to 10,000; any two up to 50,000")
    cheque = data / "cheques" / "scan.png"

    window = open_window()
    window.open_files([cheque])
    examined(window)
    for amount, decision in (("60,000", Decision.REFER), ("20,000", Decision.ACCEPT)):
        name_account(window, "47", amount)
        examined(window)
        found = window.case_controller.examination
        assert found is not None
        assert found.register is not None
        answer = told("verify", cheque, "--account", "47", "--amount", amount, "--json")
        assert found.register.result.as_json() == answer
        assert answer["decision"] == decision.value
        assert shown_decision(window) is decision
    signatories = [one["signatory"] for one in answer["account"]["signatures"]]
    assert sorted(signatories) == ["Bimal", "Chitra"]

    case_id = window.worklist_controller.case.id
    window.decision_controller.decide(Verdict.PAY, reason="10 Agrees with the specimens", note="")
    examined(window)
    (row,) = told("audit", "list", "--kind", "decision", "--json")
    assert (row["case"], row["action"], row["reason"]) == (case_id, "pay", "10")
    assert told("audit", "verify", "--json")["whole"]
