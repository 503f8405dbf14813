"""Everything that reads what others have written: how to feed it bytes, and healthy examples.

A reader may refuse its input with a `SigVerifyError`; anything else that it raises is a fault.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scribbles import scribble

from sigverify.errors import SigVerifyError
from sigverify.imaging.reading import decode_scan
from sigverify.manifest import read_manifest
from sigverify.model.artefact import MANIFEST_NAME, load_artefact
from sigverify.model.inference import Encoder
from sigverify.paths import model_folder, shipped_folder
from sigverify.records.mandate_text import read_mandate
from sigverify.settings import Settings, load_settings
from sigverify.verification.batch_items import ItemTable
from sigverify.verification.calibration_file import load_calibration
from sigverify.verification.calibration_source import read_source
from sigverify.verification.cheques import cut_and_clean, see


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A way into the program.

    Attributes:
        read: takes bytes and a folder of its own that it may write to.
        examples: makes inputs that it accepts, a few kilobytes each.
    """

    read: Callable[[bytes, Path], object]
    examples: Callable[[], list[bytes]]

    def refuses(self, data: bytes, folder: Path) -> bool:
        """Whether some bytes are refused; a fault of the program is raised."""
        try:
            self.read(data, folder)
        except SigVerifyError:
            return True
        return False


def _picture(data: bytes, folder: Path) -> None:
    scan = decode_scan(data, name="fuzzed")
    cut_and_clean(scan, box=None, sighting=see(scan))


def _pictures() -> list[bytes]:
    grey = Image.fromarray(scribble(seed=1))
    small = grey.resize((96, 48))
    colour = Image.merge("RGB", (small, small.transpose(Image.Transpose.FLIP_LEFT_RIGHT), small))
    kinds = [
        (small, "PNG", {}),
        (small.convert("1"), "PNG", {}),
        (colour, "PNG", {}),
        (colour.quantize(16), "PNG", {}),
        (small, "JPEG", {}),
        (colour, "JPEG", {"progressive": True}),
        (small, "BMP", {}),
        (colour, "WEBP", {}),
        (colour, "WEBP", {"lossless": True}),
        *(
            (small.convert("1"), "TIFF", {"compression": name})
            for name in ("raw", "group3", "group4", "packbits")
        ),
        *((colour, "TIFF", {"compression": name}) for name in ("tiff_lzw", "tiff_adobe_deflate")),
        (small, "TIFF", {"save_all": True, "append_images": [small, small]}),
        (small, "PDF", {"resolution": 100}),
    ]
    found = []
    for picture, kind, options in kinds:
        stream = io.BytesIO()
        picture.save(stream, kind, **options)
        found.append(stream.getvalue())
    return found


def _file(data: bytes, folder: Path, *, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _settings(data: bytes, folder: Path) -> None:
    load_settings(_file(data, folder, name="own.json"), site=folder / "missing.json")
    load_settings(folder / "missing.json", site=_file(data, folder, name="site.json"))


def _calibration(data: bytes, folder: Path) -> None:
    path = _file(data, folder, name="calibration.json")
    load_calibration(path, artefact=load_artefact(model_folder()))


def _model_copy(folder: Path) -> Path:
    copy = folder / "model"
    if not copy.exists():
        shutil.copytree(model_folder(), copy)
    return copy


def _model_manifest(data: bytes, folder: Path) -> None:
    copy = _model_copy(folder)
    _file(data, copy, name=MANIFEST_NAME)
    load_artefact(copy)


def _encoder(data: bytes, folder: Path) -> None:
    """A network whose manifest agrees with it, as whoever makes a hostile model would see to."""
    artefact = load_artefact(model_folder())
    object.__setattr__(artefact, "encoder_onnx", data)
    Encoder(artefact, threads=1)


def _worklist(data: bytes, folder: Path) -> None:
    from sigverify.gui.models.session_file import load_worklist

    load_worklist(_file(data, folder, name="session.json"))


def _worklists() -> list[bytes]:
    case = {"id": "1", "questioned": "q.png", "page": 0, "box": [1, 2, 30, 40], "references": []}
    return [json.dumps({"version": 1, "cases": [case]}).encode(), b"{}"]


_ITEMS = (
    b"id,questioned,page,box,reference,account,amount\n"
    b'1,q.png,2,"1,2,30,40",r.png;s.tif#page=2,7,"1,000.50"\n'
)
_MANIFEST = b"path,writer,label,split\na.png,set/1,genuine,train\nb.png,set/1,forged,val\n"
_SCORES = b"signer,label,similarity\na,genuine,0.9\nb,forged,0.1\n"

READERS: dict[str, Reader] = {
    "picture": Reader(read=_picture, examples=_pictures),
    "items": Reader(
        read=lambda data, folder: list(ItemTable(_file(data, folder, name="items.csv"))),
        examples=lambda: [_ITEMS],
    ),
    "manifest": Reader(
        read=lambda data, folder: read_manifest(_file(data, folder, name="manifest.csv")),
        examples=lambda: [_MANIFEST],
    ),
    "scores": Reader(
        read=lambda data, folder: read_source(_file(data, folder, name="scores.csv")),
        examples=lambda: [_SCORES, _MANIFEST],
    ),
    "settings": Reader(
        read=_settings, examples=lambda: [Settings().model_dump_json().encode(), b"{}"]
    ),
    "calibration": Reader(
        read=_calibration,
        examples=lambda: [(model_folder() / "calibration.json").read_bytes()],
    ),
    "model": Reader(
        read=_model_manifest, examples=lambda: [(model_folder() / MANIFEST_NAME).read_bytes()]
    ),
    "network": Reader(
        read=_encoder,
        examples=lambda: [(shipped_folder("trained") / "separator/separator.onnx").read_bytes()],
    ),
    "mandate": Reader(
        read=lambda data, folder: read_mandate(data.decode("utf-8", "replace")),
        examples=lambda: [b"any 2 of A\nup to 5000: 1 of B", b"A and B"],
    ),
    "session": Reader(read=_worklist, examples=_worklists),
}
