"""What a source of master keys does."""

from __future__ import annotations

from typing import Final, Protocol

from sigverify.errors import RecordsError

BACKUP_REMEDY: Final = "Put it back from a backup."


class KeyUnavailableError(RecordsError):
    """The key is missing, or is not stored safely."""


class KeySource(Protocol):
    """Keeps the master key of records.

    An implementation decides nothing about records: it hands out 32 bytes, and takes 32 bytes.
    """

    def load(self, key_id: str) -> bytes:
        """Return the master key.

        Args:
            key_id: the key's id; a source that keeps one key may return another one, which the
                caller notices.

        Raises:
            KeyUnavailableError: the key is missing or damaged, or is not stored safely.
        """

    def keep(self, key: bytes) -> None:
        """Store a new master key; an existing one is never overwritten.

        Raises:
            KeyUnavailableError: there is a key already, or it can't be stored.
        """

    def forget(self, key_id: str) -> None:
        """Remove a key; no effect if it is not there.

        Raises:
            KeyUnavailableError: it can't be removed.
        """
