"""The report of a calibration, as PDF for people and as JSON for machines.

The report holds counts, rates and hashes, but no image, no file name and no signer's name.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from sigverify.calibration.curves import Curves, curves_of
from sigverify.calibration.run import Checked
from sigverify.calibration.words import specimens_words
from sigverify.reporting.calibration_charts import (
    INK,
    QUIET,
    det,
    histogram,
    rates_along,
)
from sigverify.reporting.colours import BLUE_HEX
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.names import PAIR_NAMES, RATE_NAMES, count_name
from sigverify.reporting.page_elements import (
    BODY,
    CODE,
    HEADING,
    MARGIN,
    NOTE,
    SAID,
    SMALL,
    TITLE,
    WIDTH,
    box,
    paragraph,
    printable,
    table,
)
from sigverify.scoring.decision import Thresholds
from sigverify.scoring.thresholds.trade_off import trade_offs
from sigverify.terms import Decision, PairKind
from sigverify.verification.calibration_values import (
    BandValues,
    CalibrationValues,
    OriginValues,
    RateValues,
)

SCHEMA_VERSION: Final = 1


def report_json(result: Checked, *, values: CalibrationValues) -> dict[str, Any]:
    """Return the report's figures, and the curves that it draws, as JSON values."""
    scaled = result.chosen.scaled
    return {
        "schema_version": SCHEMA_VERSION,
        "calibration": values.model_dump(mode="json"),
        "signers_to_choose_on": _curves_json(curves_of(scaled.fit, seed=scaled.parts.seed)),
        "signers_held_out": _curves_json(curves_of(scaled.held_out, seed=scaled.parts.seed)),
    }


def report_json_bytes(result: Checked, *, values: CalibrationValues) -> bytes:
    """Return `report_json` as the bytes of a file."""
    text = json.dumps(report_json(result, values=values), indent=1, allow_nan=False)
    return (text + "\n").encode()


def report_pdf(result: Checked, *, values: CalibrationValues) -> bytes:
    """Return the report on A4 pages; the same calibration gives the same bytes."""
    stream = io.BytesIO()
    document = SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=f"Calibration {values.name}",
        author=values.author,
        subject="Calibration report",
        creator="sigverify",
        invariant=True,
    )

    def footer(canvas: Canvas, _document: object) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 7.5)
        canvas.setFillColor(QUIET)
        digest = (values.digest or "")[:16]
        canvas.drawString(MARGIN, 10 * mm, f"Calibration {printable(values.name)[:60]} ({digest})")
        canvas.drawRightString(A4[0] - MARGIN, 10 * mm, f"Page {canvas.getPageNumber()}")
        canvas.restoreState()

    document.build(_story(result, values=values), onFirstPage=footer, onLaterPages=footer)
    return stream.getvalue()


def _story(result: Checked, *, values: CalibrationValues) -> list[Flowable]:
    origin = values.origin
    assert origin is not None
    return [
        *_outcome(result, values=values, origin=origin),
        *_chosen(result, values=values, origin=origin),
        PageBreak(),
        *_pictures(result, values=values),
        PageBreak(),
        *_strength(origin),
        paragraph("Data", HEADING),
        _data(values.counts),
        KeepTogether(_identity(values, origin=origin)),
    ]


def _outcome(result: Checked, *, values: CalibrationValues, origin: OriginValues) -> list[Flowable]:
    """Title, author, and what to expect."""
    return [
        paragraph("Calibration report", SMALL),
        paragraph(values.name, TITLE),
        paragraph(
            f"Signed by {values.author}, {values.created:%d %B %Y %H:%M} UTC. "
            f"Model {origin.model}.",
            SMALL,
        ),
        Spacer(1, 8),
        box(
            [
                paragraph("What to expect, measured on held-out signers", SMALL),
                *(
                    paragraph(f"{sentence.removesuffix('.')}.", SAID)
                    for sentence in origin.in_words.split(". ")
                ),
                *(paragraph(sentence, SAID) for sentence in result.costs),
            ],
            fill="#ddf4ff",
            edge=BLUE_HEX,
        ),
        Spacer(1, 6),
        *_warnings(values.warnings),
    ]


def _chosen(result: Checked, *, values: CalibrationValues, origin: OriginValues) -> list[Flowable]:
    """The thresholds, their error rates, and what other limits would cost."""
    return [
        paragraph("Thresholds", HEADING),
        _thresholds(values),
        paragraph(
            "Error rates at the strictest thresholds" if values.bands else "Error rates", HEADING
        ),
        _rates(values.rates, fit=origin.fit_rates),
        paragraph(
            "Each questioned signature is compared with "
            f"{origin.references} specimens of its claimed signer, as the program does it. "
            "Intervals: 95 %, bootstrap over signers. Held out: a third of the signers, on whom "
            "no threshold was chosen. Rely on their figures.",
            NOTE,
        ),
        *_trade_offs(result),
    ]


def _pictures(result: Checked, *, values: CalibrationValues) -> list[Flowable]:
    scaled = result.chosen.scaled
    curves = curves_of(scaled.held_out, seed=scaled.parts.seed)
    thresholds = Thresholds(accept_at=values.accept_at, flag_below=values.flag_below)
    chart = {"thresholds": thresholds, "width": WIDTH, "height": 190.0}
    return [
        paragraph("Pictures", HEADING),
        histogram(curves, **chart),
        Spacer(1, 10),
        rates_along(curves, **chart),
        Spacer(1, 10),
        det(curves, width=WIDTH, height=240.0),
    ]


def _strength(origin: OriginValues) -> list[Flowable]:
    """How well the similarities are calibrated as strength of evidence."""
    return [
        paragraph("Strength of evidence, held-out signers", HEADING),
        _evidence(origin.evidence),
        paragraph(
            "Cllr: the cost in bits of using the similarity as strength of evidence; 0 is perfect, "
            "1 is no better than tossing a coin. The least Cllr is what is left after the best "
            "rescaling of these scores. Calibration error: the mean distance between the claimed "
            "and the found share of genuine signatures, with genuine and forged equally frequent.",
            NOTE,
        ),
    ]


def _identity(values: CalibrationValues, *, origin: OriginValues) -> list[Flowable]:
    """What this calibration was made with, and the place for a signature."""
    return [
        paragraph("Identity", HEADING),
        *(
            paragraph(f"{name}: {text}", CODE)
            for name, text in (
                ("policy", origin.policy),
                ("scaling", _scaling(values)),
                ("program", origin.program),
                ("network", values.model_sha256),
                ("preprocessing", values.preprocessing_sha256),
                ("data", f"{origin.data_sha256} ({origin.source})"),
                ("digest", values.digest or ""),
                ("seed", str(origin.seed)),
                ("policies seen on held-out signers", str(origin.looks)),
            )
        ),
        Spacer(1, 36),
        _signature(values),
    ]


def _scaling(values: CalibrationValues) -> str:
    origin = values.origin
    assert origin is not None
    if origin.scaling == "isotonic":
        return "isotonic"
    return f"Platt, slope {origin.slope:.4f}, intercept {origin.intercept:+.4f}"


def _warnings(warnings: Sequence[str]) -> list[Flowable]:
    if not warnings:
        return []
    said = [paragraph("Warnings, shown wherever this calibration is used", SMALL)]
    said += [paragraph(f"\u2022 {warning}", BODY) for warning in warnings]
    return [box(said, fill="#fff8c5", edge=DECISION_STYLES[Decision.REFER].on_paper)]


def _thresholds(values: CalibrationValues) -> Table:
    rows: list[list[str]] = [["Specimens", "Cheques", "Accept from", "Flag below", "Rule"]]
    for (least, most), number in zip(values.ranges, values.numbers, strict=True):
        words = specimens_words(least, most)
        rows += [_band_row(band, specimens=words) for band in number.bands]
    if not values.numbers:
        rows += [_band_row(band, specimens="any") for band in values.bands or (values,)]
    return table(rows, widths=(62, 62, 62, 62, WIDTH - 248))


def _band_row(band: BandValues | CalibrationValues, *, specimens: str) -> list[str]:
    amount = "all"
    if isinstance(band, BandValues) and band.up_to is not None:
        amount = f"up to {band.up_to:g}"
    return [specimens, amount, f"{band.accept_at:.4f}", f"{band.flag_below:.4f}", band.rule]


def _trade_offs(result: Checked) -> list[Flowable]:
    """What other limits on skilled forgeries would cost; nothing without skilled forgeries."""
    scaled = result.chosen.scaled
    found = trade_offs(scaled.fit, seed=scaled.parts.seed)
    if not found:
        return []
    rows = [["Skilled at most", "Accept from", "Skilled accepted", "Genuine not accepted"]]
    for one in found:
        assert one.rates.far_skilled is not None
        rates = (one.rates.far_skilled, one.rates.frr)
        shares = [
            f"{100 * rate.rate.value:.1f} % [{100 * rate.interval.low:.1f}, "
            f"{100 * rate.interval.high:.1f}]"
            for rate in rates
        ]
        rows.append([f"{100 * one.limit:g} %", f"{one.accept_at:.4f}", *shares])
    return [
        paragraph("What other limits would cost, signers to choose on", HEADING),
        table(rows, widths=(90, 80, (WIDTH - 170) / 2, (WIDTH - 170) / 2)),
    ]


def _rates(held_out: Mapping[str, RateValues], *, fit: Mapping[str, RateValues]) -> Table:
    rows = [["", "Signers held out", "Signers to choose on"]]
    rows += [
        [RATE_NAMES.get(name, name), _rate(rate), _rate(fit[name]) if name in fit else ""]
        for name, rate in held_out.items()
    ]
    return table(rows, widths=(WIDTH - 300, 150, 150))


def _rate(rate: RateValues) -> str:
    share = 100 * rate.errors / rate.trials
    return (
        f"{share:.2f} % [{100 * rate.low:.2f}, {100 * rate.high:.2f}] "
        f"({rate.errors} of {rate.trials})"
    )


def _evidence(values: Mapping[str, float]) -> Table:
    rows = [["Against", "Cllr", "Least Cllr", "Calibration error"]]
    for kind in (PairKind.SKILLED, PairKind.RANDOM):
        found = [
            values.get(f"{kind}.{name}")
            for name in ("cllr", "min_cllr", "expected_calibration_error")
        ]
        if any(value is not None for value in found):
            cells = ["infinite" if value is None else f"{value:.3f}" for value in found]
            rows.append([PAIR_NAMES[kind], *cells])
    return table(rows, widths=(WIDTH - 300, 100, 100, 100))


def _data(counts: Mapping[str, int]) -> Table:
    rows = [["", "Number"]]
    rows += [[count_name(name), str(count)] for name, count in counts.items()]
    return table(rows, widths=(WIDTH - 100, 100))


def _signature(values: CalibrationValues) -> Table:
    cells = [
        paragraph(f"{values.author}, for the calibration", SMALL),
        paragraph("Second signature, date", SMALL),
    ]
    lines = Table([cells], colWidths=(WIDTH / 2 - 10, WIDTH / 2 - 10), spaceBefore=20)
    lines.setStyle(
        TableStyle(
            [("LINEABOVE", (0, 0), (0, 0), 0.6, INK), ("LINEABOVE", (1, 0), (1, 0), 0.6, INK)]
        )
    )
    return lines


def _curves_json(curves: Curves) -> dict[str, Any]:
    return {
        "histogram_edges": curves.edges.tolist(),
        "histograms": {kind.value: shares.tolist() for kind, shares in curves.shares.items()},
        "comparisons": {kind.value: size for kind, size in curves.sizes.items()},
        "thresholds": curves.thresholds.tolist(),
        "rates": {
            kind.value: {
                "rate": curve.rate.tolist(),
                "low": curve.low.tolist(),
                "high": curve.high.tolist(),
            }
            for kind, curve in curves.rates.items()
        },
    }
