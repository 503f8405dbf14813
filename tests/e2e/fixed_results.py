"""What the program answers on fixed pictures, to be held against what it answered before.

``python -m tests.e2e.fixed_results --exact OTHER`` holds this checkout's answers, to the last bit,
against those of another one, such as an older commit's worktree, both on pictures that this one
makes; without OTHER, against those in ``fixed_results.json``, which ``--write`` writes.

Everything is asked on the command line, so that the check outlives every move of a module. Answers
are kept in three groups, each by step: ``values``; ``words``, what people read, whose wording may
get better; and ``pictures``, hashes of pixels, which another processor may round differently.
Whatever the older side has, the newer must have; what is new is only listed. Times, places and
random numbers are left out, and so are hashes that they go into.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import csv
import hashlib
import io
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

Answers = dict[str, dict[str, Any]]

ROOT: Final = Path(__file__).resolve().parents[2]
STORED: Final = Path(__file__).with_suffix(".json")
TOLERANCE: Final = 1e-4
"""Two processors' results differ by less, absolutely, and relatively above 1."""
EXACT: Final = 0.0
VALUES: Final = "values"
WORDS: Final = "words"
PICTURES: Final = "pictures"

_SIGNERS: Final = 8
_DPI: Final = 200.0
_DAY: Final = "2099-01-01"
_DEMO: Final = [part for number in (1, 2, 3) for part in ("-r", f"demo/specimen-{number}.png")]

# What people read. Of these only how many there are, or whether there is one, is a value.
_READ: Final = frozenset(
    {"check_box", "in_words", "message", "protocol", "reason", "reasons", "rule", "warnings"}
)
_SENTENCE: Final = re.compile(r".* .*\.", re.DOTALL)
# What differs each time.
_FLEETING: Final = frozenset(
    {
        "at", "begun", "body", "created", "database", "digest", "first_day", "home", "milliseconds",
        "parts", "previous", "program", "results_sha256", "run", "seen", "signature", "user",
        "versions",
    }
)  # fmt: skip
# Hashes of what is the same on every machine, though no file has them.
_STEADY: Final = frozenset({"preprocessing_sha256", "rows_sha256", "split_sha256"})
# And of pictures that were made up here.
_OF_PIXELS: Final = frozenset({"data_sha256"})
# Pictures that hold words, whose size is therefore no value.
_LETTERED: Final = frozenset({"demo.png", "shown.png", "why.png"})
_HASH: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_IN_TEXT: Final = (
    (re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{8,64}\b"), "<hash>"),
    (re.compile(r"\b20[2-8]\d-\d\d-\d\d\b"), "<day>"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?Z?\b"), "<time>"),
    (re.compile(r"(\d+ min )?\d+ s, [\d.]+ items/s|[\d.]+ items/s"), "<speed>"),
    (re.compile(r"\bby \S+( <day>|:$|$)"), r"by <user>\1"),
    (re.compile(r"\S+ \(sole\)"), "<user> (sole)"),
)
_ITEMS: Final = re.compile(r'<script[^>]* id="sigverify-items">(.*?)</script>', re.DOTALL)
_INKS: Final = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_UNSEEN: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


# --- What is asked about: files that this checkout makes, for both sides.


def make_data(folder: Path) -> None:
    """Write the pictures and tables that the steps ask about.

    Args:
        folder: an empty folder; the steps are run in it.
    """
    shutil.copytree(ROOT / "assets" / "demo", folder / "demo")
    _make_signers(folder / "made")
    _make_cheques(folder / "cheques")
    poor = folder / "poor"
    poor.mkdir()
    _write(poor / "blank.png", np.full((150, 420), 255, np.uint8))
    _write(poor / "tiny.png", np.full((6, 9), 255, np.uint8))
    (poor / "broken.png").write_bytes((folder / "demo/genuine.png").read_bytes()[:2000])
    specimen = cv2.imread(str(folder / "demo/specimen-1.png"))
    assert specimen is not None
    smaller = cv2.resize(specimen, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
    _write(poor / "copy.png", np.asarray(cv2.GaussianBlur(smaller, (3, 3), 0), np.uint8))
    _make_scores(folder / "scores.csv")
    _make_tables(folder)
    for number in (1, 2, 3):
        for person, path in {
            "Asha": f"demo/specimen-{number}.png",
            "Bimal": f"made/0/genuine/{number}.png",
            "Chitra": f"made/1/genuine/{number}.png",
        }.items():
            target = folder / "register" / "47" / person / f"{number}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(folder / path, target)


def _make_signers(folder: Path) -> None:
    """Made-up people's signatures and imitations, cut out of scans, and a table of them."""
    from sigverify.synthesis.documents.scanning import Scan, scan
    from sigverify.synthesis.signatures.imitation import imitate
    from sigverify.synthesis.signatures.pen import Pen, draw
    from sigverify.synthesis.signatures.signer import make_signer

    pen = Pen(width_mm=0.42, colour=(130, 55, 40))
    settings = Scan(paper=(238, 243, 245), uneven=0.0, noise=0.0, blur_px=0.5)
    rows = ["path,writer,label,split"]
    for person in range(_SIGNERS):
        signer = make_signer(np.random.default_rng([7, person]))
        writer = f"{'one' if person < 5 else 'other'}/{person}"
        for label, count in (("genuine", 4), ("forged", 3)):
            for number in range(count):
                rng = np.random.default_rng([7, person, len(label), number])
                line = signer.write(rng) if label == "genuine" else imitate(signer, rng, skill=0.4)
                ink = draw(line, dpi=_DPI, pen=pen, rng=rng, margin_mm=3.0)
                name = f"{person}/{label}/{number}.png"
                _write(folder / name, scan(ink, colour=pen.colour, rng=rng, settings=settings))
                rows.append(f"{name},{writer},{label},val")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _make_cheques(folder: Path) -> None:
    """Cheques that are signed by made-up people: a scan, a black-and-white one, a photograph."""
    from sigverify.synthesis.documents.capture import Capture, capture
    from sigverify.synthesis.documents.cheque import compose_cheque
    from sigverify.synthesis.documents.layouts import Layout
    from sigverify.synthesis.signatures.pen import Pen, draw
    from sigverify.synthesis.signatures.signer import make_signer

    kinds = {
        "scan": (0, Capture.COLOUR, Layout.INDIAN, (0, 1)),
        "bilevel": (3, Capture.BILEVEL, Layout.UK, (1,)),
        "photo": (0, Capture.PHOTO, Layout.US_PERSONAL, (2,)),
    }
    for name, (seed, kind, layout, people) in kinds.items():
        inks = [
            draw(
                make_signer(np.random.default_rng([7, person])).write(
                    np.random.default_rng([8, person])
                ),
                dpi=_DPI,
                pen=Pen(width_mm=0.42, colour=(130, 55, 40)),
                rng=np.random.default_rng([9, person]),
                margin_mm=3.0,
            )
            for person in people
        ]
        rng = np.random.default_rng([10, seed])
        leaf = compose_cheque(rng, style=layout, signatures=inks, dpi=_DPI)
        _write(folder / f"{name}.png", capture(leaf, rng, kind=kind).image)


def _make_scores(path: Path) -> None:
    rng = np.random.default_rng(7)
    rows = ["similarity,writer,kind"]
    for signer in range(30):
        own = rng.normal(0, 0.3)
        for kind, centre in (("genuine", 2.5), ("random", -5.0), ("skilled", -1.5)):
            for odds in rng.normal(centre + own, 1.0, 10):
                rows.append(f"{1 / (1 + np.exp(-odds)):.6f},signer {signer},{kind}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def _make_tables(folder: Path) -> None:
    """The items of two batches: against specimens that are named, and against an account's."""
    rows = ["id,questioned,reference,box,amount"]
    for person in range(3):
        mine = ";".join(f"made/{person}/genuine/{number}.png" for number in (0, 1))
        for name in ("genuine/3", "forged/0", "forged/2"):
            rows.append(f"{person} {name},made/{person}/{name}.png,{mine},,{100 * person}")
        rows.append(f"{person} other,made/{person + 1}/genuine/3.png,{mine},,")
    demo = ";".join(f"demo/specimen-{number}.png" for number in (1, 2, 3))
    rows += [
        f"cheque,demo/cheque-genuine.jpg,{demo},,900",
        f"imitated,demo/cheque-imitation.jpg,{demo},,",
        f"unsigned,demo/cheque-unsigned.jpg,{demo},,",
        f"boxed,demo/cheque-genuine.jpg,{demo},1205 484 350 89,",
        f"copied,poor/copy.png,{demo},,",
        f"blank,poor/blank.png,{demo},,",
        f"broken,poor/broken.png,{demo},,",
        f"missing,demo/none.png,{demo},,",
        "scan,cheques/scan.png,made/0/genuine/0.png,,",
        "photo,cheques/photo.png,made/2/genuine/0.png,,",
    ]
    (folder / "items.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    rows = [
        "id,questioned,account,amount",
        "asha,demo/cheque-genuine.jpg,47,9000",
        "too much,demo/cheque-genuine.jpg,47,20000",
        "both,cheques/scan.png,47,20000",
        "nobody,demo/genuine.png,99,1",
    ]
    (folder / "accounts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _write(path: Path, pixels: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(".png", pixels)[1].tobytes())


# --- The steps, in a process that takes the program from the checkout in question.


@dataclass(slots=True)
class _Asking:
    """Runs the program in the current folder and keeps what it answers."""

    checkout: Path
    kept_hashes: dict[str, str]
    answers: Answers = field(default_factory=lambda: {VALUES: {}, WORDS: {}, PICTURES: {}})

    def ask(
        self, step: str, *arguments: str, prints_json: bool = False, files: Sequence[str] = ()
    ) -> None:
        """Run one command.

        Args:
            step: what to keep the answers under.
            arguments: the command line.
            prints_json: what it prints are values, not words.
            files: what it writes, to be kept too; ``x/*.png`` stands for all such files.
        """
        from sigverify.__main__ import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(arguments)
        for group in self.answers.values():
            group[step] = {}
        self.answers[VALUES][step]["status"] = int(status)
        printed = out.getvalue()
        if prints_json and printed:
            self._keep(step, "printed", json.loads(printed))
        else:
            self._say(step, "printed", printed)
        self._say(step, "incomplete", err.getvalue())
        for pattern in files:
            for path in sorted(Path().glob(pattern)):
                self._keep_file(step, path)

    def _keep_file(self, step: str, path: Path) -> None:
        name = self._text(path.as_posix())
        if path.suffix == ".png":
            self._keep_picture(step, name, path.read_bytes())
        elif path.suffix == ".pdf":
            self._say(step, name, _pdf_text(path))
        elif path.suffix == ".html":
            page = path.read_text("utf-8")
            items = _ITEMS.search(page)
            assert items is not None
            self._keep(step, name, json.loads(unescape(items[1])))
            for number, ink in enumerate(_INKS.findall(page)):
                self._keep_picture(step, f"{name} ink {number}", base64.b64decode(ink))
            self._say(step, f"{name} page", unescape(_UNSEEN.sub("\n", page)))
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                self._keep(step, name, [_typed(row) for row in csv.DictReader(stream)])
        elif path.suffix == ".jsonl":
            lines = path.read_text("utf-8").splitlines()
            self._keep(step, name, [json.loads(line) for line in lines])
        else:
            self._keep(step, name, json.loads(path.read_text("utf-8")))

    def _keep(self, step: str, name: str, value: object) -> None:
        self.answers[VALUES][step][name] = self._sorted_out(value, step=step, path=name)

    def _keep_picture(self, step: str, name: str, data: bytes) -> None:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        assert pixels is not None
        self.answers[VALUES][step][name] = name in _LETTERED or list(pixels.shape)
        self.answers[PICTURES][step][name] = hashlib.sha256(pixels.tobytes()).hexdigest()

    def _say(self, step: str, name: str, text: str) -> None:
        lines = [" ".join(line.split()) for line in text.splitlines()]
        self.answers[WORDS][step][name] = [self._text(line) for line in lines if line]

    def _sorted_out(self, value: object, *, step: str, path: str) -> object:
        """The value without what is fleeting; words and pictures' hashes are kept elsewhere."""
        if isinstance(value, list):
            return [
                self._sorted_out(one, step=step, path=f"{path}.{place}")
                for place, one in enumerate(value)
            ]
        if isinstance(value, dict):
            kept: dict[str, object] = {}
            for name, one in value.items():
                inner = f"{path}.{name}"
                if name in _FLEETING:
                    continue
                sentence = isinstance(one, str) and _SENTENCE.fullmatch(one)
                if name in _READ or sentence:
                    self._say(step, inner, "\n".join(_texts(one)))
                    kept[name] = len(one) if isinstance(one, list | dict) else bool(one)
                elif name in _OF_PIXELS:
                    self.answers[PICTURES][step][inner] = one
                elif name in _STEADY:
                    kept[name] = one
                else:
                    kept[name] = self._sorted_out(one, step=step, path=inner)
            return kept
        if isinstance(value, str):
            if _HASH.fullmatch(value):
                return self.kept_hashes.get(value, "<hash>")
            return self._text(value)
        return value

    def _text(self, text: str) -> str:
        for place, name in ((Path.cwd().parent, "<folder>"), (self.checkout, "<checkout>")):
            text = text.replace(str(place), name)
        for pattern, instead in _IN_TEXT:
            text = pattern.sub(instead, text)
        return text


def _typed(row: dict[str, str]) -> dict[str, object]:
    """A row of a table: numbers as numbers, and JSON as what it holds."""
    typed: dict[str, object] = {}
    for name, text in row.items():
        typed[name] = text
        if name not in ("id", "account"):
            with contextlib.suppress(ValueError):
                typed[name] = json.loads(text)
    return typed


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {text}" for name, one in value.items() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [str(value)]


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def run_steps(checkout: Path) -> Answers:
    """Ask the program everything, in the current folder, which `make_data` has filled.

    Args:
        checkout: where the program comes from.
    """
    import sigverify

    if not Path(sigverify.__file__).resolve().is_relative_to(checkout):
        raise SystemExit(f"{sigverify.__file__} is not of {checkout}")
    asking = _Asking(checkout, _kept_hashes(checkout))
    _ask_verify(asking)
    _ask_locate_and_demo(asking)
    _ask_batch(asking)
    _ask_calibrate(asking)
    _ask_evaluate(asking)
    _ask_records(asking)
    return asking.answers


def _ask_verify(asking: _Asking) -> None:
    verify = {
        "genuine": ("demo/genuine.png", *_DEMO),
        "imitation": ("demo/imitation.png", *_DEMO),
        "one reference": ("demo/genuine.png", *_DEMO[:2]),
        "amount": ("demo/genuine.png", *_DEMO, "--amount", "10,000"),
        "cheque": ("demo/cheque-genuine.jpg", *_DEMO),
        "imitated cheque": ("demo/cheque-imitation.jpg", *_DEMO),
        "unsigned cheque": ("demo/cheque-unsigned.jpg", *_DEMO),
        "box": ("demo/cheque-genuine.jpg", *_DEMO, "--box", "1195,474,370,109"),
        "bilevel cheque": ("cheques/bilevel.png", "-r", "made/1/genuine/0.png"),
        "photographed cheque": ("cheques/photo.png", "-r", "made/2/genuine/0.png"),
        "stranger": ("made/3/genuine/0.png", *_DEMO),
        "specimen itself": ("demo/specimen-1.png", *_DEMO),
        "copy of a specimen": ("poor/copy.png", *_DEMO),
        "blank": ("poor/blank.png", *_DEMO),
        "tiny": ("poor/tiny.png", *_DEMO),
        "broken": ("poor/broken.png", *_DEMO),
        "missing": ("demo/none.png", *_DEMO),
        "blank specimen": ("demo/genuine.png", "-r", "poor/blank.png"),
    }
    for name, arguments in verify.items():
        asking.ask(f"verify {name}", "verify", *arguments, "--json", prints_json=True)
    pictures = ("--picture", "shown.png", "--explain", "why.png")
    asking.ask(
        "verify pictures",
        "verify",
        "demo/cheque-imitation.jpg",
        *_DEMO,
        *pictures,
        files=["shown.png", "why.png"],
    )


def _ask_locate_and_demo(asking: _Asking) -> None:
    cheques = [f"demo/cheque-{name}.jpg" for name in ("genuine", "imitation", "unsigned")]
    cheques += [f"cheques/{name}.png" for name in ("scan", "bilevel", "photo")]
    cheques += ["demo/genuine.png", "poor/broken.png"]
    crops = ("--json", "--crops", "crops")
    asking.ask("locate", "locate", *cheques, *crops, prints_json=True, files=["crops/*.png"])
    asking.ask("demo", "demo", "--output", "demo.png", files=["demo.png"])
    asking.ask("model", "model", "show", "--json", prints_json=True)


def _ask_batch(asking: _Asking) -> None:
    asking.ask(
        "batch table",
        *("batch", "items.csv", "-o", "items.out.csv", "--report", "items.html"),
        *("--workers", "1", "--fail-on", "flag"),
        files=["items.out.csv", "items.html", "items.out.csv.run.json"],
    )
    asking.ask("batch again", "batch", "items.csv", "-o", "items.out.csv", "--workers", "1")
    Path("q").mkdir()
    Path("s").mkdir()
    for person in ("0", "1", "2"):
        shutil.copy(f"made/{person}/genuine/3.png", f"q/{person}_a.png")
        shutil.copy(f"made/{person}/genuine/0.png", f"s/{person}_1.png")
        shutil.copy(f"made/{person}/genuine/1.png", f"s/{person}_2.png")
    asking.ask(
        "batch folders",
        *("batch", "--questioned-dir", "q", "--specimens-dir", "s", "-o", "folders.jsonl"),
        *("--workers", "2"),
        files=["folders.jsonl"],
    )


def _ask_calibrate(asking: _Asking) -> None:
    common = ("--author", "A. Risk", "--allow-unproven")
    asking.ask(
        "calibrate pictures",
        *("calibrate", "made", "-o", "ours.json", "--references", "2", *common),
        *("--report", "ours-report.json", "--report", "ours.pdf"),
        files=["ours.json", "ours-report.json", "ours.pdf"],
    )
    asking.ask(
        "calibrate table",
        *("calibrate", "made/manifest.csv", "-o", "table.json", "--references", "1", *common),
        *("--flag", "none", "--policy", "frr=10%", "--seed", "3"),
        files=["table.json"],
    )
    asking.ask(
        "calibrate scores",
        *("calibrate", "scores.csv", "-o", "bands.json", *common),
        *("--policy", "far-skilled=20% up to 500", "--policy", "far-skilled=10%"),
        files=["bands.json"],
    )
    asking.ask(
        "calibrate unproven", "calibrate", "scores.csv", "-o", "no.json", "--policy=frr=0.1%"
    )
    judged = ("verify", "demo/imitation.png", *_DEMO, "--json", "--calibration")
    asking.ask("calibration used", *judged, "ours.json", prints_json=True)
    for amount in ("400", "600"):
        more = ("bands.json", "--amount", amount)
        asking.ask(f"calibration used to {amount}", *judged, *more, prints_json=True)
    asking.ask("calibration show", "calibration", "show", "ours.json", "--json", prints_json=True)
    asking.ask("calibration told", "calibration", "show", "bands.json")
    asking.ask("calibration activate", "calibration", "activate", "ours.json", "--user", "ann")
    asking.ask("calibration list", "calibration", "list")
    in_force = ("verify", "demo/imitation.png", *_DEMO, "--json")
    asking.ask("calibration in force", *in_force, prints_json=True)
    asking.ask("calibration shipped", "calibration", "activate", "--shipped", "--user", "ann")
    asking.ask("calibration history", "calibration", "show", "--history")


def _ask_evaluate(asking: _Asking) -> None:
    asking.ask(
        "evaluate",
        *("evaluate", "made/manifest.csv", "--references", "1", "3", "--json", "measured.json"),
        files=["measured.json"],
    )
    asking.ask("evaluate nothing", "evaluate", "made/manifest.csv", "--split", "train")


def _ask_records(asking: _Asking) -> None:
    asking.ask("records", "records", "create", "--key-file", "key")
    asking.ask("register", "register", "import", "register")
    asking.ask("mandate", "register", "mandate", "47", "any one up to 10,000; any two up to 50,000")
    asking.ask("register list", "register", "list")
    asking.ask("register show", "register", "show", "47")
    account = ("--account", "47", "--date", _DAY, "--json")
    for name, path, amount in (
        ("one", "demo/cheque-genuine.jpg", "9000"),
        ("too much", "demo/cheque-genuine.jpg", "20000"),
        ("two", "cheques/scan.png", "20000"),
        ("imitated", "demo/cheque-imitation.jpg", "9000"),
    ):
        asking.ask(
            f"account {name}", "verify", path, *account, "--amount", amount, prints_json=True
        )
    asking.ask("identify account", "identify", "demo/genuine.png", *account, prints_json=True)
    everybody = ("identify", "made/0/genuine/0.png", "--date", _DAY, "--json")
    asking.ask("identify", *everybody, prints_json=True)
    asking.ask(
        "batch accounts",
        *("batch", "accounts.csv", "-o", "accounts.out.csv", "--workers", "1", "--date", _DAY),
        files=["accounts.out.csv"],
    )
    asking.ask("audit list", "audit", "list", "--json", "--last", "50", prints_json=True)
    asking.ask("audit told", "audit", "list", "--last", "50")
    for name in ("trail.csv", "trail.json"):
        asking.ask(f"audit export {name}", "audit", "export", name, "--personal", files=[name])
    asking.ask("audit verify", "audit", "verify", "--json", prints_json=True)


def _kept_hashes(checkout: Path) -> dict[str, str]:
    """Hashes that may stand in an answer, and what is kept for them.

    Those of the networks stay; those of made-up pictures, which another processor may make with
    other bits, become the pictures' names.
    """
    kept = {}
    for path in Path().rglob("*.*"):
        if path.is_file():
            kept[_sha256(path)] = f"<sha256 of {path.as_posix()}>"
    for path in (checkout / "trained").rglob("*.*"):
        kept[_sha256(path)] = _sha256(path)
    return kept


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- Running and comparing.


def answers_of(checkout: Path, *, data: Path) -> Answers:
    """What a checkout's program answers, in a process of its own and at home nowhere.

    Args:
        checkout: the folder that ``sigverify`` lies in.
        data: what `make_data` made; it is copied.
    """
    with tempfile.TemporaryDirectory(prefix="fixed-results-") as name:
        folder = Path(name).resolve()
        work, home, answers = folder / "work", folder / "home", folder / "answers.json"
        shutil.copytree(data, work)
        places = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "DATA", "CACHE")}
        places |= {"HOME": str(home), "PYTHONPATH": str(checkout), "COLUMNS": "100"}
        subprocess.run(
            [sys.executable, __file__, "--run", str(answers), "--checkout", str(checkout)],
            cwd=work,
            env={**os.environ, **places},
            check=True,
        )
        found: Answers = json.loads(answers.read_text("utf-8"))
        return found


def fresh_answers(other: Path | None = None) -> tuple[Answers, Answers | None]:
    """What this checkout's program answers, and another's, about the same pictures."""
    with tempfile.TemporaryDirectory(prefix="fixed-results-") as name:
        data = Path(name).resolve() / "data"
        data.mkdir()
        make_data(data)
        ours = answers_of(ROOT, data=data)
        return ours, None if other is None else answers_of(other.resolve(), data=data)


@dataclass(slots=True)
class Comparison:
    """Where two sides differ: paths of keys, and what stands there."""

    differences: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)

    def compare(self, old: object, new: object, *, tolerance: float, path: str = "") -> None:
        """Hold the newer side against the older one.

        Args:
            old: JSON values; the newer side must have all of them.
            new: the newer side's.
            tolerance: by how much numbers may differ, absolutely, and relatively above 1.
            path: where they stand.
        """
        if isinstance(old, dict) and isinstance(new, dict):
            for key in old:
                inner = f"{path} / {key}" if path else key
                if key in new:
                    self.compare(old[key], new[key], tolerance=tolerance, path=inner)
                else:
                    self.differences.append(f"{inner}: {_short(old[key])} -> gone")
            self.additions += [f"{path} / {key}" for key in new if key not in old]
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            for place, (one, other) in enumerate(zip(old, new, strict=True)):
                self.compare(one, other, tolerance=tolerance, path=f"{path} / {place}")
        elif not _same(old, new, tolerance=tolerance):
            self.differences.append(f"{path}: {_short(old)} -> {_short(new)}")


def _same(old: object, new: object, *, tolerance: float) -> bool:
    if type(old) is not type(new):
        return False
    if isinstance(old, float) and isinstance(new, float) and tolerance:
        return math.isclose(old, new, rel_tol=tolerance, abs_tol=tolerance)
    return old == new


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:150]}... ({len(text)} characters)"


def compare_group(group: str, *, old: Answers, new: Answers, tolerance: float) -> Comparison:
    """Hold one group of answers against the older ones."""
    found = Comparison()
    found.compare(old[group], new[group], tolerance=tolerance)
    return found


def stored_answers() -> Answers:
    """The answers that lie beside this file."""
    found: Answers = json.loads(STORED.read_text("utf-8"))
    return found


def _lines(value: object, *, indent: int = 0) -> Iterator[str]:
    """JSON with one line a value and one a list of plain values, so that a change can be read."""
    if isinstance(value, dict) and value:
        yield "{"
        pad, last = " " * (indent + 1), len(value) - 1
        for place, (key, one) in enumerate(value.items()):
            inner = list(_lines(one, indent=indent + 1))
            inner[0] = f"{pad}{json.dumps(key)}: {inner[0]}"
            inner[-1] += "," if place < last else ""
            yield from inner
        yield " " * indent + "}"
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        yield "["
        pad, last = " " * (indent + 1), len(value) - 1
        for place, one in enumerate(value):
            inner = list(_lines(one, indent=indent + 1))
            inner[0] = pad + inner[0]
            inner[-1] += "," if place < last else ""
            yield from inner
        yield " " * indent + "]"
    else:
        yield json.dumps(value, ensure_ascii=False)


def _report(old: Answers, new: Answers) -> bool:
    """Print where the sides differ; True if they are the same to the last bit."""
    same = True
    for group in (VALUES, PICTURES, WORDS):
        found = compare_group(group, old=old, new=new, tolerance=EXACT)
        count = len(found.differences)
        print(f"{group}: {f'{count} DIFFER' if count else 'the same'}")
        for line in found.differences:
            print(f"  {line}")
        for line in found.additions:
            print(f"  new: {line}")
        same = same and not count
    return same


def main() -> int:
    """Write the answers, or compare them; the exit status is 1 where they differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", action="store_true", help=f"write {STORED.name}")
    what.add_argument(
        "--exact",
        nargs="?",
        type=Path,
        const=STORED,
        metavar="OTHER",
        help="hold this checkout against OTHER, the older one, or against what was written",
    )
    what.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--checkout", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.run is not None:
        answers = run_steps(chosen.checkout)
        chosen.run.write_text(json.dumps(answers), encoding="utf-8")
        return 0
    if chosen.write:
        text = "\n".join(_lines(fresh_answers()[0])) + "\n"
        STORED.write_text(text, encoding="utf-8")
        return 0
    if chosen.exact == STORED:
        return 0 if _report(stored_answers(), fresh_answers()[0]) else 1
    ours, others = fresh_answers(chosen.exact)
    assert others is not None
    return 0 if _report(others, ours) else 1


if __name__ == "__main__":
    sys.exit(main())
