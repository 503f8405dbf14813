"""Plots of an evaluation: ROC, DET, histograms of similarities, a map of the signatures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sigverify.errors import MissingExtraError
from sigverify.evaluation.figures import FORGERIES
from sigverify.evaluation.results import (
    Evaluation,
    ReferenceResult,
    SetResult,
    VectorMap,
)
from sigverify.files import write_atomically
from sigverify.reporting.colours import FRAME_HEX, PAIR_COLOURS, TEXT_HEX
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.reporting.names import PAIR_TERMS
from sigverify.scoring.checks import TooFewWritersError
from sigverify.scoring.performance.bootstrap import (
    Band,
    WriterScores,
    false_accept_band,
    false_reject_band,
    threshold_grid,
)
from sigverify.scoring.performance.metrics import error_rates_curve, normal_quantile
from sigverify.terms import Decision, PairKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Number of thresholds at which the bands are computed; enough for a smooth curve.
BAND_POINTS: Final = 100
_DET_TICKS: Final = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6)
_DET_LOWEST: Final = 5e-4
_DET_HIGHEST: Final = 0.7
_BINS: Final = 40
# With fewer points there are no neighbourhoods to preserve.
MIN_MAP_POINTS: Final = 6
_PERPLEXITY: Final = 30.0
_NEIGHBOURS: Final = 15
_DPI: Final = 120


def require_plots() -> None:
    """Check that the packages for plots are installed, before anything is computed.

    Raises:
        MissingExtraError: a package is missing.
    """
    modules = {"matplotlib": "matplotlib", "sklearn": "scikit-learn", "umap": "umap-learn"}
    missing = [name for module, name in modules.items() if find_spec(module) is None]
    if missing:
        raise MissingExtraError(
            f"Pictures need {' and '.join(missing)}, which this installation does not have.",
            remedy="Install it with: pip install 'sigverify[plots]'",
        )


def draw_evaluation(evaluation: Evaluation, *, folder: Path) -> list[Path]:
    """Draw the plots of all data sets.

    Args:
        evaluation: the results.
        folder: where to write the PNG files; created if missing.

    Returns:
        The files written, in the order of the sets.

    Raises:
        MissingExtraError: a package for plots is not installed.
        OutputError: a file can't be written.
    """
    require_plots()
    written: list[Path] = []
    for number, result in enumerate(evaluation.sets, start=1):
        stem = _file_stem(result.name, number=number)
        for name, figure in _pictures(result, evaluation=evaluation):
            path = folder / f"{stem}-{name}.png"
            stream = io.BytesIO()
            figure.savefig(stream, format="png", dpi=_DPI)
            write_atomically(path, stream.getvalue())
            written.append(path)
    return written


def _pictures(result: SetResult, *, evaluation: Evaluation) -> Iterator[tuple[str, Figure]]:
    for entry in result.by_references:
        genuine = entry.scores[PairKind.GENUINE].measured
        if genuine is None:
            continue
        title = f"{result.name}, {entry.k} reference{'' if entry.k == 1 else 's'}"
        yield f"similarities-{entry.k}", _histogram(entry, title=title)
        if any(entry.scores[kind].measured is not None for kind in FORGERIES):
            yield f"roc-{entry.k}", _roc(entry, title=title, genuine=genuine)
            yield f"det-{entry.k}", _det(entry, title=title, genuine=genuine)
    if len(result.vector_map.writers) >= MIN_MAP_POINTS:
        yield "map", _map(result.vector_map, title=result.name, seed=evaluation.seed)


def _roc(entry: ReferenceResult, *, title: str, genuine: WriterScores) -> Figure:
    figure, axes = _axes(f"{title}: ROC")

    def draw(far: ArrayLike, frr: ArrayLike) -> tuple[Any, Any]:
        return np.asarray(far), 1 - np.asarray(frr)

    axes.plot([0, 1], [1, 0], color=FRAME_HEX, linewidth=1)
    _curves(axes, entry, genuine=genuine, place=draw)
    axes.set(xlim=(0, 1), ylim=(0, 1.01), xlabel="false accept rate", ylabel="1 - FRR")
    axes.set_aspect("equal")
    axes.legend(loc="lower right", fontsize="small")
    return figure


def _det(entry: ReferenceResult, *, title: str, genuine: WriterScores) -> Figure:
    figure, axes = _axes(f"{title}: DET")

    def draw(far: ArrayLike, frr: ArrayLike) -> tuple[Any, Any]:
        # Such an axis has no position for a rate of 0; draw it at the edge.
        rates = [np.clip(rate, _DET_LOWEST, 1 - _DET_LOWEST) for rate in (far, frr)]
        return normal_quantile(rates[0]), normal_quantile(rates[1])

    limits = normal_quantile([_DET_LOWEST, _DET_HIGHEST])
    axes.plot(limits, limits, color=FRAME_HEX, linewidth=1)
    _curves(axes, entry, genuine=genuine, place=draw)
    ticks, labels = normal_quantile(_DET_TICKS), [f"{100 * tick:g}" for tick in _DET_TICKS]
    axes.set_xticks(ticks, labels=labels)
    axes.set_yticks(ticks, labels=labels)
    axes.set(xlim=limits, ylim=limits, xlabel="false accept rate, %", ylabel="FRR, %")
    axes.set_aspect("equal")
    axes.grid(color="#eaeef2", linewidth=0.6)
    axes.legend(loc="upper right", fontsize="small")
    return figure


def _curves(axes: Axes, entry: ReferenceResult, *, genuine: WriterScores, place: Any) -> None:  # noqa: ANN401 - a local function
    """Draw the curves of both kinds of forgery with their bands and the shipped threshold."""
    for kind in FORGERIES:
        forged = entry.scores[kind].measured
        if forged is None:
            continue
        colour = PAIR_COLOURS[kind]
        band = error_rates_band(genuine, forged)
        if band is not None:
            better, worse = place(band[0].low, band[1].low), place(band[0].high, band[1].high)
            corners = [np.concatenate([b, w[::-1]]) for b, w in zip(better, worse, strict=True)]
            axes.fill(*corners, color=colour, alpha=0.15, linewidth=0)
        curve = error_rates_curve(genuine.values, forged.values)
        rate = entry.eer[kind].value
        label = (
            f"{PAIR_TERMS[kind]}, EER {100 * rate:.1f} %" if rate is not None else PAIR_TERMS[kind]
        )
        axes.plot(*place(curve.far, curve.frr), color=colour, linewidth=1.4, label=label)
        far, frr = entry.error_rates[kind].value, entry.error_rates[PairKind.GENUINE].value
        if far is not None and frr is not None:
            axes.plot(*place([far], [frr]), color=colour, marker="o", clip_on=False)
    axes.plot([], [], color=TEXT_HEX, marker="o", linestyle="none", label="accept threshold")


def error_rates_band(genuine: WriterScores, forged: WriterScores) -> tuple[Band, Band] | None:
    """Return FAR and FRR intervals along the thresholds, or None with only one writer.

    The band joins the corners of the rectangles that hold both rates of a threshold at once, so it
    is rather too wide than too narrow. Where intervals of neighbouring thresholds cross, the wider
    one counts.
    """
    grid = threshold_grid(genuine.values, forged.values, points=BAND_POINTS)
    try:
        far = false_accept_band(forged, thresholds=grid, seed=0)
        frr = false_reject_band(genuine, thresholds=grid, seed=0)
    except TooFewWritersError:
        return None
    return (
        Band(np.minimum.accumulate(far.low), np.maximum.accumulate(far.high[::-1])[::-1]),
        Band(np.minimum.accumulate(frr.low[::-1])[::-1], np.maximum.accumulate(frr.high)),
    )


def _histogram(entry: ReferenceResult, *, title: str) -> Figure:
    thresholds = entry.thresholds
    figure, axes = _axes(f"{title}: similarities", width=8.0, height=4.5)
    for kind in PairKind:
        scores = entry.scores[kind].measured
        if scores is None:
            continue
        weights = np.full(scores.values.size, 100 / scores.values.size)
        axes.hist(
            scores.values,
            bins=_BINS,
            range=(0, 1),
            weights=weights,
            color=PAIR_COLOURS[kind],
            alpha=0.45,
            label=f"{PAIR_TERMS[kind]} ({scores.values.size})",
        )
    axes.axvline(
        thresholds.accept_at, color=DECISION_STYLES[Decision.ACCEPT].on_paper, label="accept from"
    )
    if thresholds.flag_below < thresholds.accept_at:
        axes.axvline(
            thresholds.flag_below,
            color=DECISION_STYLES[Decision.FLAG].on_paper,
            linestyle="--",
            label="flag below",
        )
    axes.set(xlim=(0, 1), xlabel="similarity", ylabel="share of the comparisons, %")
    axes.legend(fontsize="small")
    return figure


def _map(points: VectorMap, *, title: str, seed: int) -> Figure:
    """Draw two-dimensional maps that preserve neighbours, by two methods.

    t-SNE (van der Maaten and Hinton 2008) keeps near ones near; UMAP (McInnes et al. 2018) keeps
    more of the distances between groups. What only one of them shows may be the method's own.
    """
    from matplotlib import colormaps
    from matplotlib.figure import Figure

    figure = Figure(figsize=(13.0, 6.5), layout="constrained")
    figure.suptitle(f"{title}: maps of the search vectors", parse_math=False)
    writers = np.unique(points.writers)
    # The palette alternates strong and pale colours; use the strong ones first.
    colours = colormaps["tab20"](np.concatenate([np.arange(0, 20, 2), np.arange(1, 20, 2)]))
    methods = {"t-SNE": _by_tsne, "UMAP": _by_umap}
    for axes, (name, method) in zip(figure.subplots(1, 2), methods.items(), strict=True):
        placed = method(points.vectors, seed=seed)
        for writer, colour in zip(writers, colours[: writers.size], strict=True):
            for forged, marker in ((False, "o"), (True, "x")):
                chosen = (points.writers == writer) & (points.forged == forged)
                across, up = placed[chosen].T
                axes.scatter(across, up, s=22, color=[colour], marker=marker)
        # Label writers by numbers, not ids: people may pass the picture on.
        for number, (writer, colour) in enumerate(
            zip(writers, colours[: writers.size], strict=True), start=1
        ):
            own = placed[(points.writers == writer) & ~points.forged]
            if len(own):
                axes.annotate(str(number), np.median(own, axis=0), color=colour, weight="bold")
        axes.scatter([], [], color=TEXT_HEX, marker="o", label="genuine")
        axes.scatter([], [], color=TEXT_HEX, marker="x", label="skilled forgery")
        axes.set(xticks=[], yticks=[], title=name)
        axes.legend(fontsize="small")
    return figure


def _by_tsne(vectors: NDArray[np.float32], *, seed: int) -> NDArray[np.float32]:
    """(n, 2) places of (n, G) vectors."""
    from sklearn.manifold import TSNE

    placed: NDArray[np.float32] = TSNE(
        n_components=2,
        perplexity=min(_PERPLEXITY, (len(vectors) - 1) / 3),
        init="pca",
        learning_rate="auto",
        random_state=seed,
    ).fit_transform(vectors)
    return placed


def _by_umap(vectors: NDArray[np.float32], *, seed: int) -> NDArray[np.float32]:
    """(n, 2) places of (n, G) vectors."""
    from umap import UMAP

    placed: NDArray[np.float32] = UMAP(
        n_neighbors=min(_NEIGHBOURS, len(vectors) - 1),
        init="pca",
        n_jobs=1,  # A seed needs it.
        random_state=seed,
    ).fit_transform(vectors)
    return placed


def _axes(title: str, *, width: float = 6.0, height: float = 6.0) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    # The name of a data set may look like a formula to matplotlib.
    axes.set_title(title, parse_math=False)
    return figure, axes


def _file_stem(name: str, *, number: int) -> str:
    """Return a file name for a set; the number separates names that differ in odd letters only."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")
    return f"{number}-{plain[:60]}" if plain else str(number)
