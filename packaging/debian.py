"""Makes a Debian package of the frozen program: `python packaging/debian.py FOLDER TARGET`.

FOLDER is the frozen program, TARGET the folder for the package. Needs `dpkg-deb` and
`dpkg-shlibdeps` (package dpkg-dev); checks the result with lintian, desktop-file-validate and
appstreamcli if they are installed.
"""

from __future__ import annotations

import datetime
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from build import BUILD, PACKAGING, PYTHON, ROOT, git

LINUX: Final = PACKAGING / "linux"
MAINTAINER: Final = "The sigverify developers <maintainers@sigverify.invalid>"
# Tags of lintian that are right for Debian's own packages, but do not apply to this one.
NOT_FOR_US: Final = (
    # Qt, OpenCV and others come as their makers built them: unstripped, with their own copies of
    # libraries and their own run paths.
    "custom-library-search-path",
    "embedded-library",
    "hardening-no-pie",
    "library-not-linked-against-libc",
    "shared-library-lacks-prerequisites",
    "unstripped-binary-or-object",
    # The texts of licences stay unchanged.
    "national-encoding",
    # The package is compressed with Zstandard: Debian installs it, but its archive refuses it.
    "malformed-deb-archive",
)


def main(frozen: Path, target: Path) -> int:
    """Make the package and check it."""
    os.environ["SOURCE_DATE_EPOCH"] = git("log", "-1", "--format=%ct").strip()
    os.umask(0o022)
    version = next(target.glob("*.whl")).name.split("-")[1]
    with tempfile.TemporaryDirectory() as folder:
        # Debian's tools expect a package under construction here.
        root = Path(folder) / "debian" / "sigverify"
        lay_out(root, frozen=frozen, version=version)
        control(root, version=version)
        package = target / f"sigverify_{version}_{_architecture()}.deb"
        packing = ("--root-owner-group", "-Zzstd", "-z9")
        _run("dpkg-deb", *packing, "--build", str(root), str(package))
    print(f"{package}: {package.stat().st_size / 2**20:.0f} MiB")
    look_at(package)
    return 0


def lay_out(root: Path, *, frozen: Path, version: str) -> None:
    """Copy every file to its place on an installed system."""
    program = root / "usr/lib/sigverify"
    shutil.copytree(frozen, program, symlinks=True)
    for library in (program / "_internal").glob("lib*.so*"):
        # The package depends on Debian's own libraries instead, which get Debian's fixes.
        if not library.is_symlink() and "libpython" not in library.name:
            library.unlink()
    (program / "_internal/notices/system-libraries.md").unlink()
    for path in program.rglob("*"):
        if not path.is_symlink():
            started = path.is_dir() or path.parent == program
            path.chmod(0o755 if started else 0o644)
    commands = _folder(root, "usr/bin")
    for name in ("sigverify", "sigverify-gui"):
        (commands / name).symlink_to(f"../lib/sigverify/{name}")
    shutil.copy(LINUX / "sigverify.desktop", _folder(root, "usr/share/applications"))
    _lay_out_icons(root)
    about = "org.sigverify.sigverify.metainfo.xml"
    words = (LINUX / about).read_text(encoding="utf-8")
    words = words.replace("@VERSION@", version).replace("@DATE@", f"{_date():%Y-%m-%d}")
    (_folder(root, "usr/share/metainfo") / about).write_text(words, encoding="utf-8")
    page = BUILD / "sigverify.1"
    _run(str(PYTHON), str(PACKAGING / "manpage.py"), str(page))
    manual = _folder(root, "usr/share/man/man1")
    _write_gzip(manual / "sigverify.1.gz", page.read_bytes())
    (manual / "sigverify-gui.1.gz").symlink_to("sigverify.1.gz")
    shutil.copy(LINUX / "sigverify-watch.service", _folder(root, "usr/lib/systemd/system"))
    completions = _folder(root, "usr/share/bash-completion/completions")
    shown = subprocess.check_output([str(frozen / "sigverify"), "--show-completion", "bash"])
    (completions / "sigverify").write_bytes(shown)
    documents = _folder(root, "usr/share/doc/sigverify")
    shutil.copy(LINUX / "copyright", documents)
    shutil.copytree(ROOT / "docs", documents / "docs")
    shutil.copy(ROOT / "README.md", documents)
    (documents / "notices").symlink_to("../../../lib/sigverify/_internal/notices")
    changes = (
        f"sigverify ({version}) stable; urgency=medium\n\n  * See docs and CHANGELOG.md.\n\n"
        f" -- {MAINTAINER}  {_date():%a, %d %b %Y %H:%M:%S} +0000\n"
    )
    _write_gzip(documents / "changelog.gz", changes.encode())
    _write_gzip(documents / "CHANGELOG.md.gz", (ROOT / "CHANGELOG.md").read_bytes())


def _lay_out_icons(root: Path) -> None:
    """Write the drawing of the icon, and its pictures at the usual sizes."""
    icons = "usr/share/icons/hicolor"
    drawing = ROOT / "assets" / "icons" / "sigverify.svg"
    shutil.copy(drawing, _folder(root, f"{icons}/scalable/apps"))
    for path in (BUILD / "icons").glob("sigverify-*.png"):
        size = path.stem.rpartition("-")[2]
        shutil.copy(path, _folder(root, f"{icons}/{size}x{size}/apps") / "sigverify.png")


def control(root: Path, *, version: str) -> None:
    """Write the control file: what the package is and what it needs of the system."""
    size = sum(path.lstat().st_size for path in root.rglob("*")) // 1024
    text = f"""\
Package: sigverify
Version: {version}
Architecture: {_architecture()}
Maintainer: {MAINTAINER}
Installed-Size: {size}
Depends: {_needed_packages(root)}
Section: graphics
Priority: optional
Description: verify handwritten signatures on cheques against specimens
 Compares the signature on a cheque with specimens of the person who should
 have signed it, and says whether to accept it, to look again, or to suspect a
 forgery. A window for clerks, and a command line for whole days of cheques.
 .
 It works without a network. The program assists; the clerk decides.
"""
    (_folder(root, "DEBIAN") / "control").write_text(text, encoding="utf-8")


def _needed_packages(root: Path) -> str:
    """Return the packages with the libraries that the program takes from the system."""
    program = root / "usr/lib/sigverify"
    objects = [
        path
        for path in program.rglob("*")
        if path.is_file() and not path.is_symlink() and _is_elf(path)
    ]
    places = sorted({str(path.parent) for path in objects})
    source = "Source: sigverify\n\nPackage: sigverify\nArchitecture: any\n"
    (root.parent / "control").write_text(source)
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", f"-S{root}"]
    done = subprocess.run(
        [*command, *(f"-l{place}" for place in places), *(f"-e{path}" for path in objects)],
        cwd=root.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        # It warns about each library in a folder of its own, and there are hundreds.
        lines = [line for line in done.stderr.splitlines() if "warning:" not in line]
        raise SystemExit("\n".join(["dpkg-shlibdeps does not know all libraries.", *lines]))
    return done.stdout.strip().removeprefix("shlibs:Depends=")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def look_at(package: Path) -> None:
    """Check the package with Debian's own tools."""
    with tempfile.TemporaryDirectory() as folder:
        _run("dpkg-deb", "--extract", str(package), folder)
        share = Path(folder, "usr/share")
        _look("desktop-file-validate", str(share / "applications/sigverify.desktop"))
        _look("appstreamcli", "validate", "--no-net", *map(str, share.glob("metainfo/*.xml")))
        _look("mandoc", "-T", "lint", "-W", "warning", str(share / "man/man1/sigverify.1.gz"))
    tags = ",".join(NOT_FOR_US)
    _look("lintian", "--fail-on", "error", "--suppress-tags", tags, str(package))


def _look(*command: str) -> None:
    if shutil.which(command[0]):
        _run(*command)
    else:
        print(f"{command[0]} is not installed; skipped this check.")


def _folder(root: Path, name: str) -> Path:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write_gzip(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data, compresslevel=9, mtime=0))


def _date() -> datetime.datetime:
    return datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), tz=datetime.UTC)


def _architecture() -> str:
    return subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()


def _run(*command: str) -> None:
    print("+", *command, flush=True)
    if status := subprocess.run(command, check=False).returncode:
        raise SystemExit(f"{command[0]} ended with status {status}.")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
