"""The commands that are run, step by step.

The program comes from the checkout in question and the steps always from this one, so this module
and what it imports from `tests` import `sigverify` only when a step runs.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from tests.e2e.fixed_answers.answers import Answers, Asking, kept_hashes

_DAY: Final = "2099-01-01"
_DEMO: Final = [part for number in (1, 2, 3) for part in ("-r", f"demo/specimen-{number}.png")]


def run_steps(checkout: Path) -> Answers:
    """Ask the program everything, in the current folder, which `make_data` has filled.

    Args:
        checkout: where the program comes from.
    """
    import sigverify

    if not Path(sigverify.__file__).resolve().is_relative_to(checkout):
        raise SystemExit(f"{sigverify.__file__} is not of {checkout}")
    asking = Asking(checkout, kept_hashes(checkout))
    _ask_verify(asking)
    _ask_locate_and_demo(asking)
    _ask_batch(asking)
    _ask_calibrate(asking)
    _ask_evaluate(asking)
    _ask_records(asking)
    return asking.answers


def _ask_verify(asking: Asking) -> None:
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


def _ask_locate_and_demo(asking: Asking) -> None:
    cheques = [f"demo/cheque-{name}.jpg" for name in ("genuine", "imitation", "unsigned")]
    cheques += [f"cheques/{name}.png" for name in ("scan", "bilevel", "photo")]
    cheques += ["demo/genuine.png", "poor/broken.png"]
    crops = ("--json", "--crops", "crops")
    asking.ask("locate", "locate", *cheques, *crops, prints_json=True, files=["crops/*.png"])
    asking.ask("demo", "demo", "--output", "demo.png", files=["demo.png"])
    asking.ask("model", "model", "show", "--json", prints_json=True)


def _ask_batch(asking: Asking) -> None:
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


def _ask_calibrate(asking: Asking) -> None:
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


def _ask_evaluate(asking: Asking) -> None:
    asking.ask(
        "evaluate",
        *("evaluate", "made/manifest.csv", "--references", "1", "3", "--results", "measured.json"),
        files=["measured.json"],
    )
    asking.ask("evaluate nothing", "evaluate", "made/manifest.csv", "--split", "train")


def _ask_records(asking: Asking) -> None:
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
