"""A made-up set, prepared once for all tests of training."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from sigverify.training.signatures.corpus import Corpus, load_corpus
from tests.helpers.small_training import PREPROCESSING, WRITERS
from tests.helpers.written_set import write_set


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    """Sums over several threads differ in their last digits, and tests share the machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_set(tmp_path_factory.mktemp("set"), writers=WRITERS, genuine=4, forged=4)


@pytest.fixture(scope="session")
def corpus(manifest: Path) -> Corpus:
    cache = manifest.parent / "cache"
    return load_corpus(manifest, cache=cache, config=PREPROCESSING, processes=1)
