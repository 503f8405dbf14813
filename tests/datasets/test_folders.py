from __future__ import annotations

from pathlib import Path

import pytest

from sigverify.datasets.folders import read_folders
from sigverify.errors import DataError, MissingFileError
from sigverify.reasons import Reason, ReasonCode

FORGED, GENUINE = "forged", "genuine"


def found(root: Path, *names: str) -> dict[str, tuple[str, str]]:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    items, problems = read_folders(root)
    assert not problems
    return {item.name: (item.writer, item.label.value) for item in items}


@pytest.mark.parametrize(
    "names",
    [
        {"ann/genuine/1.png": ("ann", GENUINE), "ann/forged/1.png": ("ann", FORGED)},
        {"Genuine/ann/1.PNG": ("ann", GENUINE), "Forgeries/ann/1.jpg": ("ann", FORGED)},
        {"x/7/original/a.tif": ("x/7", GENUINE), "x/7/skilled/a.tif": ("x/7", FORGED)},
        {"001/a.png": ("001", GENUINE), "001_forg/a.png": ("001", FORGED)},
        {
            "full_org/original_1_2.png": ("1", GENUINE),
            "full_forg/forgeries_1_2.png": ("1", FORGED),
            "full_org/original_12_2.png": ("12", GENUINE),
        },
        {
            "signatures/full_org/original_1_2.png": ("signatures/1", GENUINE),
            "signatures/full_forg/forgeries_1_2.png": ("signatures/1", FORGED),
        },
        {
            "Hindi/001/H-S-1-G-01.tif": ("Hindi/001", GENUINE),
            "Hindi/001/H-S-1-F-30.tif": ("Hindi/001", FORGED),
        },
        {"B-S-11-G-01.tif": ("11", GENUINE), "B-S-11-F-01.tif": ("11", FORGED)},
        {
            "Offline Genuine/001_02.PNG": ("001", GENUINE),
            "Offline Forgeries/0119001_02.png": ("001", FORGED),
        },
        {
            "NISDCC-002_002_003_6g.png": ("002", GENUINE),
            "NISDCC-002_007_003_6g.png": ("002", FORGED),
            "NFI-02303023.png": ("023", GENUINE),
            "NFI-00602023.png": ("023", FORGED),
        },
        {"set/001/001_G01.png": ("set/001", GENUINE), "set/001/001_F01.png": ("set/001", FORGED)},
        {"5/c-005-01.jpg": ("5", GENUINE), "5/cf-005-01.jpg": ("5", FORGED)},
        {"genuine/ann_1.png": ("ann", GENUINE), "forged/ann_1.png": ("ann", FORGED)},
    ],
)
def test_usual_namings_are_recognised(tmp_path: Path, names: dict[str, tuple[str, str]]) -> None:
    assert found(tmp_path, *names) == names


def test_what_says_nothing_or_two_things_is_listed(tmp_path: Path) -> None:
    (tmp_path / "empty" / "genuine").mkdir(parents=True)
    for name in (
        "ann/genuine/1.png",
        "bob/1.png",
        "7/007_1.png",
        "genuine/forged_1.png",
        "ann/forged/readme.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "genuine" / "forgeries_1_2.png").write_bytes(b"x")
    items, problems = read_folders(tmp_path)
    assert [item.name for item in items] == ["ann/genuine/1.png"]
    assert {problem.name: problem.reason for problem in problems} == {
        "ann/forged": Reason(ReasonCode.FOLDER_EMPTY),
        "empty/genuine": Reason(ReasonCode.FOLDER_EMPTY),
        "bob/1.png": Reason(ReasonCode.LABEL_UNKNOWN),
        "7/007_1.png": Reason(ReasonCode.LABEL_UNKNOWN),
        "genuine/forged_1.png": Reason(ReasonCode.SIGNER_UNKNOWN),
        "genuine/forgeries_1_2.png": Reason(ReasonCode.LABELS_CONTRADICT),
    }


def test_folders_without_anything_usable_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such folder"):
        read_folders(tmp_path / "nowhere")
    with pytest.raises(DataError, match="no image"):
        read_folders(tmp_path)
    (tmp_path / "ann").mkdir()
    (tmp_path / "ann" / "1.png").write_bytes(b"x")
    with pytest.raises(DataError, match=r"any of 1 images .*ann/1.png: it is not labelled"):
        read_folders(tmp_path)
