"""A table of items, and the run of a batch over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sigverify.batch.input.items import ItemTable
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.outcome import Summary
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.reporting.batch_report import write_report
from tests.helpers.batch_items import write_items


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the table of forty items, which tests must not change."""
    return write_items(tmp_path_factory.mktemp("items"))


@pytest.fixture
def run(
    pristine_model: Path, tmp_path: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Summary]:
    """Run the batch into ``tmp_path / name``, in chunks of four items."""
    monkeypatch.setattr("sigverify.batch.plan.CHUNK_ITEMS", 4)

    def run_it(
        name: str = "r.csv",
        *,
        items: Path = table,
        report: bool = False,
        progress: Callable[[Summary, int], None] = lambda _summary, _total: None,
        **settings: Any,  # noqa: ANN401 - any field
    ) -> Summary:
        output = BatchOutput(
            results=tmp_path / name, report=tmp_path / f"{name}.html" if report else None
        )
        chosen = BatchSettings(output=output, model=pristine_model, **settings)
        with run_batch(ItemTable(items), settings=chosen, progress=progress) as judged:
            if judged.report is not None and judged.journal is not None:
                write_report(judged.report, batch=judged, journal=judged.journal)
        return judged.summary

    return run_it
