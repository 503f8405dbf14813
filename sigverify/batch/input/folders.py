"""The items of a batch from two folders of images."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from sigverify.batch.input.items import BatchItem, PicturePart
from sigverify.datasets.folders import IMAGE_EXTENSIONS
from sigverify.errors import DataError, MissingFileError


class ItemFolders:
    """Pairs each image of a folder with the specimens of the same name or account in another one.

    A specimen belongs to a questioned signature if it has the same name (with any extension).
    Otherwise it belongs if it has the same account: the name of its folder, or, directly in the
    specimens' folder, its own name up to the first underscore.
    """

    def __init__(
        self, questioned: Path, *, specimens: Path, only: Sequence[Path] | None = None
    ) -> None:
        """List both folders.

        Args:
            questioned: folder of images of the signatures under examination.
            specimens: folder of images of signatures known to be genuine.
            only: the images below the first folder that are items; None takes all of them.

        Raises:
            MissingFileError: one of the paths is not a folder.
            DataError: the folder of questioned signatures has no image.
        """
        self._questioned = _pictures(questioned) if only is None else sorted(only)
        if not self._questioned:
            raise DataError(
                f"{questioned}: there is no image in this folder.", remedy="Name another folder."
            )
        self._specimens = specimens
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        self._by_account = specimens_by_account(specimens)
        for path in _pictures(specimens):
            self._by_name[path.stem].append(path)
        self._folder = questioned
        self.description = f"folder with {len(self._questioned)} images"

    def __iter__(self) -> Iterator[BatchItem]:
        """Yield the items, sorted by path."""
        for path in self._questioned:
            account = _account(path, folder=self._folder)
            found = self._by_name.get(path.stem) or self._by_account.get(account) or []
            fault = None
            if not found:
                fault = (
                    f"{self._specimens} has no specimen called {path.stem} or of account {account}"
                )
            yield BatchItem(
                id=path.relative_to(os.path.abspath(self._folder)).as_posix(),  # noqa: PTH100
                questioned=PicturePart(path=str(path)),
                references=tuple(PicturePart(path=str(specimen)) for specimen in found),
                account=account,
                fault=fault,
            )


def specimens_by_account(folder: Path) -> dict[str, list[Path]]:
    """Return the images of a folder by their account, as `ItemFolders` finds it.

    Raises:
        MissingFileError: the path is not a folder.
    """
    found: dict[str, list[Path]] = defaultdict(list)
    for path in _pictures(folder):
        found[_account(path, folder=folder)].append(path)
    return dict(found)


def _account(path: Path, *, folder: Path) -> str:
    inner = path.parent.relative_to(os.path.abspath(folder))  # noqa: PTH100
    return inner.parts[0] if inner.parts else path.stem.partition("_")[0]


def _pictures(folder: Path) -> Sequence[Path]:
    """Return all files below a folder that have the extension of an image, sorted."""
    if not folder.is_dir():
        raise MissingFileError(f"{folder}: no such folder.", remedy="Check the path.")
    found = [
        Path(place, name)
        for place, _, names in os.walk(os.path.abspath(folder))  # noqa: PTH100
        for name in names
        if os.path.splitext(name)[1].lower() in IMAGE_EXTENSIONS  # noqa: PTH122
    ]
    return sorted(found)
