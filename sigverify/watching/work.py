"""Verifies a take with the code of batches; results and report get their names once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sigverify.batch.input.folders import ItemFolders
from sigverify.batch.input.sources import open_items
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.journal import journal_folder
from sigverify.batch.output.outcome import Summary
from sigverify.batch.recording import record_batch
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.calibration.in_force import Judging, judging
from sigverify.encoding.artefact import CALIBRATION_NAME, load_artefact
from sigverify.paths import settings_file, site_file
from sigverify.reporting.batch_report import write_report
from sigverify.settings import load_settings
from sigverify.verification.calibration_file import load_calibration
from sigverify.verification.recording import recorder_in_use
from sigverify.watching.counting import Shares, genuine_shares, outcome_of
from sigverify.watching.state import Outcome, Take

if TYPE_CHECKING:
    from sigverify.batch.input.items import ItemSource
    from sigverify.verification.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChoices:
    """How takes are verified.

    Attributes:
        folder: the watched folder.
        output: the folder of the results.
        suffix: the kind of the results: ``.csv``, ``.jsonl`` or ``.parquet``.
        report: write a report for each take.
        specimens: folder of the specimens of images; None takes no images.
        processes: number of processes.
        cache: folder of the cache between takes; None keeps nothing.
        model: name or folder of the model; None takes the one in force.
        calibration: the calibration's file; None takes the one in force.
    """

    folder: Path
    output: Path
    suffix: str = ".csv"
    report: bool = True
    specimens: Path | None = None
    processes: int = 1
    cache: Path | None = None
    model: str | None = None
    calibration: Path | None = None


class Work:
    """Verifies takes, one after another."""

    def __init__(self, choices: WorkChoices) -> None:
        """Start with no calibration known."""
        self._choices = choices
        self._shares: dict[str, dict[tuple[float, float], Shares]] = {}

    def results(self, take: Take) -> Path:
        """Return the path of the results of a take."""
        again = f"-{take.tries + 1}" if take.tries else ""
        name = f"{take.name}.{take.number:05d}{again}{self._choices.suffix}"
        return self._choices.output / name

    def forget(self, take: Take) -> None:
        """Delete what an unfinished try has left."""
        shutil.rmtree(journal_folder(self.results(take)), ignore_errors=True)

    def verify(self, take: Take, *, progress: Callable[[Summary, int], None]) -> Outcome:
        """Verify a take, or continue where a kill ended it, or count what is finished already.

        Raises:
            UsageError: it was begun with another model or calibration.
            CancelledError: the work was interrupted; what was done is kept.
            SigVerifyError: the take, the model, the records or the disk can't be used.
        """
        choices, results = self._choices, self.results(take)
        with recorder_in_use() as recorder:
            judge = self._judging(recorder)
            settings = BatchSettings(
                output=BatchOutput(
                    results=results,
                    report=results.with_suffix(".html") if choices.report else None,
                    inputs=take.paths,
                ),
                model=judge.model.absolute(),
                calibration=None if judge.calibration is None else judge.calibration.absolute(),
                processes=choices.processes,
                cache=choices.cache,
                resume=True,
                records=None if recorder is None else recorder.opened.records,
                day=date.fromisoformat(take.day),
            )
            source = self._source(take, recorder=recorder)
            with run_batch(source, settings=settings, progress=progress) as judged:
                if judged.journal is not None:
                    if judged.report is not None:
                        write_report(judged.report, batch=judged, journal=judged.journal)
                    if recorder is not None:
                        items = None if take.images else take.paths[0]
                        record_batch(judged, recorder=recorder, items=items)
        shares = self._shares_of(judge, sha256=judged.judged_by.calibration.sha256)
        return outcome_of(results, summary=judged.summary, shares=shares)

    def _source(self, take: Take, *, recorder: Recorder | None) -> ItemSource:
        choices = self._choices
        if take.images and choices.specimens is not None:
            return ItemFolders(choices.folder, specimens=choices.specimens, only=take.paths)
        records = None if recorder is None else recorder.opened.records
        return open_items(take.paths[0], records=records)

    def _judging(self, recorder: Recorder | None) -> Judging:
        """What judges now; a calibration that is activated holds from the next take on."""
        state = load_settings(settings_file(), site=site_file())
        return judging(
            state.values,
            locked=state.locked,
            recorder=recorder,
            model=self._choices.model,
            calibration=self._choices.calibration,
        )

    def _shares_of(self, judge: Judging, *, sha256: str) -> dict[tuple[float, float], Shares]:
        if sha256 not in self._shares:
            artefact = load_artefact(judge.model)
            path = judge.calibration or artefact.folder / CALIBRATION_NAME
            self._shares[sha256] = genuine_shares(load_calibration(path, artefact=artefact).values)
        return self._shares[sha256]
