"""Keyrings that live as long as a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import keyring
import keyring.backend
from keyring.backends import fail


class MemoryKeyring(keyring.backend.KeyringBackend):
    """Keeps passwords in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@contextmanager
def memory_keyring() -> Iterator[MemoryKeyring]:
    """Let the program use such a keyring meanwhile."""
    made = MemoryKeyring()
    with _in_use(made):
        yield made


def no_keyring() -> AbstractContextManager[None]:
    """Let the program find no keyring meanwhile."""
    return _in_use(fail.Keyring())


@contextmanager
def _in_use(made: keyring.backend.KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(made)
    try:
        yield
    finally:
        keyring.set_keyring(before)
