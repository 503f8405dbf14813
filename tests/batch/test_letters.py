"""Batches of letters: the decisions of a table with the same cheques, read where the images lie."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from sigverify.batch.input.items import BatchItem
from sigverify.batch.input.letters import LetterItems
from sigverify.batch.output.files import BatchOutput
from sigverify.batch.output.outcome import Summary
from sigverify.batch.run import BatchSettings, run_batch
from sigverify.cli.app import run as run_command
from sigverify.errors import CancelledError, DataError, ExitCode, UnreadableFileError, UsageError
from sigverify.files import part_of_file, read_bytes, sha256_hex
from sigverify.gui.models.cases.batch_results import read_results
from sigverify.imaging.reading.scans import read_scan
from sigverify.records.opening import create_configured, open_needed
from sigverify.records.register.accounts import find_account
from sigverify.verification.register.cheques import signatures_on
from tests.helpers.cts_letters import Item, three_views, write_cts
from tests.helpers.letters import Cheque, Picture, both_sides, letter, signed, signed_grey
from tests.helpers.scribbles import scribble
from tests.helpers.written_set import write_image

# Account, hand of its signatory, hand that signs the cheque.
CHEQUES = (("4711", 1, 1), ("12-34", 2, 2), ("4713", 3, 1), ("99", 1, 1))
DAY = "2030-01-02"
HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME")


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Specimens of three accounts; the register leaves out the dash of the second."""
    folder = tmp_path_factory.mktemp("specimens")
    for account, hand in (("4711", 1), ("1234", 2), ("4713", 3)):
        for variation in (1, 2):
            place = folder / account / "A" / f"{variation}.png"
            write_image(place, scribble(seed=hand, variation=variation))
    return folder


@pytest.fixture(scope="module")
def home(specimens: Path, pristine_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders of a user with a register, which the tests of this module share."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in HOMES:
            patch.setenv(name, str(folder / name))
        create_configured(key_file=folder / "key")
        model = ["--model", str(pristine_model)]
        assert run_command(["register", "import", str(specimens), *model]) == 0
    return folder


@pytest.fixture
def register(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in HOMES:
        monkeypatch.setenv(name, str(home / name))


def cheques() -> list[Cheque]:
    return [
        Cheque(account=account, serial=f"{100 + number}", pictures=both_sides(signer, 7))
        for number, (account, _, signer) in enumerate(CHEQUES)
    ]


def written(folder: Path, data: bytes) -> Path:
    path = folder / "night.x937"
    path.write_bytes(data)
    return path


def batch(items: Path, results: Path, *, model: Path, more: tuple[str, ...] = ()) -> int:
    given = ["--model", str(model), "--date", DAY, "--workers", "1", *more]
    return run_command(["batch", str(items), "--output", str(results), *given])


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.usefixtures("register")
def test_the_decisions_are_those_of_a_table(
    tmp_path: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = written(tmp_path, letter(cheques()))
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model) == ExitCode.ITEMS_FAILED
    assert "X9 image cash letter, EBCDIC, with record lengths" in capsys.readouterr().err
    with (tmp_path / "items.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(("questioned", "account", "amount"))
        for account, _, signer in CHEQUES:
            (tmp_path / f"{signer}.tif").write_bytes(signed(signer, 7))
            table.writerow((f"{signer}.tif", account.replace("-", ""), "123.45"))
    batch(tmp_path / "items.csv", tmp_path / "t.jsonl", model=pristine_model)
    rows = rows_of(tmp_path / "r.jsonl")
    # The register remembers the signatures of the first run, which the second one says.
    same = ("account", "amount", "page", "similarity", "threshold", "flag_below", "error", "box",
            "quality", "sha256", "signed_by", "rules")  # fmt: skip
    for row, expected in zip(rows, rows_of(tmp_path / "t.jsonl"), strict=True):
        assert {name: row[name] for name in same} == {name: expected[name] for name in same}
    assert [row["error"] for row in rows] == ["", "", "", "unknown account"]
    assert rows[0]["similarity"] > rows[2]["similarity"]


@pytest.mark.usefixtures("register")
def test_a_row_carries_what_the_letter_says(tmp_path: Path, pristine_model: Path) -> None:
    night = written(tmp_path, letter(cheques()[:2]))
    assert batch(night, tmp_path / "r.csv", model=pristine_model) == 0
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        first, second = csv.DictReader(stream)
    assert first["id"] == first["sequence"] == f"{1:015d}"
    assert (first["item_type"], first["serial"], first["routing"]) == ("cheque", "100", "122000661")
    assert first["micr_line"] == "122000661 4711/100 0000012345"
    assert (first["account"], first["amount"]) == ("4711", "123.45")
    assert second["account"] == "1234"  # as the register spells it
    assert read_bytes(first["questioned"], max_bytes=10**6) == signed(1, 7)
    assert read_scan(Path(first["questioned"])).format == "TIFF"
    opened, _ = read_results(tmp_path / "r.csv")
    assert opened.name == first["id"]
    assert opened.questioned is not None
    assert read_bytes(opened.questioned, max_bytes=10**6) == signed(1, 7)


def test_specimens_from_a_folder(specimens: Path, tmp_path: Path, pristine_model: Path) -> None:
    night = written(tmp_path, letter(cheques()))
    more = ("--specimens-dir", str(specimens))
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model, more=more) == 3
    *judged, unknown = rows_of(tmp_path / "r.jsonl")
    assert [len(row["reference"]) for row in judged] == [2, 2, 2]
    assert all(row["similarity"] is not None for row in judged)
    assert unknown["reasons"] == [f"{specimens} has no specimen of account 99"]


def test_a_letter_of_india(specimens: Path, tmp_path: Path, pristine_model: Path) -> None:
    items = [
        Item(account="4711", views=three_views(1, 7)),
        Item(account="4713", views=three_views(1, 7)),
        Item(account="000000", views=three_views(1, 7)),
    ]
    night = write_cts(tmp_path, items)
    more = ("--specimens-dir", str(specimens))
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model, more=more) == 3
    own, foreign, none = rows_of(tmp_path / "r.jsonl")
    assert (own["id"], own["serial"], own["amount"]) == ("00000000000001", "100001", "123.45")
    assert own["similarity"] > foreign["similarity"]
    assert read_bytes(own["questioned"], max_bytes=10**6) == signed_grey(1, 7)
    assert own["sha256"] == sha256_hex(signed_grey(1, 7))
    assert none["reasons"] == ["the letter names no account for this cheque"]


@pytest.mark.usefixtures("register")
def test_the_register_alone_says_which_specimens_an_account_has(
    specimens: Path, tmp_path: Path, pristine_model: Path
) -> None:
    night = written(tmp_path, letter(cheques()[:1]))
    more = ("--specimens-dir", str(specimens))
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model, more=more) == 3
    assert "only the register says" in rows_of(tmp_path / "r.jsonl")[0]["reasons"][0]


def test_what_is_wrong_with_a_letter_is_a_row(tmp_path: Path, pristine_model: Path) -> None:
    strange = [
        Cheque(type="61", serial=""),
        Cheque(pictures=[Picture(data=signed(1), sequence="77")]),
        Cheque(account="000", pictures=both_sides(1)),
        Cheque(pictures=both_sides(1), sequence="5"),
        Cheque(pictures=both_sides(2), sequence="5"),
    ]
    night = written(tmp_path, letter(strange, changed={"90": (8, "00000009")})[:-1])
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model) == 3
    rows = rows_of(tmp_path / "r.jsonl")
    assert [(row["item_type"], row["error"]) for row in rows] == [
        ("credit", ""),
        ("image", "image without cheque"),
        ("cheque", "unclear item"),
        ("cheque", "unclear item"),
        ("cheque", "no register"),
        ("cheque", "no register"),
        ("totals", "wrong totals"),
        ("damage", "damaged letter"),
        ("totals", "wrong totals"),
    ]
    assert {row["decision"] for row in rows} == {"no-decision"}
    assert "no image of the front" in rows[2]["reasons"][0]
    assert rows[3]["reasons"] == ["the letter names no account for this cheque"]
    assert len({row["id"] for row in rows}) == len(rows)
    assert rows[4]["id"] == "5"
    assert rows[5]["id"].startswith("5 at byte ")


@pytest.mark.usefixtures("register")
def test_a_credit_is_no_failure(
    tmp_path: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = written(tmp_path, letter([Cheque(type="61", serial=""), *cheques()[:1]]))
    assert batch(night, tmp_path / "r.jsonl", model=pristine_model) == 0
    assert "1  credit, not verified" in capsys.readouterr().out


def test_a_length_that_lies_is_told(
    tmp_path: Path, pristine_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = letter([Cheque(pictures=both_sides(1))] * 3).replace(b"\0\0\0\x50", b"\0\0\0\x51")
    batch(written(tmp_path, data), tmp_path / "r.jsonl", model=pristine_model)
    told = capsys.readouterr().err
    assert told.count("its length field says 81, the record has 80 bytes") == 5
    assert "Letter: 10 more of these" in told


class Run:
    """Runs letters in chunks of two items, with the register."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder = folder
        self.model = model

    def __call__(self, night: Path, name: str, *, stop_at: int = 99, **settings: Any) -> Summary:  # noqa: ANN401
        def progress(summary: Summary, _total: int) -> None:
            if summary.items >= stop_at:
                raise KeyboardInterrupt

        with closing(open_needed().records) as records:
            chosen = BatchSettings(
                output=BatchOutput(results=self.folder / name),
                model=self.model,
                records=records,
                **settings,
            )
            items = LetterItems(night, records=records)
            with run_batch(items, settings=chosen, progress=progress) as judged:
                return judged.summary


@pytest.fixture
def run(
    register: None, tmp_path: Path, pristine_model: Path, monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setattr("sigverify.batch.plan.CHUNK_ITEMS", 2)
    return Run(tmp_path, pristine_model)


def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(run: Run, tmp_path: Path) -> None:
    night = written(tmp_path, letter(cheques() * 2))
    run(night, "whole.csv")
    for stop_at in (2, 6):
        with pytest.raises(CancelledError):
            run(night, "r.csv", stop_at=stop_at, resume=True)
    assert run(night, "r.csv", resume=True).resumed == 6
    assert (tmp_path / "r.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_an_image_that_is_repeated_is_located_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    located: list[Path] = []

    def counted(*given: Any, path: Path, **named: Any) -> Any:  # noqa: ANN401
        located.append(path)
        return signatures_on(*given, path=path, **named)

    monkeypatch.setattr("sigverify.batch.judging.signatures.signatures_on", counted)
    run(written(tmp_path, letter(cheques()[:1] * 3 + cheques()[1:2])), "r.jsonl")
    assert len(located) == 2
    rows = rows_of(tmp_path / "r.jsonl")
    assert len({row["questioned"] for row in rows}) == 4
    assert len({row["similarity"] for row in rows[:3]}) == 1
    assert rows[0]["similarity"] != rows[3]["similarity"]


def test_a_letter_that_was_changed_is_not_gone_on_with(run: Run, tmp_path: Path) -> None:
    """One pixel of one image differs; no record does."""
    data = letter(cheques() * 3)
    night = written(tmp_path, data)
    with pytest.raises(CancelledError):
        run(night, "r.csv", stop_at=2)
    place = data.index(signed(1, 7)) + 200
    night.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    with pytest.raises(UsageError, match="started with another letter"):
        run(night, "r.csv", resume=True)


def test_a_letter_that_changes_during_the_run_gives_no_results(run: Run, tmp_path: Path) -> None:
    data = letter(cheques())
    night = written(tmp_path, data)
    place = data.index(signed(1, 7)) + 200
    items = LetterItems(night)

    class Changing:
        images_sha256 = items.images_sha256

        def __iter__(self) -> Any:  # noqa: ANN401 - an iterator
            yield from items
            night.write_bytes(data[:place] + b"\0" + data[place + 1 :])

    chosen = BatchSettings(output=BatchOutput(results=tmp_path / "r.csv"), model=run.model)
    with (
        pytest.raises(DataError, match="changed while they were being verified"),
        run_batch(Changing(), settings=chosen, progress=lambda *_: None),
    ):
        pass
    assert not (tmp_path / "r.csv").exists()


def test_the_grey_image_is_the_one_that_is_compared(tmp_path: Path) -> None:
    views = [Picture(data=signed(1)), Picture(data=signed_grey(1), format="21", compression="01")]
    (item,) = LetterItems(written(tmp_path, letter([Cheque(pictures=views)])))
    assert isinstance(item, BatchItem)
    assert item.questioned is not None
    assert read_bytes(item.questioned.path, max_bytes=10**6) == signed_grey(1)


def test_a_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a#bytes=1+1"
    path.write_bytes(b"whole")
    assert read_bytes(path, max_bytes=9) == b"whole"
    assert read_bytes(part_of_file(path, offset=1, length=3), max_bytes=9) == b"hol"
    for offset, length in ((3, 3), (9, 1), (10**14, 1)):
        with pytest.raises(UnreadableFileError, match="it has changed"):
            read_bytes(part_of_file(path, offset=offset, length=length), max_bytes=9)
    with pytest.raises(UnreadableFileError, match="larger than the limit"):
        read_bytes(part_of_file(path, offset=0, length=10), max_bytes=9)


def test_an_account_of_the_register_keeps_its_own_spelling(run: Run, tmp_path: Path) -> None:
    night = written(tmp_path, letter(cheques()[:2]))
    with closing(open_needed().records) as records:
        accounts = [item.account for item in LetterItems(night, records=records)]
        with records.reading() as connection:
            assert [find_account(connection, number).number for number in accounts] == [
                "4711",
                "1234",
            ]
