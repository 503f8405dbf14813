"""Results for people: in colour on a terminal, elsewhere as plain text."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from sigverify.calibration.words import specimens_words
from sigverify.cli.lines import one_line
from sigverify.encoding.artefact import Artefact
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.names import KIND_NAMES, RATE_NAMES
from sigverify.terms import Decision
from sigverify.verification.calibration_file import Calibration
from sigverify.verification.calibration_values import BandValues, CalibrationValues
from sigverify.verification.results import (
    CalibrationIdentity,
    ModelIdentity,
    Verification,
    similarity_text,
)
from sigverify.wording import amount_text, english, texts_of

if TYPE_CHECKING:
    from sigverify.scoring.thresholds.trade_off import TradeOff
    from sigverify.verification.register.identification import Identification
    from sigverify.verification.register.results import AccountVerification

_EVIDENCE_NAMES: Final = {
    "cllr": "Cllr",
    "min_cllr": "least possible",
    "expected_calibration_error": "calibration error",
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
    style = DECISION_STYLES[result.decision].terminal
    if title is not None:
        console.print(Text(title, style="bold underline"))
    console.print(_headline(console, result.decision, english(result.meaning)))
    thresholds = result.thresholds
    if result.similarity is not None:
        shown = similarity_text(result.similarity, thresholds=thresholds)
        limits = f"accept from {thresholds.accept_at:.3f}"
        if thresholds.flag_below < thresholds.accept_at:
            limits += f", flag below {thresholds.flag_below:.3f}"
        _row(console, "Similarity", Text.assemble((shown, style), f"  ({limits})"))
        _row(console, "", _scale(result, similarity=result.similarity, plain=plain))
    if result.evidence is not None:
        _row(console, "Evidence", english(result.evidence))
    parts = result.parts
    if parts is not None:
        _row(console, "Parts", english(parts))
    _row(console, "Questioned", str(result.questioned.path))
    label = "Specimen" if len(result.references) == 1 else "Specimens"
    for score in result.references:
        number = "  -  " if score.similarity is None else f"{score.similarity:.3f}"
        _row(console, label, f"{number}  {score.signature.path}")
        label = ""
    _rows(console, "Notes", texts_of(result.notes, capital=True))
    _judged_by(console, model=result.model, calibration=result.calibration)
    _written(console, picture=picture, explanation=explanation)


def print_account_verification(
    result: AccountVerification, *, picture: Path | None = None, explanation: Path | None = None
) -> None:
    """Print the verification of a cheque of an account to the standard output.

    Args:
        result: what to print.
        picture: where a picture of the most informative signature was written.
        explanation: where a picture of its explanation was written.
    """
    console = _console()
    console.print(_headline(console, result.decision, english(result.meaning)))
    paid = "not known" if result.amount is None else amount_text(result.amount)
    _row(console, "Account", f"{result.account}, amount {paid}, date {result.day}")
    for number, one in enumerate(result.signatures, start=1):
        label = "Signature" if len(result.signatures) == 1 else f"Signature {number}"
        style = DECISION_STYLES[one.decision]
        who = one.signatory or "unknown signer"
        line = Text.assemble((style.heading, style.terminal), f"  {one_line(who)}")
        if one.similarity is not None:
            shown = similarity_text(one.similarity, thresholds=result.thresholds)
            line.append(f", similarity {shown} (accept from {result.thresholds.accept_at:.3f})")
        _row(console, label, line)
    _row(console, "Questioned", str(result.telling.signature.path))
    _rows(console, "Rule", result.rules)
    _rows(console, "Notes", texts_of(result.notes, capital=True))
    _judged_by(console, model=result.model, calibration=result.calibration)
    _written(console, picture=picture, explanation=explanation)


def print_identification(result: Identification) -> None:
    """Print an identification to the standard output."""
    console = _console()
    if result.known is None:
        console.print(_headline(console, Decision.NO_DECISION, "", word="NO ONE KNOWN"))
    else:
        console.print(_headline(console, Decision.ACCEPT, "", word=one_line(result.known.name)))
    _row(console, "Searched", f"{result.people} signatories with {result.specimens} specimens")
    label = "Most like"
    for one in result.ranked:
        found = one.verification
        number = "  -  " if found.similarity is None else f"{found.similarity:.3f}"
        style = DECISION_STYLES[found.decision]
        line = Text.assemble(f"{number}  ", (f"{style.heading:<7}", style.terminal))
        line.append(f"  {one_line(one.name)}, account {one_line(', '.join(one.accounts))}")
        _row(console, label, line)
        label = ""
    _row(console, "Questioned", str(result.questioned.path))
    first = result.ranked[0].verification
    notes = (*result.reasons, *first.calibration.warnings)
    _rows(console, "Notes", texts_of(notes, capital=True))
    _judged_by(console, model=first.model, calibration=first.calibration)


def _headline(console: Console, decision: Decision, text: str, *, word: str = "") -> Text:
    style = DECISION_STYLES[decision]
    sign = style.plain_sign if console.options.ascii_only else style.sign
    return Text.assemble((f"{sign} {word or style.heading}", style.terminal), f"  {one_line(text)}")


def _rows(console: Console, label: str, values: Iterable[str]) -> None:
    """Each value in a row of its own, the first one with the label."""
    for value in dict.fromkeys(values):
        _row(console, label, value)
        label = ""


def _judged_by(console: Console, *, model: ModelIdentity, calibration: CalibrationIdentity) -> None:
    _row(console, "Model", f"{model.name} {model.version}  {model.sha256[:12]}")
    _row(console, "Calibration", f"{calibration.name}  {calibration.sha256[:12]}")


def _written(console: Console, *, picture: Path | None, explanation: Path | None) -> None:
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
    filling = DECISION_STYLES[result.decision].terminal
    bar, rest, mark = ("#", "-", "|") if plain else ("━", "─", "┃")
    filled = round(similarity * _SCALE_CHARACTERS)
    marks = {
        min(round(value * _SCALE_CHARACTERS), _SCALE_CHARACTERS - 1)
        for value in (result.thresholds.flag_below, result.thresholds.accept_at)
    }
    cells = [
        (mark, "")
        if position in marks
        else ((bar, filling) if position < filled else (rest, "dim"))
        for position in range(_SCALE_CHARACTERS)
    ]
    line = Text()
    for (character, style), run in itertools.groupby(cells):
        line.append(character * len(list(run)), style=style)
    return line


def print_model(artefact: Artefact, *, calibration: Calibration) -> None:
    """Print the descriptions of a model and its calibration to the standard output."""
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
    """Print all fields of a calibration to the standard output."""
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
    for kind, found in _by_kind(origin.evidence).items():
        line = ", ".join(f"{_EVIDENCE_NAMES.get(name, name)} {found[name]:.3f}" for name in found)
        _row(console, label, f"against {KIND_NAMES.get(kind, kind)}: {line}")
        label = ""
    console.print(Text(one_line(origin.in_words)))


def trade_off_lines(found: Sequence[TradeOff]) -> list[str]:
    """What other limits on skilled forgeries would cost, as lines of a table; none without any."""
    if not found:
        return []
    head = ("skilled accepted at most", "accept from", "skilled accepted", "genuine not accepted")
    rows = [head]
    for one in found:
        assert one.rates.far_skilled is not None
        shares = (one.limit, one.rates.far_skilled.rate.value, one.rates.frr.rate.value)
        limit, accepted, rejected = (f"{100 * share:.1f} %" for share in shares)
        rows.append((limit, f"{one.accept_at:.4f}", accepted, rejected))
    lines = ["Other limits, on the signers chosen on:"]
    lines += [
        "  " + "  ".join(f"{cell:>{len(name)}}" for cell, name in zip(row, head, strict=True))
        for row in rows
    ]
    return lines


def _by_kind(evidence: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Figures named ``kind.figure``, those of a kind together."""
    found: dict[str, dict[str, float]] = {}
    for name, value in evidence.items():
        kind, _, figure = name.partition(".")
        found.setdefault(kind, {})[figure] = value
    return found


def _print_band(console: Console, band: BandValues | CalibrationValues, *, specimens: str) -> None:
    limits = f"accept from {band.accept_at:.4f}, flag below {band.flag_below:.4f}"
    _row(console, "Thresholds", f"{specimens}{limits}")
    shares = [
        f"{RATE_NAMES[name]} {100 * rate.errors / rate.trials:.1f} %"
        for name, rate in band.rates.items()
        if specimens and name in ("frr", "far_skilled")
    ]
    if shares:
        _row(console, "", ", ".join(shares))
    _row(console, "", band.rule)


def _print_values(console: Console, values: CalibrationValues) -> None:
    _row(console, "", f"by {values.author}, {values.created:%Y-%m-%d %H:%M} UTC")
    for (least, most), number in zip(values.ranges, values.numbers, strict=True):
        for band in number.bands:
            _print_band(console, band, specimens=f"{specimens_words(least, most)}: ")
    if not values.numbers:
        for one in values.bands or (values,):
            _print_band(console, one, specimens="")
    one_number = values.one_number_only
    if one_number is not None:
        _row(console, "", english(one_number))
    label = "Error rates"
    if values.references is not None:
        exactly = specimens_words(values.references, values.references)
        _row(console, label, f"with {exactly}:")
        label = ""
    for name, rate in values.rates.items():
        text = (
            f"{RATE_NAMES.get(name, name)} {100 * rate.errors / rate.trials:.2f} % "
            f"[{100 * rate.low:.2f}, {100 * rate.high:.2f}]  ({rate.errors} of {rate.trials})"
        )
        _row(console, label, text)
        label = ""
    label = "Warnings"
    for warning in values.warnings:
        _row(console, label, warning)
        label = ""
