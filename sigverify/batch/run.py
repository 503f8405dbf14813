"""Runs a batch: judges many items as `Verifier.verify` judges one, without losing any.

The run reads the items as a stream, hands them out in chunks to one process or many (`pool`,
`cluster`), and writes each chunk in order to a journal (`journal`), which keeps what was done in a
run that is interrupted. At the end it writes the results, and the caller may write a report.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sigverify import __version__
from sigverify.batch.accounts import BatchAccounts
from sigverify.batch.input.items import HoldsImages, ItemSource
from sigverify.batch.judging.pool import judge_here, judge_in_processes
from sigverify.batch.judging.work import WorkSettings
from sigverify.batch.output.files import (
    BatchOutput,
    check_folder,
    check_outputs,
    check_space,
    finished_before,
    publish,
    unpublished,
    withdraw,
    write_rows,
    write_run_record,
)
from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.batch.output.outcome import JudgedBatch, Summary
from sigverify.batch.output.results import RunIdentity
from sigverify.batch.plan import Plan, Survey, survey_of
from sigverify.batch.presentments import BatchPresentments
from sigverify.batch.run_log import RunLog
from sigverify.errors import CancelledError, DataError
from sigverify.logs.log import Log, short_hash
from sigverify.logs.output import wanted_level
from sigverify.verification.verifier import Verifier

if TYPE_CHECKING:
    from sigverify.records.database import Records

_LOG: Final = Log(__name__)

# Chunks for each process that are under way, or done and waiting for an earlier one; limits memory.
_AHEAD: Final = 6
# The number of processes to assume for a cluster, which manages its own.
_CLUSTER_PROCESSES: Final = 32
_FORMAT: Final = 5

BatchProgress = Callable[[Summary, int], None]
"""Called with the counts so far and the total number of items."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchSettings:
    """How to run a batch.

    Attributes:
        output: the files to write.
        model: the model's folder.
        calibration: the calibration's file; None takes the model's own.
        processes: number of processes that judge; 1 means this process alone.
        cache: folder of the cache between runs; None keeps nothing.
        resume: continue an unfinished run.
        scheduler: address of a Dask scheduler whose workers judge; None judges on this machine.
        records: the open records with the accounts; None if there are none.
        day: the date of all cheques of accounts; None is today.
        micr: read the MICR line of each cheque.
    """

    output: BatchOutput
    model: Path
    calibration: Path | None = None
    processes: int = 1
    cache: Path | None = None
    resume: bool = False
    scheduler: str | None = None
    records: Records | None = None
    day: date | None = None
    micr: bool = False


@contextmanager
def run_batch(
    items: ItemSource, *, settings: BatchSettings, progress: BatchProgress
) -> Iterator[JudgedBatch]:
    """Judge all items, write the results, and yield them for a report and for the audit trail.

    The run ends with the ``with`` block: only then do the results and the report get their names.
    An error in the block leaves neither, and ``resume`` continues such a run.

    Args:
        items: the items to judge.
        settings: how to run.
        progress: called as items are done.

    Yields:
        The judged batch; its journal can be read inside the block.

    Raises:
        UsageError: the results exist already, or the journal of another run is in the way.
        OutputError: a file can't be written; the journal keeps what was done.
        CancelledError: Ctrl-C; the journal keeps what was done.
        DataError: the items changed during the run, or there are none.
        SigVerifyError: the model or the calibration can't be used.
    """
    output, kept = settings.output, settings.records
    check_outputs(output)
    if settings.cache is not None:
        check_folder(settings.cache, private=True)
    verifier = Verifier(settings.model, calibration=settings.calibration, threads=1)
    day = settings.day or date.today()
    accounts = BatchAccounts(kept, verifier=verifier, day=day)
    images = items.images_sha256() if isinstance(items, HoldsImages) else None
    survey = survey_of(items, accounts=accounts)
    identity = {
        "format": _FORMAT,
        "items": survey.sha256,
        "model": verifier.embedding_identity,
        "calibration": verifier.calibration.sha256,
        "program": __version__,
        "chunk size": survey.chunk_items,
        "report": output.report is not None,
        "date": day.isoformat() if survey.of_accounts else None,
        **{name: one for name, one in (("micr", settings.micr), ("letter", images)) if one},
    }
    judged_by = RunIdentity(model=verifier.model, calibration=verifier.calibration)

    def judged(
        summary: Summary, journal: Journal | None, made: BatchOutput | None = None
    ) -> JudgedBatch:
        return JudgedBatch(
            results=output.results,
            written=output.results if made is None else made.results,
            report=None if made is None else made.report,
            summary=summary,
            judged_by=judged_by,
            journal=journal,
        )

    finished = finished_before(output, identity=identity, resume=settings.resume)
    _LOG.info(
        "batch.started",
        items=survey.items,
        items_sha256=short_hash(survey.sha256),
        of_accounts=survey.of_accounts,
        model=short_hash(verifier.model.sha256),
        calibration=short_hash(verifier.calibration.sha256),
        processes=None if settings.scheduler is not None else settings.processes,
        cluster=settings.scheduler is not None,
        cache=settings.cache is not None,
        report=output.report is not None,
        resume=settings.resume,
    )
    if finished is not None:
        _LOG.info("batch.finished_before", items=finished.items, failed=finished.failed)
        yield judged(finished, None)
        return
    check_space(output, items=survey.items, text=survey.text_bytes, shared=len(survey.prepared_by))
    journal = Journal(output.results, identity=identity, resume=settings.resume, records=kept)
    made = unpublished(output, journal=journal)
    summary, run_log = Summary(), RunLog(total=survey.items)
    try:
        presentments = BatchPresentments(kept)
        for result in journal.results():
            summary.add(presentments.again(result))
        summary.resumed = summary.items
        run_log.resumed(summary.resumed)
        progress(summary, survey.items)
        _judge_rest(
            items,
            survey=survey,
            images=images,
            accounts=accounts,
            presentments=presentments,
            journal=journal,
            summary=summary,
            settings=settings,
            identity=verifier.embedding_identity,
            progress=progress,
            run_log=run_log,
        )
        write_rows(made, journal=journal, judged_by=judged_by)
        yield judged(summary, journal, made)
        publish(made, output=output)
        write_run_record(output, judged_by=judged_by, identity=identity, summary=summary)
        run_log.ended(summary)
    except KeyboardInterrupt as stop:
        run_log.cut_off(summary, stop)
        raise CancelledError(
            f"Cancelled. {summary.items} of {survey.items} items are kept in {journal.folder}.",
            remedy="Continue with --resume.",
        ) from stop
    except Exception as error:
        run_log.cut_off(summary, error)
        raise
    finally:
        withdraw(made)
        journal.close()
    journal.remove()


def _judge_rest(
    items: ItemSource,
    *,
    survey: Survey,
    images: str | None,
    accounts: BatchAccounts,
    presentments: BatchPresentments,
    journal: Journal,
    summary: Summary,
    settings: BatchSettings,
    identity: str,
    progress: BatchProgress,
    run_log: RunLog,
) -> None:
    """Judge the items that are not in the journal yet."""
    cluster = settings.scheduler is not None
    processes = max(1, min(settings.processes, survey.chunks - journal.chunks))
    plan = Plan(
        items,
        survey=survey,
        accounts=accounts,
        done=journal.chunks,
        window=_AHEAD * (_CLUSTER_PROCESSES if cluster else processes),
    )
    work = WorkSettings(
        model=settings.model,
        calibration=settings.calibration,
        cache=settings.cache,
        spill=journal.folder if survey.prepared_by and not cluster else None,
        inks=settings.output.report is not None,
        seen=settings.records is not None,
        identity=identity,
        log_level=wanted_level(),
        micr=settings.micr,
    )
    results: Generator[ChunkResult, None, None]
    if settings.scheduler is not None:
        from sigverify.batch.judging.cluster import judge_on_cluster

        results = judge_on_cluster(plan, settings=work, address=settings.scheduler)
    elif processes == 1:
        results = judge_here(plan, settings=work)
    else:
        results = judge_in_processes(plan, settings=work, processes=processes)
    waiting: dict[int, ChunkResult] = {}
    with closing(results):
        for result in results:
            plan.finished.add(result.index)
            waiting[result.index] = result
            while journal.chunks in waiting:
                following = presentments.checked(waiting.pop(journal.chunks))
                journal.append(following)
                summary.add(following)
                plan.kept = journal.chunks
                progress(summary, survey.items)
                run_log.progress(summary)
    changed = isinstance(items, HoldsImages) and items.images_sha256() != images
    if changed or summary.items != survey.items or plan.digest() != survey.sha256:
        raise DataError(
            "The items changed while they were being verified.",
            remedy=f"Delete {journal.folder} and start again.",
        )
