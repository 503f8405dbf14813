"""The report of a batch: one self-contained HTML page for a browser and for the window.

The page shows the counts, the distribution of the similarities, and the items that a person should
look at, with both inks. It also holds these items as data, from which the window makes a work list.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from sigverify.batch.journal import Journal
from sigverify.batch.outcome import JudgedBatch, Summary
from sigverify.batch.results import ResultRow
from sigverify.errors import DataError
from sigverify.files import parse_json, read_bytes, written_atomically
from sigverify.reporting.batch_page import POLICY, SCRIPT, STYLE
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.terms import Decision
from sigverify.wording import texts_of

# A page with more pictures than this opens slowly, and nobody looks at all of them.
MAX_SHOWN: Final = 2000
_MAX_BYTES: Final = 256 * 2**20
_BINS: Final = 50
_DATA: Final = re.compile(
    rb'<script type="application/json" id="sigverify-items">(.*?)</script>', re.DOTALL
)
_FAILED: Final = "failed"
# The possible results of an item, in the order of the counts.
_WORDS: Final = {
    **{decision.value: DECISION_STYLES[decision].counted for decision in Decision},
    _FAILED: "Failed",
}
# Sort order of the items: the most urgent first.
_ORDER: Final = {decision.value: place for place, decision in enumerate(DECISION_STYLES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """An item on the page."""

    number: int
    row: ResultRow
    inks: tuple[str, str]

    @property
    def rank(self) -> tuple[int, float, int]:
        similarity = -1.0 if self.row.similarity is None else self.row.similarity
        return _ORDER[self.row.decision], similarity, self.number


@dataclass(slots=True)
class _Content:
    """The content of the page, collected from the journal."""

    shown: list[_Shown] = field(default_factory=list)
    left_out: int = 0
    bins: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    thresholds: Counter[tuple[float, float]] = field(default_factory=Counter)

    def add(self, item: _Shown) -> None:
        row = item.row
        if row.similarity is not None:
            place = min(int(row.similarity * _BINS), _BINS - 1)
            self.bins[row.decision][place] += 1
            if row.threshold is not None and row.flag_below is not None:
                self.thresholds[row.threshold, row.flag_below] += 1
        if row.decision == Decision.ACCEPT:
            return
        self.shown.append(item)
        if len(self.shown) >= 2 * MAX_SHOWN:
            self.prune()

    def prune(self) -> None:
        """Keep only the items that fit on the page."""
        self.shown.sort(key=lambda item: item.rank)
        self.left_out += len(self.shown[MAX_SHOWN:])
        del self.shown[MAX_SHOWN:]


def write_report(path: Path, *, batch: JudgedBatch, journal: Journal) -> None:
    """Write the report atomically.

    Args:
        path: the page.
        batch: the finished batch with its model, calibration and counts.
        journal: the result rows of all items.

    Raises:
        OutputError: the page can't be written.
    """
    content = _Content()
    number = 0
    for chunk in journal.results():
        for place, row in enumerate(chunk.rows):
            number += 1
            content.add(_Shown(number=number, row=row, inks=chunk.inks.get(place, ("", ""))))
    content.prune()
    with written_atomically(path, private=True) as stream:
        for text in _page(content, batch):
            stream.write(text.encode("utf-8", "backslashreplace"))


def report_rows(path: Path) -> list[dict[str, Any]]:
    """Return the items of a report that a person should look at, as JSON Lines results hold them.

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
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{path}: this is no report of a batch.", remedy="Choose another file.")
    return rows


def _page(content: _Content, batch: JudgedBatch) -> Iterator[str]:
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
        "The tool assists, the clerk decides.</p>"
        f"{warnings}<ul class=cards>{_cards(summary)}</ul>"
        f"{_reasons(summary)}"
        f"<h2>Similarities</h2>{_histogram(content)}"
        f"<h2>To be looked at</h2>{_how_many(content)}"
        f"{_HEAD}<tbody>"
    )
    for item in content.shown:
        yield _line(item)
    rows = [item.row._asdict() | same for item in content.shown]
    # An escaped "<" can't end the element that holds the data.
    data = json.dumps(rows, allow_nan=False).replace("<", "\\u003c")
    yield (
        "</tbody></table>"
        f'<script type="application/json" id="sigverify-items">{data}</script>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _cards(summary: Summary) -> str:
    counts = [("", "Items", summary.items)]
    counts += [
        (name, word, summary.failed if name == _FAILED else summary.decisions[name])
        for name, word in _WORDS.items()
    ]
    return "".join(
        f'<li class="card {name}"><b>{count}</b>{word}</li>' for name, word, count in counts
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


def _how_many(content: _Content) -> str:
    if not content.shown:
        return "<p>Nothing: all items were accepted.</p>"
    text = f"{len(content.shown)} items, the least similar first."
    if content.left_out:
        text += f" {content.left_out} more are in the results only."
    return f'<p class="quiet">{text} Click on a heading to sort.</p>'


_HEAD: Final = (
    "<table><thead><tr>"
    + "".join(
        f'<th scope="col"><button type="button">{name}</button></th>'
        for name in ("No.", "Item", "Decision", "Similarity", "Questioned", "Specimen", "Why")
    )
    + "</tr></thead>"
)


def _line(item: _Shown) -> str:
    row = item.row
    decision = _FAILED if row.error else row.decision
    similarity = "" if row.similarity is None else f"{row.similarity:.3f}"
    key = "-1" if row.similarity is None else f"{row.similarity:.6f}"
    carried = "".join(
        f'<div class="quiet">{name} {escape(value)}</div>'
        for name, value in (("account", row.account), ("amount", row.amount))
        if value
    )
    questioned = _name(row.questioned) + ("" if row.page == 1 else f", page {row.page}")
    specimens = ", ".join(map(_name, row.reference))
    return (
        f'<tr><td class="number">{item.number}</td><td>{escape(row.id)}{carried}</td>'
        f'<td class="word {decision}" data-key="{_ORDER[row.decision]}{decision}">'
        f'{_WORDS[decision]}</td><td class="number" data-key="{key}">{similarity}</td>'
        f"<td>{_ink(item.inks[0], 'questioned ink')}{escape(questioned)}</td>"
        f"<td>{_ink(item.inks[1], 'most similar specimen')}{escape(specimens)}</td>"
        f"<td>{_sentences([*row.reasons, *row.quality])}</td></tr>\n"
    )


def _name(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _ink(data: str, what: str) -> str:
    return f'<img alt="{what}" src="data:image/png;base64,{escape(data)}">' if data else ""


def _sentences(texts: Iterable[str]) -> str:
    return "<br>".join(escape(text) for text in dict.fromkeys(texts))
