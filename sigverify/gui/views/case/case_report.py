"""The report of a case: a page with pictures, similarity and both decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QObject,
    QRectF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
)

from sigverify import __version__
from sigverify.files import write_atomically
from sigverify.gui.i18n.wording import decision_word, reason_text, sentence, statement, verdict_word
from sigverify.gui.models.cases.case import Case
from sigverify.gui.models.examination import Examination, shown_box
from sigverify.gui.models.pictures import ChequePicture, PairPictures
from sigverify.gui.theme import LIGHT
from sigverify.gui.widgets.pictures import as_image
from sigverify.imaging.arrays import Image
from sigverify.reasons import Reason
from sigverify.terms import Box, Decision
from sigverify.verification.register.results import AccountVerification
from sigverify.verification.results import Verification, similarity_text
from sigverify.wording import amount_text

_DPI: Final = 300
_PICTURE_DPI: Final = 200
_GAP: Final = 5.0
# Heights of the cheque and of a signature.
_CHEQUE_H: Final = 190.0
_SIGNATURE_H: Final = 78.0
# The layout uses points, 72 to an inch, on every device.
_POINTS: Final = 72.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaseReport:
    """The contents of a report."""

    case: Case
    found: Examination
    picture: ChequePicture
    pair: PairPictures | None
    clerk: str


def save_report(report: CaseReport, path: Path) -> None:
    """Write a report as a PDF file, atomically; may run in any thread.

    Raises:
        OutputError: the file can't be written.
    """
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle(report.case.name)
    writer.setCreator(f"sigverify {__version__}")
    paint_report(report, writer)
    del writer
    buffer.close()
    write_atomically(path, bytes(content.data()), private=True)


def paint_report(report: CaseReport, device: QPagedPaintDevice) -> None:
    """Draw a report on an A4 page.

    Args:
        report: the report.
        device: a PDF writer or a printer.
    """
    margins = QMarginsF(16, 14, 16, 14)
    device.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(device)
    try:
        scale = device.logicalDpiX() / _POINTS
        painter.scale(scale, scale)
        width = device.width() / scale
        ReportSheet(painter, width=width, height=device.height() / scale).draw(report)
    finally:
        painter.end()


class ReportSheet(QObject):
    """Draws a report from top to bottom, in points."""

    def __init__(self, painter: QPainter, *, width: float, height: float) -> None:
        """Begin at the top of a page of this size, in points."""
        super().__init__()
        self._painter = painter
        self._width, self._height = width, height
        self._top = 0.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)

    def draw(self, report: CaseReport) -> None:
        """Draw the report."""
        case, found = report.case, report.found
        self._text(self.tr("Signature verification"), size=16, bold=True)
        self._text(case.name, size=10, colour=LIGHT.quiet)
        self._top += 4
        judged = found.verification
        result = None if found.register is None else found.register.result
        if result is not None:
            self._decision(result.decision, meaning=result.meaning, number="")
            self._signatories(result)
        elif judged is not None:
            number = ""
            if judged.similarity is not None:
                number = similarity_text(judged.similarity, thresholds=judged.thresholds)
            self._decision(judged.decision, meaning=judged.meaning, number=number)
        boxes = [case.box]
        if result is not None:
            boxes = [one.signature.box for one in result.signatures]
        self._cheque(report.picture, boxes, turns=case.turns or 0)
        self._signatures(report)
        for note in () if judged is None else (judged.notes if result is None else result.notes):
            self._text(f"•  {statement(note)}", size=9)
        if judged is not None:
            self._top += 3
            self._scores(judged, found)
        self._clerk(report)
        self._foot(report)

    def _signatories(self, result: AccountVerification) -> None:
        """The account, and who signed."""
        paid = "–" if result.amount is None else amount_text(result.amount)
        told = self.tr("Account {account}, amount {amount}, as of {day}")
        self._text(told.format(account=result.account, amount=paid, day=result.day), size=10)
        for place, one in enumerate(result.signatures, start=1):
            number = "–"
            if one.similarity is not None:
                number = similarity_text(one.similarity, thresholds=result.thresholds)
            who = one.signatory or self.tr("unknown signer")
            line = self.tr("Signature {place}: {person}, {decision}, similarity {number}")
            word = decision_word(one.decision)
            self._text(line.format(place=place, person=who, decision=word, number=number), size=9)
        self._top += 4

    def _decision(self, decision: Decision, *, meaning: Reason, number: str) -> None:
        colour, ground = LIGHT.of(decision)
        band = QRectF(0, self._top, self._width, 34)
        self._painter.setPen(QPen(QColor(colour), 0.8))
        self._painter.setBrush(QColor(ground))
        self._painter.drawRoundedRect(band, 4, 4)
        self._painter.setPen(QColor(colour))
        self._painter.setFont(_font(14, bold=True))
        inner = band.adjusted(10, 0, -10, 0)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        word = self.tr("Program: {decision}").format(decision=decision_word(decision))
        self._painter.drawText(inner, left, word)
        advance = self._painter.fontMetrics().horizontalAdvance(word)
        if number:
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            self._painter.drawText(
                inner, right, self.tr("similarity {number}").format(number=number)
            )
        self._painter.setFont(_font(9))
        self._painter.drawText(inner.adjusted(advance + 10, 1, 0, 1), left, sentence(meaning))
        self._top += 34 + _GAP + 2

    def _cheque(self, picture: ChequePicture, boxes: Sequence[Box | None], *, turns: int) -> None:
        """The whole cheque with the boxes of the signatures."""
        drawn = np.ascontiguousarray(picture.levels[0]).copy()
        accent = QColor(LIGHT.accent)
        colour = accent.red(), accent.green(), accent.blue()
        for box in filter(None, boxes):
            corner = (box.x + box.w, box.y + box.h)
            thickness = max(3, picture.width // 350)
            cv2.rectangle(drawn, (box.x, box.y), corner, colour, thickness)
        image = self._image(drawn, height=_CHEQUE_H, turns=turns)
        self._pictures([(image, self.tr("Cheque with the signature's box"))], _CHEQUE_H)

    def _signatures(self, report: CaseReport) -> None:
        cut = report.picture.crop(shown_box(report.case, found=report.found))
        crop = self._image(cut, height=_SIGNATURE_H, turns=report.case.turns or 0)
        row = [(crop, self.tr("Questioned signature"))]
        pair = report.pair
        for specimen in report.found.specimens:
            nearest = pair is not None and specimen.path == pair.reference_path
            if specimen.picture is not None and (nearest or pair is None):
                image = self._image(specimen.picture, height=_SIGNATURE_H)
                row.append((image, specimen.path.name))
                break
        explained = None if pair is None else pair.explained
        if explained is not None:
            row.append((as_image(explained.overlay), self.tr("Both signatures overlaid")))
            row.append((as_image(explained.questioned), self.tr("Agreement (blue)")))
        self._pictures(row, _SIGNATURE_H)

    def _image(self, picture: Image, *, height: float, turns: int = 0) -> QImage:
        """A picture, turned, with no more pixels than a print shows in the width of the page.

        More would only hold up the window while Qt packs them.
        """
        down, across = picture.shape[:2] if turns % 2 == 0 else picture.shape[1::-1]
        scale = _PICTURE_DPI / _POINTS * min(height / down, self._width / across)
        if scale < 1.0:
            picture = np.asarray(
                cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
                dtype=np.uint8,
            )
        return as_image(np.rot90(picture, -turns))

    def _pictures(self, row: Sequence[tuple[QImage, str]], height: float) -> None:
        width = (self._width - _GAP * (len(row) - 1)) / len(row)
        for place, (image, caption) in enumerate(row):
            frame = QRectF(place * (width + _GAP), self._top, width, height)
            size = image.size().scaled(
                int(frame.width() * 10),
                int(frame.height() * 10),
                Qt.AspectRatioMode.KeepAspectRatio,
            )
            shown = QRectF(0, 0, size.width() / 10, size.height() / 10)
            shown.moveCenter(frame.center())
            self._painter.drawImage(shown, image)
            self._painter.setPen(QPen(QColor(LIGHT.border), 0.6))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(shown)
            font = _font(7.5)
            self._painter.setFont(font)
            self._painter.setPen(QColor(LIGHT.quiet))
            below = QRectF(frame.left(), frame.bottom() + 1, frame.width(), 12)
            elided = QFontMetricsF(font).elidedText(
                caption, Qt.TextElideMode.ElideMiddle, below.width()
            )
            self._painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, elided)
        self._top += height + 14 + _GAP

    def _scores(self, judged: Verification, found: Examination) -> None:
        own = {one.path: one.own_similarity for one in found.specimens}
        self._text(
            self.tr("Accepted from {accept}, flagged below {flag}.").format(
                accept=f"{judged.thresholds.accept_at:.4f}",
                flag=f"{judged.thresholds.flag_below:.4f}",
            ),
            size=9,
        )
        for score in judged.references:
            path = score.signature.path
            alone = "–" if score.similarity is None else f"{score.similarity:.4f}"
            spread = own.get(path)
            line = self.tr("Specimen {name}: {alone} to the cheque, {others} to the others").format(
                name=path.name, alone=alone, others="–" if spread is None else f"{spread:.4f}"
            )
            self._text(f"{line}   SHA-256 {score.signature.sha256[:16]}", size=8)
        self._top += 4

    def _clerk(self, report: CaseReport) -> None:
        made = report.case.clerk
        self._rule()
        if made is None:
            self._text(self.tr("No clerk's decision has been recorded."), size=10, bold=True)
            return
        self._text(
            self.tr("Clerk's decision: {verdict}").format(verdict=verdict_word(made.verdict)),
            size=11,
            bold=True,
        )
        details = (reason_text(made.reason), made.note, f"{made.clerk}, {made.decided_at}")
        for line in filter(None, details):
            self._text(line, size=9)

    def _foot(self, report: CaseReport) -> None:
        self._rule()
        judged = report.found.verification
        case, picture = report.case, report.picture
        place = (
            "–"
            if case.box is None
            else (f"x {case.box.x}, y {case.box.y}, {case.box.w} x {case.box.h}")
        )
        lines = [
            self.tr("Cheque: {path}, page {page}, box {box}").format(
                path=picture.path, page=case.page + 1, box=place
            ),
            f"SHA-256 {picture.scan.sha256}",
        ]
        if judged is not None:
            model, calibration = judged.model, judged.calibration
            lines.append(
                self.tr("Model {model}, calibration {calibration}").format(
                    model=f"{model.name} {model.version} ({model.sha256[:16]})",
                    calibration=f"{calibration.name} ({calibration.sha256[:16]})",
                )
            )
        notes = () if judged is None else judged.notes
        if report.found.register is not None:
            notes = report.found.register.result.notes
        if notes:
            codes = ", ".join(note.code_path for note in notes)
            lines.append(self.tr("Codes of the reasons: {codes}").format(codes=codes))
        now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
        lines.append(
            self.tr("Report of {time} for {clerk}, sigverify {version}").format(
                time=now, clerk=report.clerk or "–", version=__version__
            )
        )
        for line in lines:
            self._text(line, size=7.5, colour=LIGHT.quiet)
        self._text(
            self.tr(
                "The similarity is evidence on a scale from 0 to 1, not a probability of "
                "fraud. The program assists; the clerk decides."
            ),
            size=7.5,
            colour=LIGHT.quiet,
        )

    def _rule(self) -> None:
        self._top += 4
        self._painter.setPen(QPen(QColor(LIGHT.border), 0.6))
        self._painter.drawLine(0, round(self._top), round(self._width), round(self._top))
        self._top += 5

    def _text(
        self, text: str, *, size: float, bold: bool = False, colour: str = LIGHT.text
    ) -> None:
        """A paragraph, if the page has room for it."""
        self._painter.setFont(_font(size, bold=bold))
        self._painter.setPen(QColor(colour))
        room = QRectF(0, self._top, self._width, max(0.0, self._height - self._top))
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
        taken = self._painter.boundingRect(room, int(flags), text)
        if taken.height() <= room.height():
            self._painter.drawText(room, int(flags), text)
        self._top += taken.height() + 1.5


def _font(size: float, *, bold: bool = False) -> QFont:
    font = QFont()
    # The painter is scaled to points.
    font.setPixelSize(max(1, round(size)))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
