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
    finished = finished_before(output, identity=identity, resume=settings.resume)
    _log_start(settings, survey=survey, judged_by=judged_by)
    if finished is not None:
        _LOG.info("batch.finished_before", items=finished.items, failed=finished.failed)
        yield JudgedBatch(
            results=output.results,
            written=output.results,
            report=None,
            summary=finished,
            judged_by=judged_by,
            journal=None,
        )
        return
    check_space(output, items=survey.items, text=survey.text_bytes, shared=len(survey.prepared_by))
    journal = Journal(output.results, identity=identity, resume=settings.resume, records=kept)
    made = unpublished(output, journal=journal)
    summary, run_log = Summary(), RunLog(total=survey.items)
    try:
        run = _Run(
            items=items,
            settings=settings,
            survey=survey,
            images=images,
            accounts=accounts,
            embedding_identity=verifier.embedding_identity,
            journal=journal,
            presentments=BatchPresentments(kept),
            summary=summary,
            run_log=run_log,
            progress=progress,
        )
        run.count_what_is_kept()
        run.judge_the_rest()
        write_rows(made, journal=journal, judged_by=judged_by)
        yield JudgedBatch(
            results=output.results,
            written=made.results,
            report=made.report,
            summary=summary,
            judged_by=judged_by,
            journal=journal,
        )
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


def _log_start(settings: BatchSettings, *, survey: Survey, judged_by: RunIdentity) -> None:
    _LOG.info(
        "batch.started",
        items=survey.items,
        items_sha256=short_hash(survey.sha256),
        of_accounts=survey.of_accounts,
        model=short_hash(judged_by.model.sha256),
        calibration=short_hash(judged_by.calibration.sha256),
        processes=None if settings.scheduler is not None else settings.processes,
        cluster=settings.scheduler is not None,
        cache=settings.cache is not None,
        report=settings.output.report is not None,
        resume=settings.resume,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A run between its first and its last chunk.

    Attributes:
        items: the items to judge.
        settings: how to run.
        survey: what the first pass found.
        images: the hash of the images inside the items' own file, None if there are none.
        accounts: the accounts that the items name.
        embedding_identity: of the verifier.
        journal: the chunks that are done.
        presentments: the inks presented before.
        summary: the counts so far.
        run_log: the log of the run.
        progress: called as items are done.
    """

    items: ItemSource
    settings: BatchSettings
    survey: Survey
    images: str | None
    accounts: BatchAccounts
    embedding_identity: str
    journal: Journal
    presentments: BatchPresentments
    summary: Summary
    run_log: RunLog
    progress: BatchProgress

    def count_what_is_kept(self) -> None:
        """Count the items that an earlier part of this run has judged."""
        for result in self.journal.results():
            self.summary.add(self.presentments.again(result))
        self.summary.resumed = self.summary.items
        self.run_log.resumed(self.summary.resumed)
        self.progress(self.summary, self.survey.items)

    def judge_the_rest(self) -> None:
        """Judge the items that are not in the journal yet.

        Raises:
            DataError: the items changed since the first pass.
        """
        cluster = self.settings.scheduler is not None
        processes = max(1, min(self.settings.processes, self.survey.chunks - self.journal.chunks))
        plan = Plan(
            self.items,
            survey=self.survey,
            accounts=self.accounts,
            done=self.journal.chunks,
            window=_AHEAD * (_CLUSTER_PROCESSES if cluster else processes),
        )
        with closing(self._judged(plan, processes=processes)) as results:
            self._keep_in_order(results, plan=plan)
        changed = isinstance(self.items, HoldsImages) and self.items.images_sha256() != self.images
        if (
            changed
            or self.summary.items != self.survey.items
            or plan.digest() != self.survey.sha256
        ):
            raise DataError(
                "The items changed while they were being verified.",
                remedy=f"Delete {self.journal.folder} and start again.",
            )

    def _judged(self, plan: Plan, *, processes: int) -> Generator[ChunkResult, None, None]:
        """The chunks of the plan as they are done: here, in processes or on a cluster."""
        settings = self.settings
        shared_here = bool(self.survey.prepared_by) and settings.scheduler is None
        work = WorkSettings(
            model=settings.model,
            calibration=settings.calibration,
            cache=settings.cache,
            spill=self.journal.folder if shared_here else None,
            inks=settings.output.report is not None,
            seen=settings.records is not None,
            identity=self.embedding_identity,
            log_level=wanted_level(),
            micr=settings.micr,
        )
        if settings.scheduler is not None:
            from sigverify.batch.judging.cluster import judge_on_cluster

            return judge_on_cluster(plan, settings=work, address=settings.scheduler)
        if processes == 1:
            return judge_here(plan, settings=work)
        return judge_in_processes(plan, settings=work, processes=processes)

    def _keep_in_order(self, results: Iterator[ChunkResult], *, plan: Plan) -> None:
        """Write each chunk to the journal as soon as all chunks before it are there."""
        waiting: dict[int, ChunkResult] = {}
        for result in results:
            plan.finished.add(result.index)
            waiting[result.index] = result
            while self.journal.chunks in waiting:
                following = self.presentments.checked(waiting.pop(self.journal.chunks))
                self.journal.append(following)
                self.summary.add(following)
                plan.kept = self.journal.chunks
                self.progress(self.summary, self.survey.items)
                self.run_log.progress(self.summary)
