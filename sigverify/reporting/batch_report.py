"""The report of a batch: one self-contained HTML page for a browser and for the window.

The page shows the counts, the distribution of the similarities, and the items, page by page, with
the inks of those that a person should look at. All of it comes from data in the page: its script
filters and exports the items, and the window makes a work list of them.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from sigverify.batch.input.items import amount_as_number
from sigverify.batch.output.journal import Journal
from sigverify.batch.output.outcome import JudgedBatch, Summary
from sigverify.batch.output.results import COLUMNS
from sigverify.batch.output.rows import ResultRow
from sigverify.errors import DataError
from sigverify.files import parse_json, read_bytes, written_atomically
from sigverify.reporting.batch_page import POLICY, STYLE
from sigverify.reporting.batch_script import SCRIPT
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.templates import EVIDENCE_SECTION, SECTIONS
from sigverify.terms import Decision
from sigverify.wording import texts_of

# Items in a page. Those that a person should look at come before accepted ones.
MAX_SHOWN: Final = 100_000
# Bytes of pictures in a page; browsers and the window keep it in memory.
MAX_INK_BYTES: Final = 96 * 2**20
# Items whose pictures are in one part of the data, which the script reads when it shows one.
_BLOCK: Final = 100
_MAX_BYTES: Final = 256 * 2**20
# Columns of the page's data that are in no results.
_OF_PAGE: Final = ("number", "why", "amount_number")
_BINS: Final = 50
_DATA: Final = re.compile(
    rb'<script type="application/json" id="sigverify-items">(.*?)</script>', re.DOTALL
)
_FAILED: Final = "failed"
# What the page says of the similarities as evidence, by the codes in the rows.
_EVIDENCE: Final = {code.value: text for code, text in SECTIONS[EVIDENCE_SECTION].items()}
# The possible results of an item, in the order of the counts.
_WORDS: Final = {
    **{decision.value: DECISION_STYLES[decision].counted for decision in Decision},
    _FAILED: "Failed",
}
# Sort order of the items: the most urgent first.
_ORDER: Final = {decision.value: place for place, decision in enumerate(DECISION_STYLES)}


@dataclass(slots=True)
class _Content:
    """What the page shows of all items together, collected from the journal."""

    bins: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    thresholds: Counter[tuple[float, float]] = field(default_factory=Counter)
    accepted: int = 0
    others: int = 0

    def add(self, row: ResultRow) -> None:
        if row.decision == Decision.ACCEPT:
            self.accepted += 1
        else:
            self.others += 1
        if row.similarity is not None:
            place = min(int(row.similarity * _BINS), _BINS - 1)
            self.bins[row.decision][place] += 1
            if row.threshold is not None and row.flag_below is not None:
                self.thresholds[row.threshold, row.flag_below] += 1


class _Room:
    """Says which items are on the page, as they pass by in their order."""

    def __init__(self, content: _Content) -> None:
        self._others = min(content.others, MAX_SHOWN)
        self._accepted = min(content.accepted, MAX_SHOWN - self._others)
        self.left_out = content.others + content.accepted - self._others - self._accepted

    def takes(self, row: ResultRow) -> bool:
        if row.decision == Decision.ACCEPT:
            self._accepted -= 1
            return self._accepted >= 0
        self._others -= 1
        return self._others >= 0


def write_report(path: Path, *, batch: JudgedBatch, journal: Journal) -> None:
    """Write the report atomically; the journal is read three times, and no item stays in memory.

    Args:
        path: the page.
        batch: the finished batch with its model, calibration and counts.
        journal: the result rows of all items.

    Raises:
        OutputError: the page can't be written.
    """
    content = _Content()
    for chunk in journal.results():
        for row in chunk.rows:
            content.add(row)
    with written_atomically(path, private=True) as stream:
        for text in _page(content, batch, journal):
            stream.write(text.encode("utf-8", "backslashreplace"))


def report_rows(path: Path) -> list[dict[str, Any]]:
    """Return the items of a report that a person should look at, as JSON Lines results hold them.

    The most urgent ones come first.

    Raises:
        MissingFileError: the file does not exist.
        UnreadableFileError: the file can't be opened or is too large.
        DataError: the file is not the report of a batch.
    """
    found = _DATA.search(read_bytes(path, max_bytes=_MAX_BYTES))
    try:
        rows = parse_json(found[1]) if found is not None else None
    except ValueError:
        rows = None
    if isinstance(rows, dict):
        rows = _restored(rows)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(
            f"{path}: this is not the report of a batch.", remedy="Choose another file."
        )
    return rows


def _restored(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The items of a page that a person should look at; None if it holds something else."""
    try:
        columns, same = data["columns"], dict(data["same"])
        found = [dict(zip(columns, item, strict=True)) for item in data["items"]]
        shown = [row for row in found if row["decision"] != Decision.ACCEPT]
        shown.sort(key=_urgency)
        return [
            {name: value for name, value in row.items() if name not in _OF_PAGE} | same
            for row in shown
        ]
    except (KeyError, TypeError, ValueError):
        return None


def _urgency(row: dict[str, Any]) -> tuple[int, float, int]:
    similarity = -1.0 if row["similarity"] is None else float(row["similarity"])
    return _ORDER[row["decision"]], similarity, int(row["number"])


def _page(content: _Content, batch: JudgedBatch, journal: Journal) -> Iterator[str]:
    name, summary = escape(batch.results.name), batch.summary
    same = batch.judged_by.columns()
    cautions = texts_of(batch.judged_by.calibration.warnings)
    warnings = "".join(f"<p><strong>{escape(text)}</strong></p>" for text in cautions)
    yield (
        "<!DOCTYPE html>\n"
        '<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{name} – signatures</title><style>{STYLE}</style></head><body>"
        f"<h1>Signatures of {name}</h1>"
        f'<p class="quiet">{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · '
        f"model {escape(same['model'])} ({escape(same['model_sha256'][:12])}) · "
        f"calibration {escape(same['calibration'])} ({escape(same['calibration_sha256'][:12])}) · "
        "The program assists; the clerk decides.</p>"
        f'{warnings}<div class="cards">{_cards(summary)}</div>'
        f"{_reasons(summary)}"
        f"<h2>Similarities</h2>{_histogram(content)}"
        f"<h2>Items</h2>{_left_out(_Room(content).left_out)}{_FILTERS}{_TABLE}"
    )
    yield from _data(content, batch, journal)
    yield from _inks(content, journal)
    yield f"<script>{SCRIPT}</script></body></html>\n"


def _data(content: _Content, batch: JudgedBatch, journal: Journal) -> Iterator[str]:
    """The items as JSON in an element of its own, an array each."""
    head = {
        "name": batch.results.name,
        "words": _WORDS,
        "evidence": _EVIDENCE,
        "order": list(_ORDER),
        "block": _BLOCK,
        "results": COLUMNS,
        "same": batch.judged_by.columns(),
        "columns": (*_OF_PAGE, *ResultRow._fields),
    }
    yield '<script type="application/json" id="sigverify-items">'
    yield _json(head).removesuffix("}") + ',"items":['
    comma = ""
    for number, row, _ in _shown(content, journal):
        yield comma + _json([number, row.why, amount_as_number(row.amount), *row])
        comma = ",\n"
    yield "]}</script>"


def _inks(content: _Content, journal: Journal) -> Iterator[str]:
    """The pictures in parts, by the numbers of the items."""
    room = MAX_INK_BYTES
    pictures = ((number, inks) for number, _, inks in _shown(content, journal) if any(inks))
    for block, group in groupby(pictures, key=lambda found: (found[0] - 1) // _BLOCK):
        text = _json({number: inks for number, inks in group})
        room -= len(text)
        if room < 0:
            return
        yield f'<script type="application/json" id="inks-{block}">{text}</script>\n'


def _shown(content: _Content, journal: Journal) -> Iterator[tuple[int, ResultRow, tuple[str, str]]]:
    """The number, the row and the pictures of each item on the page."""
    room = _Room(content)
    number = 0
    for chunk in journal.results():
        for place, row in enumerate(chunk.rows):
            number += 1
            if room.takes(row):
                yield number, row, chunk.inks.get(place, ("", ""))


def _json(value: Any) -> str:  # noqa: ANN401 - any JSON value
    # An escaped "<" can't end the element that holds the data.
    text = json.dumps(value, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def _cards(summary: Summary) -> str:
    counts = [("all", "Items", summary.items)]
    counts += [
        (name, word, summary.failed if name == _FAILED else summary.decisions[name])
        for name, word in _WORDS.items()
    ]
    return "".join(
        f'<button type="button" class="card {name}" data-show="{name}">'
        f"<b>{count}</b>{word}</button>"
        for name, word, count in counts
    )


def _reasons(summary: Summary) -> str:
    if not summary.reasons:
        return ""
    lines = "".join(
        f"<tr><td>{count}</td><td>{_WORDS[name]}</td><td>{escape(why)}</td></tr>"
        for (name, why), count in summary.reasons.most_common()
    )
    return (
        "<h2>Reasons</h2><table class=reasons><thead><tr><th>Items</th><th>What</th>"
        f"<th>Why</th></tr></thead><tbody>{lines}</tbody></table>"
    )


def _histogram(content: _Content) -> str:
    """Draw stacked bars over the similarity, with the thresholds as dashed lines.

    Thresholds depend on the number of specimens and on the amount; those of most items are drawn.
    """
    left, top, width, height = 60, 34, 1120, 200
    totals = Counter[int]()
    for counts in content.bins.values():
        totals.update(counts)
    most = max(totals.values(), default=1)
    parts = []
    below: Counter[int] = Counter()
    for name in (Decision.FLAG, Decision.REFER, Decision.ACCEPT):
        for place, count in sorted(content.bins[name].items()):
            tall = height * count / most
            y = top + height - height * below[place] / most - tall
            parts.append(
                f'<rect class="{name}" x="{left + width * place / _BINS + 1:.1f}" y="{y:.1f}" '
                f'width="{width / _BINS - 2:.1f}" height="{tall:.1f}">'
                f"<title>{place / _BINS:.2f} to {(place + 1) / _BINS:.2f}: {count} "
                f"{_WORDS[name].lower()}</title></rect>"
            )
            below[place] += count
    base = top + height
    marks = []
    if content.thresholds:
        ((accept_at, flag_below), count), *_ = content.thresholds.most_common(1)
        total = content.thresholds.total()
        some = "" if count == total else f" ({count} of {total} items)"
        marks = [(f"accept{some} from", accept_at, 14), (f"flag{some} below", flag_below, 28)]
    for word, value, y in marks:
        x = left + width * value
        anchor = "start" if value < 0.5 else "end"
        parts.append(
            f'<line class="threshold" x1="{x:.1f}" y1="{y + 3}" x2="{x:.1f}" y2="{base}"/>'
            f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{word} {value:.3f}</text>'
        )
    for tick in range(6):
        x = left + width * tick / 5
        parts.append(
            f'<text x="{x:.1f}" y="{base + 20}" text-anchor="middle">{tick / 5:.1f}</text>'
        )
    return (
        f'<svg viewBox="0 0 1200 {base + 34}" role="img" '
        'aria-label="How many items have which similarity">'
        f'<line class="axis" x1="{left}" y1="{base}" x2="{left + width}" y2="{base}"/>'
        f'<text x="{left - 8}" y="{top + 10}" text-anchor="end">{most}</text>'
        f'<text x="{left - 8}" y="{base}" text-anchor="end">0</text>{"".join(parts)}</svg>'
    )


def _left_out(count: int) -> str:
    if not count:
        return ""
    return f'<p class="quiet">{count} more items are in the results only.</p>'


def _option(value: str, text: str) -> str:
    return f'<option value="{value}">{text}</option>'


_CHOICES: Final = _option("exceptions", "All that were not accepted") + "".join(
    _option(name, word) for name, word in (*_WORDS.items(), ("all", "All items"))
)
_FILTERS: Final = (
    '<div class="filters">'
    f'<label>Decision <select id="by-show">{_CHOICES}</select></label>'
    f'<label>Reason <select id="by-why">{_option("", "Any")}</select></label>'
    '<label>Item <input id="by-id" type="search"></label>'
    '<label>Account <input id="by-account" type="search"></label>'
    '<label>Amount from <input id="by-least" type="number" min="0" step="any"></label>'
    '<label>Amount to <input id="by-most" type="number" min="0" step="any"></label>'
    '<button type="button" id="clear">Clear</button>'
    '<button type="button" id="export">Export (CSV)</button></div>'
)
# The names of the columns, with the order that a click on each gives.
_HEADINGS: Final = (
    ("No.", "number"),
    ("Item", "id"),
    ("Account", "account"),
    ("Amount", "amount"),
    ("Decision", "urgency"),
    ("Similarity", "similarity"),
    ("Questioned", ""),
    ("Specimen", ""),
    ("Why", "why"),
)
_TABLE: Final = (
    '<div class="pager"><span id="count" role="status"></span>'
    '<button type="button" id="first">First</button><button type="button" id="back">Back</button>'
    '<label>Page <input id="page" type="number" min="1"></label><span id="pages"></span>'
    '<button type="button" id="on">Next</button><button type="button" id="last">Last</button>'
    '</div><table class="rows"><thead><tr>'
    + "".join(
        f'<th scope="col" data-order="{order}"><button type="button">{name}</button></th>'
        if order
        else f'<th scope="col">{name}</th>'
        for name, order in _HEADINGS
    )
    + '</tr></thead><tbody id="rows"></tbody></table>'
    "<noscript><p>The items are shown by a script, which this browser does not run. "
    "The window opens this page as a work list.</p></noscript>"
)
