"""The work list file, which keeps the decisions through a crash or a power cut."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from sigverify.errors import MissingFileError, SigVerifyError
from sigverify.files import about_file, parse_json, read_bytes, write_atomically
from sigverify.gui.models.cases.case import (
    BoxOrigin,
    Case,
    ClerkDecision,
    Outcome,
    Verdict,
    Withdrawn,
)
from sigverify.gui.models.cases.particulars import Particular, Said, Source
from sigverify.gui.models.cases.worklist import WorkList
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Box, Decision
from sigverify.wording import codes_of, english, reason_of, reasons_of, texts_of

SESSION_NAME: Final = "worklist.json"
_VERSION: Final = 1
_MAX_BYTES: Final = 256 * 2**20
_TURNS: Final = range(4)
# Errors that a file with wrong values may cause.
_UNUSABLE: Final = (
    SigVerifyError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)


class SessionFile:
    """Keeps a work list in a file."""

    def __init__(self, path: Path) -> None:
        """Read and write nothing yet.

        Args:
            path: the file.
        """
        self.path = path
        # What was written of each case: a step changes one case of many thousands.
        self._written: dict[str, tuple[Case, str]] = {}

    def save(self, cases: Iterable[Case], *, current: str) -> None:
        """Write a list atomically; not from two threads at once.

        Args:
            cases: the cases; empty ones are left out.
            current: the ``id`` of the current one.

        Raises:
            OutputError: it can't be written; the old file is untouched.
        """
        known, self._written = self._written, {}
        for case in cases:
            if not case.empty:
                before = known.get(case.id)
                if before is None or before[0] is not case:
                    before = case, _text(_as_json(case))
                self._written[case.id] = before
        rows = ",\n".join(text for _case, text in self._written.values())
        told = f'{{"version": {_VERSION}, "current": {_text(current)}, "cases": [\n{rows}\n]}}\n'
        # A file name may not be valid text; JSON can escape what UTF-8 can't encode.
        write_atomically(self.path, told.encode(errors="backslashreplace"))

    def load(self) -> tuple[WorkList, Reason | None]:
        """Read the list.

        Returns:
            The list, and why a file that exists could not be used; such a file is kept under
            another name.
        """
        try:
            found = parse_json(read_bytes(self.path, max_bytes=_MAX_BYTES))
            if found["version"] != _VERSION:
                raise ValueError("made by another version of the program")
            cases = [_from_json(entry) for entry in found["cases"]]
            return WorkList(cases, current=found["current"]), None
        except MissingFileError:
            return WorkList(), None
        except _UNUSABLE as error:
            aside = self.path.with_suffix(".broken.json")
            with contextlib.suppress(OSError):
                self.path.replace(aside)
            why = Reason(ReasonCode.WORK_LIST_UNREADABLE, fault=str(error))
            return WorkList(), about_file(aside, why)


def _text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _as_json(case: Case) -> dict[str, Any]:
    box, outcome, withdrawn = case.box, case.outcome, case.withdrawn
    return {
        "id": case.id,
        "title": case.title,
        "questioned": None if case.questioned is None else str(case.questioned),
        "page": case.page,
        "box": None if box is None else [box.x, box.y, box.w, box.h],
        "box_origin": case.box_origin.value,
        "turns": case.turns,
        "turned": case.turned,
        "specimens": [str(path) for path in case.specimens],
        "account": case.account,
        "amount": case.amount,
        "outcome": None
        if outcome is None
        else {
            "decision": outcome.decision.value,
            "similarity": outcome.similarity,
            "reasons": texts_of(outcome.reasons),
            "reason_codes": codes_of(outcome.reasons),
        },
        "problem": None if case.problem is None else english(case.problem),
        "problem_code": None if case.problem is None else case.problem.as_json(),
        "clerk": None if case.clerk is None else _decision_json(case.clerk),
        "withdrawn": None
        if withdrawn is None
        else {**_decision_json(withdrawn.decision), "because": withdrawn.because},
        "parked": case.parked,
        "said": [[one.source.value, one.what.value, one.value] for one in case.said],
        "micr": case.micr,
    }


def _decision_json(clerk: ClerkDecision) -> dict[str, Any]:
    return {
        "verdict": clerk.verdict.value,
        "reason": clerk.reason,
        "note": clerk.note,
        "clerk": clerk.clerk,
        "decided_at": clerk.decided_at,
        "row": clerk.row,
        "waits": None if clerk.waits is None else english(clerk.waits),
        "waits_code": None if clerk.waits is None else clerk.waits.as_json(),
        "confirmed_by": clerk.confirmed_by,
    }


def _from_json(entry: dict[str, Any]) -> Case:
    box, outcome, clerk = entry["box"], entry["outcome"], entry["clerk"]
    # Files of an earlier version know no withdrawn decisions and no turning by the program.
    withdrawn = entry.get("withdrawn")
    turns = None if entry["turns"] is None else int(entry["turns"])
    if int(entry["page"]) < 0 or (turns is not None and turns not in _TURNS):
        raise ValueError("a page or a turn that there is not")
    return Case(
        id=str(entry["id"]),
        title=str(entry["title"]),
        questioned=None if entry["questioned"] is None else Path(entry["questioned"]),
        page=int(entry["page"]),
        box=None if box is None else Box(*(int(value) for value in box)),
        box_origin=BoxOrigin(entry["box_origin"]),
        turns=turns,
        turned=bool(entry.get("turned", False)),
        specimens=tuple(Path(path) for path in entry["specimens"]),
        # Files of an earlier version have no accounts.
        account=str(entry.get("account", "")),
        amount=_number(entry["amount"]),
        outcome=None
        if outcome is None
        else Outcome(
            decision=Decision(outcome["decision"]),
            similarity=_number(outcome["similarity"]),
            reasons=reasons_of(outcome["reasons"], outcome.get("reason_codes")),
        ),
        problem=_reason(entry, "problem"),
        clerk=None if clerk is None else _decision(clerk),
        withdrawn=None
        if withdrawn is None
        else Withdrawn(decision=_decision(withdrawn), because=str(withdrawn["because"])),
        parked=bool(entry["parked"]),
        # Files of an earlier version do not say who said what.
        said=tuple(
            Said(Source(source), Particular(what), str(value))
            for source, what, value in entry.get("said", [])
        ),
        micr=None if entry.get("micr") is None else str(entry["micr"]),
    )


def _decision(clerk: dict[str, Any]) -> ClerkDecision:
    return ClerkDecision(
        verdict=Verdict(clerk["verdict"]),
        reason=str(clerk["reason"]),
        note=str(clerk["note"]),
        clerk=str(clerk["clerk"]),
        decided_at=str(clerk["decided_at"]),
        # Files of an earlier version have no records.
        row=None if clerk.get("row") is None else int(clerk["row"]),
        waits=_reason(clerk, "waits"),
        confirmed_by=str(clerk.get("confirmed_by", "")),
    )


def _reason(entry: dict[str, Any], name: str) -> Reason | None:
    """A reason that is kept as text with its code beside it, which an earlier version kept not."""
    text = entry.get(name)
    return None if text is None else reason_of(str(text), entry.get(f"{name}_code"))


def _number(value: Any) -> float | None:  # noqa: ANN401 - any JSON value
    number = None if value is None else float(value)
    if number is not None and not math.isfinite(number):
        raise ValueError("a number that is none")
    return number
