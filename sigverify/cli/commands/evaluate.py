"""``sigverify evaluate``: error rates of a model on a labelled set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from sigverify.cli.options import ModelOption, SeedOption
from sigverify.cli.output import fact
from sigverify.errors import OutputError, UsageError

_SEVERAL: Final = "--references"


class ManyNumbers(TyperCommand):
    """A command that takes ``--references 1 5`` as well as ``--references 1 --references 5``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own class has moved between its versions
        """Give each number an option of its own, as the parser requires."""
        spread: list[str] = []
        following = False
        for argument in args:
            number = argument.isascii() and argument.isdecimal()
            if following and number and spread[-1] != _SEVERAL:
                spread.append(_SEVERAL)
            following = argument == _SEVERAL or (following and number)
            spread.append(argument)
        return super().parse_args(ctx, spread)


COMMAND_CLASS: Final = ManyNumbers


def evaluate(
    manifest: Annotated[
        Path,
        typer.Argument(metavar="MANIFEST", help="Table path,writer,label,split (CSV)."),
    ],
    references: Annotated[
        list[int] | None,
        typer.Option(_SEVERAL, metavar="K [K ...]", help="Numbers of references; default: 1 5."),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", metavar="FILE", help="Write all results as JSON to this file."),
    ] = None,
    plots: Annotated[
        Path | None,
        typer.Option("--plots", metavar="FOLDER", help="Folder for ROC, DET and other plots."),
    ] = None,
    split: Annotated[
        list[str] | None,
        typer.Option(
            "--split",
            metavar="SPLIT",
            help="Rows to use: train, val or val_cross; may be repeated. Default: val and "
            "val_cross, or all rows of a table that has neither.",
        ),
    ] = None,
    model: ModelOption = None,
    calibration: Annotated[
        Path | None,
        typer.Option(
            "--calibration", metavar="FILE", help="The calibration to use instead of the model's."
        ),
    ] = None,
    seed: SeedOption = 1,
) -> None:
    """Measure error rates on labelled signatures, separately for each data set.

    A writer's data set is the part of the writer's name before the slash. Figures mean
    nothing on writers that the model was trained on.
    """
    # The matrices of a comparison are small, and several are processed at the same time. With
    # numpy's own threads, which read this when numpy is loaded, it was 20 times slower.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from sigverify.cli.lines import one_line
    from sigverify.cli.progress import Bars
    from sigverify.evaluation.run import REFERENCES
    from sigverify.evaluation.run import evaluate as measure
    from sigverify.files import write_json
    from sigverify.paths import model_folder
    from sigverify.reporting.evaluation_report import evaluation_json, evaluation_lines
    from sigverify.terms import Split
    from sigverify.verification.verifier import Verifier

    unknown = [name for name in split or () if name not in list(Split)]
    if unknown:
        raise UsageError(
            f"There is no split {unknown[0]!r}.", remedy=f"Choose from: {', '.join(Split)}."
        )
    _check_outputs(manifest, results=results, plots=plots)
    verifier = Verifier(model_folder(model), calibration=calibration)
    with Bars() as bars:
        result = measure(
            manifest,
            verifier=verifier,
            references=references or REFERENCES,
            splits={Split(name) for name in split or ()},
            seed=seed,
            progress=bars.show,
        )
    values = evaluation_json(result)
    fact(**values)
    if results is not None:
        write_json(results, values)
    for line in evaluation_lines(result):
        typer.echo(one_line(line))
    if plots is not None:
        from sigverify.reporting.evaluation_plots import draw_evaluation

        written = draw_evaluation(result, folder=plots)
        typer.echo(f"\n{len(written)} pictures: {one_line(str(plots))}")


def _check_outputs(manifest: Path, *, results: Path | None, plots: Path | None) -> None:
    """Refuse an output that can't be written, before minutes are spent.

    Raises:
        UsageError: the results would overwrite the table.
        OutputError: the file's name is that of a folder, or a folder can't be made.
        MissingExtraError: plots are requested, and their library is not installed.
    """
    if results is not None:
        if results.resolve() == manifest.resolve():
            raise UsageError(
                f"{results}: the results would overwrite the table.",
                remedy="Choose another name.",
            )
        if results.is_dir():
            raise OutputError(
                f"{results}: can't be written (this is a folder).", remedy="Name a file."
            )
    if plots is not None:
        from sigverify.reporting.evaluation_plots import require_plots

        require_plots()
    for folder in (plots, results and results.absolute().parent):
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{folder}: this folder can't be made ({error.strerror or error}).",
                remedy="Check the path and its permissions.",
            ) from error
