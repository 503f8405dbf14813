"""The window's state between sessions: its geometry, the last folders, the recent files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

_RECENT: Final = 8


class WindowState:
    """The state in a file beside the work list; nothing of value is lost with it."""

    def __init__(self, path: Path) -> None:
        """Open the file.

        Args:
            path: the file; it need not exist.
        """
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def bytes_of(self, name: str) -> QByteArray:
        """The bytes kept under a name; empty if there are none."""
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_bytes(self, name: str, value: QByteArray) -> None:
        """Keep bytes under a name."""
        self._settings.setValue(name, value)

    def folder(self, purpose: str) -> Path:
        """The last folder used for a purpose; at first the home folder."""
        kept = self._settings.value(f"folder/{purpose}")
        return Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path.home()

    def keep_folder(self, purpose: str, path: Path) -> None:
        """Remember the folder of a file for a purpose."""
        self._settings.setValue(f"folder/{purpose}", str(path.parent))

    def recent(self) -> list[Path]:
        """The recent files that still exist, the latest first."""
        kept = self._settings.value("recent")
        names = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]

    def keep_recent(self, path: Path) -> None:
        """Add a file to the recent files."""
        names = [str(path), *(str(one) for one in self.recent() if one != path)]
        self._settings.setValue("recent", names[:_RECENT])

    def close(self) -> None:
        """Write the file."""
        self._settings.sync()
