"""The style and the content security policy of a batch's report."""

from __future__ import annotations

import base64
import hashlib
from typing import Final

from sigverify.reporting.batch_script import SCRIPT
from sigverify.reporting.colours import FRAME_HEX, QUIET_HEX, TEXT_HEX
from sigverify.reporting.decisions import DECISION_STYLES
from sigverify.terms import Decision

_SHOWN: Final = (Decision.ACCEPT, Decision.REFER, Decision.FLAG)
_ON_PAPER: Final = " ".join(f"--{name}: {DECISION_STYLES[name].on_paper};" for name in _SHOWN)
_ON_BLACK: Final = " ".join(f"--{name}: {DECISION_STYLES[name].on_black};" for name in _SHOWN)

_COLOURS: Final = f"""
:root {{ color-scheme: light dark; --paper: #fff; --text: {TEXT_HEX}; --quiet: {QUIET_HEX};
  --line: {FRAME_HEX}; --soft: #f6f8fa; {_ON_PAPER} }}
@media (prefers-color-scheme: dark) {{ :root {{ --paper: #0d1117; --text: #e6edf3; --quiet: #9198a1;
  --line: #3d444d; --soft: #151b23; {_ON_BLACK} }} }}
"""
STYLE: Final = (
    _COLOURS
    + """\
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1680px; background: var(--paper);
  color: var(--text); font: 15px/1.45 system-ui, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; }
h2 { font-size: 18px; margin: 32px 0 8px; }
.quiet { color: var(--quiet); }
.cards { display: flex; flex-wrap: wrap; gap: 12px; margin: 20px 0; padding: 0; }
.card { font: inherit; text-align: left; cursor: pointer; background: var(--paper);
  border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; min-width: 130px;
  color: var(--text); }
.card[aria-pressed=true] { border-color: currentColor; box-shadow: inset 0 0 0 1px currentColor; }
.card b { display: block; font-size: 26px; font-variant-numeric: tabular-nums; }
.accept { color: var(--accept); } .refer { color: var(--refer); } .flag { color: var(--flag); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 8px 10px;
  border-bottom: 1px solid var(--line); }
td { overflow-wrap: anywhere; min-width: 90px; } .rows td:last-child { min-width: 240px; }
th, td.number { white-space: nowrap; min-width: 0; }
thead th { position: sticky; top: 0; background: var(--paper); z-index: 1; }
th button { all: unset; cursor: pointer; font-weight: 600; }
th button:focus-visible { outline: 2px solid currentColor; outline-offset: 3px; }
th[aria-sort=ascending] button::after { content: " \\25b2"; }
th[aria-sort=descending] button::after { content: " \\25bc"; }
.number { font-variant-numeric: tabular-nums; }
td.similarity { min-width: 130px; overflow-wrap: normal; }
td.right { text-align: right; }
td.word { font-weight: 600; white-space: nowrap; }
td img { background: #fff; border: 1px solid var(--line); border-radius: 4px; padding: 3px;
  max-width: min(228px, 17vw); display: block; }
svg { width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
svg text { fill: var(--quiet); font-size: 13px; }
svg .axis { stroke: var(--quiet); } svg .threshold { stroke: var(--text); stroke-dasharray: 4 3; }
svg rect.accept { fill: var(--accept); } svg rect.refer { fill: var(--refer); }
svg rect.flag { fill: var(--flag); }
.reasons td:first-child { width: 90px; }
.filters { display: flex; flex-wrap: wrap; gap: 10px 10px; align-items: end; margin: 12px 0; }
.filters label { display: grid; gap: 3px; color: var(--quiet); font-size: 13px; }
.filters input, .filters select, .filters button, .pager input, .pager button {
  font: 14px/1.4 system-ui, "Segoe UI", Roboto, sans-serif; height: 34px;
  color: var(--text); background: var(--soft); border: 1px solid var(--line); border-radius: 6px;
  padding: 6px 10px; }
.filters select { max-width: 230px; } .filters input { width: 130px; }
.filters input[type=number] { width: 104px; }
.pager { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 10px 0; }
.pager input { width: 80px; }
.pager #count { margin-right: auto; }
button:enabled { cursor: pointer; } button:disabled { opacity: 0.5; }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 2px solid currentColor;
  outline-offset: 2px; }
@media (max-width: 1400px) { body { padding: 12px; } .rows th, .rows td { padding: 6px 5px; }
  .rows { font-size: 13px; } .rows td { min-width: 0; } .rows td:last-child { min-width: 15vw; } }
@media (max-width: 960px) { .cards { gap: 8px; } .card { min-width: 0; padding: 8px 12px; }
  .card b { font-size: 20px; } .rows thead { display: none; } .rows { font-size: 15px; }
  .rows tr { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 8px 0;
    border-bottom: 1px solid var(--line); }
  .rows td { border: 0; padding: 0; } .rows td:last-child { min-width: 100%; }
  .rows td.similarity { flex-basis: 100%; } .rows td img { max-width: 42vw; } }
@media print { thead th { position: static; } .filters, .pager button { display: none; } }
"""
)


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


# The page loads nothing, sends nothing and runs only this script, so a script in an item's name
# does not run.
POLICY: Final = (
    f"default-src 'none'; img-src data:; style-src {_source(STYLE)}; "
    f"script-src {_source(SCRIPT)}; base-uri 'none'; form-action 'none'"
)
