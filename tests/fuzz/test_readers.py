from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS
from tests.fuzz.run import mutated

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*/*"))
TRIES = {"picture": 60, "model": 30, "calibration": 30, "network": 20, "pdf": 8}


@pytest.mark.parametrize("name", READERS)
def test_a_mutated_input_is_read_or_refused(name: str, tmp_path: Path) -> None:
    reader, rng = READERS[name], random.Random(name)
    examples = reader.examples()
    # Mutations of an example that is refused itself would test little.
    assert not any(reader.refuses(example, tmp_path) for example in examples)
    for _ in range(TRIES.get(name, 100)):
        reader.refuses(mutated(rng.choice(examples), examples, rng=rng), tmp_path)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_fixed_fault_stays_fixed(path: Path, tmp_path: Path) -> None:
    READERS[path.parent.name].refuses(path.read_bytes(), tmp_path)
