"""A change that waits for a second person: what it does, and the images that it concerns."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from sigverify.gui.models.second_person import Proposed, ProposedEvidence
from sigverify.gui.widgets.parts import Card, label
from sigverify.gui.widgets.pictures import PaperPicture
from sigverify.records.mandates.mandate import Mandate
from sigverify.records.mandates.text import mandate_text

_A_ROW = 4
_ROWS = 2
_MOST_HEIGHT = 160


class ChangeView(Card):
    """Shows a change in words, the specimen that it concerns, and those to compare it with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__("", parent)
        self.heading.setText(self.tr("What would change"))
        self.setAccessibleName(self.tr("What would change"))
        self.words = label(wrap=True)
        self.warning = label(role="error", wrap=True)
        self._named = label("", role="questioned")
        self.concerned = PaperPicture(hint=QSize(480, 200))
        self._others = label("", role="specimen")
        self.others = [PaperPicture(hint=QSize(160, 90)) for _ in range(_A_ROW * _ROWS)]
        self._captions = [label(role="quiet", wrap=True) for _ in self.others]
        self._filler = QWidget()
        for part in (self.words, self.warning, self._named):
            self.body.addWidget(part)
        self.body.addWidget(self.concerned, 3)
        self.body.addWidget(self._others)
        for start in range(0, len(self.others), _A_ROW):
            row = QHBoxLayout()
            row.setSpacing(8)
            for number in range(start, start + _A_ROW):
                column = QVBoxLayout()
                column.setSpacing(2)
                self.others[number].setMaximumHeight(_MOST_HEIGHT)
                below = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
                self._captions[number].setAlignment(below)
                column.addWidget(self.others[number], 1)
                column.addWidget(self._captions[number])
                row.addLayout(column, 1)
            self.body.addLayout(row, 2)
        self.body.addWidget(self._filler, 1)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_change(self, one: Proposed, found: ProposedEvidence | None) -> None:
        """Show a change; its images are None while they are being read."""
        change = one.change
        lines = [line for name, values in change.steps for line in self._lines(name, values)]
        if found is not None and any(name == "mandate" for name, _ in change.steps):
            held = found.mandate.replace("\n", "; ") or self.tr("none")
            lines.append(self.tr("Mandate in force now: {mandate}").format(mandate=held))
        self.words.setText("\n".join(lines or [self.title(one)]))
        self.warning.setText(
            self.tr(
                "The new specimen is unlike the signatory's others. A cheque signed like it would "
                "not be accepted by them."
            )
        )
        self.warning.setVisible(change.disagrees)
        steps = {name for name, _ in change.steps}
        picture = None if found is None else found.concerned
        new = "specimen" in steps
        self._named.setText(self.tr("New specimen") if new else self.tr("Specimen that ends"))
        self.concerned.setAccessibleName(self._named.text())
        missing = self.tr("Reading…") if found is None else self.tr("There is no image.")
        self.concerned.show_picture(picture, word=missing)
        for part in (self._named, self.concerned):
            part.setVisible(new or "end of specimen" in steps)
        others = () if found is None else found.others
        for number, (shown, caption) in enumerate(zip(self.others, self._captions, strict=True)):
            there = number < len(others)
            shown.show_picture(others[number].picture if there else None)
            caption.setText(others[number].caption if there else "")
            shown.setAccessibleName(caption.text())
            for part in (shown, caption):
                part.setVisible(there)
        self._filler.setVisible(not self.concerned.isVisibleTo(self))
        single = steps & {"specimen", "end of specimen", "signatory", "end of signatory"}
        self._others.setText(
            self.tr("The signatory's other specimens")
            if single
            else self.tr("Specimens of the account's signatories")
        )
        self._others.setVisible(bool(others))

    def title(self, one: Proposed) -> str:
        """A change in a few words."""
        names = {
            "account": self.tr("Account"),
            "signatory": self.tr("Signatory"),
            "end of signatory": self.tr("End of a signatory's right"),
            "mandate": self.tr("Mandate"),
            "specimen": self.tr("New specimen"),
            "end of specimen": self.tr("End of a specimen"),
        }
        kinds = {
            "calibration": self.tr("Calibration"),
            "site": self.tr("Policy of the site"),
            "key": self.tr("Master key"),
        }
        if one.change.kind in kinds:
            return f"{kinds[one.change.kind]}: {one.change.words}"
        known = [names[name] for name, _ in one.change.steps if name in names]
        return ", ".join(dict.fromkeys(known)) or one.change.words

    def _lines(self, name: str, values: dict[str, Any]) -> list[str]:
        """What a step does, in sentences."""
        last = values.get("last_day")
        match name:
            case "account":
                holder = values["holder"]
                text = self.tr("The account is added if it is not there yet.")
                told = self.tr("Holder: {holder}").format(holder=holder)
                return [f"{text} {told}" if holder else text]
            case "signatory":
                text = (
                    self.tr("{name} may sign again from {first_day}.")
                    if values["again"]
                    else self.tr("{name} may sign from {first_day}.")
                )
            case "end of signatory":
                text, last = self.tr("{name} may sign until {last_day}."), None
            case "specimen":
                text = (
                    self.tr("{name} gets a specimen, valid from {first_day}.")
                    if values["replaces"] is None
                    else self.tr(
                        "{name} gets a specimen instead of number {replaces}, valid from "
                        "{first_day}."
                    )
                )
            case "end of specimen":
                text, last = self.tr("Specimen {number} is valid until {last_day}."), None
            case "mandate":
                rule = mandate_text(Mandate.from_json(values["rule"])).replace("\n", "; ")
                text = self.tr("New mandate from {first_day}: {mandate}")
                return [text.format(first_day=values["first_day"], mandate=rule)]
            case _:
                return []
        lines = [text.format(**values)]
        if last is not None:
            lines.append(self.tr("Last day: {last_day}").format(last_day=last))
        return lines
