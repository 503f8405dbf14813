"""The training of a model that the verifier can use, from a manifest."""

import importlib.util
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.encoding.artefact import CARD_NAME, load_artefact
from sigverify.errors import DataError, MissingExtraError, UsageError
from sigverify.imaging.config import PreprocessingConfig
from sigverify.training.encoder import recipe, task
from sigverify.training.encoder.pool import PoolPlan
from sigverify.training.encoder.recipe import EncoderRequest, train_model
from sigverify.training.encoder.task import TrainConfig
from sigverify.verification.verifier import Verifier
from tests.helpers.small_training import PREPROCESSING, TRAIN, WRITERS, fresh_network
from tests.helpers.trajectories import write_archive
from tests.helpers.written_set import write_set


@pytest.fixture
def request_(manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EncoderRequest:
    """A training of the small network, which is quicker than the real one."""
    monkeypatch.setattr(task, "build_network", lambda *_, **__: fresh_network())
    return EncoderRequest(
        manifest=manifest,
        output=tmp_path / "trained" / "tiny",
        work=tmp_path / "runs",
        train=replace(TRAIN, steps=2, validate_every=1),
        preprocessing=PREPROCESSING,
        minutes=60,
        resume=True,
        device="cpu",
        threads=1,
        smoke=False,
    )


def ignore(_what: str, _share: float, _remark: str) -> None:
    pass


def test_the_folder_is_a_model_that_verifies(request_: EncoderRequest) -> None:
    shown: list[tuple[str, float]] = []
    result = train_model(request_, report=lambda what, share, _: shown.append((what, share)))
    assert result.step == 2
    names = [name for name, _ in shown]
    assert list(dict.fromkeys(names)) == [
        "Preparing images",
        "Preparing features",
        "Fitting the start",
        "Training",
        "Exporting",
    ]
    assert all(0 <= share <= 1 for _, share in shown)
    artefact = load_artefact(request_.output)
    assert artefact.manifest.name == "tiny"
    assert artefact.manifest.training_sets == ("one", "two")
    assert artefact.manifest.embedding_shape == (5, 10, 17)
    assert set(artefact.manifest.evaluation["val"]) == {"one"}  # type: ignore[arg-type]
    verifier = Verifier(request_.output)
    folder = request_.manifest.parent
    specimen, same, other = (
        verifier.prepare(folder / name)
        for name in ("one/3/genuine0.png", "one/3/genuine1.png", "two/1/genuine0.png")
    )
    alike = verifier.verify(same, [specimen]).similarity
    unlike = verifier.verify(other, [specimen]).similarity
    assert alike is not None
    assert unlike is not None
    assert alike > unlike
    card = (request_.output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert str(folder) not in card
    assert "A trial run." not in card


def test_a_second_run_resumes_the_first(request_: EncoderRequest) -> None:
    train_model(request_, report=ignore)
    first = load_artefact(request_.output).encoder_sha256
    shown: list[str] = []
    train_model(request_, report=lambda what, *_: shown.append(what))
    assert set(shown) == {"Exporting"}
    assert load_artefact(request_.output).encoder_sha256 == first


def test_a_smoke_run_takes_few_writers_and_says_so(
    request_: EncoderRequest, tmp_path: Path
) -> None:
    writers = [*WRITERS, *((f"one/{n}", "train") for n in range(6, 9))]
    manifest = write_set(tmp_path / "more", writers=writers, genuine=3, forged=2)
    train_model(replace(request_, manifest=manifest, smoke=True), report=ignore)
    card = (request_.output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| one | 15 | 3 |" in card
    assert "A trial run." in card


def test_dropped_duplicates_are_reported(request_: EncoderRequest, tmp_path: Path) -> None:
    manifest = write_set(tmp_path / "again", writers=WRITERS, genuine=3, forged=2)
    for name in ("one/0/genuine0", "one/1/genuine1", "one/1/genuine0"):
        copy = manifest.parent / f"{name}-copy.png"
        copy.write_bytes((manifest.parent / f"{name}.png").read_bytes())
    with manifest.open("a", encoding="utf-8") as table:
        table.write("one/0/genuine0-copy.png,one/0,genuine,train\n")
        table.write("one/1/genuine1-copy.png,one/1,genuine,train\n")
        table.write("one/1/genuine0-copy.png,one/2,genuine,train\n")
    remarks: list[str] = []
    train_model(
        replace(request_, manifest=manifest),
        report=lambda _what, _share, remark: remarks.append(remark),
    )
    assert "left out: 2 repeated, 2 of two writers or labels at once" in remarks
    card = (request_.output / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "4 images were left out because" in card


def test_a_folder_with_other_things_is_left_alone(request_: EncoderRequest) -> None:
    request_.output.mkdir(parents=True)
    (request_.output / "thesis.txt").write_text("precious")
    with pytest.raises(UsageError, match=r"thesis\.txt"):
        train_model(request_, report=ignore)
    assert not request_.work.exists()
    with pytest.raises(UsageError, match="file"):
        train_model(replace(request_, output=request_.output / "thesis.txt"), report=ignore)


@pytest.mark.parametrize("device", ["cuda:99", "abacus"])
def test_a_device_that_is_not_there_is_named(request_: EncoderRequest, device: str) -> None:
    with pytest.raises(UsageError, match=device):
        train_model(replace(request_, device=device), report=ignore)


def test_trajectories_are_trained_on_and_sets_left_out(
    request_: EncoderRequest, tmp_path: Path
) -> None:
    archive = write_archive(tmp_path / "pens.npz")
    # The small canvas loses thin lines.
    train_model(
        replace(
            request_,
            archives=(archive,),
            without_sets=("two",),
            preprocessing=PreprocessingConfig(),
        ),
        report=ignore,
    )
    artefact = load_artefact(request_.output)
    assert artefact.manifest.training_sets == ("one", "pens")
    card = (request_.output / CARD_NAME).read_text("utf-8")
    assert "| pens | 24 | 2 |" in card
    assert "--online pens.npz --without-set two" in card


def test_val_must_allow_a_threshold(request_: EncoderRequest, tmp_path: Path) -> None:
    writers = [("1", "train"), ("2", "train"), ("3", "val")]
    manifest = write_set(tmp_path / "few", writers=writers, genuine=2, forged=1)
    with pytest.raises(DataError, match="two writers of val"):
        train_model(replace(request_, manifest=manifest), report=ignore)


class TestCommand:
    def run(self, *arguments: str) -> int:
        import typer

        from sigverify.cli.commands.train import train

        app = typer.Typer(pretty_exceptions_enable=False)
        app.command()(train)
        return app(args=list(arguments), standalone_mode=False) or 0

    def test_a_loss_that_is_not_there_is_named(self, manifest: Path, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="multi-similarity"):
            self.run("--data", str(manifest), "--output", str(tmp_path / "m"), "--loss", "hinge")

    def test_a_missing_library_is_named_before_anything_is_done(
        self, manifest: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = importlib.util.find_spec
        monkeypatch.setattr(
            importlib.util, "find_spec", lambda name: None if name == "onnxscript" else found(name)
        )
        with pytest.raises(MissingExtraError, match="onnxscript") as raised:
            self.run("--data", str(manifest), "--output", str(tmp_path / "m"))
        assert "sigverify[train]" in raised.value.remedy

    def test_what_is_typed_reaches_the_recipe(
        self,
        manifest: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        from sigverify.training import runlog
        from sigverify.training.trainer import StageReport, TrainingStatus

        asked: list[EncoderRequest] = []

        def pretend(
            request: EncoderRequest, *, report: StageReport, cancelled: Callable[[], bool]
        ) -> TrainingStatus:
            asked.append(request)
            report("Training", 0.5, "half of it")
            assert not cancelled()
            return TrainingStatus(
                share=1,
                step=9,
                loss=None,
                mean_loss=None,
                error=0.2,
                best_error=0.125,
                best_step=7,
                seconds=1,
            )

        monkeypatch.setattr(recipe, "train_model", pretend)
        monkeypatch.setattr(runlog, "plot_log", lambda *_, **__: None)
        monkeypatch.chdir(tmp_path)
        result = tmp_path / "result.json"
        result.write_text('{"mcyt": {"skilled_1": 0.125, "skilled_5": null}}')
        words = f"--data {manifest} --output trained/m --loss triplet --minutes 5 --seed 3"
        words += f" --steps 40 --views 2 --pair-window 0.5 --left-out {result}"
        self.run(*words.split(), "--no-resume", "--threads", "1", "--work", "w", "--smoke")
        (request,) = asked
        assert request.train == TrainConfig(
            loss="triplet", seed=3, steps=40, pair_window=0.5, pool=PoolPlan(views=2)
        )
        assert request.left_out == {"mcyt": (0.125, None)}
        assert request.output == tmp_path / "trained" / "m"
        assert (request.minutes, request.resume, request.threads) == (5, False, 1)
        assert (request.work, request.device, request.smoke) == (Path("w"), "auto", True)
        assert "12.50%" in capsys.readouterr().out


def test_the_calibration_is_of_this_network(request_: EncoderRequest) -> None:
    train_model(request_, report=ignore)
    calibration = json.loads((request_.output / "calibration.json").read_text())
    assert calibration["model_sha256"] == load_artefact(request_.output).encoder_sha256
    assert calibration["counts"]["writers"] == 3
