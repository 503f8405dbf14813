"""An evaluation as complete JSON, and as plain tables, one for each data set."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Final

from sigverify import __version__
from sigverify.evaluation.figures import (
    FORGERIES,
    Figure,
    WorstWriters,
    WriterFigures,
)
from sigverify.evaluation.images import UnusableImage
from sigverify.evaluation.protocol import PROTOCOL
from sigverify.evaluation.results import (
    Evaluation,
    ReferenceResult,
    RetrievalFigures,
    SetResult,
)
from sigverify.terms import Decision, PairKind
from sigverify.wording import codes_of, texts_of

SCHEMA_VERSION: Final = 1
MAX_FAULTS_SHOWN: Final = 5
_LIBRARIES: Final = ("numpy", "onnxruntime", "opencv-python-headless")
_NOT_AVAILABLE: Final = "n/a"
_GAP: Final = "   "


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return all measurements, with their method and their data, as JSON values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "protocol": PROTOCOL,
        "seed": evaluation.seed,
        "versions": {
            "sigverify": __version__,
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
        "manifest": {
            "path": str(evaluation.manifest),
            "sha256": evaluation.manifest_sha256,
            "splits": [split.value for split in evaluation.splits],
            "rows_sha256": evaluation.split_sha256,
        },
        "model": asdict(evaluation.model),
        "calibration": {
            "name": evaluation.calibration.name,
            "sha256": evaluation.calibration.sha256,
            "warnings": texts_of(evaluation.calibration.warnings),
            "warning_codes": codes_of(evaluation.calibration.warnings),
        },
        "sets": {result.name: _set_json(result) for result in evaluation.sets},
    }


def evaluation_lines(evaluation: Evaluation) -> list[str]:
    """Return the main results as lines of plain text."""
    model, calibration = evaluation.model, evaluation.calibration
    lines = [
        f"Model {model.name} {model.version} ({model.sha256[:12]}), "
        f"calibration {calibration.name} ({calibration.sha256[:12]}), "
        f"splits {', '.join(evaluation.splits)}, seed {evaluation.seed}",
        "Intervals: 95 %, bootstrap over writers. EER: one threshold for all writers of a set.",
    ]
    for result in evaluation.sets:
        lines += ["", *_set_lines(result)]
    return lines


def _set_json(result: SetResult) -> dict[str, Any]:
    return {
        "writers": len(result.writers),
        "genuine": result.genuine,
        "skilled": result.skilled,
        "duplicates_dropped": asdict(result.duplicates),
        "failure_to_acquire": {
            "genuine": {"failed": result.failed[PairKind.GENUINE], "images": result.genuine},
            "skilled": {"failed": result.failed[PairKind.SKILLED], "images": result.skilled},
            "unreadable": [_fault_json(fault) for fault in result.faults if not fault.readable],
            "unusable": [_fault_json(fault) for fault in result.faults if fault.readable],
        },
        "references": {
            str(entry.k): _references_json(entry, writers=result.writers)
            for entry in result.by_references
        },
        "retrieval": _retrieval_json(result.retrieval, reason=result.retrieval_reason),
    }


def _fault_json(fault: UnusableImage) -> dict[str, Any]:
    return {
        "line": fault.item.line,
        "path": fault.item.name,
        "label": fault.item.label.value,
        "reasons": texts_of(fault.reasons),
        "reason_codes": codes_of(fault.reasons),
    }


def _references_json(entry: ReferenceResult, *, writers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "writers": entry.writers,
        "writers_left_out": entry.left_out,
        "trials": {kind.value: scores.similarities.size for kind, scores in entry.scores.items()},
        **{f"eer_{kind}": _figure_json(entry.eer[kind]) for kind in FORGERIES},
        "at_shipped_threshold": {
            "accept_at": entry.thresholds.accept_at,
            "flag_below": entry.thresholds.flag_below,
            "frr": _figure_json(entry.error_rates[PairKind.GENUINE]),
            **{f"far_{kind}": _figure_json(entry.error_rates[kind]) for kind in FORGERIES},
            "decisions": {
                kind.value: {
                    decision.value: _figure_json(figure) for decision, figure in shares.items()
                }
                for kind, shares in entry.shares.items()
            },
        },
        "calibration_quality": {
            "prior_of_genuine": 0.5,
            **{
                kind.value: None if found is None else asdict(found)
                for kind, found in entry.evidence.items()
            },
        },
        "per_writer_threshold": {
            f"mean_eer_{kind}": _figure_json(entry.own_threshold_eer[kind]) for kind in FORGERIES
        },
        "by_writer": {
            "worst_decile": {
                kind.value: _worst_json(entry.worst[kind], writers=writers) for kind in FORGERIES
            },
            "writers": {
                writers[figures.writer]: _writer_json(figures) for figures in entry.by_writer
            },
        },
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    low, high = figure.interval or (None, None)
    return {
        "value": figure.value,
        "low": low,
        "high": high,
        **figure.counts,
        **({} if figure.threshold is None else {"threshold": figure.threshold}),
        **({} if figure.reason is None else {"reason": figure.reason}),
    }


def _worst_json(worst: WorstWriters | None, *, writers: tuple[str, ...]) -> dict[str, Any] | None:
    if worst is None:
        return None
    return {
        "mean_eer": worst.eer,
        "least_eer": worst.least,
        "writers": [writers[index] for index in worst.writers],
    }


def _writer_json(figures: WriterFigures) -> dict[str, Any]:
    return {
        **{f"eer_{kind}": figures.eer[kind] for kind in FORGERIES},
        **{
            f"{'frr' if kind is PairKind.GENUINE else f'far_{kind}'}": {
                "errors": errors,
                "trials": trials,
            }
            for kind, (errors, trials) in figures.errors.items()
        },
    }


def _retrieval_json(retrieval: RetrievalFigures | None, *, reason: str | None) -> dict[str, Any]:
    if retrieval is None:
        return {"reason": reason}
    return {
        "signatures": retrieval.signatures,
        "without_match": retrieval.without_match,
        "precision_at_1": _figure_json(retrieval.precision_at_1),
        "mean_average_precision": _figure_json(retrieval.mean_average_precision),
        "mean_reciprocal_rank": _figure_json(retrieval.mean_reciprocal_rank),
    }


def _set_lines(result: SetResult) -> list[str]:
    lines = [
        f"{result.name}: {_many(len(result.writers), 'writer')}, "
        f"{_many(result.genuine, 'genuine signature')}, "
        f"{_many(result.skilled, 'skilled forgery', 'skilled forgeries')}"
    ]
    lines += _table(_rows(result))
    lines += _retrieval_lines(result)
    lines += _fault_lines(result)
    duplicates = result.duplicates
    dropped = duplicates.repeated + duplicates.contradictory + duplicates.digitised_again
    if dropped:
        lines.append(
            f"  Duplicates left out: {dropped}, {duplicates.contradictory} of them because they "
            f"stand under two writers or labels, {duplicates.digitised_again} because they show a "
            "signature once more"
        )
    return lines + [line for entry in result.by_references for line in _reason_lines(entry)]


def _reason_lines(entry: ReferenceResult) -> list[str]:
    """Return why figures are missing, if any are."""
    start = f"  With {_many(entry.k, 'reference')}:"
    if entry.writers == 0:
        return [f"{start} no writer has {entry.k + 1} genuine signatures, {entry.k} of them usable"]
    figures = (*entry.eer.values(), *entry.error_rates.values())
    reasons = dict.fromkeys(figure.reason for figure in figures if figure.reason is not None)
    return [f"{start} {reason}" for reason in reasons]


def _rows(result: SetResult) -> list[tuple[str, list[str]]]:
    """Return the rows of the table: a label, and a cell for each number of references."""

    def row(label: str, cell: Callable[[ReferenceResult], str]) -> tuple[str, list[str]]:
        return label, [cell(entry) for entry in result.by_references]

    genuine, skilled, random = PairKind
    return [
        row("", lambda entry: _many(entry.k, "reference")),
        row("Writers (left out: too few)", lambda e: f"{e.writers} ({e.left_out})"),
        row("Trials genuine/skilled/random", _trials_cell),
        row("Skilled EER", lambda e: _figure_cell(e.eer[skilled])),
        row("Random EER", lambda e: _figure_cell(e.eer[random])),
        row("Accept from", lambda e: f"{e.thresholds.accept_at:.4f}"),
        row("Flag below", lambda e: f"{e.thresholds.flag_below:.4f}"),
        row("FRR", lambda e: _figure_cell(e.error_rates[genuine])),
        row("FAR skilled", lambda e: _figure_cell(e.error_rates[skilled])),
        row("FAR random", lambda e: _figure_cell(e.error_rates[random])),
        row("Genuine referred + flagged", lambda e: _decisions_cell(e, genuine)),
        row("Skilled referred + flagged", lambda e: _decisions_cell(e, skilled)),
        row("Random referred + flagged", lambda e: _decisions_cell(e, random)),
        row("Cllr skilled (least possible)", lambda e: _cllr_cell(e, skilled)),
        row("Cllr random (least possible)", lambda e: _cllr_cell(e, random)),
        row("Calibration error skilled", lambda e: _calibration_cell(e, skilled)),
        row(
            "Own-threshold skilled EER, mean", lambda e: _figure_cell(e.own_threshold_eer[skilled])
        ),
        row("  worst tenth of the writers", lambda e: _worst_cell(e.worst[skilled])),
    ]


def _table(rows: list[tuple[str, list[str]]]) -> list[str]:
    label_width = max(len(label) for label, _ in rows)
    widths = [max(map(len, column)) for column in zip(*(cells for _, cells in rows), strict=True)]
    return [
        _GAP.join(
            [
                f"  {label:<{label_width}}",
                *(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)),
            ]
        ).rstrip()
        for label, cells in rows
    ]


def _retrieval_lines(result: SetResult) -> list[str]:
    found = result.retrieval
    if found is None:
        return [f"  Whose signature? {_NOT_AVAILABLE}: {result.retrieval_reason}"]
    return [
        f"  Whose signature? Each of {found.signatures} genuine searched for among the others",
        *_table(
            [
                ("  First find right", [_figure_cell(found.precision_at_1)]),
                ("  Mean average precision", [_figure_cell(found.mean_average_precision)]),
                ("  Mean reciprocal rank", [_figure_cell(found.mean_reciprocal_rank)]),
            ]
        ),
    ]


def _fault_lines(result: SetResult) -> list[str]:
    if not result.faults:
        return []
    lines = [
        f"  Failure to acquire: {result.failed[PairKind.GENUINE]} of {result.genuine} genuine, "
        f"{result.failed[PairKind.SKILLED]} of {result.skilled} forged"
    ]
    lines += [
        f"    line {fault.item.line}: {' '.join(texts_of(fault.reasons))}"
        if not fault.readable
        else f"    line {fault.item.line}: {fault.item.name}: {' '.join(texts_of(fault.reasons))}"
        for fault in result.faults[:MAX_FAULTS_SHOWN]
    ]
    more = len(result.faults) - MAX_FAULTS_SHOWN
    return [*lines, f"    and {more} more"] if more > 0 else lines


def _figure_cell(figure: Figure) -> str:
    if figure.value is None:
        return _NOT_AVAILABLE
    text = f"{100 * figure.value:.2f} %"
    if figure.interval is not None:
        text += f" [{100 * figure.interval.low:.2f}, {100 * figure.interval.high:.2f}]"
    if "errors" in figure.counts:
        text += f" ({figure.counts['errors']} of {figure.counts['trials']})"
    return text


def _trials_cell(entry: ReferenceResult) -> str:
    return " / ".join(str(entry.scores[kind].similarities.size) for kind in PairKind)


def _decisions_cell(entry: ReferenceResult, kind: PairKind) -> str:
    shares = [entry.shares[kind][decision].value for decision in (Decision.REFER, Decision.FLAG)]
    return _joined((None if share is None else f"{100 * share:.2f} %" for share in shares), " + ")


def _cllr_cell(entry: ReferenceResult, kind: PairKind) -> str:
    found = entry.evidence[kind]
    if found is None:
        return _NOT_AVAILABLE
    cost = "infinite" if found.cllr is None else f"{found.cllr:.3f}"
    return f"{cost} ({found.min_cllr:.3f})"


def _calibration_cell(entry: ReferenceResult, kind: PairKind) -> str:
    found = entry.evidence[kind]
    return _NOT_AVAILABLE if found is None else f"{found.expected_calibration_error:.3f}"


def _worst_cell(worst: WorstWriters | None) -> str:
    if worst is None:
        return _NOT_AVAILABLE
    return f"{100 * worst.eer:.2f} % ({_many(len(worst.writers), 'writer')})"


def _joined(parts: Iterable[str | None], separator: str) -> str:
    there = [part for part in parts if part is not None]
    return separator.join(there) or _NOT_AVAILABLE


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or one + 's'}"
