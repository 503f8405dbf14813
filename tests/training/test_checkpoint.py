"""Training state is restored exactly, and other files are refused."""

import math
import pickle
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from sigverify.errors import DataError
from sigverify.training.checkpoint import load_checkpoint, save_checkpoint


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    image = torch.randn(2, 3, 4, 5).to(memory_format=torch.channels_last)
    state = {
        "network": {"weight": image, "count": torch.tensor(3), "half": torch.ones(2).half()},
        "optimiser": {"state": {0: {"step": torch.tensor(1.0)}}, "betas": (0.9, 0.999)},
        "plain": [None, True, 7, 0.1, math.inf, "text", {}],
    }
    path = tmp_path / "folder" / "state.safetensors"
    save_checkpoint(path, state)
    found = load_checkpoint(path)
    assert found["plain"] == state["plain"]
    assert found["optimiser"]["betas"] == (0.9, 0.999)
    assert torch.equal(found["optimiser"]["state"][0]["step"], torch.tensor(1.0))
    assert torch.equal(found["network"]["weight"], image)
    assert found["network"]["weight"].stride() == image.stride()
    assert found["network"]["half"].dtype == torch.float16
    assert int(found["network"]["count"]) == 3


def test_an_optimiser_continues_from_a_stored_state(tmp_path: Path) -> None:
    def steps(optimiser: torch.optim.Optimizer, weight: torch.nn.Parameter, count: int) -> None:
        for number in range(count):
            optimiser.zero_grad()
            loss = (weight * (number + 1)).square().sum()
            loss.backward()
            optimiser.step()

    whole = torch.nn.Parameter(torch.ones(3))
    optimiser = torch.optim.AdamW([whole], lr=0.1)
    steps(optimiser, whole, 2)
    save_checkpoint(tmp_path / "s", {"weight": whole, "optimiser": optimiser.state_dict()})
    steps(optimiser, whole, 2)
    stored = load_checkpoint(tmp_path / "s")
    part = torch.nn.Parameter(stored["weight"])
    resumed = torch.optim.AdamW([part], lr=0.5)
    resumed.load_state_dict(stored["optimiser"])
    steps(resumed, part, 2)
    assert torch.equal(whole, part)


def test_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with pytest.raises(DataError, match="--no-resume"):
        load_checkpoint(path)
    path.write_bytes(b"not a state")
    with pytest.raises(DataError):
        load_checkpoint(path)
    save_file({"a": torch.ones(1)}, path)  # safetensors, but not of this program
    with pytest.raises(DataError):
        load_checkpoint(path)
    save_checkpoint(path, {"a": torch.ones(100)})
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(DataError):
        load_checkpoint(path)


def test_a_pickle_is_not_opened(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[object, ...]]:
            return (Path.touch, (tmp_path / "sprung",))

    plain, torchs = tmp_path / "plain", tmp_path / "torchs"
    plain.write_bytes(pickle.dumps({"network": Trap()}))
    torch.save({"network": Trap()}, torchs)
    for path in (plain, torchs):
        with pytest.raises(DataError):
            load_checkpoint(path)
    assert not (tmp_path / "sprung").exists()


def test_what_is_neither_tensor_nor_plain_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="network/path"):
        save_checkpoint(tmp_path / "s", {"network": {"path": tmp_path}})
    with pytest.raises(TypeError, match="key"):
        save_checkpoint(tmp_path / "s", {"network": {1.5: 0}})
    assert not (tmp_path / "s").exists()
