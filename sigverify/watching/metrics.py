"""The metrics of a watched folder for Prometheus, from its state, so that no kill resets them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from sigverify.errors import OutputError
from sigverify.terms import Decision
from sigverify.watching.counting import LIMITS
from sigverify.watching.drift import drift_of
from sigverify.watching.state import Outcome, WatchState

LOCAL_ADDRESS = "127.0.0.1"


class WatchMetrics(Collector):
    """Reads the state whenever the metrics are requested, in any thread."""

    def __init__(self, folder: Path) -> None:
        """Register the metrics.

        Args:
            folder: the folder of the results.
        """
        self.registry = CollectorRegistry()
        self._folder = folder
        self.registry.register(self)

    def describe(self) -> list[Metric]:
        """Return nothing, so that registering does not read the state."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Yield all metrics."""
        state = WatchState(self._folder, read_only=True)
        try:
            counts, outcomes = state.counts(), state.outcomes()
            drift = drift_of(state)
        finally:
            state.close()
        files = CounterMetricFamily(
            "sigverify_takes", "Tables, letters and groups of images", labels=["status"]
        )
        for status, count in counts.items():
            files.add_metric([status.value], count)
        yield files
        items = CounterMetricFamily("sigverify_items", "Verified items", labels=["decision"])
        for decision in Decision:
            total = sum(one.decisions.get(decision.value, 0) for one in outcomes)
            items.add_metric([decision.value], total)
        items.add_metric(["failed"], sum(one.failed for one in outcomes))
        yield items
        yield CounterMetricFamily(
            "sigverify_items_repeated",
            "Items with the image of an earlier item",
            value=sum(one.repeated for one in outcomes),
        )
        yield GaugeMetricFamily(
            "sigverify_referral_ratio",
            "Share of the last items with a decision that were referred",
            value=drift.referred,
        )
        yield _latency(outcomes)
        yield GaugeMetricFamily(
            "sigverify_similarity_stability_index",
            "Population stability index of the last similarities against the calibration",
            value=drift.index,
        )
        yield GaugeMetricFamily(
            "sigverify_similarity_drift_alarm",
            "1 if the similarities are no longer distributed as at the calibration",
            value=float(drift.alarm),
        )

    def write(self, path: Path) -> None:
        """Write the metrics to a file for the text file collector of the node exporter.

        Raises:
            OutputError: the file can't be written.
        """
        try:
            write_to_textfile(str(path), self.registry)
        except OSError as error:
            raise OutputError(
                f"{path}: can't be written ({error.strerror or error}).",
                remedy="Check the folder and its permissions.",
            ) from error

    def serve(self, port: int) -> int:
        """Serve the metrics on this machine alone.

        Args:
            port: the port; 0 takes a free one.

        Returns:
            The port.

        Raises:
            OutputError: the port is taken.
        """
        try:
            server, _ = start_http_server(port, addr=LOCAL_ADDRESS, registry=self.registry)
        except OSError as error:
            raise OutputError(
                f"Port {port} can't be used ({error.strerror or error}).",
                remedy="Choose another one with --metrics-port.",
            ) from error
        return int(server.server_port)


def _latency(outcomes: list[Outcome]) -> Metric:
    classes = [0] * (len(LIMITS) + 1)
    for one in outcomes:
        classes = [
            sum(pair) for pair in itertools.zip_longest(classes, one.milliseconds, fillvalue=0)
        ]
    names = [*(str(limit / 1000) for limit in LIMITS), "+Inf"]
    return HistogramMetricFamily(
        "sigverify_item_seconds",
        "Time of an item in its process",
        buckets=list(zip(names, itertools.accumulate(classes), strict=True)),
        sum_value=sum(one.total_milliseconds for one in outcomes) / 1000,
    )
