"""Writes letters of India's CTS (CXF and PXF with their image files), apart from the reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.helpers.letters import back, signed, signed_grey

BANK = "400036002"
SIGNATURE = bytes(range(256))
NAME = "{kind}_400036002_30112026_153000_01_7"


@dataclass(frozen=True, kw_only=True)
class View:
    """One image of an item, as ImageViewDetail and ImageViewData describe it."""

    data: bytes
    side: str = "Front BW"
    format: str = "TIFF"
    compression: str = "G4"
    descriptor: str = "Full"
    available: str = "Y"
    clipping: str = "0"
    offset: int | None = None
    length: int | None = None
    file: str | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """A cheque of a letter."""

    account: str = "004711"
    serial: str = "100001"
    amount: str = "12345"
    routing: str = "400229003"
    sequence: str = ""
    views: tuple[View, ...] = ()
    more: str = ""


def three_views(hand: int, variation: int = 0) -> tuple[View, View, View]:
    """Return what the specification asks for: front and back in two levels, front in grey."""
    return (
        View(data=signed(hand, variation)),
        View(data=back(), side="Back BW"),
        View(
            data=signed_grey(hand, variation),
            side="Front Gray",
            format="JFIF",
            compression="JPEG",
        ),
    )


def write_cts(
    folder: Path,
    items: Iterable[Item],
    *,
    kind: str = "CXF",
    root: str = "FileHeader",
    head: str = '<?xml version="1.0" encoding="UTF-8"?>',
    encoding: str = "utf-8",
    summary: str | None = None,
    named: bool = True,
) -> Path:
    """Write a letter and its image file; returns the letter's path.

    Args:
        folder: where to write.
        items: the cheques.
        kind: CXF, or PXF with a letter before it.
        root: the outermost element.
        head: what stands before it.
        encoding: the code of the XML.
        summary: instead of the right FileSummary.
        named: the letter names its image file.
    """
    base = NAME.format(kind=kind)
    images = base.replace("CXF", "CIBF").replace("PXF", "PIBF") + "_01.img"
    count = total = 0
    path = folder / f"{base}.XML"
    schema = kind[-3:]
    with path.open("w", encoding=encoding, newline="") as xml, (folder / images).open("wb") as img:
        xml.write(
            f'{head}<{root} xmlns="urn:schemas-ncr-com:ECPIX:{schema}:FileStructure:010005" '
            'VersionNumber="010005" TestFileIndicator="P" CreationDate="30112026" '
            'CreationTime="153000" FileID="7">\n'
        )
        for count, item in enumerate(items, start=1):
            total += int(item.amount) if item.amount.isdigit() else 0
            xml.write(
                f"<Item ItemSeqNo={quoteattr(item.sequence or f'{count:014d}')} "
                f"PayorBankRoutNo={quoteattr(item.routing)} Amount={quoteattr(item.amount)} "
                f"AccountNo={quoteattr(item.account)} SerialNo={quoteattr(item.serial)} "
                f'TransCode="10" PresentingBankRoutNo="{BANK}" PresentmentDate="30112026" '
                f'CycleNo="01" NumOfImageViews="{len(item.views)}" ClearingType="01" DocType="B" '
                f'MICRRepairFlags="000000"{item.more}>'
                f'<AddendA BOFDRoutNo="{BANK}" BOFDBusDate="30112026" IFSC="ABCD0123456"/>'
                '<MICRDS Source="Capture" MICRFingerPrint="SerialNo;Amount" SignatureData="AA=="/>'
            )
            for part in _views(item.views, img, file=images if named else None):
                xml.write(part)
            xml.write("</Item>\n")
        right = f'<FileSummary TotalItemCount="{count}" TotalAmount="{total}"/>'
        xml.write(f"{right if summary is None else summary}</{root}>")
    return path


def _views(views: Iterable[View], img: object, *, file: str | None) -> Iterator[str]:
    for view in views:
        offset = img.tell()  # type: ignore[attr-defined]
        img.write(view.data + SIGNATURE)  # type: ignore[attr-defined]
        length = len(view.data) if view.length is None else view.length
        name = file if view.file is None else view.file
        yield (
            f'<ImageViewDetail ViewFormat="{view.format}" CompressionType="{view.compression}" '
            f'ViewSideIndicator="{view.side}" ViewDescriptor="{view.descriptor}" '
            f'ImageAvailable="{view.available}">'
            f'<ImageViewData ImageDataLength="{length}" '
            f'ImageDataOffset="{offset if view.offset is None else view.offset}" '
            + ("" if name is None else f"FileName={quoteattr(name)} ")
            + f'ClippingOrigin="{view.clipping}"/>'
            f'<ImageDS Source="Capture" DigitalSignatureDataOffset="{offset + len(view.data)}" '
            'DigitalSignatureLength="256"/>'
            '<ImageViewAnalysis Source="Capture" UserField="BFB:22222222222222222"/>'
            "</ImageViewDetail>"
        )
