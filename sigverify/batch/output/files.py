"""The output files of a batch, with checks before the run that they can be written."""

from __future__ import annotations

import contextlib
import csv
import io
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from sigverify.batch.output.journal import Journal, journal_folder
from sigverify.batch.output.outcome import Summary
from sigverify.batch.output.results import RunIdentity, check_format, write_results
from sigverify.batch.output.rows import ResultRow
from sigverify.errors import OutputError, SigVerifyError, UsageError
from sigverify.files import (
    file_sha256,
    harmless,
    parse_json,
    read_bytes,
    write_json,
    written_atomically,
)

TIMINGS_SUFFIX: Final = ".timings.csv"
RECORD_SUFFIX: Final = ".run.json"

_MAX_RECORD_BYTES: Final = 2**20
# Disk space of an item during and after the run, in bytes, without its names, which the journal and
# the results hold. A generous estimate: better to refuse at once than to fail at night.
_ITEM_BYTES: Final = 3000
_INK_BYTES: Final = 2000
_SHARED_BYTES: Final = 45_000
_TEXT_TIMES: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOutput:
    """Where a batch writes.

    Attributes:
        results: the results file; the timings and the run record are beside it.
        report: the report that the caller of `sigverify.batch.run.run_batch` writes; None for none.
        inputs: files that must not be overwritten.
    """

    results: Path
    report: Path | None = None
    inputs: tuple[Path, ...] = ()


def check_outputs(output: BatchOutput) -> None:
    """Check that the output files can be written.

    Raises:
        UsageError: a name has a wrong extension, or an input would be overwritten.
        OutputError: a file's path is a folder, or a folder can't be written.
        MissingExtraError: the package that writes the results is not installed.
    """
    check_format(output.results)
    targets = [output.results]
    if output.report is not None:
        if output.report.suffix.lower() not in (".html", ".htm"):
            raise UsageError(
                f"{output.report}: the report must be an HTML page.",
                remedy="Use a name that ends in .html.",
            )
        targets.append(output.report)
    if len({path.resolve() for path in targets}) < len(targets):
        raise UsageError(
            f"{output.report}: results and report would go to one file.", remedy="Choose two names."
        )
    taken = {path.resolve() for path in output.inputs}
    for path in targets:
        if path.resolve() in taken:
            raise UsageError(
                f"{path}: this would overwrite the items.", remedy="Choose another name."
            )
        if path.is_dir():
            raise OutputError(
                f"{path}: can't be written (this is a folder).", remedy="Name a file."
            )
        check_folder(path.absolute().parent)


def check_folder(folder: Path, *, private: bool = False) -> None:
    """Create a folder if needed and check that files can be written there.

    Args:
        folder: the folder.
        private: create the folder for this user only.

    Raises:
        OutputError: files can't be written there.
    """
    try:
        folder.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
    except OSError as error:
        raise OutputError(
            f"{folder}: can't be written ({error.strerror or error}).",
            remedy="Check the folder, its permissions and the free space.",
        ) from error


def check_space(output: BatchOutput, *, items: int, text: int, shared: int) -> None:
    """Check that the disk has room for a run.

    Args:
        output: the files of the run.
        items: number of items.
        text: total length of the items' names.
        shared: number of images whose embeddings are on the disk during the run.

    Raises:
        OutputError: the disk has too little room.
    """
    each = _ITEM_BYTES + (0 if output.report is None else _INK_BYTES)
    wanted = items * each + _TEXT_TIMES * text + shared * _SHARED_BYTES
    folder = output.results.absolute().parent
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise OutputError(
            f"{folder}: {free / 2**20:.0f} MiB are free, and {items} items may need "
            f"{wanted / 2**20:.0f} MiB.",
            remedy="Make room, or write to another disk.",
        )


def finished_before(
    output: BatchOutput, *, identity: dict[str, Any], resume: bool
) -> Summary | None:
    """Return the counts of this run if it was finished before, otherwise None.

    Raises:
        UsageError: the results file exists and belongs to another run.
    """
    if not output.results.exists():
        return None
    if resume:
        try:
            record = parse_json(
                read_bytes(_beside(output.results, RECORD_SUFFIX), max_bytes=_MAX_RECORD_BYTES)
            )
            same = record["run"] == identity and record["results_sha256"] == file_sha256(
                output.results
            )
        except (SigVerifyError, ValueError, KeyError, TypeError, OSError):
            same = False
        if same:
            shutil.rmtree(journal_folder(output.results), ignore_errors=True)
            return Summary.from_json(record["summary"])
        if journal_folder(output.results).exists():
            return None  # the run was killed between writing the results and the run record
    raise UsageError(
        f"{output.results}: this file already holds results.",
        remedy="Choose another name, or move the file.",
    )


def unpublished(output: BatchOutput, *, journal: Journal) -> BatchOutput:
    """The same files within the journal's folder, where they stay until `publish`."""
    report = output.report
    return replace(
        output,
        results=journal.folder / output.results.name,
        report=None if report is None else journal.folder / report.name,
    )


def write_rows(output: BatchOutput, *, journal: Journal, judged_by: RunIdentity) -> None:
    """Write the results and the timings from the journal, each file atomically.

    Raises:
        OutputError: a file can't be written.
    """
    with written_atomically(_beside(output.results, TIMINGS_SUFFIX)) as stream:
        write_results(output.results, _rows(journal, timings=stream), identity=judged_by)


def publish(made: BatchOutput, *, output: BatchOutput) -> None:
    """Give the finished files their names, the results first.

    Raises:
        OutputError: a file can't be moved.
    """
    pairs = [
        (made.results, output.results),
        (_beside(made.results, TIMINGS_SUFFIX), _beside(output.results, TIMINGS_SUFFIX)),
    ]
    if made.report is not None and output.report is not None:
        pairs.append((made.report, output.report))
    for source, target in pairs:
        try:
            # The report may go to another disk than the results.
            if source.exists():
                shutil.move(source, target)
        except OSError as error:
            raise OutputError(
                f"{target}: can't be written ({error.strerror or error}).",
                remedy="Check the folder, and continue with --resume.",
            ) from error


def withdraw(made: BatchOutput) -> None:
    """Remove the files of an unpublished batch; the journal keeps the finished items."""
    paths = [made.results, _beside(made.results, TIMINGS_SUFFIX)]
    for path in paths if made.report is None else [*paths, made.report]:
        with contextlib.suppress(OSError):
            path.unlink()


def write_run_record(
    output: BatchOutput, *, judged_by: RunIdentity, identity: dict[str, Any], summary: Summary
) -> None:
    """Write the run record, which marks the run as finished; call this last.

    Raises:
        OutputError: the record can't be written.
    """
    write_json(
        _beside(output.results, RECORD_SUFFIX),
        {
            "run": identity,
            "judged_by": judged_by.columns(),
            "summary": summary.as_json(),
            "results_sha256": file_sha256(output.results),
        },
    )


def _rows(journal: Journal, *, timings: BinaryIO) -> Iterator[ResultRow]:
    """Yield all rows and write the time of each as it passes: one reading of the journal."""
    text = io.TextIOWrapper(timings, encoding="utf-8", newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(("id", "milliseconds"))
    for result in journal.results():
        for row, value in zip(result.rows, result.milliseconds, strict=True):
            lines.writerow((harmless(row.id), value))
            yield row
    # Flush, and leave the stream open for its owner.
    text.detach()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
