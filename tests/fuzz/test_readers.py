from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS
from tests.fuzz.run import mutated

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*/*"))
TRIES = {"picture": 60, "model": 30, "calibration": 30, "network": 20, "pdf": 8}


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_read_is_taken_or_refused(name: str, tmp_path: Path) -> None:
    reader, rng = READERS[name], random.Random(name)
    examples = reader.examples()
    # What is refused from the start leads the mutations nowhere.
    assert not any(reader.refuses(example, tmp_path) for example in examples)
    for _ in range(TRIES.get(name, 100)):
        reader.refuses(mutated(rng.choice(examples), examples, rng=rng), tmp_path)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_once_went_wrong_stays_fixed(path: Path, tmp_path: Path) -> None:
    READERS[path.parent.name].refuses(path.read_bytes(), tmp_path)
