"""Measures how many images a second a calibration reads, without and with its cache.

    python tests/benchmarks/calibration.py SOURCE [--images N] [--threads N]

SOURCE is a source of ``sigverify calibrate``. The processor time is printed beside the rate: on a
busy machine it is the comparable figure.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2

from sigverify.calibration.data import check_images
from sigverify.calibration.scores import score_images
from sigverify.calibration.source import LabelledImages, read_source
from sigverify.paths import model_folder
from sigverify.verification.caches.embeddings import EmbeddingCache
from sigverify.verification.parallel import default_threads
from sigverify.verification.verifier import Verifier


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=default_threads())
    parser.add_argument("--references", type=int, default=5)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    verifier = Verifier(model_folder(), threads=1)
    source = read_source(options.source)
    assert isinstance(source, LabelledImages), "a table of scores has no pictures"
    source = replace(source, items=source.items[: options.images])
    count = len(source.items)
    print(f"{count} images, {options.threads} threads, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "embeddings.sqlite"
        with EmbeddingCache(path, made_by=verifier.embedding_identity) as cache:
            for run in ("first", "second"):
                start, busy = time.perf_counter(), time.process_time()
                checked = check_images(
                    source,
                    verifier=verifier,
                    progress=lambda done, total: None,
                    cache=cache,
                    threads=options.threads,
                )
                took, used = time.perf_counter() - start, time.process_time() - busy
                print(
                    f"{run} run: {count / took:.1f} images/s, "
                    f"{1000 * used / count:.1f} ms of processor time an image"
                )
        print(f"cache: {path.stat().st_size / count / 1024:.1f} KiB an image")
    start = time.perf_counter()
    parts = score_images(
        checked,
        verifier=verifier,
        references=options.references,
        seed=1,
        progress=lambda done, total: None,
    )
    comparisons = sum(n for name, n in parts.counts.items() if name.endswith("_comparisons"))
    print(f"{comparisons} similarities in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
