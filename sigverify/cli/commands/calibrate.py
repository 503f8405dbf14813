"""``sigverify calibrate``: thresholds from a bank's own labelled signatures."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigverify.cli.options import ModelOption, SeedOption
from sigverify.cli.output import fact
from sigverify.errors import OutputError, UsageError
from sigverify.wording import english

if TYPE_CHECKING:
    from sigverify.calibration.data import CheckedImages
    from sigverify.calibration.policy import PolicyRequest, Scaling
    from sigverify.calibration.run import Checked
    from sigverify.calibration.scores import ScoredParts
    from sigverify.calibration.source import LabelledImages, ReadyScores
    from sigverify.verification.calibration_values import CalibrationValues
    from sigverify.verification.verifier import Verifier

_PROBLEMS_SHOWN: Final = 10
_SEEN: Final = " seen"


def calibrate(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE",
            help="A folder with a folder for each signer (genuine and forged inside), a "
            "table path,writer,label, or a table similarity,writer,kind (CSV).",
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="PROFILE.json", help="Where to write it.")
    ],
    images: Annotated[
        Path | None,
        typer.Option(
            "--images",
            metavar="FOLDER",
            help="The folder of the images that a table names; default: the table's own.",
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            metavar="POLICY",
            help="equal-error, far-skilled=1%, frr=2% or least-cost:loss=500,minutes=2,"
            "minute-cost=0.8,forgery-rate=0.1%. Several, all but one with ' up to AMOUNT', "
            "give thresholds by amount.",
        ),
    ] = None,
    flag: Annotated[
        str,
        typer.Option(
            "--flag",
            metavar="SHARE|none",
            help="Largest share of genuine signatures that may be flagged: a limit for "
            "its upper bound or, with ' seen' behind it, for the share seen. "
            "Signatures in between are referred. 'none' flags everything that is not "
            "accepted.",
        ),
    ] = "0.5% seen",
    references: Annotated[
        int,
        typer.Option(
            "--references",
            min=1,
            max=20,
            help="The number of specimens that you usually have of a signer.",
        ),
    ] = 5,
    scaling: Annotated[
        str, typer.Option("--scaling", metavar="platt|isotonic", help="The scaling of the scores.")
    ] = "platt",
    allow_unproven: Annotated[
        bool,
        typer.Option(
            "--allow-unproven",
            help="Accept a limit that the data can't prove, with a warning in the calibration.",
        ),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option("--name", help="Name of the calibration; default: the file's name."),
    ] = None,
    author: Annotated[
        str | None,
        typer.Option("--author", help="The person responsible for it; default: the current user."),
    ] = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            "--report",
            metavar="FILE.pdf|.json",
            help="Write a report (PDF or JSON); may be repeated.",
        ),
    ] = None,
    model: ModelOption = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="FILE",
            help="Keep embeddings here for the next run (biometric data); without it, in the "
            "user's cache folder.",
        ),
    ] = None,
    seed: SeedOption = 1,
) -> None:
    """Choose thresholds on your own labelled signatures, and check them on held-out signers.

    The new calibration takes effect when you activate it: sigverify calibration activate.
    """
    # The matrices of a comparison are small, so numpy's own threads only slow each other down.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from datetime import UTC, datetime

    import cv2

    from sigverify.calibration.profile import profile
    from sigverify.calibration.run import check_on_held_out, choose, scale
    from sigverify.calibration.source import read_source
    from sigverify.cli.lines import one_line
    from sigverify.cli.options import user_name
    from sigverify.cli.printing import print_calibration, trade_off_lines
    from sigverify.files import write_atomically
    from sigverify.paths import cache_folder, model_folder
    from sigverify.scoring.thresholds.trade_off import trade_offs
    from sigverify.verification.caches.embeddings import EMBEDDINGS_NAME
    from sigverify.verification.calibration_values import file_bytes
    from sigverify.verification.verifier import Verifier

    request, wanted = _wanted(policy, flag=flag, scaling=scaling, unproven=allow_unproven)
    reports = list(report or ())
    for target in (output, *reports):
        _check_output(target, source=source)
    _check_report_names(reports)
    labelled = read_source(source, images=images)
    cv2.setNumThreads(1)  # several images are processed at the same time, so each takes one thread
    verifier = Verifier(model_folder(model), threads=1)
    parts, checked = _scored(
        labelled,
        verifier=verifier,
        references=references,
        seed=seed,
        cache=cache or cache_folder() / EMBEDDINGS_NAME,
    )
    if checked is not None:
        _print_check(checked)
    scaled = scale(parts, scaling=wanted)
    result = check_on_held_out(choose(scaled, request=request))
    values = profile(
        result,
        verifier=verifier,
        name=name or output.stem,
        author=author or user_name(),
        now=datetime.now(UTC),
    )
    write_atomically(output, file_bytes(values))
    fact(profile=output, reports=reports, values=values.model_dump(mode="json"))
    print_calibration(values)
    for sentence in result.costs:
        typer.echo(one_line(sentence))
    for line in trade_off_lines(trade_offs(scaled.fit, seed=seed)):
        typer.echo(line)
    typer.echo(f"Written: {one_line(str(output))}")
    _write_reports(reports, result=result, values=values)


def _wanted(
    policies: list[str] | None, *, flag: str, scaling: str, unproven: bool
) -> tuple[PolicyRequest, Scaling]:
    """The policy and the scaling that the options ask for."""
    from sigverify.calibration.policy import PolicyRequest, Scaling, parse_bands, parse_share

    try:
        request = PolicyRequest(
            bands=parse_bands(policies or ["equal-error"]),
            flag_frr=None if flag == "none" else parse_share(flag.removesuffix(_SEEN)),
            flag_seen=flag.endswith(_SEEN),
            unproven=unproven,
        )
        return request, Scaling(scaling)
    except ValueError as error:
        raise UsageError(
            f"--flag {flag} --scaling {scaling}: {error}.",
            remedy="See 'sigverify calibrate --help'.",
        ) from error


def _scored(
    labelled: LabelledImages | ReadyScores,
    *,
    verifier: Verifier,
    references: int,
    seed: int,
    cache: Path,
) -> tuple[ScoredParts, CheckedImages | None]:
    """The scores to calibrate on and, if the source has images, what became of these."""
    from sigverify.calibration.data import check_images
    from sigverify.calibration.scores import score_images, score_table
    from sigverify.calibration.source import ReadyScores
    from sigverify.cli.progress import Bars
    from sigverify.verification.caches.embeddings import EmbeddingCache

    if isinstance(labelled, ReadyScores):
        return score_table(labelled, references=references, seed=seed), None
    with Bars() as bars:
        with EmbeddingCache(cache, made_by=verifier.embedding_identity) as kept:
            checked = check_images(
                labelled,
                verifier=verifier,
                cache=kept,
                progress=lambda done, total: bars.show("reading", done, total),
            )
        parts = score_images(
            checked,
            verifier=verifier,
            references=references,
            seed=seed,
            progress=lambda done, total: bars.show("comparing", done, total),
        )
    return parts, checked


def _check_report_names(reports: list[Path]) -> None:
    for target in reports:
        if target.suffix.lower() not in (".pdf", ".json"):
            raise UsageError(
                f"{target}: a report is a PDF or a JSON file.",
                remedy="Use a name that ends in .pdf or .json.",
            )


def _write_reports(reports: list[Path], *, result: Checked, values: CalibrationValues) -> None:
    if not reports:
        return
    from sigverify.cli.lines import one_line
    from sigverify.files import write_atomically
    from sigverify.reporting.calibration_report import report_json_bytes, report_pdf

    for target in reports:
        make = report_pdf if target.suffix.lower() == ".pdf" else report_json_bytes
        write_atomically(target, make(result, values=values))
        typer.echo(f"Report: {one_line(str(target))}")


def _print_check(checked: CheckedImages) -> None:
    from sigverify.cli.lines import one_line

    counts = checked.counts
    typer.echo(
        f"{counts['images']} images of {len(checked.signers)} signers; left out: "
        f"{counts['duplicates']} duplicates, {counts['copies']} copies, "
        f"{counts['unusable']} unusable."
    )
    for problem in checked.problems[:_PROBLEMS_SHOWN]:
        typer.echo(one_line(f"  {english(problem.name)}: {english(problem.reason)}"))
    if len(checked.problems) > _PROBLEMS_SHOWN:
        typer.echo(f"  and {len(checked.problems) - _PROBLEMS_SHOWN} more")
    if checked.cache_fault is not None:
        typer.echo(one_line(f"Embeddings were not kept for the next run: {checked.cache_fault}"))


def _check_output(target: Path, *, source: Path) -> None:
    """Refuse an output that can't be written, before minutes are spent."""
    if target.resolve() == source.resolve():
        raise UsageError(
            f"{target}: the result would overwrite the data.", remedy="Choose another name."
        )
    if target.is_dir():
        raise OutputError(f"{target}: can't be written (this is a folder).", remedy="Name a file.")
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{target.parent}: this folder can't be made ({error.strerror or error}).",
            remedy="Check the path and its permissions.",
        ) from error
