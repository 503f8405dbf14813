"""Paths of what ships with the program, and of the user's folders.

Assets and trained models lie beside the package in a checkout and inside it in a wheel.
"""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Final, Literal

from sigverify.errors import ModelError

APP_NAME: Final = "sigverify"
MANIFEST_NAME: Final = "manifest.json"

PACKAGE: Final = Path(__file__).resolve().parent


def shipped_folder(name: Literal["assets", "trained"]) -> Path:
    """A folder that ships with the program, by name; it may be empty or missing."""
    bundled = PACKAGE / "_bundled" / name
    return bundled if bundled.is_dir() else PACKAGE.parent / name


def shipped_models() -> dict[str, Path]:
    """The folders of the trained models that ship with the program, by name."""
    folder = shipped_folder("trained")
    if not folder.is_dir():
        return {}
    found = sorted(path for path in folder.iterdir() if (path / MANIFEST_NAME).is_file())
    return {path.name: path for path in found}


def model_folder(choice: str | None = None) -> Path:
    """The folder of the trained model to use.

    Args:
        choice: the name of a shipped model or the path of a model's folder; None takes the
            shipped one.

    Raises:
        ModelError: there is no such model, or several are shipped and none was chosen.
    """
    shipped = shipped_models()
    names = ", ".join(shipped) or "none"
    if choice is not None:
        if choice in shipped:
            return shipped[choice]
        folder = Path(choice)
        if (folder / MANIFEST_NAME).is_file():
            return folder
        raise ModelError(
            f"{choice}: neither a shipped model nor a folder with a {MANIFEST_NAME}.",
            remedy=f"Name the folder of a trained model (shipped: {names}).",
        )
    if not shipped:
        raise ModelError(
            "No trained model comes with this installation.",
            remedy="Install the program again, or name a model's folder with --model.",
        )
    if len(shipped) > 1:
        raise ModelError(
            f"Several trained models come with this installation ({names}).",
            remedy="Choose one with --model.",
        )
    return next(iter(shipped.values()))


def log_file() -> Path:
    """The log file, in the user's folder for logs (below XDG_STATE_HOME on Linux)."""
    # Imported here because not every command writes a log, and each import slows the start.
    from platformdirs import user_log_path

    return user_log_path(APP_NAME, appauthor=False) / f"{APP_NAME}.log"


def data_folder() -> Path:
    """The folder for a user's unfinished work: work lists, pasted images."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)


def cache_folder() -> Path:
    """The folder for files that the program can make again."""
    from platformdirs import user_cache_path

    return user_cache_path(APP_NAME, appauthor=False)


def settings_file() -> Path:
    """The user's own settings."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False) / "settings.json"


def site_folder() -> Path:
    """The folder of the site's settings for all users of a machine; often it does not exist.

    The path never comes from the environment, which each user could change.
    """
    if platform.system() == "Linux":
        return Path("/etc/xdg", APP_NAME)
    from platformdirs import site_config_path

    return site_config_path(APP_NAME, appauthor=False)


def site_file() -> Path:
    """The file of the site's settings for all users of a machine; often it does not exist."""
    return site_folder() / "site.json"
