"""Makes files of the table of reasons: the documented list of codes, and texts for Qt's tools.

::

    python packaging/reason_codes.py document docs/reason-codes.md
    python packaging/reason_codes.py texts FILE.py
"""

from __future__ import annotations

import argparse
import string
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sigverify.reasons import ReasonCode  # noqa: E402
from sigverify.reporting.decisions import DECISION_STYLES  # noqa: E402
from sigverify.templates import LAST_OF_LIST, SECTIONS, SPECIMEN_NUMBER, TEMPLATES  # noqa: E402

CONTEXT = "Core"

_INTRODUCTION = """# Codes of reasons

Every reason for a decision, every quality finding of an image and every error message has a code
that does not depend on the words or their language. Programs should decide by the code alone; the
English may change with any version.

In JSON (`verify`, `identify`, `batch` to JSON Lines, audit rows, the work list), `reason_codes`
is beside `reasons`, with one entry for each text:

```json
{"code": "specimen-unusable",
 "parameters": {"specimen": "a.png", "finding": {"code": "no-ink", "parameters": {}}}}
```

A parameter is a text, a number, a list of texts, or another reason. `amount` is money, `rate` and
`limit` are shares of 1, a day is written as 2026-11-30, and a whole number as `specimen`, `other`
or `image` is a specimen's number in the register. Parameters may name people and files. Quality
findings carry `code` and `parameters` themselves.

CSV and Parquet results have a column `reason_codes` with the codes alone, one for each reason, in
their order; the code of a nested reason follows after a colon: `specimen-unusable:no-ink`.

The audit trail keeps codes without parameters in the facts of a row for ever, and codes with
parameters in its details, which can be purged.

`packaging/reason_codes.py document docs/reason-codes.md` writes this page.
"""


def document() -> str:
    """Return the documented list."""
    parts = [_INTRODUCTION]
    for title, codes in SECTIONS.items():
        parts.append(f"\n## {title}\n\n| code | English | parameters |\n|---|---|---|\n")
        parts += [_row(code, text) for code, text in codes.items()]
    return "".join(parts)


def texts() -> str:
    """Return a module with all texts of the deeper layers for `pyside6-lupdate`; it never runs."""
    decisions = [style.word for style in DECISION_STYLES.values()]
    found = [*TEMPLATES.values(), LAST_OF_LIST, SPECIMEN_NUMBER, *decisions]
    lines = [f"QT_TRANSLATE_NOOP({CONTEXT!r}, {text!r})\n" for text in dict.fromkeys(found)]
    return "".join(lines)


def _row(code: ReasonCode, text: str) -> str:
    names = sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})
    shown = text.replace("|", "\\|")
    return f"| `{code.value}` | {shown} | {', '.join(f'`{name}`' for name in names)} |\n"


def main() -> None:
    """Write one of the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=["document", "texts"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    made = document() if given.what == "document" else texts()
    given.file.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
