from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sigverify.enrolment.assessment import assess
from sigverify.enrolment.importing import ImportReport, import_source
from sigverify.enrolment.sources import BadEntry, Entry, file_below, read_source
from sigverify.errors import DataError, MissingFileError, OutputError
from sigverify.records.database import open_records
from sigverify.records.export.register import export_register
from sigverify.records.opening import OpenRecords
from sigverify.records.register.accounts import Account, find_account, list_accounts
from sigverify.records.roles import NotAllowedError, Person, Policy, Role
from sigverify.records.vault import Vault
from sigverify.verification.verifier import Verifier
from tests.helpers.scribbles import scribble

TODAY = date(2026, 11, 22)
KEY = Vault(bytes(range(32)))


@pytest.fixture(scope="module")
def verifier(pristine_model: Path) -> Verifier:
    return Verifier(pristine_model)


def opened_at(folder: Path, *, vault: Vault = KEY, role: Role = Role.SOLE) -> OpenRecords:
    return OpenRecords(
        records=open_records(folder / "records.db", vault=vault),
        policy=Policy(roles=None),
        person=Person(user="anna", role=role),
    )


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenRecords]:
    found = opened_at(tmp_path / "records")
    yield found
    found.records.close()


def draw(path: Path, *, seed: int, variation: int = 0) -> Path:
    return save(path, scribble(seed=seed, variation=variation))


def save(path: Path, image: NDArray[np.uint8]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


def bring_in(opened: OpenRecords, place: Path, verifier: Verifier) -> ImportReport:
    return import_source(opened, read_source(place), verifier=verifier, today=TODAY)


def account(opened: OpenRecords, number: str) -> Account:
    with opened.records.reading() as connection:
        return find_account(connection, number)


def test_folders_name_account_and_signatory(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    folder = tmp_path / "scans"
    draw(folder / "12-345" / "Anna Meyer" / "a1.png", seed=1)
    draw(folder / "12-345" / "Anna Meyer" / "a2.png", seed=1, variation=1)
    draw(folder / "12-345" / "Bert Özil" / "b1.png", seed=2)
    draw(folder / "stray.png", seed=3)
    save(folder / "12-345" / "Bert Özil" / "blank.png", np.full((150, 420), 255, np.uint8))
    (folder / "12-345" / "Bert Özil" / "broken.png").write_bytes(b"no picture")
    (folder / "12-345" / "Bert Özil" / ".hidden.png").write_bytes(b"no picture")

    report = bring_in(opened, folder, verifier)

    assert (report.added, report.known) == (3, 0)
    reasons = {bad.where: bad.reason for bad in report.refused}
    assert set(reasons) == {
        "stray.png",
        "12-345/Bert Özil/blank.png",
        "12-345/Bert Özil/broken.png",
    }
    assert "no ink" in reasons["12-345/Bert Özil/blank.png"]
    found = account(opened, "12-345")
    assert [(one.name, len(one.specimens_on(TODAY))) for one in found.signatories] == [
        ("Anna Meyer", 2),
        ("Bert Özil", 1),
    ]
    assert all(one.added_by == "anna" for one in found.signatories[0].specimens)

    again = bring_in(opened, folder, verifier)
    assert (again.added, again.known, len(again.refused)) == (0, 3, 3)


def test_a_specimen_is_assessed_as_in_a_comparison(verifier: Verifier, tmp_path: Path) -> None:
    path = draw(tmp_path / "a.png", seed=1)
    new = assess(path.read_bytes(), name="a.png", verifier=verifier, first_day=TODAY)
    direct = verifier.prepare(path)
    assert (new.pixels_sha256, new.box, new.quality) == (direct.pixels_sha256, None, ())


def test_a_table_has_further_fields(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    card = np.full((400, 900), 255, np.uint8)
    card[20:170, 20:440] = scribble(seed=1)
    card[220:370, 20:440] = scribble(seed=2)
    save(tmp_path / "pictures" / "card.png", card)
    (tmp_path / "table.csv").write_text(
        "account,holder,signatory,customer,path,page,box,from,until,signs_until\n"
        'A1,"Müller, Söhne",Anna,C1,pictures/card.png,1,"20,20,420,150",2026-01-01,2026-12-31,\n'
        'A1,,Bert,,pictures/card.png,,"20,220,420,150",,,2027-01-31\n'
        "A1,,Carl,,,,,,,\n",
        encoding="utf-8",
    )
    report = bring_in(opened, tmp_path / "table.csv", verifier)
    assert (report.added, report.people, report.refused) == (2, 1, [])
    found = account(opened, "A1")
    anna, bert, carl = found.signatories
    assert found.holder == "Müller, Söhne"
    assert (anna.customer, anna.specimens[0].last_day) == ("C1", date(2026, 12, 31))
    assert anna.first_day == anna.specimens[0].first_day == date(2026, 1, 1)
    assert (bert.first_day, bert.last_day) == (TODAY, date(2027, 1, 31))
    assert anna.specimens[0].image_sha256 == bert.specimens[0].image_sha256
    assert carl.specimens == ()


def test_hostile_lines_are_refused_and_the_others_done(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    secret = draw(tmp_path / "secret.png", seed=9)
    folder = tmp_path / "sent"
    draw(folder / "good.png", seed=1)
    (folder / "link.png").symlink_to(secret)
    lines = [
        "A1,Anna,../secret.png",
        f"A1,Anna,{secret}",
        "A1,Anna,..\\secret.png",
        "A1,Anna,C:\\secret.png",
        "A1,Anna,\\\\server\\share\\secret.png",
        "A1,Anna,link.png",
        "A1,Anna,missing.png",
        "A1,Anna,.",
        "=cmd|' /C calc'!A0,Anna,good.png",
        "A1,@SUM(A1),good.png",
        "A1,An\u202ena,good.png",
        "A1,Anna",
        "A1,,good.png",
        "A1,Anna,good.png",
    ]
    (folder / "table.csv").write_text("account,signatory,path\n" + "\n".join(lines) + "\n")
    report = bring_in(opened, folder / "table.csv", verifier)
    assert report.added == 1
    assert [bad.where for bad in report.refused] == [
        f"table.csv, row {number}" for number in range(2, 15)
    ]
    assert all(str(secret) not in bad.reason for bad in report.refused[:1])
    with opened.records.reading() as connection:
        assert [one.number for one in list_accounts(connection, day=TODAY)] == ["A1"]
    assert [one.name for one in account(opened, "A1").signatories] == ["Anna"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"account,name\n1,2\n", "account, name"),
        (b"account,signatory,path,path\n", "column 'path' twice"),
        (b"", "nothing"),
        (b"\xff\xfe\x00", "broken UTF-16"),
        (b'account,signatory,path\n1,"2,3\n', "not CSV"),
    ],
)
def test_a_wrong_table_is_refused_as_a_whole(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_source(tmp_path / "table.csv")


def test_a_missing_source_is_reported(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        read_source(tmp_path / "missing")
    with pytest.raises(DataError, match="no image"):
        read_source(tmp_path)


@given(st.text(alphabet="./\\:~a\0 ", max_size=12))
def test_no_path_leads_out_of_the_folder(text: str) -> None:
    """Every path either leads to a file below the table's folder or is refused."""
    here = Path(__file__).parent
    try:
        found = file_below(here, text)
    except ValueError:
        return
    assert found.is_relative_to(here.resolve())


def test_a_document_of_several_pages_needs_a_page(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    pages = [scribble(seed=1), scribble(seed=2)]
    path = tmp_path / "scans" / "1" / "Anna" / "a.tiff"
    path.parent.mkdir(parents=True)
    path.write_bytes(cv2.imencodemulti(".tiff", pages)[1].tobytes())
    (bad,) = bring_in(opened, tmp_path / "scans", verifier).refused
    assert "2 pages" in bad.reason
    table = tmp_path / "scans" / "table.csv"
    table.write_text("account,signatory,path,page\n1,Anna,1/Anna/a.tiff,2\n")
    assert bring_in(opened, table, verifier).added == 1
    assert account(opened, "1").signatories[0].specimens[0].page == 1


@pytest.mark.parametrize("decrypted", [False, True])
def test_an_export_is_imported_elsewhere(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path, decrypted: bool
) -> None:
    draw(tmp_path / "scans" / "1" / "Anna" / "a1.png", seed=1)
    draw(tmp_path / "scans" / "1" / "Anna" / "a2.png", seed=1, variation=1)
    draw(tmp_path / "scans" / "1" / "Bert" / "b.png", seed=2)
    bring_in(opened, tmp_path / "scans", verifier)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "mandates.csv").write_text(
        'account,from,mandate\n1,2026-10-01,"Anna up to 100; any two above"\n'
    )
    assert bring_in(opened, tmp_path / "more", verifier).mandates == 1
    assert bring_in(opened, tmp_path / "more", verifier).mandates == 0

    target = tmp_path / "export"
    report = export_register(
        opened.records, target, person=opened.person, numbers=["1"], decrypted=decrypted
    )
    assert (report.accounts, report.specimens, report.images) == (1, 3, 3)
    written = [path.read_bytes() for path in (target / "images").iterdir()]
    assert sum(data.startswith(b"\x89PNG") for data in written) == (3 if decrypted else 0)
    assert target.stat().st_mode & 0o077 == 0

    other = opened_at(tmp_path / "other", vault=Vault(bytes(32)) if decrypted else KEY)
    brought = bring_in(other, target, verifier)
    assert (brought.added, brought.refused) == (3, [])
    here, there = account(opened, "1"), account(other, "1")
    assert there.mandates_on(TODAY) == here.mandates_on(TODAY) != ()
    assert [
        [specimen.pixels_sha256 for specimen in one.specimens] for one in there.signatories
    ] == [[specimen.pixels_sha256 for specimen in one.specimens] for one in here.signatories]
    other.records.close()


def test_a_sealed_export_is_of_no_use_without_the_key(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    draw(tmp_path / "scans" / "1" / "Anna" / "a.png", seed=1)
    bring_in(opened, tmp_path / "scans", verifier)
    export_register(opened.records, tmp_path / "export", person=opened.person)
    assert b"PNG" not in next((tmp_path / "export" / "images").iterdir()).read_bytes()
    other = opened_at(tmp_path / "other", vault=Vault(bytes(32)))
    (bad,) = bring_in(other, tmp_path / "export", verifier).refused
    assert "Wrong key" in bad.reason
    other.records.close()


def test_an_export_needs_the_right_and_an_empty_folder(opened: OpenRecords, tmp_path: Path) -> None:
    supervisor = Person(user="bert", role=Role.SUPERVISOR)
    with pytest.raises(NotAllowedError):
        export_register(opened.records, tmp_path / "export", person=supervisor)
    with pytest.raises(OutputError, match="this folder is not empty"):
        export_register(opened.records, tmp_path, person=opened.person)


def test_a_missing_permission_is_reported_first(verifier: Verifier, tmp_path: Path) -> None:
    draw(tmp_path / "scans" / "1" / "Anna" / "a.png", seed=1)
    clerk = opened_at(tmp_path / "records", role=Role.CLERK)
    with pytest.raises(NotAllowedError):
        bring_in(clerk, tmp_path / "scans", verifier)
    clerk.records.close()


def test_a_specimen_that_differs_from_the_others_is_named(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    folder = tmp_path / "scans" / "1"
    for variation in range(3):
        draw(folder / "Anna" / f"a{variation}.png", seed=9, variation=variation)
        draw(folder / "Bert" / f"b{variation}.png", seed=4, variation=variation)
    draw(folder / "Bert" / "stray.png", seed=1)
    draw(folder / "Carl" / "c0.png", seed=7)
    draw(folder / "Carl" / "c1.png", seed=2)
    report = bring_in(opened, tmp_path / "scans", verifier)
    (odd,) = report.disagreeing
    bert = account(opened, "1").signatory("Bert")
    assert bert is not None
    assert (odd.account, odd.signatory, odd.others) == ("1", "Bert", 3)
    assert odd.specimen == bert.specimens[-1].id
    assert odd.similarity < verifier.thresholds.flag_below
    # An import without anything new has nothing to report.
    assert bring_in(opened, tmp_path / "scans", verifier).disagreeing == []


def test_a_cancelled_import_keeps_what_is_done(
    opened: OpenRecords, verifier: Verifier, tmp_path: Path
) -> None:
    for number in range(3):
        draw(tmp_path / "scans" / "1" / "Anna" / f"{number}.png", seed=number)
    done: list[int] = []
    source = read_source(tmp_path / "scans")
    report = import_source(
        opened,
        source,
        verifier=verifier,
        today=TODAY,
        progress=lambda number, total: done.append(number),
        cancelled=lambda: len(done) >= 2,
    )
    assert report.added == 2
    assert all(isinstance(one, Entry | BadEntry) for one in source.entries)
    assert bring_in(opened, tmp_path / "scans", verifier).added == 1


@pytest.mark.parametrize(
    "text",
    ["here/../r.png", "..\\r.png", "C:r.png", "\\r.png", "/r.png", "r.png\0"],
)
def test_a_path_that_leads_elsewhere_on_any_system_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "r.png").touch()
    assert file_below(tmp_path, "r.png") == tmp_path.resolve() / "r.png"
    with pytest.raises(ValueError, match="below the table's folder"):
        file_below(tmp_path, text)
