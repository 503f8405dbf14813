from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sigverify.__main__ import main
from sigverify.calibration.flow import CalibrationFlow, Step
from sigverify.calibration.policy import PolicyRequest, parse_bands
from sigverify.calibration.store import CalibrationStore, calibration_in_force
from sigverify.encoding.artefact import load_artefact
from sigverify.errors import CalibrationError, CancelledError, OutputError, UsageError
from sigverify.scoring.decision import Thresholds
from sigverify.terms import Decision
from sigverify.verification import embedding
from sigverify.verification.calibration_file import load_calibration
from sigverify.verification.results import PreparedSignature
from sigverify.verification.verifier import Verifier
from tests.helpers.made_scores import write_scores
from tests.helpers.written_set import write_set

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
EQUAL_ERROR = PolicyRequest(bands=parse_bands(["equal-error"]), flag_frr=None)


def ignore(_done: int, _total: int) -> None:
    pass


@pytest.fixture
def store(tmp_path: Path) -> CalibrationStore:
    return CalibrationStore(tmp_path / "store")


@pytest.fixture
def flow(pristine_model: Path, store: CalibrationStore, tmp_path: Path) -> CalibrationFlow:
    return CalibrationFlow(
        Verifier(pristine_model),
        artefact=load_artefact(pristine_model),
        store=store,
        cache=tmp_path / "cache.sqlite",
        clock=lambda: NOW,
    )


def test_the_command_and_the_flow_give_the_same_profile(
    flow: CalibrationFlow, pristine_model: Path, tmp_path: Path
) -> None:
    table = write_set(
        tmp_path / "bank", writers=[(f"b/{number}", "val") for number in range(5)], forged=2
    )
    output = tmp_path / "by command.json"
    options = ["--policy", "equal-error", "--flag", "none", "--references", "2", "--name", "ours"]
    options += ["--author", "A. Risk", "--output", str(output), "--model", str(pristine_model)]
    options += ["--cache", str(tmp_path / "other.sqlite")]
    assert main(["calibrate", str(table), *options]) == 0
    flow.choose_data(table, references=2)
    flow.check_data(progress=ignore)
    flow.score(progress=ignore)
    flow.choose_policy(EQUAL_ERROR)
    flow.look_at_held_out()
    by_flow = flow.sign(name="ours", author="A. Risk").model_dump(mode="json")
    by_command = load_calibration(output, artefact=load_artefact(pristine_model)).values.model_dump(
        mode="json"
    )
    for values in (by_flow, by_command):
        # Only the time of signing may differ.
        del values["created"], values["digest"]
    assert by_flow == by_command


def test_the_walk_ends_with_a_calibration_in_force(
    flow: CalibrationFlow, store: CalibrationStore, pristine_model: Path, tmp_path: Path
) -> None:
    flow.choose_data(write_scores(tmp_path / "scores.csv"))
    assert flow.step is Step.SCORE
    flow.score(progress=ignore)
    preview = flow.preview(EQUAL_ERROR, volume=2000, forgery_rate=0.01)
    assert sum(preview.day.decisions.values()) == pytest.approx(2000)
    assert preview.day.forged == 20
    flow.choose_policy(EQUAL_ERROR)
    result = flow.look_at_held_out()
    assert result.in_words.startswith("Of 1000 genuine cheques")
    values = flow.sign(name=" ours ", author="A. Risk")
    assert (values.name, values.created) == ("ours", NOW)
    assert calibration_in_force(pristine_model, store=store) is None
    flow.activate(user="ann")
    assert flow.step is Step.DONE
    path = calibration_in_force(pristine_model, store=store)
    assert path is not None
    assert load_calibration(path, artefact=load_artefact(pristine_model)).values == values
    assert [entry.user for entry in store.history()] == ["ann"]


def test_a_line_that_is_dragged_shows_what_it_does(flow: CalibrationFlow, tmp_path: Path) -> None:
    flow.choose_data(write_scores(tmp_path / "scores.csv"))
    flow.score(progress=ignore)
    low, high = Thresholds(accept_at=0.2, flag_below=0.1), Thresholds(accept_at=0.9, flag_below=0.3)
    assert flow.rates(low).frr.rate.errors < flow.rates(high).frr.rate.errors
    day = flow.day(high, volume=500, forgery_rate=0.002)
    assert day.decisions[Decision.REFER] > 0
    assert day.forged_accepted is not None
    assert day.forged_accepted < 1
    curves = flow.curves()
    assert curves is flow.curves()
    with pytest.raises(UsageError, match="A day can't have"):
        flow.day(high, volume=-1, forgery_rate=0.1)


def test_steps_come_in_their_order_and_going_back_forgets(
    flow: CalibrationFlow, tmp_path: Path
) -> None:
    for step in (
        lambda: flow.check_data(progress=ignore),
        lambda: flow.score(progress=ignore),
        flow.curves,
        lambda: flow.choose_policy(EQUAL_ERROR),
        flow.look_at_held_out,
        lambda: flow.sign(name="ours", author="me"),
        lambda: flow.activate(user="me"),
    ):
        with pytest.raises(UsageError, match="That comes after"):
            step()
    table = write_scores(tmp_path / "scores.csv")
    flow.choose_data(table)
    flow.score(progress=ignore)
    flow.choose_policy(EQUAL_ERROR)
    flow.look_at_held_out()
    with pytest.raises(UsageError, match="needs a name"):
        flow.sign(name=" ", author="me")
    # Viewing the same policy again is not counted, viewing another one is.
    flow.choose_policy(EQUAL_ERROR)
    flow.look_at_held_out()
    assert flow.looks == 1
    flow.choose_policy(PolicyRequest(bands=parse_bands(["frr=10%"]), flag_frr=None))
    assert flow.result is None
    flow.look_at_held_out()
    assert flow.looks == 2
    values = flow.sign(name="ours", author="me")
    assert any("results of 2 policies" in warning for warning in values.warnings)
    flow.choose_data(table)
    assert (flow.scaled, flow.chosen, flow.values, flow.looks) == (None, None, None, 0)


def test_a_policy_that_cannot_be_proven_leaves_everything_as_it_was(
    flow: CalibrationFlow, tmp_path: Path
) -> None:
    flow.choose_data(write_scores(tmp_path / "scores.csv"))
    flow.score(progress=ignore)
    chosen = flow.choose_policy(EQUAL_ERROR)
    with pytest.raises(CalibrationError, match="can't show"):
        flow.choose_policy(PolicyRequest(bands=parse_bands(["far-skilled=0.01%"])))
    assert flow.chosen is chosen
    with pytest.raises(CalibrationError, match="can't show"):
        flow.preview(PolicyRequest(bands=parse_bands(["far-skilled=0.01%"])))


def test_a_cancelled_check_resumes(
    flow: CalibrationFlow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "CHUNK", 4)
    table = write_set(
        tmp_path / "bank", writers=[(f"b/{number}", "val") for number in range(4)], forged=0
    )
    flow.choose_data(table, references=2)
    done: list[int] = []
    with pytest.raises(CancelledError, match="resumes where it stopped"):
        flow.check_data(
            progress=lambda so_far, total: done.append(so_far), cancelled=lambda: len(done) == 2
        )
    assert flow.step is Step.CHECK_DATA
    prepared: list[Path] = []
    prepare = Verifier.prepare

    def noted(self: Verifier, path: Path) -> PreparedSignature:
        prepared.append(path)
        return prepare(self, path)

    monkeypatch.setattr(Verifier, "prepare", noted)
    flow.check_data(progress=ignore)
    # The signers processed before come from the cache.
    assert {path.parent.name for path in prepared[:8]} == {"2", "3"}
    assert flow.step is Step.SCORE


def test_a_full_disk_at_the_end_loses_nothing(
    flow: CalibrationFlow, store: CalibrationStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.choose_data(write_scores(tmp_path / "scores.csv"))
    flow.score(progress=ignore)
    flow.choose_policy(EQUAL_ERROR)
    flow.look_at_held_out()

    def full(*_: object, **__: object) -> Path:
        raise OutputError("the disk is full", remedy="Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(CalibrationStore, "add", full)
        with pytest.raises(OutputError):
            flow.sign(name="ours", author="me")
    assert flow.step is Step.SIGN
    assert flow.sign(name="ours", author="me").name == "ours"
