"""The images and tables that the steps ask about: the demo, made-up signers, made-up cheques."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from tests.helpers.places import ROOT
from tests.helpers.written_set import write_image

_SIGNERS: Final = 8
_DPI: Final = 200.0


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
    write_image(poor / "blank.png", np.full((150, 420), 255, np.uint8))
    write_image(poor / "tiny.png", np.full((6, 9), 255, np.uint8))
    (poor / "broken.png").write_bytes((folder / "demo/genuine.png").read_bytes()[:2000])
    specimen = cv2.imread(str(folder / "demo/specimen-1.png"))
    assert specimen is not None
    smaller = cv2.resize(specimen, None, fx=0.9, fy=0.9, interpolation=cv2.INTER_AREA)
    write_image(poor / "copy.png", np.asarray(cv2.GaussianBlur(smaller, (3, 3), 0), np.uint8))
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
    from sigverify.synthesis.documents.scanning import ScannerSettings, scan
    from sigverify.synthesis.signatures.imitation import imitate
    from sigverify.synthesis.signatures.pen import Pen, draw
    from sigverify.synthesis.signatures.signer import make_signer

    pen = Pen(width_mm=0.42, colour=(130, 55, 40))
    settings = ScannerSettings(paper=(238, 243, 245), uneven=0.0, noise=0.0, blur_px=0.5)
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
                write_image(folder / name, scan(ink, colour=pen.colour, rng=rng, settings=settings))
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
        write_image(folder / f"{name}.png", capture(leaf, rng, kind=kind).image)


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
