"""Asks the clerk for files: cheques, specimens and batch results, or what the clipboard holds."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from sigverify.gui.file_drops import pasted_files
from sigverify.gui.models.pasted import PastedImages
from sigverify.gui.state import WindowState
from sigverify.paths import shipped_folder

_IMAGE_NAMES: Final = "*.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.pdf"
_RESULT_NAMES: Final = "*.csv *.jsonl *.ndjson *.html"
_DEMO_CHEQUES: Final = ("cheque-genuine.jpg", "cheque-imitation.jpg", "cheque-unsigned.jpg")


class FileController(QObject):
    """Shows the file dialogs of a window.

    Signals:
        files_chosen: paths of cheques and result files.
        specimens_chosen: paths of specimens.
        demo_chosen: paths of the demo's cheques, and of its specimens.
        status_message: a message for the status line.
    """

    files_chosen = Signal(list)
    specimens_chosen = Signal(list)
    demo_chosen = Signal(list, list)
    status_message = Signal(str)

    def __init__(self, window: QWidget, *, state: WindowState, pasted: PastedImages) -> None:
        """Serve a window, which owns the controller.

        Args:
            window: the dialogs open over it.
            state: remembers the last folders.
            pasted: takes pasted images.
        """
        super().__init__(window)
        self._window, self._state, self._pasted = window, state, pasted

    def ask_for_cheques(self) -> None:
        """Ask for cheques."""
        kinds = self.tr("Images and PDF ({extensions})").format(extensions=_IMAGE_NAMES)
        paths = self._ask("cheques", self.tr("Open cheques"), kinds)
        if paths:
            self.files_chosen.emit(paths)

    def ask_for_results(self) -> None:
        """Ask for the result file of a batch run."""
        kinds = self.tr("Batch results ({extensions})").format(extensions=_RESULT_NAMES)
        paths = self._ask("results", self.tr("Open batch results"), kinds)
        if paths:
            self.files_chosen.emit(paths)

    def ask_for_specimens(self) -> None:
        """Ask for specimens."""
        kinds = self.tr("Images and PDF ({extensions})").format(extensions=_IMAGE_NAMES)
        paths = self._ask("specimens", self.tr("Add specimens"), kinds)
        if paths:
            self.specimens_chosen.emit(paths)

    def choose_demo(self) -> None:
        """Choose the made-up cheques with their specimens."""
        folder = shipped_folder("assets") / "demo"
        cheques = [folder / name for name in _DEMO_CHEQUES]
        self.demo_chosen.emit(cheques, sorted(folder.glob("specimen-*.png")))

    def paste(self, *, specimen: bool = False) -> None:
        """Take the files or the image on the clipboard.

        Args:
            specimen: take them as specimens instead of cheques.
        """
        data = QGuiApplication.clipboard().mimeData()
        paths = pasted_files(data, images=self._pasted)
        if not paths:
            self.status_message.emit(self.tr("There is no image on the clipboard."))
        elif specimen:
            self.specimens_chosen.emit(paths)
        else:
            self.files_chosen.emit(paths)

    def _ask(self, purpose: str, title: str, kinds: str) -> list[Path]:
        everything = self.tr("All files")
        names, _kind = QFileDialog.getOpenFileNames(
            self._window, title, str(self._state.folder(purpose)), f"{kinds};;{everything} (*)"
        )
        paths = [Path(name) for name in names]
        if paths:
            self._state.keep_folder(purpose, paths[0])
        return paths
