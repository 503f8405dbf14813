from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sigverify.datasets.manifest import Duplicates
from sigverify.errors import DataError
from sigverify.imaging.cleaning import clean_crop
from sigverify.imaging.config import PreprocessingConfig
from sigverify.imaging.normalizing import normalize_ink
from sigverify.terms import Split
from sigverify.training.signatures import canvases as canvases_module
from sigverify.training.signatures.canvases import CanvasSet, open_canvases
from sigverify.training.signatures.corpus import Corpus, load_corpus
from tests.helpers.places import REAL_DATA
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image, write_set

CONFIG = PreprocessingConfig(canvas_height=40, canvas_width=80)
WRITERS = (("lab/1", "train"), ("lab/2", "train"), ("lab/3", "val"))


def load(manifest: Path, *, cache: Path | None = None, processes: int = 1) -> Corpus:
    return load_corpus(
        manifest, cache=cache or manifest.parent / "cache", config=CONFIG, processes=processes
    )


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return write_set(tmp_path, writers=WRITERS, genuine=3, forged=2)


def append(manifest: Path, row: str) -> None:
    with manifest.open("a", encoding="utf-8") as stream:
        stream.write(row + "\n")


def test_canvases_are_those_of_the_imaging_layer(manifest: Path) -> None:
    train = load(manifest).require(Split.TRAIN)
    assert [item.name for item in train.items[:4]] == [
        "lab/1/genuine0.png",
        "lab/1/genuine1.png",
        "lab/1/genuine2.png",
        "lab/1/forged0.png",
    ]
    assert train.forged.tolist() == [False, False, False, True, True] * 2
    assert train.writers.tolist() == [0] * 5 + [1] * 5
    expected = [
        normalize_ink(clean_crop(scribble(seed=seed, variation=2)), CONFIG) for seed in (2, 1)
    ]
    np.testing.assert_array_equal(train.canvases(np.array([6, 1])), expected)


def test_subset_keeps_canvases_and_numbers_writers_anew(manifest: Path) -> None:
    train = load(manifest).require(Split.TRAIN)
    part = train.subset(np.array([7, 9]))
    assert part.writers.tolist() == [0, 0]
    assert part.forged.tolist() == [False, True]
    np.testing.assert_array_equal(part.canvases(np.array([1])), train.canvases(np.array([9])))


def test_a_missing_split_is_a_fault_of_the_data(manifest: Path) -> None:
    with pytest.raises(DataError, match="val_cross"):
        load(manifest).require(Split.VAL_CROSS)


def test_repeated_images_are_dropped_and_counted(manifest: Path) -> None:
    before = load(manifest)
    # The same pixels in another file format are the same image.
    path = manifest.parent / "again.bmp"
    import cv2

    path.write_bytes(cv2.imencode(".bmp", scribble(seed=1, variation=1))[1].tobytes())
    append(manifest, "again.bmp,lab/1,genuine,train")
    after = load(manifest)
    assert after.duplicates == Duplicates(repeated=1, contradictory=0)
    assert after.splits[Split.TRAIN].items == before.splits[Split.TRAIN].items
    assert after.split_sha256 == before.split_sha256


@pytest.mark.parametrize("row", ["lab/2,genuine,train", "lab/1,forged,train", "lab/3,genuine,val"])
def test_images_of_two_writers_or_labels_are_dropped_altogether(manifest: Path, row: str) -> None:
    write_image(manifest.parent / "again.png", scribble(seed=1, variation=1))
    append(manifest, f"again.png,{row}")
    corpus = load(manifest)
    assert corpus.duplicates == Duplicates(repeated=0, contradictory=2)
    names = [item.name for examples in corpus.splits.values() for item in examples.items]
    assert "again.png" not in names
    assert "lab/1/genuine0.png" not in names
    assert len(names) == 14


def test_a_set_of_contradictions_is_refused(tmp_path: Path) -> None:
    manifest = write_set(tmp_path, writers=[("1", "train")], genuine=1, forged=0)
    write_image(tmp_path / "again.png", scribble(seed=1, variation=1))
    append(manifest, "again.png,1,forged,train")
    with pytest.raises(DataError, match="no image is left"):
        load(manifest)


def test_unusable_images_are_named_with_their_lines(manifest: Path) -> None:
    write_image(manifest.parent / "blank.png", np.full((60, 90), 255, np.uint8))
    (manifest.parent / "text.png").write_text("not a picture")
    append(manifest, "blank.png,lab/1,genuine,train")
    append(manifest, "text.png,lab/1,genuine,train")
    with pytest.raises(DataError) as raised:
        load(manifest)
    assert "line 17: blank.png: no ink" in raised.value.message
    assert "line 18: text.png" in raised.value.message


class TestCache:
    def paths(self, manifest: Path) -> list[Path]:
        return sorted(manifest.parent.glob("lab/*/*.png"))

    def open(
        self,
        manifest: Path,
        *,
        config: PreprocessingConfig = CONFIG,
        processes: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> CanvasSet:
        return open_canvases(
            self.paths(manifest),
            cache=manifest.parent / "cache",
            config=config,
            processes=processes,
            progress=progress,
        )

    def test_each_image_is_prepared_once(
        self, manifest: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = self.open(manifest).read(range(15))

        def fail(*_: object, **__: object) -> None:
            raise AssertionError("prepared again")

        monkeypatch.setattr(canvases_module, "prepare_image", fail)
        np.testing.assert_array_equal(self.open(manifest).read(range(15)), first)

    def test_an_interrupted_run_is_resumed(
        self, manifest: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(canvases_module, "SHARD_IMAGES", 4)

        def cut_off(done: int, total: int) -> None:
            assert total == 15
            if done == 10:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.open(manifest, progress=cut_off)
        seen: list[tuple[int, int]] = []
        again = self.open(manifest, progress=lambda *now: seen.append(now))
        assert seen[-1] == (7, 7)
        for row, path in enumerate(self.paths(manifest)):
            data = path.read_bytes()
            expected = canvases_module.prepare_image(data, name="x", config=CONFIG).canvas
            np.testing.assert_array_equal(again.read([row])[0], expected)

    def test_another_preprocessing_has_another_cache(self, manifest: Path) -> None:
        thin = self.open(manifest).read([0])
        bold = PreprocessingConfig(canvas_height=40, canvas_width=80, stroke_width=5.0)
        assert self.open(manifest, config=bold).read([0]).sum() > 1.2 * thin.sum()

    def test_a_changed_file_is_prepared_again(self, manifest: Path) -> None:
        before = self.open(manifest)
        write_image(self.paths(manifest)[0], scribble(seed=99))
        after = self.open(manifest)
        assert after.pixels_sha256[0] != before.pixels_sha256[0]
        assert (after.read([0]) != before.read([0])).any()

    def test_several_processes_give_the_same(
        self, manifest: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        alone = self.open(manifest).read(range(15))
        monkeypatch.setattr(canvases_module, "MIN_IMAGES_FOR_PROCESSES", 1)
        together = open_canvases(
            self.paths(manifest), cache=manifest.parent / "other", config=CONFIG, processes=2
        )
        np.testing.assert_array_equal(together.read(range(15)), alone)

    @pytest.mark.parametrize(("extension", "content"), [("npy", b"x"), ("json", b"[[1]]")])
    def test_a_damaged_cache_is_refused(
        self, manifest: Path, extension: str, content: bytes
    ) -> None:
        self.open(manifest)
        for path in (manifest.parent / "cache").rglob(f"*.{extension}"):
            path.write_bytes(content)
        with pytest.raises(DataError, match="Delete this folder"):
            self.open(manifest)


@pytest.mark.real_data
def test_the_real_set_can_be_read() -> None:
    from sigverify.datasets.manifest import read_manifest

    data = REAL_DATA
    items = read_manifest(data / "signatures" / "manifest.csv")
    homes = {item.writer: item.split for item in items}
    assert {item.dataset for item in items if item.split is Split.TRAIN} == {
        "cedar",
        "bhsig_bengali",
        "bhsig_hindi",
        "sigcomp2009_nfi",
    }
    assert list(homes.values()).count(Split.TRAIN) == 247


def test_several_tables_are_one_corpus_and_sets_can_be_left_out(
    manifest: Path, tmp_path: Path
) -> None:
    # The first three have the pixels of the other table: together they would be duplicates.
    skipped = [(f"skip/{number}", "val") for number in range(3)]
    other = write_set(
        tmp_path / "other", writers=[*skipped, ("pens/1", "train"), ("pens/2", "val")]
    )

    def load_both(*without: str) -> Corpus:
        return load_corpus(
            manifest,
            more_manifests=[other],
            without_sets=without,
            cache=tmp_path / "cache",
            config=CONFIG,
            processes=1,
        )

    assert set(load_both("skip").require(Split.TRAIN).datasets.tolist()) == {"lab", "pens"}
    assert set(load_both("skip", "lab").require(Split.TRAIN).datasets.tolist()) == {"pens"}
    with pytest.raises(DataError, match="no data set 'lap'"):
        load_both("lap")
    with pytest.raises(DataError, match="All data sets"):
        load_both("lab", "pens", "skip")


def test_a_writer_in_different_splits_of_two_tables_is_refused(
    manifest: Path, tmp_path: Path
) -> None:
    other = write_set(tmp_path / "other", writers=(("lab/1", "val"),))
    with pytest.raises(DataError, match=r"'lab/1' is in val, but in train"):
        load_corpus(manifest, more_manifests=[other], cache=tmp_path, config=CONFIG, processes=1)


def test_a_fault_in_one_of_several_tables_names_its_folder(manifest: Path, tmp_path: Path) -> None:
    other = write_set(tmp_path / "other", writers=(("pens/1", "train"),), genuine=1, forged=0)
    (other.parent / "pens/1/genuine0.png").write_bytes(b"no image")
    with pytest.raises(DataError, match="other, line 2: "):
        load_corpus(manifest, more_manifests=[other], cache=tmp_path, config=CONFIG, processes=1)
