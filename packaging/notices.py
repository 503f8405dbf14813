"""Writes the bill of materials and the licences of everything in an environment.

`python packaging/notices.py WHEEL PYTHON FOLDER`, where PYTHON is the interpreter of an environment
in which the wheel is installed; the tools come from the interpreter that runs this. It fails if
a licence is unknown.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

PYPROJECT: Final = Path(__file__).parents[1] / "pyproject.toml"
OWN: Final = Path(__file__).with_name("licences")
# Parts of names of accepted licences; a person must check any other before it is shipped.
ALLOWED: Final = (
    "0BSD",
    "Apache",
    "BSD",
    "ISC",
    "LGPL",
    "MIT",
    "MPL",
    "Mozilla",
    "PSF",
    "Python Software Foundation",
)
_TEXT_NAME: Final = re.compile(
    r"(^|/)(licen[cs]e|copying|notice|authors)|/licenses/", re.IGNORECASE
)


def main(wheel: Path, python: Path, folder: Path) -> None:
    """Write all files to a folder, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(OWN, folder)
    _write_bill(folder / "sbom.cdx.json", wheel=wheel, python=python)
    listed = _tool(
        "piplicenses",
        f"--python={python}",
        "--from=mixed",
        "--format=markdown",
        "--with-urls",
        "--partial-match",
        f"--allow-only={';'.join(ALLOWED)}",
    )
    (folder / "licences.md").write_text(listed, encoding="utf-8")
    site = subprocess.check_output(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    found = sorted(distributions(path=[site]), key=lambda one: one.name.lower())
    texts = [_texts(one) for one in found]
    (folder / "licence-texts.txt").write_text("\n".join(texts), encoding="utf-8")
    print(f"{folder}: bill of materials and licences of {len(texts)} distributions")


def _write_bill(path: Path, *, wheel: Path, python: Path) -> None:
    """Write the bill of materials: the wheel and its dependencies."""
    about = ("--pyproject", str(PYPROJECT), "--mc-type", "application")
    options = ("--output-reproducible", *about, "-o", str(path))
    _tool("cyclonedx_py", "environment", *options, str(python))
    bill = json.loads(path.read_text(encoding="utf-8"))
    # The tool can't read them from pyproject.toml, because the version is in a module.
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    bill["metadata"]["component"] |= {
        "version": wheel.name.split("-")[1],
        "hashes": [{"alg": "SHA-256", "content": digest}],
    }
    path.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")


def _tool(module: str, *arguments: str) -> str:
    """Return the output of a tool of this interpreter."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{module} ended with status {done.returncode}.")
    return done.stdout


def _texts(one: Distribution) -> str:
    """Return all licence texts in a distribution."""
    parts = [f"{'=' * 100}\n{one.name} {one.version}\n"]
    for path in one.files or ():
        if ".dist-info" in str(path.parent) and _TEXT_NAME.search(path.as_posix()):
            text = Path(str(path.locate())).read_text(encoding="utf-8", errors="replace")
            parts.append(f"{'-' * 100}\n{path.name}\n\n{text}\n")
    if len(parts) == 1:
        parts.append("It brings no text along; licences.md names its licence and its site.\n")
    return "".join(parts)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
