"""From a bank's images, or its table of scores, to the scores on which thresholds are chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sigverify.calibration.data import check_images
from sigverify.calibration.scores import (
    score_images,
)
from sigverify.calibration.source import LabelledImages, read_source
from sigverify.errors import CancelledError, DataError
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Label
from sigverify.verification.verifier import Verifier
from tests.helpers.scored_parts import parts
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image, write_set


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def images(folder: Path, *, signers: int, genuine: int, forged: int) -> LabelledImages:
    writers = [(f"bank/{number}", "val") for number in range(signers)]
    manifest = write_set(folder, writers=writers, genuine=genuine, forged=forged)
    source = read_source(manifest)
    assert isinstance(source, LabelledImages)
    return source


def test_images_are_scored_as_the_program_scores_them(verifier: Verifier, tmp_path: Path) -> None:
    source = images(tmp_path, signers=4, genuine=4, forged=1)
    checked = check_images(source, verifier=verifier, progress=print, threads=1)
    given = score_images(
        checked, verifier=verifier, references=3, seed=1, progress=lambda done, total: None
    )
    assert given.counts["images"] == 20
    assert given.counts["fit_signers"] + given.counts["held_out_signers"] == 4
    # Each similarity is the result of verify for one signature and the other three.
    writer = checked.writers[int(given.fit.genuine.writers[0])]
    genuine = [
        verifier.prepare(item.path)
        for item in source.items
        if (item.writer, item.label) == (writer, Label.GENUINE)
    ]
    found = [
        verifier.verify(one, [other for other in genuine if other is not one]).similarity
        for one in genuine
    ]
    possible = [similarity for similarity in found if similarity is not None]
    own_scores: NDArray[np.float64] = given.fit.genuine.values[
        given.fit.genuine.writers == given.fit.genuine.writers[0]
    ]
    for value in own_scores:
        assert min(abs(value - other) for other in possible) < 1e-5


def test_problem_images_are_listed_and_the_rest_is_used(verifier: Verifier, tmp_path: Path) -> None:
    for signer in range(5):
        for number in range(4):
            picture = scribble(seed=signer + 1, variation=number + 1)
            write_image(tmp_path / f"{signer}/genuine/{number}.png", picture)
    write_image(tmp_path / "0/genuine/again.png", scribble(seed=1, variation=1))
    write_image(tmp_path / "1/genuine/blank.png", np.full((80, 200), 255, np.uint8))
    (tmp_path / "2/genuine/broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    write_image(tmp_path / "3/unlabelled.png", scribble(seed=4, variation=7))
    (tmp_path / "6/genuine").mkdir(parents=True)
    source = read_source(tmp_path)
    assert isinstance(source, LabelledImages)
    checked = check_images(source, verifier=verifier, progress=print, threads=2)
    reasons = {problem.name: problem.reason for problem in checked.problems}
    assert set(reasons) == {
        "1/genuine/blank.png",
        "2/genuine/broken.png",
        "3/unlabelled.png",
        "6/genuine",
    }
    assert reasons["1/genuine/blank.png"] == Reason(ReasonCode.NO_INK)
    assert checked.counts["duplicates"] == 1
    assert {(s.writer, s.genuine, s.unusable) for s in checked.signers} == {
        ("0", 4, 0),
        ("1", 4, 1),
        ("2", 4, 1),
        ("3", 4, 0),
        ("4", 4, 0),
    }
    # The data's hash covers the images used, independent of their file names.
    (tmp_path / "4/genuine/0.png").rename(tmp_path / "4/genuine/renamed.png")
    again = read_source(tmp_path)
    assert isinstance(again, LabelledImages)
    assert (
        check_images(again, verifier=verifier, progress=print, threads=2).sha256 == checked.sha256
    )


def test_too_few_signers_are_refused_with_what_is_missing(
    verifier: Verifier, tmp_path: Path
) -> None:
    source = images(tmp_path, signers=1, genuine=4, forged=2)
    checked = check_images(source, verifier=verifier, progress=print, threads=1)
    with pytest.raises(DataError, match=r"There is 1 signer of 1 with 3 usable genuine"):
        score_images(checked, verifier=verifier, references=2, seed=1, progress=print)
    with pytest.raises(DataError, match=r"There are 3 signers with genuine comparisons"):
        parts(signers=3)


def test_pictures_of_which_none_can_be_used_are_refused(verifier: Verifier, tmp_path: Path) -> None:
    (tmp_path / "a/genuine").mkdir(parents=True)
    (tmp_path / "a/genuine/1.png").write_bytes(b"no picture")
    source = read_source(tmp_path)
    assert isinstance(source, LabelledImages)
    with pytest.raises(DataError, match="None of the images can be used"):
        check_images(source, verifier=verifier, progress=print, threads=1)


def test_comparing_can_be_cancelled(verifier: Verifier, tmp_path: Path) -> None:
    source = images(tmp_path, signers=4, genuine=4, forged=1)
    checked = check_images(source, verifier=verifier, progress=print, threads=1)
    with pytest.raises(CancelledError):
        score_images(
            checked,
            verifier=verifier,
            references=2,
            seed=1,
            progress=lambda done, total: None,
            cancelled=lambda: True,
        )


def test_tables_of_scores_say_what_is_wrong_by_line(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    table.write_text(
        "similarity,writer,kind\n0.5,a,genuine\n1.5,a,genuine\nx,a,genuine\n0.5,,genuine\n"
        "0.5,a,forged\n0.5,a\n",
        encoding="utf-8",
    )
    with pytest.raises(DataError) as raised:
        read_source(table)
    for line in (
        "line 3: similarity '1.5'",
        "line 4: similarity 'x'",
        "line 5: there is no writer; and 2 more, 5 in all",
    ):
        assert line in raised.value.message
    for row, words in {
        "0.5,a,forged": "line 2: kind 'forged'",
        "0.5,a": "line 2: 2 fields instead of 3",
    }.items():
        table.write_text(f"similarity,writer,kind\n{row}\n", encoding="utf-8")
        with pytest.raises(DataError, match=words):
            read_source(table)
    table.write_text("similarity,writer,kind\n0.5,a,skilled\n", encoding="utf-8")
    with pytest.raises(DataError, match="no genuine comparison"):
        read_source(table)
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(DataError, match="neither a folder nor a table"):
        read_source(table)
