"""The shipped way of comparing signatures beside those of the textbooks, on sets left out.

Each method is fitted without one group of data sets and measured on it, group by group. The
distances of each method and group are stored, so that the table can be interrupted, and grow.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from sigverify.errors import UsageError
from sigverify.files import canonical_json, sha256_hex, written_atomically
from sigverify.terms import Split
from sigverify.training.encoder.head import FITTED_ON
from sigverify.training.encoder.losses import LOSS_NAMES
from sigverify.training.encoder.network import EncoderNetwork
from sigverify.training.encoder.pool import choose_pool
from sigverify.training.encoder.recipe import FROZEN_FOLDER, decisive_settings
from sigverify.training.encoder.task import EncoderTask, prepare_task
from sigverify.training.encoder.validation import Embeddings
from sigverify.training.machine import choose_device
from sigverify.training.selection.boosting import boosted_distance
from sigverify.training.selection.folds import (
    Fold,
    Sample,
    Store,
    cell_distance,
    leave_out,
    vector_distance,
)
from sigverify.training.selection.leave_one_out import LeaveOutRequest, load_measured
from sigverify.training.selection.protocol import (
    GROUPS,
    Figures,
    WriterDistances,
    figures,
    mean_distances,
    mean_figures,
    typical_deviation,
)
from sigverify.training.selection.vectors import (
    Fitting,
    Mapper,
    Vectors,
    components,
    encoded,
    fit_autoencoder,
    large_margin,
    neighbourhood_components,
    pooled,
    whitened,
)
from sigverify.training.signatures.corpus import Corpus, Examples
from sigverify.training.trainer import StageReport, Trainer

_PARTS: Final = ("among", "skilled", "random")
_AVERAGED: Final = ("logistic", "multi-similarity")

Measured = tuple[tuple[WriterDistances, ...], tuple[WriterDistances, ...]]
"""The distances on the sets left out, and on the others."""


def compare(
    request: LeaveOutRequest, *, methods: Sequence[str], report: StageReport
) -> dict[str, dict[str, Figures]]:
    """Fit and measure methods on each group; what is measured already is read.

    Args:
        request: data, groups and the settings of the networks' trainings.
        methods: names of `METHODS`.
        report: called as the work proceeds.

    Returns:
        By method, the figures of each set that was left out.

    Raises:
        UsageError: there is no such method or group.
        DataError: the data can't be used.
        OutputError: the work folder can't be written.
    """
    strange = [name for name in methods if name not in METHODS]
    if strange:
        raise UsageError(
            f"There is no method {strange[0]!r}.", remedy=f"Choose from: {', '.join(METHODS)}."
        )
    corpus, groups = load_measured(request, report=report)
    found: dict[str, dict[str, Figures]] = {name: {} for name in methods}
    for group in groups:
        comparison = Comparison(request, corpus=corpus, group=group, report=report)
        for number, name in enumerate(methods):
            report(f"Without {group}", number / len(methods), name)
            left_out, others = comparison.measured(name)
            found[name] |= figures(left_out, others=others, seed=request.train.seed)
        report(f"Without {group}", 1.0, "")
    return found


def comparison_table(found: Mapping[str, Mapping[str, Figures]]) -> str:
    """Rows of Markdown in percent: skilled EER with one / five references a set, then means."""
    sets = list(dict.fromkeys(name for by_set in found.values() for name in by_set))
    head = ["method", *sets, "mean", "own", "random 1 / 5", "FAR / FRR"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for method, by_set in found.items():
        mean = mean_figures(dict(by_set))
        cells = [
            *(_both(by_set[name].skilled_1, by_set[name].skilled_5) for name in sets),
            _both(mean.skilled_1, mean.skilled_5),
            _percent(mean.own_1),
            _both(mean.random_1, mean.random_5),
            _both(mean.far, mean.frr),
        ]
        lines.append(f"| {method} | {' | '.join(cells)} |")
    return "\n".join(lines)


class Comparison:
    """All methods on one group of data sets, each fitted when it is asked for."""

    def __init__(
        self, request: LeaveOutRequest, *, corpus: Corpus, group: str, report: StageReport
    ) -> None:
        """Leave the group out.

        Args:
            request: settings of the networks' trainings.
            corpus: all data.
            group: what to leave out.
            report: called as the work proceeds.
        """
        # Each network has its own loss.
        request = replace(request, train=replace(request.train, loss=_AVERAGED[0]))
        self._request = request
        self._group = group
        self._folder = request.work / request.name / group.replace(" ", "")
        self._fold: Fold = leave_out(corpus, sets=GROUPS[group])
        self._store = Store(
            cache=request.work / FROZEN_FOLDER,
            device=choose_device(request.device),
            report=report,
        )
        self._settings = decisive_settings(
            request.train,
            network=request.network,
            preprocessing=request.preprocessing,
            corpus=self._fold.kept,
        )
        self._samples: tuple[Sample, Sample] = (self._fold.left_out, self._fold.others)

    def measured(self, method: str) -> Measured:
        """The distances by one method, from an earlier run or fitted now."""
        fingerprint = sha256_hex(canonical_json([self._settings, method]))
        path = self._folder / f"{method.replace(' ', '-')}-{fingerprint[:12]}.npz"
        stored = _read(path)
        if stored is None:
            stored = METHODS[method](self)
            _write(path, stored)
        return stored

    def on_cells(self, network: EncoderNetwork) -> Measured:
        """By the product's distance on a network's embeddings."""
        left, others = (
            sample.measured(cell_distance(self._embeddings(network, sample)))
            for sample in self._samples
        )
        return left, others

    def trained(self, loss: str) -> Measured:
        """By a network that was trained with a loss."""
        return self.on_cells(self._network(loss))

    def start(self) -> Measured:
        """By the network that the trainings start from."""
        return self.on_cells(self._frozen.network)

    def mapped(self, fit: Callable[[Fitting], Mapper]) -> Measured:
        """By a map of pooled features of the frozen network."""
        mapper = fit(
            Fitting(
                vectors=self._pooled(self._fitted_on),
                hands=self._fitted_on.hands,
                seed=self._request.train.seed,
            )
        )
        left, others = (
            sample.measured(vector_distance(mapper(self._pooled(sample.examples))))
            for sample in self._samples
        )
        return left, others

    def autoencoded(self) -> Measured:
        """By the whitened codes of an autoencoder that was trained without labels."""
        seed = self._request.train.seed
        network = fit_autoencoder(self._fitted_on, seed=seed)
        mapper = whitened(
            Fitting(
                vectors=encoded(network, self._fitted_on), hands=self._fitted_on.hands, seed=seed
            )
        )
        left, others = (
            sample.measured(vector_distance(mapper(encoded(network, sample.examples))))
            for sample in self._samples
        )
        return left, others

    def averaged(self, losses: Sequence[str]) -> Measured:
        """By the mean distance of several networks, each in units of its own deviation."""
        views = [self.measured(loss) for loss in losses]
        scales = [typical_deviation(others) for _, others in views]
        left, others = (
            mean_distances([view[part] for view in views], scales=scales) for part in (0, 1)
        )
        return left, others

    def boosted(self, loss: str) -> Measured:
        """By a boosted classifier on pair features, fitted on unseen writers of the other sets."""
        network = self._network(loss)
        left, others = (self._embeddings(network, sample) for sample in self._samples)
        pairs, seed = self._fold.others.pairs, self._request.train.seed
        left_out, known = (
            sample.measured(boosted_distance(values, fitted_on=others, pairs=pairs, seed=seed))
            for sample, values in zip(self._samples, (left, others), strict=True)
        )
        return left_out, known

    @cached_property
    def _frozen(self) -> EncoderTask:
        """A task whose network has its starting weights."""
        task = self._task("logistic")
        task.initialise()
        return task

    @cached_property
    def _fitted_on(self) -> Examples:
        train = self._fold.kept.require(Split.TRAIN)
        return choose_pool(train, plan=FITTED_ON, seed=0).examples

    def _pooled(self, examples: Examples) -> Vectors:
        network = self._frozen.network
        images = self._store.images(network, examples)
        return pooled(network, images, device=self._store.device)

    def _embeddings(self, network: EncoderNetwork, sample: Sample) -> Embeddings:
        return self._store.embeddings(network, sample.examples)

    def _task(self, loss: str) -> EncoderTask:
        request = self._request
        return prepare_task(
            replace(request.train, loss=loss),
            corpus=self._fold.kept,
            shape=request.network,
            preprocessing=request.preprocessing,
            cache=self._store.cache,
            device=self._store.device,
            report=self._store.report,
        )

    def _network(self, loss: str) -> EncoderNetwork:
        """A trained network; an interrupted training is resumed, a finished one is read."""
        task = self._task(loss)
        config = replace(self._request.train, loss=loss)
        trainer = Trainer(
            task,
            config=config.trainer(),
            folder=self._folder / loss,
            settings={**self._settings, "loss": loss},
        )
        trainer.run(
            resume=True,
            seconds=60.0 * self._request.minutes,
            report=lambda now: self._store.report(
                f"{loss} without {self._group}", now.share, f"batch {now.step}"
            ),
        )
        return task.network


METHODS: Final[dict[str, Callable[[Comparison], Measured]]] = {
    "start": Comparison.start,
    "vector": lambda on: on.mapped(components),
    "whitening": lambda on: on.mapped(whitened),
    "NCA": lambda on: on.mapped(neighbourhood_components),
    "LMNN": lambda on: on.mapped(large_margin),
    "autoencoder": Comparison.autoencoded,
    **{loss: lambda on, loss=loss: on.trained(loss) for loss in LOSS_NAMES},  # type: ignore[misc]
    "mean of two networks": lambda on: on.averaged(_AVERAGED),
    "boosted": lambda on: on.boosted("logistic"),
}
"""By name: the start, maps of one pooled vector, the network with each loss, and two more."""


def _write(path: Path, measured: Measured) -> None:
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for side, writers in zip(("left", "other"), measured, strict=True):
        arrays[f"{side} sets"] = np.array([entry.dataset for entry in writers], np.str_)
        for number, entry in enumerate(writers):
            for part in _PARTS:
                arrays[f"{side} {number} {part}"] = getattr(entry, part)
    with written_atomically(path) as stream:
        np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]


def _read(path: Path) -> Measured | None:
    """What `_write` wrote; None if there is nothing usable."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            left, others = (
                tuple(
                    WriterDistances(str(name), *(stored[f"{side} {i} {part}"] for part in _PARTS))
                    for i, name in enumerate(stored[f"{side} sets"])
                )
                for side in ("left", "other")
            )
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile):
        return None
    return left, others


def _both(one: float, other: float) -> str:
    return f"{_percent(one)} / {_percent(other)}"


def _percent(rate: float) -> str:
    return "-" if math.isnan(rate) else f"{100 * rate:.1f}"
