"""Tries the Debian package in a fresh system: `python packaging/try_debian.py PACKAGE.deb`.

debootstrap makes a system with nothing but its base in a temporary folder. The package is installed
there with what it depends on, tried by a user without rights with `smoke.py`, and removed again.
Needs root, debootstrap, and Debian's archive or a mirror that this system uses.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

PACKAGING: Final = Path(__file__).resolve().parent
PROGRAM: Final = "/usr/lib/sigverify"
# What smoke.py needs and the program does not.
_TOOLS: Final = ("python3", "xvfb", "x11-utils")
_USER: Final = "clerk"


def main(package: Path) -> int:
    """Install, try, remove."""
    with tempfile.TemporaryDirectory(prefix="sigverify-root-") as folder:
        root = Path(folder, "root")
        run("debootstrap", "--variant=minbase", release(), str(root), *mirror())
        give_sources(root)
        shutil.copy(package, root / "tmp" / "sigverify.deb")
        shutil.copy(PACKAGING / "smoke.py", root / "tmp" / "smoke.py")
        with mounted(root):
            install = ("apt-get", "install", "-qy", "--no-install-recommends")
            inside(root, "apt-get", "update", "-q")
            # First the package alone: what it does not depend on must not be there.
            inside(root, *install, "/tmp/sigverify.deb")
            inside(root, "sigverify", "--version")
            inside(root, *install, *_TOOLS)
            inside(root, "useradd", "--create-home", _USER)
            home = ("--userspec", f"{_USER}:{_USER}")
            inside(root, "python3", "/tmp/smoke.py", PROGRAM, options=home)
            inside(root, "apt-get", "purge", "-qy", "sigverify")
            if left := traces(root):
                raise SystemExit(f"Removing the package leaves {', '.join(left)}.")
    print("The Debian package works in a fresh system.")
    return 0


def release() -> str:
    """The release of this system, such as "bookworm"."""
    described = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)$", described, re.MULTILINE)
    if found is None:
        raise SystemExit("This system is no release of Debian.")
    return found[1]


def mirror() -> list[str]:
    """The mirror that this system takes its packages from, if apt names one."""
    done = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", f"Codename: {release()}"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split()[:1]


def give_sources(root: Path) -> None:
    """Let apt inside take packages from where this system takes them, by the same way."""
    (root / "etc/apt/sources.list").unlink()
    for name in ("sources.list", "sources.list.d", "apt.conf.d"):
        source, target = Path("/etc/apt", name), root / "etc/apt" / name
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif source.exists():
            shutil.copy(source, target)
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc", name), root / "etc" / name)


@contextmanager
def mounted(root: Path) -> Iterator[None]:
    """Give the system inside its processes and devices, and take them away again."""
    places = {"proc": ("-t", "proc", "proc"), "dev": ("--bind", "/dev")}
    done: list[Path] = []
    try:
        for name, how in places.items():
            run("mount", *how, str(root / name))
            done.append(root / name)
        yield
    finally:
        for place in reversed(done):
            run("umount", "--lazy", str(place))


def inside(root: Path, *command: str, options: tuple[str, ...] = ()) -> None:
    """Run a command in the system inside."""
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    kept = {name: os.environ[name] for name in ("http_proxy", "https_proxy") if name in os.environ}
    environment = {"PATH": path, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **kept}
    run("chroot", *options, str(root), *command, environment=environment)


def traces(root: Path) -> list[str]:
    """What the package left behind."""
    places = [root / "usr", root / "etc"]
    return sorted(str(path) for place in places for path in place.rglob("*sigverify*"))


def run(*command: str, environment: dict[str, str] | None = None) -> None:
    """Run a program, and end if it fails."""
    print("+", *command, flush=True)
    if status := subprocess.run(command, env=environment, check=False).returncode:
        raise SystemExit(f"{command[0]} ended with status {status}.")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
