"""Results for people, on a terminal in colour and anywhere else as plain text."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.text import Text

from sigverify.cli.lines import one_line
from sigverify.model.artefact import Artefact
from sigverify.terms import Decision
from sigverify.verification.calibration_file import Calibration, CalibrationValues
from sigverify.verification.results import (
    DECISION_WORDS,
    Verification,
    similarity_text,
)

_STYLES: Final[dict[Decision, str]] = {
    Decision.ACCEPT: "bold green",
    Decision.REFER: "bold yellow",
    Decision.FLAG: "bold red",
    Decision.NO_DECISION: "bold",
}
_SIGNS: Final[dict[Decision, tuple[str, str]]] = {
    Decision.ACCEPT: ("✓", "+"),
    Decision.REFER: ("?", "?"),
    Decision.FLAG: ("✗", "x"),
    Decision.NO_DECISION: ("–", "-"),
}
_SCALE_CHARACTERS: Final = 50
_LABEL_WIDTH: Final = 13


def print_verification(
    result: Verification,
    *,
    title: str | None = None,
    picture: Path | None = None,
    explanation: Path | None = None,
) -> None:
    """Print one verification to the standard output.

    Args:
        result: what to print.
        title: a line above it.
        picture: where a picture of it was written.
        explanation: where a picture of its explanation was written.
    """
    console = _console()
    plain = console.options.ascii_only
    style = _STYLES[result.decision]
    if title is not None:
        console.print(Text(title, style="bold underline"))
    sign = _SIGNS[result.decision][1 if plain else 0]
    console.print(
        Text.assemble(
            (f"{sign} {DECISION_WORDS[result.decision]}", style),
            f"  {result.meaning}",
        )
    )
    thresholds = result.thresholds
    if result.similarity is not None:
        shown = similarity_text(result.similarity, thresholds=thresholds)
        limits = f"accept from {thresholds.accept_at:.3f}"
        if thresholds.flag_below < thresholds.accept_at:
            limits += f", flag below {thresholds.flag_below:.3f}"
        _row(console, "Similarity", Text.assemble((shown, style), f"  ({limits})"))
        _row(console, "", _scale(result, similarity=result.similarity, plain=plain))
    _row(console, "Questioned", str(result.questioned.path))
    label = "Specimen" if len(result.references) == 1 else "Specimens"
    for score in result.references:
        number = "  -  " if score.similarity is None else f"{score.similarity:.3f}"
        _row(console, label, f"{number}  {score.signature.path}")
        label = ""
    label = "Notes"
    for note in result.notes:
        _row(console, label, note)
        label = ""
    _row(
        console,
        "Model",
        f"{result.model.name} {result.model.version}  {result.model.sha256[:12]}",
    )
    _row(
        console,
        "Calibration",
        f"{result.calibration.name}  {result.calibration.sha256[:12]}",
    )
    if picture is not None:
        _row(console, "Picture", str(picture))
    if explanation is not None:
        _row(console, "Explanation", str(explanation))


def _console() -> Console:
    # soft_wrap: a long path stays in one piece, to be copied or searched for.
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def _row(console: Console, label: str, value: str | Text) -> None:
    text = Text(one_line(value)) if isinstance(value, str) else value
    console.print(Text.assemble((f"  {label:<{_LABEL_WIDTH}}", "dim"), text))


def _scale(result: Verification, *, similarity: float, plain: bool) -> Text:
    """0 to 1 as a line: the similarity as a bar, each threshold as a mark."""
    bar, rest, mark = ("#", "-", "|") if plain else ("━", "─", "┃")
    filled = round(similarity * _SCALE_CHARACTERS)
    marks = {
        min(round(value * _SCALE_CHARACTERS), _SCALE_CHARACTERS - 1)
        for value in (result.thresholds.flag_below, result.thresholds.accept_at)
    }
    cells = [
        (mark, "")
        if position in marks
        else ((bar, _STYLES[result.decision]) if position < filled else (rest, "dim"))
        for position in range(_SCALE_CHARACTERS)
    ]
    line = Text()
    for (character, style), run in itertools.groupby(cells):
        line.append(character * len(list(run)), style=style)
    return line


def print_model(artefact: Artefact, *, calibration: Calibration) -> None:
    """Print what a model and its calibration say of themselves to the standard output."""
    console = _console()
    manifest, values = artefact.manifest, calibration.values
    console.print(f"{manifest.name} {manifest.version}", style="bold")
    _row(console, "Folder", str(artefact.folder))
    _row(console, "Network", f"{manifest.architecture.name}  {artefact.encoder_sha256}")
    _row(console, "Created", f"{manifest.created:%Y-%m-%d %H:%M} UTC")
    _row(
        console,
        "Input",
        f"{manifest.input.width} x {manifest.input.height}, "
        f"embedding {' x '.join(map(str, manifest.embedding_shape))}",
    )
    _row(console, "Trained on", ", ".join(manifest.training_sets))
    _row(console, "Calibration", f"{values.name}  {calibration.sha256}")
    _print_values(console, values)


def print_calibration(values: CalibrationValues) -> None:
    """Print all that a calibration says of itself to the standard output."""
    console = _console()
    console.print(Text(one_line(values.name), style="bold"))
    _print_values(console, values)
    origin = values.origin
    if origin is None:
        return
    _row(console, "Policy", origin.policy)
    _row(console, "References", str(origin.references))
    _row(
        console,
        "Signers",
        f"{values.counts.get('fit_signers', 0)} to choose on, "
        f"{values.counts.get('held_out_signers', 0)} held out",
    )
    _row(console, "Model", f"{origin.model}  {values.model_sha256[:12]}")
    _row(console, "Data", f"{origin.source}  {origin.data_sha256[:12]}")
    label = "Evidence"
    for name, value in origin.evidence.items():
        _row(console, label, f"{name} {value:.4f}")
        label = ""
    console.print(Text(one_line(origin.in_words)))


def _print_values(console: Console, values: CalibrationValues) -> None:
    _row(console, "", f"by {values.author}, {values.created:%Y-%m-%d %H:%M} UTC")
    for band in values.bands or (values,):
        limits = f"accept from {band.accept_at:.4f}, flag below {band.flag_below:.4f}"
        _row(console, "Thresholds", limits)
        _row(console, "", band.rule)
    label = "Error rates"
    for name, rate in values.rates.items():
        text = (
            f"{name} {100 * rate.errors / rate.trials:.2f} % "
            f"[{100 * rate.low:.2f}, {100 * rate.high:.2f}]  ({rate.errors} of {rate.trials})"
        )
        _row(console, label, text)
        label = ""
    label = "Warnings"
    for warning in values.warnings:
        _row(console, label, warning)
        label = ""
