"""Builds wheel, frozen program and installer from the last commit, into `dist`.

    python packaging/build.py wheel      the wheel, built twice, compared, and tried
    python packaging/build.py frozen     that and the frozen program, tried
    python packaging/build.py installer  that and this system's installer

The wheel is installed into an empty environment (`build/environment`) and tried there. The bill of
materials, the licences and the frozen program come from this environment.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

PACKAGING: Final = Path(__file__).resolve().parent
ROOT: Final = PACKAGING.parent
BUILD: Final = ROOT / "build"
DIST: Final = ROOT / "dist"
NOTICES: Final = BUILD / "notices"
ENVIRONMENT: Final = BUILD / "environment"
_BIN: Final = ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON: Final = _BIN / ("python.exe" if sys.platform == "win32" else "python")
# The environment has no pip of its own: it holds only what the wheel requires.
_PIP: Final = (sys.executable, "-m", "pip", "--python", str(PYTHON))
# Folders of the checkout that the wheel contains, and their places in the wheel.
_IN_WHEEL: Final = {
    "sigverify/": "sigverify/",
    "assets/": "sigverify/_bundled/assets/",
    "trained/": "sigverify/_bundled/trained/",
}


def main() -> int:
    """Run the steps up to the requested one."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("step", choices=("wheel", "frozen", "installer"))
    step = parser.parse_args().step
    DIST.mkdir(exist_ok=True)
    BUILD.mkdir(exist_ok=True)
    wheel = build_wheel()
    install(wheel)
    run(PYTHON, "-P", PACKAGING / "try_wheel.py")
    run(sys.executable, PACKAGING / "notices.py", wheel, PYTHON, NOTICES)
    if step != "wheel":
        freeze()
    if step == "installer":
        build_installer()
    return 0


def build_wheel() -> Path:
    """Build the wheel from two copies of the last commit; they must be the same bytes.

    Returns:
        The wheel in `dist`.
    """
    environment = os.environ | {"SOURCE_DATE_EPOCH": git("log", "-1", "--format=%ct").strip()}
    wheels: list[Path] = []
    with tempfile.TemporaryDirectory(prefix="sigverify-") as folder:
        first_copy, copy_again = Path(folder, "first"), Path(folder, "again")
        with tarfile.open(fileobj=io.BytesIO(git_bytes("archive", "HEAD"))) as archive:
            archive.extractall(first_copy, filter="data")
        committed = [path for path in first_copy.rglob("*") if path.is_file()]
        names = [path.relative_to(first_copy).as_posix() for path in committed]
        for name in names:
            # Change times and modes, which must make no difference.
            (copy_again / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(first_copy / name, copy_again / name)
            (copy_again / name).chmod(0o600)
        for copy in (first_copy, copy_again):
            target = BUILD / f"wheel-{copy.name}"
            shutil.rmtree(target, ignore_errors=True)
            pip = (sys.executable, "-m", "pip", "wheel", "--quiet", "--wheel-dir", target)
            run(*pip, "--no-deps", "--no-build-isolation", copy, environment=environment)
            wheels += target.glob("*.whl")
    first, again = wheels
    hashes = [hashlib.sha256(path.read_bytes()).hexdigest() for path in wheels]
    if hashes[0] != hashes[1]:
        raise SystemExit(f"{first} and {again} differ, though they were made of the same files.")
    _check_contents(first, committed=names)
    for old in DIST.glob("*.whl"):
        old.unlink()
    wheel = Path(shutil.copy(first, DIST))
    print(f"{wheel.name}: {wheel.stat().st_size / 2**20:.1f} MiB, twice SHA-256 {hashes[0]}")
    return wheel


def _check_contents(wheel: Path, *, committed: list[str]) -> None:
    """Check that the wheel holds the committed files: code, models, icons, words, migrations."""
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
    expected = {
        inside + name.removeprefix(outside)
        for name in committed
        for outside, inside in _IN_WHEEL.items()
        if name.startswith(outside)
    }
    if missing := sorted(expected - there):
        raise SystemExit(f"{wheel.name} lacks {', '.join(missing)}.")
    if more := sorted(name for name in there - expected if ".dist-info/" not in name):
        raise SystemExit(f"{wheel.name} holds what is not committed: {', '.join(more)}.")


def install(wheel: Path) -> None:
    """Install the wheel into an empty environment."""
    venv.create(ENVIRONMENT, clear=True, with_pip=False)
    # Include what a branch's server needs: nothing can be added to the frozen program later.
    run(*_PIP, "install", "--quiet", f"{wheel}[postgresql]")
    run(*_PIP, "check")


def freeze() -> None:
    """Freeze the program from the environment, and try it."""
    run(PYTHON, PACKAGING / "icons.py", BUILD / "icons")
    # Install the version that the extra `package` fixes, only now: it is not part of the program.
    run(*_PIP, "install", "--quiet", f"pyinstaller=={version('pyinstaller')}")
    work = ("--workpath", BUILD / "pyinstaller", "--distpath", DIST, "--noconfirm")
    started = time.monotonic()
    run(PYTHON, "-m", "PyInstaller", "--log-level", "WARN", *work, PACKAGING / "sigverify.spec")
    print(f"Frozen in {time.monotonic() - started:.0f} s.", flush=True)
    if sys.platform == "linux":
        _tidy_system_libraries()
    bundle = "sigverify.app" if sys.platform == "darwin" else "sigverify"
    run(sys.executable, PACKAGING / "smoke.py", DIST / bundle)


def _tidy_system_libraries() -> None:
    """List the copied libraries of this system; strip debugging symbols from libpython."""
    inside = DIST / "sigverify" / "_internal"
    for library in inside.glob("libpython*"):
        run("strip", "--strip-unneeded", library)
    copied = []
    for name, source, kind in ast.literal_eval(
        (BUILD / "pyinstaller" / "sigverify" / "COLLECT-00.toc").read_text(encoding="utf-8")
    )[0]:
        if kind == "BINARY" and not source.startswith(str(ENVIRONMENT)):
            copied.append(f"| {name} | {_package_of(source)} |")
    words = (
        "# Libraries of the system that the program was built on\n\nTheir licences stand in "
        "`/usr/share/doc/PACKAGE/copyright` on Debian.\n\n| file | package |\n|---|---|\n"
    )
    target = inside / "notices" / "system-libraries.md"
    target.write_text(words + "\n".join(sorted(copied)) + "\n", encoding="utf-8")
    print(f"{len(copied)} libraries of the system were copied; {target} names them.")


def _package_of(library: str) -> str:
    """Return the package of this system that contains a library."""
    if not shutil.which("dpkg"):
        return "not known"
    # With merged folders, dpkg knows most files by the older of their two names.
    command = ["dpkg", "-S", library, library.removeprefix("/usr")]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return found.partition(":")[0] or "Python itself"


def build_installer() -> None:
    """Make this system's installer from the frozen program."""
    if sys.platform == "win32":
        run("iscc", f"/DVersion={_version()}", PACKAGING / "windows" / "sigverify.iss")
    elif sys.platform == "darwin":
        image = DIST / f"sigverify-{_version()}.dmg"
        bundle = DIST / "sigverify.app"
        run("hdiutil", "create", "-ov", "-volname", "sigverify", "-srcfolder", bundle, image)
    else:
        run(sys.executable, PACKAGING / "debian.py", DIST / "sigverify", DIST)
        if os.geteuid() == 0 and shutil.which("debootstrap"):
            package = next(DIST.glob(f"sigverify_{_version()}_*.deb"))
            run(sys.executable, PACKAGING / "try_debian.py", package)
        else:
            print("Without root or debootstrap; the package was not tried in a fresh system.")


def _version() -> str:
    return next(DIST.glob("*.whl")).name.split("-")[1]


def git(*arguments: str) -> str:
    """Run git on the checkout and return its output as text."""
    return git_bytes(*arguments).decode()


def git_bytes(*arguments: str) -> bytes:
    """Run git on the checkout and return its output as bytes."""
    return subprocess.check_output(["git", "-C", str(ROOT), *arguments])


def run(*command: str | Path, environment: dict[str, str] | None = None) -> None:
    """Run a program in the build folder, where Python can't import the package's source."""
    words = [str(word) for word in command]
    print("+", *words, flush=True)
    done = subprocess.run(words, cwd=BUILD, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{words[0]} ended with status {done.returncode}.")


if __name__ == "__main__":
    sys.exit(main())
