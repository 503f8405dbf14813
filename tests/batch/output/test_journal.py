from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from sigverify.batch.output.journal import ChunkResult, Journal
from sigverify.errors import OutputError, UsageError
from sigverify.files import sha256_hex
from sigverify.records.database import open_records
from sigverify.records.vault import Vault
from tests.helpers.result_rows import row

IDENTITY = {"items": "x", "model": "m"}


def chunk(index: int) -> ChunkResult:
    return ChunkResult(
        index=index,
        rows=(row(id=f"{index}a"), row(id=f"{index}b", reasons=["ü\n"])),
        milliseconds=(1.5, 2.0),
        inks={1: ("cXE=", "")},
        read=3,
    )


def journal(folder: Path, *, resume: bool = True, **changes: str) -> Journal:
    return Journal(folder / "r.csv", identity=IDENTITY | changes, resume=resume)


def written(folder: Path, *, chunks: int) -> Path:
    made = journal(folder)
    for index in range(chunks):
        made.append(chunk(index))
    made.close()
    return made.folder / "journal"


def test_appended_chunks_are_read_again(tmp_path: Path) -> None:
    written(tmp_path, chunks=3)
    again = journal(tmp_path)
    assert again.chunks == 3
    assert list(again.results()) == [chunk(index) for index in range(3)]
    again.append(chunk(3))
    with pytest.raises(ValueError, match="after 4"):
        again.append(chunk(5))
    assert len(list(again.results())) == 4
    if os.name == "posix":  # private, because the journal holds inks
        assert stat.S_IMODE(again.folder.stat().st_mode) == 0o700
    again.remove()
    assert not again.folder.exists()


def test_with_records_a_line_that_its_user_has_written_is_not_taken_over(tmp_path: Path) -> None:
    records = open_records(tmp_path / "records.db", vault=Vault(bytes(32)))

    def opened() -> Journal:
        return Journal(tmp_path / "r.csv", identity=IDENTITY, resume=True, records=records)

    made = opened()
    for index in range(3):
        made.append(chunk(index))
    made.close()
    path = made.folder / "journal"
    # Another decision in the second chunk, with all checksums made anew without the key.
    before, forged = "", []
    for number, line in enumerate(path.read_bytes().splitlines()):
        head, _, body = line.partition(b" ")
        if number >= 2:
            body = body.replace(b"1a", b"9z")
            head = sha256_hex(before.encode() + body)[:32].encode()
        forged.append(head + b" " + body + b"\n")
        before = head.decode()
    path.write_bytes(b"".join(forged))
    again = opened()
    assert list(again.results()) == [chunk(0)]
    again.close()
    records.close()


def test_inks_keep_the_order_of_the_items(tmp_path: Path) -> None:
    """A resumed run looks for each ink among those before it, as the run that was killed did."""
    inks = {place: [("code", 0, "", False)] for place in range(64)}
    made = journal(tmp_path)
    made.append(replace(chunk(0), seen=inks))
    (again,) = made.results()
    made.close()
    assert list(again.seen) == list(range(64))


def test_a_journal_cut_off_anywhere_gives_the_whole_chunks_before(tmp_path: Path) -> None:
    path = written(tmp_path, chunks=3)
    data = path.read_bytes()
    ends = [position + 1 for position, byte in enumerate(data) if byte == 10]
    for cut in {
        *range(0, len(data), 97),
        *ends,
        *(end - 1 for end in ends),
        *(e + 1 for e in ends),
    }:
        path.write_bytes(data[:cut])
        again = journal(tmp_path)
        whole = max(0, sum(end <= cut for end in ends) - 1)
        assert again.chunks == whole
        for index in range(whole, 3):
            again.append(chunk(index))
        again.close()
        assert path.read_bytes() == data


def test_an_altered_repeated_or_missing_line_ends_the_journal(tmp_path: Path) -> None:
    path = written(tmp_path, chunks=3)
    lines = path.read_bytes().splitlines(keepends=True)
    for damaged, whole in (
        ([*lines[:2], lines[2].replace(b"refer", b"accep"), lines[3]], 1),
        ([*lines[:3], lines[2], lines[3]], 2),
        ([*lines[:2], lines[3]], 1),
        ([lines[1]], 0),
    ):
        path.write_bytes(b"".join(damaged))
        again = journal(tmp_path)
        assert again.chunks == whole
        again.close()


def test_the_journal_of_another_run_is_refused(tmp_path: Path) -> None:
    written(tmp_path, chunks=1)
    with pytest.raises(UsageError, match="another model"):
        journal(tmp_path, model="other")
    with pytest.raises(UsageError, match="--resume"):
        journal(tmp_path, resume=False)
    again = journal(tmp_path)
    assert again.chunks == 1
    again.remove()
    # A journal without chunks does not block another run.
    written(tmp_path, chunks=0)
    anew = journal(tmp_path, resume=False, model="other")
    anew.append(chunk(0))
    anew.close()
    assert journal_chunks(tmp_path, model="other") == 1


def journal_chunks(folder: Path, *, model: str) -> int:
    made = journal(folder, model=model)
    made.close()
    return made.chunks


def test_two_processes_do_not_write_one_journal(tmp_path: Path) -> None:
    first = journal(tmp_path)
    with pytest.raises(OutputError, match="another process"):
        journal(tmp_path)
    first.close()
    journal(tmp_path).close()


def test_a_full_disk_is_reported_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = journal(tmp_path)
    made.append(chunk(0))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sigverify.batch.output.journal.SYNC_SECONDS", -1.0)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputError, match="No space"):
        made.append(chunk(1))
    monkeypatch.undo()
    made.close()
    again = journal(tmp_path)
    assert list(again.results()) == [chunk(0)]
    again.close()
