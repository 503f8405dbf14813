"""Draws ``docs/pictures/architecture.svg``: the packages and who imports whom.

``python packaging/architecture_picture.py [FILE.svg]``

A row is a layer of the contract "Layers" in ``pyproject.toml``, a box is a package with the number
of its modules, and an arrow leads from a package to one that it imports. An arrow is left out if a
chain of other arrows leads to the same package, or if it leads to a single module such as
``errors``, which every package may use. The same code gives the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/pictures/architecture.svg"
PACKAGE = "sigverify"
CONTRACT = "Layers"

BOX_HEIGHT_PX = 42
ROW_PX = 88
CHARACTER_PX = 9
BOX_PADDING_PX = 34
# Between two boxes, between two arrows, and around the whole.
BOX_GAP_PX = 36
ARROW_GAP_PX = 20
MARGIN_PX = 24
LINE_PX = 20
SWEEPS = 24
CAPTION = (
    "A row is a layer. The number in a box counts the package's modules.",
    "An arrow is an import. Left out: imports that a chain of arrows shows already,",
    "and imports of single modules (the boxes without a number).",
)

# A box, or a point at which an arrow passes a row: (package, package, row).
Node = str | tuple[str, str, int]
Edge = tuple[str, str]


def layers() -> list[list[str]]:
    """Return the packages of each layer, the highest first."""
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = configured["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["name"].startswith(CONTRACT + ";"))
    return [[name.strip() for name in row.split("|")] for row in contract["layers"]]


def imports() -> tuple[dict[str, int], dict[Edge, int]]:
    """Count modules by package, and import statements by importer and imported package."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    modules: dict[str, int] = {}
    edges: dict[Edge, int] = {}
    for module in sorted(graph.modules - {PACKAGE}):
        package = module.split(".")[1]
        modules[package] = modules.get(package, 0) + 1
        for imported in graph.find_modules_directly_imported_by(module) - {PACKAGE}:
            edge = package, imported.split(".")[1]
            if edge[0] != edge[1]:
                edges[edge] = edges.get(edge, 0) + 1
    return modules, edges


def without_shortcuts(edges: Iterable[Edge]) -> list[Edge]:
    """Return the edges that no longer chain of edges replaces; the graph must have no circle."""
    below: dict[str, set[str]] = {}
    for upper, lower in edges:
        below.setdefault(upper, set()).add(lower)

    def reached(package: str) -> set[str]:
        return set().union(*({one} | reached(one) for one in below.get(package, ())))

    return sorted(
        (upper, lower)
        for upper, lowers in below.items()
        for lower in lowers
        if not any(lower in reached(other) for other in lowers - {lower})
    )


class Layout:
    """The positions of the boxes and the points through which the arrows run.

    Attributes:
        rows: boxes and passing points of each row, from left to right.
        centres: the horizontal centre of each, in pixels.
    """

    def __init__(
        self, rows: Sequence[Sequence[str]], edges: Sequence[Edge], widths: Mapping[str, int]
    ) -> None:
        """Order the rows so that few arrows cross, then place them so that arrows are straight."""
        self._widths = widths
        self._row_of = {name: number for number, row in enumerate(rows) for name in row}
        self.rows: list[list[Node]] = [list(row) for row in rows]
        self._neighbours: dict[Node, list[Node]] = {}
        self.ways: dict[Edge, list[Node]] = {}
        for edge in edges:
            upper, lower = edge
            between = range(self._row_of[upper] + 1, self._row_of[lower])
            way: list[Node] = [upper, *((upper, lower, row) for row in between), lower]
            self.ways[edge] = way
            for passed, node in zip(between, way[1:-1], strict=True):
                self.rows[passed].append(node)
            for first, second in itertools.pairwise(way):
                self._neighbours.setdefault(first, []).append(second)
                self._neighbours.setdefault(second, []).append(first)
        self.centres: dict[Node, float] = {}
        for row in self.rows:
            self._spread(row, [0.0] * len(row))
        for sweep in range(SWEEPS):
            self._sweep(reorder=sweep < SWEEPS // 2)
        left = min(self.centres[node] - self.width(node) / 2 for node in self.centres)
        self.centres = {node: x - left + MARGIN_PX for node, x in self.centres.items()}

    def width(self, node: Node) -> int:
        """Return the width of a box; a passing point has none."""
        return self._widths[node] if isinstance(node, str) else 0

    def right(self) -> float:
        """Return the right edge of the drawing."""
        return max(self.centres[node] + self.width(node) / 2 for node in self.centres)

    def _sweep(self, *, reorder: bool) -> None:
        for row in (*self.rows, *reversed(self.rows)):
            wanted = {
                node: _mean([self.centres[one] for one in self._neighbours.get(node, [node])])
                for node in row
            }
            if reorder:
                row.sort(key=lambda node: (wanted[node], str(node)))
            self._spread(row, [wanted[node] for node in row])

    def _spread(self, row: Sequence[Node], wanted: Sequence[float]) -> None:
        """Place nodes as near to the wanted positions as order and gaps allow (least squares)."""
        offset = [0.0]
        for first, second in itertools.pairwise(row):
            boxes = isinstance(first, str) or isinstance(second, str)
            gap = BOX_GAP_PX if boxes else ARROW_GAP_PX
            offset.append(offset[-1] + (self.width(first) + self.width(second)) / 2 + gap)
        pools: list[list[float]] = []
        for x, shift in zip(wanted, offset, strict=True):
            pools.append([x - shift])
            while len(pools) > 1 and _mean(pools[-2]) >= _mean(pools[-1]):
                last = pools.pop()
                pools[-1].extend(last)
        placed = [_mean(pool) for pool in pools for _ in pool]
        for node, x, shift in zip(row, placed, offset, strict=True):
            self.centres[node] = round(x + shift, 1)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def draw() -> str:
    """Return the picture as SVG."""
    rows = layers()
    modules, edges = imports()
    labels = {name: f"{name}  {modules[name]}" if modules[name] > 1 else name for name in modules}
    widths = {name: len(text) * CHARACTER_PX + BOX_PADDING_PX for name, text in labels.items()}
    packages = [edge for edge in edges if modules[edge[1]] > 1]
    layout = Layout(rows, without_shortcuts(packages), widths)
    top = [MARGIN_PX + number * ROW_PX for number in range(len(rows))]
    width = round(layout.right() + MARGIN_PX)
    height = top[-1] + BOX_HEIGHT_PX + MARGIN_PX + 24 + LINE_PX * len(CAPTION)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="DejaVu Sans, Segoe UI, Helvetica, sans-serif" font-size="16">',
        f"<title>Packages of {PACKAGE} and their imports</title>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 1 10 5 0 9z" fill="#0b4f9e"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    lines += [
        f'<rect x="8" y="{y - 12}" width="{width - 16}" height="{BOX_HEIGHT_PX + 24}" rx="10" '
        f'fill="{"#f7f9fc" if number % 2 else "#eef3f9"}"/>'
        for number, y in enumerate(top)
    ]
    lines.append('<g fill="none" stroke="#0b4f9e" stroke-width="1.5" stroke-opacity="0.75">')
    for edge, way in layout.ways.items():
        many = edges[edge]
        lines.append(
            f'<path d="{_curve(layout, rows, edge, way, top)}" marker-end="url(#head)">'
            f"<title>{edge[0]} imports {edge[1]}: {many} module{'s' * (many > 1)}</title></path>"
        )
    lines.append("</g>")
    for number, row in enumerate(rows):
        for name in row:
            left, y = layout.centres[name] - widths[name] / 2, top[number]
            count = f"  {modules[name]}" if modules[name] > 1 else ""
            lines.append(
                f'<rect x="{left:.1f}" y="{y}" width="{widths[name]}" height="{BOX_HEIGHT_PX}" '
                'rx="7" fill="#fff" stroke="#5b7a9d" stroke-width="1.4"/>'
                f'<text x="{layout.centres[name]:.1f}" y="{y + 27}" text-anchor="middle" '
                f'xml:space="preserve" fill="#0b2f5e" font-weight="bold">{escape(name)}'
                f'<tspan fill="#41556b" font-weight="normal">{count}</tspan></text>'
            )
    lines += [
        f'<text x="{MARGIN_PX}" y="{height - 12 - LINE_PX * number}" font-size="14" '
        f'fill="#41556b">{escape(line)}</text>'
        for number, line in enumerate(reversed(CAPTION))
    ]
    return "\n".join([*lines, "</svg>", ""])


def _curve(
    layout: Layout,
    rows: Sequence[Sequence[str]],
    edge: Edge,
    way: Sequence[Node],
    top: Sequence[int],
) -> str:
    """Return the path of an arrow: vertical across rows, curved between them."""
    first = next(number for number, row in enumerate(rows) if edge[0] in row)
    x, y = _leaving(layout, edge), top[first] + BOX_HEIGHT_PX
    parts = [f"M{x:.1f} {y}"]
    for step, node in enumerate(way[1:], first + 1):
        last = node == edge[1]
        into = _entering(layout, edge) if last else layout.centres[node]
        start, end = top[step] - 12 if not last else top[step], top[step] + BOX_HEIGHT_PX + 12
        middle = (y + start) / 2
        parts.append(f"C{x:.1f} {middle:.0f} {into:.1f} {middle:.0f} {into:.1f} {start}")
        if not last:
            parts.append(f"V{end}")
        x, y = into, end
    return "".join(parts)


def _leaving(layout: Layout, edge: Edge) -> float:
    """Return where an arrow leaves its box: side by side with others, in the order of targets."""
    return _port(
        layout,
        edge[0],
        {one: layout.centres[its[1]] for one, its in layout.ways.items() if one[0] == edge[0]},
        edge,
    )


def _entering(layout: Layout, edge: Edge) -> float:
    return _port(
        layout,
        edge[1],
        {one: layout.centres[its[-2]] for one, its in layout.ways.items() if one[1] == edge[1]},
        edge,
    )


def _port(layout: Layout, box: str, others: Mapping[Edge, float], edge: Edge) -> float:
    order = sorted(others, key=lambda one: (others[one], one))
    span = layout.width(box) - 24
    step = min(18.0, span / len(order))
    return layout.centres[box] + (order.index(edge) - (len(order) - 1) / 2) * step


def main() -> None:
    """Write it."""
    parser = argparse.ArgumentParser(description="Draw the packages and who imports whom.")
    parser.add_argument("file", nargs="?", type=Path, default=PICTURE, help="where to write it")
    parser.parse_args().file.write_text(draw(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
