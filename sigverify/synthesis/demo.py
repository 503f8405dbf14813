"""The demo's images: specimens of one made-up person, an imitation, and three cheques.

``python -m sigverify.synthesis.demo [FOLDER]`` writes them into ``assets/demo``. The same code
and libraries write the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from sigverify.files import write_atomically
from sigverify.imaging.arrays import Image
from sigverify.synthesis.documents.capture import Capture, capture
from sigverify.synthesis.documents.cheque import compose_cheque
from sigverify.synthesis.documents.layouts import Layout
from sigverify.synthesis.documents.scanning import ScannerSettings, scan
from sigverify.synthesis.signatures.imitation import imitate
from sigverify.synthesis.signatures.kinematics import Trajectory
from sigverify.synthesis.signatures.pen import Pen, draw
from sigverify.synthesis.signatures.signer import make_signer
from sigverify.synthesis.signatures.styles import Style

DEMO_SEED = 20
"""Decides the made-up person of the demo."""
DEMO_STYLE = Style.CURSIVE
DEMO_SKILL = 0.45
"""Skill of the imitator, see `imitate`."""
CHEQUE_SEED = 42
"""Decides the form of the demo's cheques and the entries in it."""
SCAN_DPI = 200.0
_JPEG_QUALITY = 70
_PEN = Pen(width_mm=0.42, colour=(130, 55, 40))


def demo_pictures() -> dict[str, bytes]:
    """The bytes of the demo's files by their names in ``assets/demo``."""
    signer = make_signer(np.random.default_rng(DEMO_SEED), style=DEMO_STYLE)

    def genuine(number: int) -> Trajectory:
        return signer.write(np.random.default_rng([DEMO_SEED, 1, number]))

    def forged(number: int) -> Trajectory:
        return imitate(signer, np.random.default_rng([DEMO_SEED, 2, number]), skill=DEMO_SKILL)

    files = {f"specimen-{n}.png": _crop(genuine(n), number=n) for n in (1, 2, 3)}
    files["genuine.png"] = _crop(genuine(4), number=4)
    files["imitation.png"] = _crop(forged(1), number=5)
    files["cheque-genuine.jpg"] = _cheque([_ink(genuine(5), number=6)])
    files["cheque-imitation.jpg"] = _cheque([_ink(forged(2), number=7)])
    files["cheque-unsigned.jpg"] = _cheque([])
    return files


def _ink(trajectory: Trajectory, *, number: int) -> Image:
    rng = np.random.default_rng([DEMO_SEED, 3, number])
    return draw(trajectory, dpi=SCAN_DPI, pen=_PEN, rng=rng, margin_mm=3.0)


def _crop(trajectory: Trajectory, *, number: int) -> bytes:
    """A signature cropped from a scanned sheet, as PNG."""
    settings = ScannerSettings(paper=(238, 243, 245), uneven=0.015, noise=0.5, blur_px=0.5)
    rng = np.random.default_rng([DEMO_SEED, 4, number])
    pixels = scan(_ink(trajectory, number=number), colour=_PEN.colour, rng=rng, settings=settings)
    return _encoded(pixels, ".png", (cv2.IMWRITE_PNG_COMPRESSION, 9))


def _cheque(signatures: Sequence[Image]) -> bytes:
    """The demo's cheque with these signatures on it, as JPEG."""
    rng = np.random.default_rng(CHEQUE_SEED)
    leaf = compose_cheque(rng, style=Layout.INDIAN, signatures=signatures, dpi=SCAN_DPI)
    picture = capture(leaf, np.random.default_rng([CHEQUE_SEED, 1]), kind=Capture.COLOUR)
    return _encoded(picture.image, ".jpg", (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))


def _encoded(image: Image, extension: str, options: tuple[int, int]) -> bytes:
    done, packed = cv2.imencode(extension, image, options)
    if not done:
        raise RuntimeError(f"OpenCV can't write {extension}")
    return packed.tobytes()


def main(argv: Sequence[str]) -> None:
    """Write the files into the given folder, or into ``assets/demo`` of the checkout."""
    default = Path(__file__).resolve().parents[2] / "assets" / "demo"
    folder = Path(argv[0]) if argv else default
    for name, data in demo_pictures().items():
        write_atomically(folder / name, data)


if __name__ == "__main__":
    main(sys.argv[1:])
