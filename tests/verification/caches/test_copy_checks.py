"""The cache of copy checks answers from one query what it was told to recall."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sigverify.verification.alterations import Alteration
from sigverify.verification.caches.copy_checks import CopyMemory
from tests.helpers.named_signatures import named_signature


def test_recalled_results_need_no_further_query(tmp_path: Path) -> None:
    questioned, one, other, stranger = map(named_signature, "abcd")
    file = tmp_path / "copies.sqlite"
    memory = CopyMemory(file)
    memory.learn(questioned, one, copy=False)
    memory.learn(questioned, other, copy=True)
    memory.learn(questioned, stranger, copy=True)
    memory.learn_altered(questioned, [one, other], altered=Alteration.EVEN_LINE)
    memory.close()

    memory = CopyMemory(file)
    memory.recall([(questioned, [one, other])])
    with contextlib.closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DELETE FROM pairs")
    assert memory.known(questioned, one) is False
    assert memory.known(questioned, other) is True
    # The order of the references does not matter.
    assert memory.known_altered(questioned, [other, one]) is Alteration.EVEN_LINE
    # What was not recalled is asked for, and is gone.
    assert memory.known(questioned, stranger) is None
    assert memory.known_altered(questioned, [one]) is None
    memory.close()
