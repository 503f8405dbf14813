"""What the window remembers of itself: its place, the last folders, what was open."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

_RECENT: Final = 8


class WindowState:
    """Kept in a file of its own beside the work-list; losing it loses nothing but comfort."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Args:
            path: the file; need not exist.
        """
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def bytes_of(self, name: str) -> QByteArray:
        """Bytes kept under a name; empty if there are none."""
        kept = self._settings.value(name)
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_bytes(self, name: str, value: QByteArray) -> None:
        """Keep bytes under a name."""
        self._settings.setValue(name, value)

    def folder(self, purpose: str) -> Path:
        """The last folder used for a purpose; the user's own at first."""
        kept = self._settings.value(f"folder/{purpose}")
        return Path(kept) if isinstance(kept, str) and Path(kept).is_dir() else Path.home()

    def keep_folder(self, purpose: str, path: Path) -> None:
        """Remember the folder of a file for a purpose."""
        self._settings.setValue(f"folder/{purpose}", str(path.parent))

    def recent(self) -> list[Path]:
        """What was open before and is still there, the latest first."""
        kept = self._settings.value("recent")
        names = [kept] if isinstance(kept, str) else kept if isinstance(kept, list) else []
        return [Path(name) for name in names if isinstance(name, str) and Path(name).is_file()]

    def keep_recent(self, path: Path) -> None:
        """Remember that a file was open."""
        names = [str(path), *(str(one) for one in self.recent() if one != path)]
        self._settings.setValue("recent", names[:_RECENT])

    def close(self) -> None:
        """Write it."""
        self._settings.sync()
