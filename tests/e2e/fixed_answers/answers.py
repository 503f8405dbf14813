"""Runs commands of the program and sorts what they answer into values, words and pictures."""

from __future__ import annotations

import base64
import contextlib
import csv
import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

Answers = dict[str, dict[str, Any]]

VALUES: Final = "values"
WORDS: Final = "words"
PICTURES: Final = "pictures"

# What people read. Of these only how many there are, or whether there is one, is a value.
_READ: Final = frozenset(
    {"check_box", "in_words", "message", "protocol", "reason", "reasons", "rule", "warnings"}
)
_SENTENCE: Final = re.compile(r".* .*\.", re.DOTALL)
# What differs each time.
_CHANGING: Final = frozenset(
    {
        "at", "begun", "body", "created", "database", "digest", "first_day", "home", "milliseconds",
        "parts", "previous", "program", "results_sha256", "run", "seen", "signature", "user",
        "versions",
    }
)  # fmt: skip
# Hashes of what is the same on every machine, though no file has them.
_STEADY: Final = frozenset({"preprocessing_sha256", "rows_sha256", "split_sha256"})
# Hashes of images that were made up here.
_OF_PIXELS: Final = frozenset({"data_sha256"})
# Pictures that hold words, whose size is therefore no value.
_LETTERED: Final = frozenset({"demo.png", "shown.png", "why.png"})
_HASH: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_IN_TEXT: Final = (
    (re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{8,64}\b"), "<hash>"),
    (re.compile(r"\b20[2-8]\d-\d\d-\d\dT\d\d:\d\d:[\d.]+Z"), "<moment>"),
    (re.compile(r"\b20[2-8]\d-\d\d-\d\d\b"), "<day>"),
    (re.compile(r"\b\d\d:\d\d(:\d\d)?Z?\b"), "<time>"),
    (re.compile(r"(\d+ min )?\d+ s, [\d.]+ items/s|[\d.]+ items/s"), "<speed>"),
    (re.compile(r"\bby \S+( <day>|:$|$)"), r"by <user>\1"),
    (re.compile(r"\S+ \(sole\)"), "<user> (sole)"),
)
_ITEMS: Final = re.compile(r'<script[^>]* id="sigverify-items">(.*?)</script>', re.DOTALL)
_INK_PARTS: Final = re.compile(r'<script[^>]* id="inks-\d+">(.*?)</script>', re.DOTALL)
_INKS: Final = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
_UNSEEN: Final = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)


@dataclass(slots=True)
class Asking:
    """Runs the program in the current folder and keeps what it answers."""

    checkout: Path
    kept_hashes: dict[str, str]
    answers: Answers = field(default_factory=lambda: {VALUES: {}, WORDS: {}, PICTURES: {}})

    def ask(
        self, step: str, *arguments: str, prints_json: bool = False, files: Sequence[str] = ()
    ) -> None:
        """Run one command.

        Args:
            step: what to keep the answers under.
            arguments: the command line.
            prints_json: what it prints are values, not words.
            files: what it writes, to be kept too; ``x/*.png`` stands for all such files.
        """
        from sigverify.__main__ import main

        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = main(arguments)
        for group in self.answers.values():
            group[step] = {}
        self.answers[VALUES][step]["status"] = int(status)
        printed = out.getvalue()
        if prints_json and printed:
            self._keep(step, "printed", json.loads(printed))
        else:
            self._say(step, "printed", printed)
        self._say(step, "complained", err.getvalue())
        for pattern in files:
            for path in sorted(Path().glob(pattern)):
                self._keep_file(step, path)

    def _keep_file(self, step: str, path: Path) -> None:
        name = self._text(path.as_posix())
        if path.suffix == ".png":
            self._keep_picture(step, name, path.read_bytes())
        elif path.suffix == ".pdf":
            self._say(step, name, _pdf_text(path))
        elif path.suffix == ".html":
            page = path.read_text("utf-8")
            items = _ITEMS.search(page)
            assert items is not None
            rows, inks = _of_report(json.loads(unescape(items[1])), page=page)
            self._keep(step, name, rows)
            for number, ink in enumerate(inks):
                self._keep_picture(step, f"{name} ink {number}", base64.b64decode(ink))
            self._say(step, f"{name} page", unescape(_UNSEEN.sub("\n", page)))
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                self._keep(step, name, [_typed(row) for row in csv.DictReader(stream)])
        elif path.suffix == ".jsonl":
            lines = path.read_text("utf-8").splitlines()
            self._keep(step, name, [json.loads(line) for line in lines])
        else:
            self._keep(step, name, json.loads(path.read_text("utf-8")))

    def _keep(self, step: str, name: str, value: object) -> None:
        self.answers[VALUES][step][name] = self._sorted(value, step=step, path=name)

    def _keep_picture(self, step: str, name: str, data: bytes) -> None:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
        assert pixels is not None
        self.answers[VALUES][step][name] = name in _LETTERED or list(pixels.shape)
        self.answers[PICTURES][step][name] = hashlib.sha256(pixels.tobytes()).hexdigest()

    def _say(self, step: str, name: str, text: str) -> None:
        lines = [" ".join(line.split()) for line in text.splitlines()]
        self.answers[WORDS][step][name] = [self._text(line) for line in lines if line]

    def _sorted(self, value: object, *, step: str, path: str) -> object:
        """The value without what differs each time; words and hashes are kept elsewhere."""
        if isinstance(value, list):
            return [
                self._sorted(one, step=step, path=f"{path}.{place}")
                for place, one in enumerate(value)
            ]
        if isinstance(value, dict):
            kept: dict[str, object] = {}
            for name, one in value.items():
                inner = f"{path}.{name}"
                if name in _CHANGING:
                    continue
                sentence = isinstance(one, str) and _SENTENCE.fullmatch(one)
                if name in _READ or sentence:
                    self._say(step, inner, "\n".join(_texts(one)))
                    kept[name] = len(one) if isinstance(one, list | dict) else bool(one)
                elif name in _OF_PIXELS:
                    self.answers[PICTURES][step][inner] = one
                elif name in _STEADY:
                    kept[name] = one
                else:
                    kept[name] = self._sorted(one, step=step, path=inner)
            return kept
        if isinstance(value, str):
            if _HASH.fullmatch(value):
                return self.kept_hashes.get(value, "<hash>")
            return self._text(value)
        return value

    def _text(self, text: str) -> str:
        for place, name in ((Path.cwd().parent, "<folder>"), (self.checkout, "<checkout>")):
            text = text.replace(str(place), name)
        for pattern, instead in _IN_TEXT:
            text = pattern.sub(instead, text)
        return text


def _of_report(data: Any, *, page: str) -> tuple[Any, list[str]]:  # noqa: ANN401 - JSON
    """The items of a report that a person should look at, the most urgent first, and their inks."""
    if isinstance(data, list):  # an older version: the list itself, and elements with the inks
        return data, _INKS.findall(page)
    rows = [dict(zip(data["columns"], item, strict=True)) for item in data["items"]]
    rows = [row | data["same"] for row in rows if row["decision"] != "accept"]
    rows.sort(
        key=lambda row: (
            data["order"].index(row["decision"]),
            -1.0 if row["similarity"] is None else row["similarity"],
            row["number"],
        )
    )
    inks: dict[str, list[str]] = {}
    for part in _INK_PARTS.findall(page):
        inks |= json.loads(part)
    found = [ink for row in rows for ink in inks.get(str(row["number"]), ()) if ink]
    for row in rows:
        for name in ("number", "why", "amount_number"):
            del row[name]
    return rows, found


def _typed(row: dict[str, str]) -> dict[str, object]:
    """A row of a table: numbers as numbers, and JSON as what it holds."""
    typed: dict[str, object] = {}
    for name, text in row.items():
        typed[name] = text
        if name not in ("id", "account"):
            with contextlib.suppress(ValueError):
                typed[name] = json.loads(text)
    return typed


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}: {text}" for name, one in value.items() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [str(value)]


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return text


def kept_hashes(checkout: Path) -> dict[str, str]:
    """Hashes that may stand in an answer, and what is kept for them.

    Those of the networks stay; those of made-up pictures, which another processor may make with
    other bits, become the pictures' names.
    """
    kept = {}
    for path in Path().rglob("*.*"):
        if path.is_file():
            kept[_sha256(path)] = f"<sha256 of {path.as_posix()}>"
    for path in (checkout / "trained").rglob("*.*"):
        kept[_sha256(path)] = _sha256(path)
    return kept


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
