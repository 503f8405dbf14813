"""A PKCS#11 token of the tests' own: SoftHSM, from the distribution's package."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sigverify.records.keys.tokens import TokenPlace

PIN: Final = "1234"
_FOLDERS: Final = ("/usr/lib/softhsm", "/usr/lib/*/softhsm", "/usr/lib64/softhsm", "/opt/softhsm")


def soft_token_module() -> Path | None:
    """The library of SoftHSM; None where it is not installed."""
    if shutil.which("softhsm2-util") is None:
        return None
    found = [file for one in _FOLDERS for file in Path("/").glob(f"{one[1:]}/libsofthsm2.so")]
    return found[0] if found else None


@contextmanager
def soft_token(module: Path, folder: Path) -> Iterator[TokenPlace]:
    """An empty token, in a folder."""
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(
        f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n"
    )
    pin_file = folder / "pin"
    pin_file.write_text(f"{PIN}\n")
    pin_file.chmod(0o600)
    before = os.environ.get("SOFTHSM2_CONF")
    # The library reads it once, when a process uses it first.
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    try:
        subprocess.run(
            [
                *("softhsm2-util", "--init-token", "--free", "--label", "bank"),
                *("--pin", PIN, "--so-pin", "5678"),
            ],
            check=True,
            capture_output=True,
        )
        yield TokenPlace(module=str(module), token="bank", pin_file=str(pin_file))
    finally:
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before
