"""All readers of untrusted input: how to feed them bytes, and valid examples.

A reader may refuse its input with a `SigVerifyError`; any other exception is a fault.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sigverify.batch.input.items import ItemTable
from sigverify.batch.output.journal import ChunkResult, Journal, journal_folder
from sigverify.batch.output.rows import ResultRow
from sigverify.calibration.source import read_source
from sigverify.datasets.manifest import read_manifest
from sigverify.detection.detector import shipped_detector
from sigverify.encoding.artefact import load_artefact
from sigverify.encoding.encoder import Encoder
from sigverify.errors import DataError, SigVerifyError
from sigverify.files import sha256_hex
from sigverify.imaging.reading.scans import decode_scan
from sigverify.letters.reading import Letter
from sigverify.paths import MANIFEST_NAME, model_folder
from sigverify.records.mandates.text import read_mandate
from sigverify.records.roles import load_policy
from sigverify.settings import Settings, load_settings
from sigverify.verification.calibration_file import load_calibration
from tests.helpers.letter_examples import cts_example, x9_examples
from tests.helpers.scribbles import scribble


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A reader of untrusted input.

    Attributes:
        read: reads bytes; the second argument is a folder of its own for files.
        examples: makes valid inputs of a few kilobytes each.
    """

    read: Callable[[bytes, Path], object]
    examples: Callable[[], list[bytes]]

    def refuses(self, data: bytes, folder: Path) -> bool:
        """Return whether the reader refuses some bytes; a fault of the program is raised."""
        try:
            self.read(data, folder)
        except SigVerifyError:
            return True
        return False


def _picture(data: bytes, folder: Path) -> None:
    scan = decode_scan(data, name="fuzzed")
    detector = shipped_detector()
    detector.extract_ink(scan, box=None, detections=detector.detect(scan))


def _pictures() -> list[bytes]:
    grey = Image.fromarray(scribble(seed=1))
    small = grey.resize((96, 48))
    colour = Image.merge("RGB", (small, small.transpose(Image.Transpose.FLIP_LEFT_RIGHT), small))
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
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


def _cts(data: bytes, folder: Path) -> None:
    """Read a letter beside a sound image file."""
    example = cts_example()
    _file(example.images, folder, name=example.images_name)
    list(Letter(_file(data, folder, name="letter.xml")))


def _file(data: bytes, folder: Path, *, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _pdfs() -> list[bytes]:
    """Return a handwritten PDF, and PDFs with an image as the libraries write them."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 72]/Contents 4 0 R"
        b"/Resources<</XObject<</F 5 0 R>>/Font<</A 6 0 R>>>>>>",
        b"<</Length 74>>stream\n0 0 0 rg 10 10 50 20 re f q 2 0 0 2 5 5 cm /F Do Q "
        b"BT /A 12 Tf (Pay) Tj ET S\nendstream",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 30 30]/Length 17>>stream\n"
        b"1 0 0 rg 3 3 m f\n\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    made += b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\n" % table
    made += b"startxref\n%d\n%%%%EOF\n" % made.index(b"xref\n")
    found = [made]
    small = Image.fromarray(scribble(seed=2)).resize((96, 48))
    for picture in (small, small.convert("RGB"), small.convert("1")):
        stream = io.BytesIO()
        picture.save(stream, "PDF", resolution=100)
        found.append(stream.getvalue())
    return found


def _roles(data: bytes, folder: Path) -> None:
    folder.chmod(0o755)
    path = _file(data, folder, name="roles.json")
    path.chmod(0o644)
    policy = load_policy(path, owner=os.geteuid())
    policy.person("clara")
    policy.second_person(pays=True, flagged=True, amount=None)


_ROLES = (
    b'{"version": 1, "people": {"clara": "clerk", "rita": "risk-officer"}, "others": "clerk",'
    b' "second_person_from": 5000.5, "second_person_for_flagged": false}'
)


def _journal(data: bytes, folder: Path) -> None:
    """Read lines with valid checksums, as a person who alters a journal would write them."""
    results = folder / "results.csv"
    path = journal_folder(results) / "journal"
    path.parent.mkdir(exist_ok=True)
    digest, lines = "", []
    for body in data.split(b"\n"):
        digest = sha256_hex(digest.encode() + body)[:32]
        lines.append(f"{digest} ".encode() + body + b"\n")
    path.write_bytes(b"".join(lines))
    journal = Journal(results, identity=_RUN, resume=True)
    try:
        list(journal.results())
    finally:
        journal.close()


_RUN = {"items": "0" * 64, "chunk": 2}


def _journals() -> list[bytes]:
    """Return the journals of a run without the checksums."""
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder) / "results.csv"
        journal = Journal(results, identity=_RUN, resume=True)
        for index in range(2):
            journal.append(
                ChunkResult(
                    index=index,
                    rows=(_RESULT, _RESULT),
                    milliseconds=(1.5, 2.0),
                    inks={1: ("iVBORw0KGgo=", "")},
                    read=3,
                )
            )
        journal.close()
        lines = (journal_folder(results) / "journal").read_bytes().splitlines()
    return [b"\n".join(line[33:] for line in lines)]


def _results(data: bytes, folder: Path) -> None:
    """Read results of a batch in the three forms that the window opens."""
    from sigverify.gui.models.cases.batch_results import read_results

    refused = 0
    for name in ("results.csv", "results.jsonl", "report.html"):
        try:
            read_results(_file(data, folder, name=name))
        except SigVerifyError as error:
            refusal, refused = error, refused + 1
    if refused == 3:
        raise refusal


def _table(data: bytes, folder: Path) -> Path:
    """Write a table that names existing files."""
    for name in ("a.png", "b.png"):
        (folder / name).touch()
    return _file(data, folder, name="table.csv")


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


@cache
def _tiny_model() -> Path:
    from tests.helpers.tiny_model import write_tiny_model

    return write_tiny_model(Path(tempfile.mkdtemp()) / "tiny")


def _encoder(data: bytes, folder: Path) -> None:
    """Open a network with a matching manifest, as the author of a hostile model would write it."""
    artefact = load_artefact(_tiny_model())
    object.__setattr__(artefact, "encoder_onnx", data)
    Encoder(artefact, threads=1)


def _worklist(data: bytes, folder: Path) -> None:
    """Open a work list; one that is put aside with a message counts as refused."""
    from sigverify.gui.models.cases.session_file import SessionFile

    worklist, message = SessionFile(_file(data, folder, name="session.json")).load()
    SessionFile(folder / "saved.json").save(worklist, current=worklist.current.id)
    if message is not None:
        raise DataError(message, remedy="")


def _worklists() -> list[bytes]:
    case = {
        "id": "1",
        "title": "1",
        "questioned": "q.png",
        "page": 0,
        "box": [1, 2, 30, 40],
        "box_origin": "found",
        "turns": 1,
        "specimens": ["r.png"],
        "account": "7",
        "amount": 1000.5,
        "outcome": {
            "decision": "refer",
            "similarity": 0.4,
            "reasons": ["copy of a specimen"],
            "reason_codes": [{"code": "copy-of-specimen", "parameters": {}}],
        },
        "problem": None,
        "clerk": {
            "verdict": "pay",
            "reason": "known",
            "note": "",
            "clerk": "clara",
            "decided_at": "2026-11-22T12:00:00+00:00",
            "row": 3,
            "waits": None,
            "confirmed_by": "",
        },
        "parked": False,
    }
    return [json.dumps({"version": 1, "current": "1", "cases": [case]}).encode()]


_RESULT = ResultRow(
    id="1",
    questioned="q.png",
    page=1,
    reference=["r.png"],
    account="7",
    amount="1,000.50",
    similarity=0.4,
    evidence="evidence-none",
    threshold=0.5,
    flag_below=0.2,
    decision="refer",
    reasons=["the similarity lies between the thresholds"],
    reason_codes=[{"code": "neither-alike-nor-different", "parameters": {}}],
    error="",
    box=[1, 2, 30, 40],
    quality=["coarse"],
    unusable=[],
    sha256="0" * 64,
    signed_by=[],
    rules=[],
)
_CSV_RESULTS = (
    b"id,questioned,page,reference,amount,similarity,decision,reasons,error,box\n"
    b'1,q.png,2,r.png;s.png,"1,000.50",0.4,refer,too coarse; two,,"1,2,30,40"\n'
)
_JSON_RESULTS = json.dumps(_RESULT._asdict()).encode()
_REPORT = b'<script type="application/json" id="sigverify-items">[' + _JSON_RESULTS + b"]</script>"

_ITEMS = (
    b"id,questioned,page,box,reference,account,amount\n"
    b'1,q.png,2,"1,2,30,40",r.png;s.tif#page=2,7,"1,000.50"\n'
)
_MANIFEST = b"path,writer,label,split\na.png,set/1,genuine,train\nb.png,set/2,forged,val\n"
_SCORES = b"similarity,writer,kind\n0.9,a,genuine\n0.1,b,skilled\n"

READERS: dict[str, Reader] = {
    "picture": Reader(read=_picture, examples=_pictures),
    "items": Reader(
        read=lambda data, folder: list(ItemTable(_file(data, folder, name="items.csv"))),
        examples=lambda: [_ITEMS],
    ),
    "letter": Reader(
        read=lambda data, folder: list(Letter(_file(data, folder, name="letter.x937"))),
        examples=x9_examples,
    ),
    "cts": Reader(
        read=_cts,
        examples=lambda: [cts_example().xml.encode(code) for code in ("utf-8", "utf-16")],
    ),
    "manifest": Reader(
        read=lambda data, folder: read_manifest(_table(data, folder)),
        examples=lambda: [_MANIFEST],
    ),
    "scores": Reader(
        read=lambda data, folder: read_source(_table(data, folder)),
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
        examples=lambda: [load_artefact(_tiny_model()).encoder_onnx],
    ),
    "mandate": Reader(
        read=lambda data, folder: read_mandate(data.decode("utf-8", "replace")),
        examples=lambda: [
            b"group Directors: Asha Rao, Bimal Sen until 2026-11-21\n"
            b"any one up to 10,000; any two of Directors up to 50,000; Asha Rao with B above",
            b"A and B for any amount",
        ],
    ),
    "session": Reader(read=_worklist, examples=_worklists),
    "pdf": Reader(read=_picture, examples=_pdfs),
    "roles": Reader(read=_roles, examples=lambda: [_ROLES]),
    "journal": Reader(read=_journal, examples=_journals),
    "results": Reader(
        read=_results, examples=lambda: [_CSV_RESULTS, _JSON_RESULTS + b"\n", _REPORT]
    ),
}
