"""Reads labelled signatures from folders: writer and label come from the names.

Several layouts are recognised, including those of the public sets:

- ``SIGNER/genuine/x.png`` and ``SIGNER/forged/x.png``, or ``genuine/SIGNER/x.png``, with the usual
  other words (original, real, specimen; forgery, fake, skilled ...),
- ``SIGNER/x.png`` beside ``SIGNER_forg/x.png``,
- CEDAR: ``full_org/original_1_2.png``, ``full_forg/forgeries_1_2.png``,
- BHSig260: ``1/B-S-1-G-01.tif``, ``1/B-S-1-F-01.tif``,
- SigComp 2011: ``Offline Genuine/001_02.png``, ``Offline Forgeries/0119001_02.png`` (forger 0119
  imitates 001); SigComp 2009: ``NISDCC-001_002_003_6g.png``, ``NFI-00602023.png``,
- GPDS: ``001/c-001-01.jpg``, ``001/cf-001-01.jpg``; and ``001/001_G01.png``, ``001/001_F01.png``.

The module does not guess: it lists a file with no label or a contradictory one, with the reason.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from sigverify.datasets.manifest import ManifestItem
from sigverify.errors import DataError, MissingFileError
from sigverify.files import about_file
from sigverify.reasons import Reason, ReasonCode
from sigverify.terms import Label, Split
from sigverify.wording import english

IMAGE_EXTENSIONS: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".pdf"},
)
LAYOUT_HELP: Final = Reason(ReasonCode.LAY_OUT_FOLDERS)
MAX_FILES: Final = 200_000

_GENUINE_WORDS: Final = frozenset(
    [
        "genuine",
        "genuines",
        "original",
        "originals",
        "org",
        "real",
        "reference",
        "references",
        "specimen",
        "specimens",
    ]
)
_FORGED_WORDS: Final = frozenset(
    [
        "forged",
        "forgery",
        "forgeries",
        "forg",
        "fake",
        "fakes",
        "skilled",
        "simulated",
        "imitation",
        "imitations",
    ]
)
# Words that may accompany those in folder names and have no meaning of their own.
_FILLERS: Final = frozenset(["full", "offline", "signature", "signatures", "images"])
_FORGED_SUFFIX: Final = re.compile(r"^(.+?)[ _-](?:forg|forged|forgery|forgeries)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file or a folder that can't be used, and why.

    Attributes:
        name: its path within the source, or the number of such files.
        reason: why it can't be used.
    """

    name: Reason | str
    reason: Reason


@dataclass(frozen=True, slots=True)
class _Pattern:
    """File names of a public set, with the writer and the source of the label."""

    expression: re.Pattern[str]
    label: Label | None  # None: the author's number or a folder gives the label


def _pattern(expression: str, label: Label | None = None) -> _Pattern:
    return _Pattern(re.compile(expression, re.IGNORECASE), label)


_PATTERNS: Final = (
    _pattern(r"original_(?P<writer>\d+)_\d+", Label.GENUINE),
    _pattern(r"forger(?:y|ies)_(?P<writer>\d+)_\d+", Label.FORGED),
    _pattern(r"[a-z]-s-(?P<writer>\d+)-g-\d+", Label.GENUINE),
    _pattern(r"[a-z]-s-(?P<writer>\d+)-f-\d+", Label.FORGED),
    _pattern(r"(?P<writer>\d+)[_-]g\d+", Label.GENUINE),
    _pattern(r"(?P<writer>\d+)[_-]f\d+", Label.FORGED),
    _pattern(r"c-(?P<writer>\d+)-\d+", Label.GENUINE),
    _pattern(r"cf-(?P<writer>\d+)-\d+", Label.FORGED),
    _pattern(r"nisdcc-(?P<writer>\d+)_(?P<author>\d+)_\d+_\w+"),
    _pattern(r"nfi-(?P<author>\d{3})\d{2}(?P<writer>\d{3})"),
    _pattern(r"\d{4}(?P<writer>\d{3})_\d+", Label.FORGED),
    _pattern(r"(?P<writer>\d{3})_\d+"),
)


def read_folders(root: Path) -> tuple[tuple[ManifestItem, ...], tuple[Problem, ...]]:
    """The labelled images below a folder, in the order of their names.

    Args:
        root: the folder.

    Returns:
        Items, all in split ``val`` and on line 0, and the files and folders that can't be used.

    Raises:
        MissingFileError: there is no such folder.
        DataError: there is no image, or none with a recognised label, or there are too many.
    """
    if not root.is_dir():
        raise MissingFileError(f"{root}: no such folder.", remedy="Check the path.")
    items: list[ManifestItem] = []
    problems: list[Problem] = []
    files: list[PurePath] = []
    for name, is_empty in _walk(root):
        if is_empty:
            problems.append(Problem(name=name.as_posix(), reason=Reason(ReasonCode.FOLDER_EMPTY)))
        else:
            files.append(name)
    suffixed = {
        (*file.parts[:depth], match[1])
        for file in files
        for depth, part in enumerate(file.parts[:-1])
        if (match := _FORGED_SUFFIX.match(part)) is not None and _words_label(part) is None
    }
    for file in files:
        found = _writer_and_label(file, suffixed=suffixed)
        if isinstance(found, Reason):
            problems.append(Problem(name=file.as_posix(), reason=found))
            continue
        writer, label = found
        items.append(
            ManifestItem(
                path=root / file,
                name=file.as_posix(),
                writer=writer,
                label=label,
                split=Split.VAL,
                line=0,
            )
        )
    if not files:
        raise DataError(
            about_file(root, Reason(ReasonCode.NO_IMAGE_IN_FOLDER)),
            remedy=LAYOUT_HELP,
        )
    if not items:
        raise DataError(
            f"{root}: no signer and label found for any of {len(files)} images "
            f"({problems[-1].name}: {english(problems[-1].reason)}).",
            remedy=LAYOUT_HELP,
        )
    return tuple(items), tuple(problems)


def _walk(root: Path) -> Iterator[tuple[PurePath, bool]]:
    """Images, and empty folders; hidden files and folders and links to folders are skipped."""
    count = 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(folder).relative_to(root)
        pictures = sorted(
            name
            for name in names
            if not name.startswith(".") and PurePath(name).suffix.lower() in IMAGE_EXTENSIONS
        )
        if not pictures and not folders and here.parts:
            yield here, True
        for name in pictures:
            count += 1
            if count > MAX_FILES:
                raise DataError(
                    f"{root}: more than {MAX_FILES} images.", remedy="Choose a smaller folder."
                )
            yield here / name, False


def _writer_and_label(
    file: PurePath, *, suffixed: set[tuple[str, ...]]
) -> tuple[str, Label] | Reason:
    """Writer and label of a file, or why they are unknown."""
    labels: set[Label] = set()
    rest: list[str] = []
    for depth, part in enumerate(file.parts[:-1]):
        by_word = _words_label(part)
        match = _FORGED_SUFFIX.match(part)
        if by_word is not None:
            labels.add(by_word)
        elif match is not None:
            labels.add(Label.FORGED)
            rest.append(match[1])
        else:
            if (*file.parts[:depth], part) in suffixed:
                labels.add(Label.GENUINE)
            rest.append(part)
    by_name = _by_name(file.stem)
    writer = ""
    if by_name is not None:
        writer, label, certain = by_name
        # A name of plain numbers gives the label only if no folder does.
        if label is not None and (certain or not labels):
            labels.add(label)
        if not certain and rest:
            writer = ""
    if len(labels) > 1:
        return Reason(ReasonCode.LABELS_CONTRADICT)
    if not labels:
        return Reason(ReasonCode.LABEL_UNKNOWN)
    if writer and not (rest and _same(rest[-1], writer)):
        rest.append(writer)
    if not rest:
        first = re.split(r"[ _-]", file.stem)[0]
        if first == file.stem or _words_label(first) is not None:
            return Reason(ReasonCode.SIGNER_UNKNOWN)
        rest.append(first)
    return "/".join(rest), labels.pop()


def _by_name(stem: str) -> tuple[str, Label | None, bool] | None:
    """Writer and label by a public set's naming, and whether the name is unambiguous."""
    for pattern in _PATTERNS:
        match = pattern.expression.fullmatch(stem)
        if match is None:
            continue
        groups = match.groupdict()
        label = pattern.label
        if label is None and "author" in groups:
            own = groups["author"] == groups["writer"]
            label = Label.GENUINE if own else Label.FORGED
        return groups["writer"], label, re.search(r"[a-z]", stem, re.IGNORECASE) is not None
    return None


def _words_label(folder: str) -> Label | None:
    """The label in a folder's name; None unless it consists of such words only."""
    words = [word for word in re.split(r"[ _-]+", folder.lower()) if word not in _FILLERS]
    if words and all(word in _GENUINE_WORDS for word in words):
        return Label.GENUINE
    if words and all(word in _FORGED_WORDS for word in words):
        return Label.FORGED
    return None


def _same(folder: str, number: str) -> bool:
    """Whether a folder's name is the writer's number in the file's name."""
    return folder == number or (folder.isdigit() and int(folder) == int(number))
