"""Tries the frozen program as a person would: `python packaging/smoke.py [FOLDER]`.

The demo pair on the command line, a PDF, a batch by two processes, the register's database, and the
window with a cheque, without a screen and on one. Prints sizes and times, and ends with status 0 if
all is well. It needs only Python, so that it runs on a build machine and at a bank. The
program's files go to a temporary folder.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

_LIMIT_S: Final = 120.0
_SUFFIX: Final = ".exe" if sys.platform == "win32" else ""
_BATCH_ITEMS: Final = 8


class Program:
    """The frozen program in its folder, with a home of its own."""

    def __init__(self, folder: Path, *, home: Path) -> None:
        """Find its parts."""
        self.folder = folder / "Contents" / "MacOS" if folder.suffix == ".app" else folder
        self.home = home
        self.demo = next(folder.rglob("_bundled/assets/demo"))
        self.specimens = sorted(self.demo.glob("specimen-*.png"))
        names = ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"]
        names += ["WIN_PD_OVERRIDE_LOCAL_APPDATA", "WIN_PD_OVERRIDE_APPDATA"]
        kept = {name: str(home / name.lower()) for name in names}
        # Hide this machine's Python from the program.
        self.environment = {
            name: value
            for name, value in {**os.environ, **kept}.items()
            if not name.startswith(("PYTHON", "LD_LIBRARY", "QT_", "VIRTUAL_ENV"))
        }

    def run(self, *arguments: str | Path, status: int = 0) -> str:
        """Run the command line and return its output."""
        words = [str(word) for word in (self.folder / f"sigverify{_SUFFIX}", *arguments)]
        done = subprocess.run(
            words,
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=_LIMIT_S,
            check=False,
        )
        expect(done.returncode == status, f"{words} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def verify(self, questioned: Path) -> str:
        """Verify one image and return the decision."""
        references = [word for path in self.specimens for word in ("--reference", path)]
        return str(json.loads(self.run("verify", questioned, *references, "--json"))["decision"])


def main(folder: Path) -> int:
    """Try all parts one after the other."""
    folder = folder.resolve()
    with tempfile.TemporaryDirectory() as home:
        program = Program(folder, home=Path(home))
        print_size(folder)
        for step in (try_demo, try_pdf, try_batch, try_calibration, try_optional_parts):
            timed(step, program)
        started = time.monotonic()
        program.run("--version")
        print_time("start of the command line", started)
        try_window(program, platform="" if sys.platform != "linux" else "offscreen")
        if sys.platform == "linux" and shutil.which("Xvfb"):
            with screen() as display:
                program.environment["DISPLAY"] = display
                try_window(program, platform="xcb")
        # Run this last, because the window records its actions from then on.
        timed(try_records, program)
    print("The frozen program works.")
    return 0


def try_demo(program: Program) -> None:
    """Verify the demo pair, with text, picture and JSON as output."""
    text = program.run("demo")
    expect("ACCEPT" in text and "REFER" in text, text)
    expect((program.home / "sigverify-demo.png").stat().st_size > 0, "no picture")
    expect(program.verify(program.demo / "genuine.png") == "accept", "the genuine one")
    expect(program.verify(program.demo / "imitation.png") != "accept", "the imitation")


def try_pdf(program: Program) -> None:
    """Verify a cheque in a PDF."""
    path = program.home / "cheque.pdf"
    path.write_bytes(pdf_of((program.demo / "cheque-genuine.jpg").read_bytes()))
    expect(program.verify(path) == "accept", "the cheque in a PDF")


def try_batch(program: Program) -> None:
    """Run a batch in two processes, with a report."""
    references = ";".join(map(str, program.specimens))
    names = ["genuine.png", "imitation.png", "cheque-genuine.jpg", "cheque-unsigned.jpg"]
    items = program.home / "items.csv"
    with items.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "questioned", "reference"])
        for number in range(_BATCH_ITEMS):
            rows.writerow([number, program.demo / names[number % len(names)], references])
    results, report = program.home / "results.csv", program.home / "report.html"
    program.run("batch", items, "--output", results, "--report", report, "--workers", "2")
    with results.open(newline="", encoding="utf-8") as file:
        decisions = [row["decision"] for row in csv.DictReader(file)]
    expect(decisions[:2] == ["accept", "refer"], f"{decisions}")
    expect(len(decisions) == _BATCH_ITEMS and decisions[:4] == decisions[4:], f"{decisions}")
    expect(report.stat().st_size > 0, "no report")


def try_records(program: Program) -> None:
    """Create the records, fill and query the register, and check the audit trail."""
    given = program.home / "specimens" / "4711" / "A. Rose"
    given.mkdir(parents=True)
    for path in program.specimens:
        shutil.copy(path, given)
    program.run("records", "create", program.home / "r.db", "--key-file", program.home / "key")
    program.run("register", "import", program.home / "specimens")
    cheque = program.demo / "cheque-genuine.jpg"
    text = program.run("verify", cheque, "--account", "4711")
    expect("ACCEPT  A. Rose" in text, text)
    expect("The trail is whole." in program.run("audit", "verify"), "audit")


def try_calibration(program: Program) -> None:
    """Calibrate on made-up scores, with the report as a PDF."""
    scores = program.home / "scores.csv"
    kinds = {"genuine": 0.8, "skilled": 0.3, "random": 0.1}
    with scores.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["similarity", "writer", "kind"])
        for writer in range(40):
            for kind, middle in kinds.items():
                for number in range(6):
                    score = middle + ((writer * 7 + number * 13) % 31 - 15) / 100
                    rows.writerow([f"{min(max(score, 0.001), 0.999):.3f}", f"bank/{writer}", kind])
    report = program.home / "report.pdf"
    options = ("--policy", "far-skilled=10%", "--report", report, "--allow-unproven")
    program.run("calibrate", scores, *options, "--output", program.home / "ours.json")
    expect(report.read_bytes().startswith(b"%PDF"), "no report")


def try_optional_parts(program: Program) -> None:
    """Check that the program says that it does not include training."""
    nothing = program.home / "nothing.csv"
    program.run("train", "--data", nothing, "--output", program.home / "model", status=10)


def try_window(program: Program, *, platform: str) -> None:
    """Open a cheque in the window, wait until its signature is found, and close the window."""
    shutil.rmtree(program.home / "xdg_data_home", ignore_errors=True)
    environment = program.environment | ({"QT_QPA_PLATFORM": platform} if platform else {})
    started = time.monotonic()
    with (program.home / "window.txt").open("w+", encoding="utf-8") as said:
        window = subprocess.Popen(
            [program.folder / f"sigverify-gui{_SUFFIX}", program.demo / "cheque-genuine.jpg"],
            cwd=program.home,
            env=environment,
            stdout=said,
            stderr=said,
        )
        try:
            if platform == "xcb" and shutil.which("xwininfo"):
                wait_for(lambda: on_screen(environment), process=window)
                print_time("window on the screen", started)
            wait_for(lambda: box_found(program.home), process=window)
            print_time(f"window with a cheque's signature found, {platform}", started)
            if sys.platform == "win32":
                subprocess.run(["taskkill", "/PID", str(window.pid)], check=True)
            else:
                window.send_signal(signal.SIGTERM)
            status = window.wait(_LIMIT_S)
        finally:
            window.kill()
            said.seek(0)
            print(said.read(), end="")
    expect(status == 0, f"the window ended with {status}")


def box_found(home: Path) -> bool:
    """Return whether the window's work list holds a box that the locator found."""
    for path in home.rglob("worklist.json"):
        cases = json.loads(path.read_text(encoding="utf-8"))["cases"]
        return bool(cases) and cases[0]["box"] is not None
    return False


def on_screen(environment: dict[str, str]) -> bool:
    """Return whether the X server shows a window of the program."""
    tree = subprocess.run(
        ["xwininfo", "-root", "-tree"], env=environment, capture_output=True, text=True, check=False
    ).stdout
    return '"sigverify' in tree


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """Start an X server without a monitor on a free number and yield its name."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as file:
            yield f":{file.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def pdf_of(jpeg: bytes) -> bytes:
    """Return a PDF with one page that shows a three-colour JPEG file at 200 dots per inch."""
    width, height = jpeg_size(jpeg)
    page = f"{width * 72 / 200:.2f} 0 0 {height * 72 / 200:.2f} 0 0 cm /I Do".encode()
    box = f"[0 0 {width * 72 / 200:.2f} {height * 72 / 200:.2f}]".encode()
    picture = (
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB"
        f"/BitsPerComponent 8/Filter/DCTDecode/Length {len(jpeg)}>>"
    ).encode()
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox%s/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"
        % box,
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        picture + b"stream\n" + jpeg + b"\nendstream",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return (
        data
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n"
        % (
            size,
            table,
            size,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(data)
    )


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Return width and height from the frame's header (ITU-T T.81, B.2.2)."""
    place = 2
    while jpeg[place + 1] not in (0xC0, 0xC1, 0xC2):
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4], "big")
    height, width = jpeg[place + 5 : place + 7], jpeg[place + 7 : place + 9]
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")


def wait_for(condition: Callable[[], bool], *, process: subprocess.Popen[bytes]) -> None:
    """Wait until a condition holds, while a process runs."""
    end = time.monotonic() + _LIMIT_S
    while not condition():
        expect(process.poll() is None, "the window is gone")
        expect(time.monotonic() < end, "the window did not finish in time")
        time.sleep(0.02)


def timed(step: Callable[[Program], None], program: Program) -> None:
    """Run a step and print how long it took."""
    started = time.monotonic()
    step(program)
    print_time(str(step.__doc__).rstrip("."), started)


def print_time(what: str, started: float) -> None:
    """Print how long something took."""
    print(f"{what:<72} {time.monotonic() - started:6.2f} s", flush=True)


def print_size(folder: Path) -> None:
    """Print how large the folder is, and its largest parts."""
    sizes: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            within = path.relative_to(folder).parts
            name = within[1] if within[0] == "_internal" and len(within) > 2 else within[-1]
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    total = sum(sizes.values())
    print(f"{folder}: {total / 2**20:.0f} MiB")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:12]:
        print(f"  {size / 2**20:6.1f} MiB  {name}")


def expect(right: object, what: str) -> None:
    """Exit with a message if a condition does not hold."""
    if not right:
        raise SystemExit(f"The frozen program does not work: {what}")


if __name__ == "__main__":
    default = Path(__file__).resolve().parents[1] / "dist" / "sigverify"
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else default))
